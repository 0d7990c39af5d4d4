/** A post as a card: VK's wall, and every network that has no look of its own. */

import { avatar, button, h } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { plainText, richText } from "../text/rich.js";
import { attachments, goneMark, postMenu, when } from "./parts.js";

const FOLD_OVER_UNITS = 700;
const FOLD_OVER_LINES = 12;

function words(entry) {
  const heading =
    entry.title && h("h4", { class: "post-title", dir: "auto", data: { testid: "post-title" } }, entry.title);
  if (!entry.text) return heading;
  const drawn = entry.entities?.length ? richText(entry.text, entry.entities) : plainText(entry.text);
  const text = h("div", { class: "text", dir: "auto", data: { testid: "post-text" } }, drawn);
  if (entry.text.length <= FOLD_OVER_UNITS && entry.text.split("\n").length <= FOLD_OVER_LINES) return [heading, text];
  text.classList.add("folded");
  const more = button(t("show_more"), {
    class: "fold",
    testid: "show-more",
    "aria-expanded": "false",
    onClick: () => {
      const folded = text.classList.toggle("folded");
      more.setAttribute("aria-expanded", String(!folded));
      more.textContent = t(folded ? "show_more" : "show_less");
    },
  });
  return [heading, text, more];
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
