/** A post as a card: VK's wall, and every network that has no look of its own. */

import { avatar, h } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { attachments, foldable, goneMark, postMenu, when } from "./parts.js";

function words(entry) {
  const heading =
    entry.title && h("h4", { class: "post-title", dir: "auto", data: { testid: "post-title" } }, entry.title);
  return entry.text ? [heading, foldable(entry)] : heading;
}

/** Draws the post of a wall. */
export function drawCard(entries, { title }) {
  const [first] = entries;
  const name = first.from_name || title;
  return [
    h(
      "div",
      { class: "card-head" },
      avatar(name, first.target),
      h(
        "div",
        { class: "card-who" },
        h("span", { class: "card-name" }, name),
        h("span", { class: "card-when" }, when(first), first.edited_at && ` · ${t("edited")}`),
      ),
      goneMark(first),
      postMenu(entries),
    ),
    entries.map(words),
    attachments(entries),
    h("div", { class: "card-foot", "aria-hidden": "true" }, icon("heart"), icon("comment"), icon("out")),
  ];
}
