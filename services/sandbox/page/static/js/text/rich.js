/** Draws formatted text as nodes. */

import { copyText } from "../clipboard.js";
import { attempt } from "../dialogs.js";
import { button, h } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { openLink } from "../open_link.js";
import { toTree } from "./entities.js";
import { findLinks, safeAddress } from "./links.js";

const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const LONG_QUOTE_UNITS = 180;

function link(address, children) {
  const href = safeAddress(address);
  if (!href) return h("span", {}, children);
  const onClick = (event) => {
    event.preventDefault();
    openLink(href);
  };
  return h(
    "a",
    { href, class: "link", rel: "noopener noreferrer", target: "_blank", on: { click: onClick } },
    children,
  );
}

function spoiler(children) {
  const cover = h("span", { class: "spoiler-text" }, children);
  const reveal = () => {
    if (element.classList.toggle("shown")) {
      cover.removeAttribute("aria-hidden");
      element.removeAttribute("aria-label");
    } else {
      cover.setAttribute("aria-hidden", "true");
      element.setAttribute("aria-label", t("spoiler"));
    }
    element.setAttribute("aria-expanded", element.classList.contains("shown"));
  };
  cover.setAttribute("aria-hidden", "true");
  const onKey = (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    reveal();
  };
  const element = h(
    "span",
    {
      class: "spoiler",
      role: "button",
      tabindex: "0",
      "aria-label": t("spoiler"),
      "aria-expanded": "false",
      data: { testid: "spoiler" },
      on: { click: reveal, keydown: onKey },
    },
    cover,
  );
  return element;
}

function codeBlock(node) {
  const language = node.entity.language;
  const copy = button(
    t("copy"),
    { class: "code-copy", onClick: () => attempt(() => copyText(node.text)) },
    icon("copy"),
  );
  return h(
    "span",
    { class: "code-block", data: { entity: "pre" } },
    h("span", { class: "code-head" }, h("span", {}, language || t("code")), copy),
    h("code", {}, node.text),
  );
}

function expandable(node, children) {
  const inner = h("div", { class: "quote-inner" }, children);
  const quote = h("blockquote", { class: "quote", data: { entity: node.entity.type } }, inner);
  if (node.text.length < LONG_QUOTE_UNITS && node.text.split("\n").length <= 3) return quote;
  quote.classList.add("folded");
  const more = button(t("show_more"), {
    class: "quote-more",
    "aria-expanded": "false",
    onClick: () => {
      const folded = quote.classList.toggle("folded");
      more.setAttribute("aria-expanded", String(!folded));
      more.textContent = t(folded ? "show_more" : "show_less");
    },
  });
  quote.append(more);
  return quote;
}

const styled = (tag) => (node, children) => h(tag, { data: { entity: node.entity.type } }, children);
const mark = (node, children) => h("span", { class: "mark", data: { entity: node.entity.type } }, children);

/** A network that writes mentions in brackets says what people see instead of them. */
function mention(node, children) {
  const { label, url } = node.entity;
  return label && url ? link(url, [label]) : mark(node, children);
}

const DRAW = {
  bold: styled("strong"),
  italic: styled("em"),
  underline: styled("u"),
  strikethrough: styled("s"),
  code: styled("code"),
  pre: codeBlock,
  spoiler: (node, children) => spoiler(children),
  blockquote: (node, children) =>
    h("blockquote", { class: "quote", data: { entity: "blockquote" } }, children),
  expandable_blockquote: expandable,
  text_link: (node, children) => link(node.entity.url, children),
  url: (node, children) => link(node.text, children),
  email: (node, children) => link(`mailto:${node.text}`, children),
  phone_number: (node, children) => link(`tel:${node.text}`, children),
  mention,
  text_mention: mark,
  hashtag: mark,
  cashtag: mark,
  custom_emoji: (node, children) => h("span", { class: "custom-emoji", title: t("custom_emoji") }, children),
};

function command(node, children, onCommand) {
  if (!onCommand) return mark(node, children);
  return h(
    "button",
    { type: "button", class: "link-button", on: { click: () => onCommand(node.text) } },
    children,
  );
}

function drawNodes(nodes, onCommand) {
  let afterBlock = false;
  return nodes.map((node) => {
    // A block ends its own line already: the line break behind it would show as an empty line.
    const text = afterBlock && !node.entity ? node.text.replace(/^\n/, "") : node.text;
    afterBlock = BLOCKS.has(node.entity?.type);
    if (!node.entity) return document.createTextNode(text);
    const children = drawNodes(node.children, onCommand);
    if (node.entity.type === "bot_command") return command(node, children, onCommand);
    return (DRAW[node.entity.type] ?? mark)(node, children);
  });
}

/** Draws text with Telegram entities. `onCommand` makes /commands clickable. */
export function richText(text, entities = [], { onCommand = null } = {}) {
  return drawNodes(toTree(text, entities), onCommand);
}

/** Draws the plain text of a network that finds links by itself. */
export function plainText(text) {
  return drawNodes(toTree(text, findLinks(text)), null);
}

const EMOJI_ONLY =
  /^(?:\p{RI}\p{RI}|\p{Emoji}(?:\p{EMod}|\uFE0F\u20E3?|[\u{E0020}-\u{E007E}]+\u{E007F})?(?:\u200D\p{Emoji}(?:\p{EMod}|\uFE0F)?)*|\s)+$/u;

/** How many emoji the text is made of, 0 when it holds anything else. */
export function emojiCount(text) {
  if (!text || text.length > 60 || /^[\d#*\s]+$/.test(text) || !EMOJI_ONLY.test(text)) return 0;
  return [...new Intl.Segmenter("en", { granularity: "grapheme" }).segment(text)].filter(({ segment }) =>
    segment.trim(),
  ).length;
}
