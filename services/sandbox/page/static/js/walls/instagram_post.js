/** A post of Instagram: one frame for all its pictures, the caption below, folded after two lines. */

import { avatar, h } from "../dom.js";
import { icon } from "../icons.js";
import { foldable, goneMark, pictures, postMenu, when } from "./parts.js";
import { strip } from "./strip.js";

const TALLEST = 4 / 5;
const WIDEST = 1.91;

function frameOf({ width, height, kind }) {
  const ratio = width && height ? width / height : 1;
  const tallest = kind === "photo" ? TALLEST : 9 / 16;
  return Math.min(WIDEST, Math.max(tallest, ratio));
}

/** Draws a post of a profile. */
export function drawInstagramPost(entries, { title }) {
  const [first] = entries;
  const name = first.from_name || title;
  const { pieces, tiles } = pictures(entries);
  return [
    h(
      "div",
      { class: "card-head" },
      h("span", { class: "story-ring" }, avatar(name, first.target, "small")),
      h("span", { class: "card-name card-who" }, name),
      goneMark(first),
      postMenu(entries),
    ),
    tiles.length > 0 && strip(tiles, frameOf(pieces[0])),
    h("div", { class: "ig-actions", "aria-hidden": "true" }, icon("heart"), icon("comment"), icon("send")),
    entries.filter((entry) => entry.text).map((entry) => foldable(entry, [h("b", {}, name), " "])),
    h("div", { class: "ig-when" }, when(first)),
  ];
}
