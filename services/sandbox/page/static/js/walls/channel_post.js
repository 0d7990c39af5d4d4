/** A post as readers of a Telegram channel see it. */

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { emojiCount, richText } from "../text/rich.js";
import { attachments, goneMark, postMenu, when } from "./parts.js";

function words(entries) {
  const spoken = entries.filter((entry) => entry.text);
  const alone = entries.length === 1 && !entries[0].attachments?.length;
  return spoken.map((entry) => {
    const big = alone ? emojiCount(entry.text) : 0;
    const size = big > 0 && big <= 12 ? `emoji-${big <= 3 ? "huge" : "big"}` : "";
    return h(
      "div",
      { class: `text ${size}`, dir: "auto", data: { testid: "post-text" } },
      richText(entry.text, entry.entities),
    );
  });
}

/** Draws a post, or an album as one post. */
export function drawChannelPost(entries, { title }) {
  const [first] = entries;
  const edited = entries.some((entry) => entry.edited_at);
  return [
    h(
      "div",
      { class: "channel-head" },
      h("span", { class: "channel-name" }, title),
      goneMark(first),
      postMenu(entries),
    ),
    attachments(entries),
    words(entries),
    h(
      "div",
      { class: "channel-foot" },
      first.silent && h("span", {}, "🔕"),
      edited && h("span", { data: { testid: "edited" } }, t("edited")),
      icon("eye"),
      when(first),
    ),
  ];
}
