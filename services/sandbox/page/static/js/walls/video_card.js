/** A video of YouTube: the picture with its length, the title, the channel; Shorts stand upright. */

import { avatar, h } from "../dom.js";
import { foldable, goneMark, pictures, postMenu, when } from "./parts.js";
import { strip } from "./strip.js";

const isUpright = ({ width, height }) => Boolean(width && height && height >= width);

/** Draws a video of a channel. */
export function drawVideo(entries, { title }) {
  const [first] = entries;
  const name = first.from_name || title;
  const { pieces, tiles } = pictures(entries);
  const upright = pieces.length > 0 && isUpright(pieces[0]);
  return [
    tiles.length > 0 &&
      h(
        "div",
        { class: upright ? "yt-frame upright" : "yt-frame" },
        strip(tiles, upright ? 9 / 16 : 16 / 9),
        upright && h("span", { class: "yt-short" }, "Shorts"),
      ),
    h(
      "div",
      { class: "yt-head" },
      avatar(name, first.target, "small"),
      h(
        "div",
        { class: "card-who" },
        h("h4", { class: "post-title", dir: "auto", data: { testid: "post-title" } }, first.title),
        h("span", { class: "card-when" }, name, " · ", when(first)),
      ),
      goneMark(first),
      postMenu(entries),
    ),
    entries.filter((entry) => entry.text).map((entry) => foldable(entry)),
  ];
}
