/** A pin of Pinterest: the picture, what it is called, where it leads. */

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { attachments, foldable, goneMark, pictures, postMenu, when } from "./parts.js";
import { strip } from "./strip.js";

/** Draws a pin of a board. */
export function drawPin(entries) {
  const [first] = entries;
  const { pieces, tiles } = pictures(entries);
  const [{ width = 2, height = 3 } = {}] = pieces;
  return [
    tiles.length > 0 && strip(tiles, Math.min(2, Math.max(0.45, width / height))),
    attachments(entries, { visual: false }),
    h(
      "div",
      { class: "pin-head" },
      first.title
        ? h("h4", { class: "post-title", dir: "auto", data: { testid: "post-title" } }, first.title)
        : h("span", { class: "card-who" }),
      postMenu(entries),
    ),
    entries.filter((entry) => entry.text).map((entry) => foldable(entry)),
    h("div", { class: "pin-foot" }, icon("out"), first.from_name, " ", when(first), goneMark(first)),
  ];
}
