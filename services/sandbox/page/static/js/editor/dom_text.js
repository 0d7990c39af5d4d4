/** Between the nodes of an editable field and text with entities. */

import { h } from "../dom.js";
import { tidy, toTree } from "../text/entities.js";

const TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  pre: "span",
  spoiler: "span",
  text_link: "span",
  blockquote: "span",
  expandable_blockquote: "span",
};
const TYPES_BY_TAG = {
  B: "bold",
  STRONG: "bold",
  I: "italic",
  EM: "italic",
  U: "underline",
  S: "strikethrough",
  STRIKE: "strikethrough",
  CODE: "code",
};

function isFiller(node) {
  return node.nodeName === "BR" && node.dataset.filler !== undefined;
}

function entityOf(node) {
  const type = node.dataset?.entity ?? TYPES_BY_TAG[node.nodeName];
  if (!type) return null;
  const { url, language } = node.dataset;
  return { type, ...(url ? { url } : {}), ...(language ? { language } : {}) };
}

function read(node, into) {
  if (node.nodeType === Node.TEXT_NODE) {
    into.text += node.data;
    return;
  }
  if (node.nodeName === "BR") {
    if (!isFiller(node)) into.text += "\n";
    return;
  }
  const block = node.nodeName === "DIV" || node.nodeName === "P";
  if (block && into.depth > 0 && into.text && !into.text.endsWith("\n")) into.text += "\n";
  const offset = into.text.length;
  into.depth += 1;
  node.childNodes.forEach((child) => read(child, into));
  into.depth -= 1;
  const entity = entityOf(node);
  if (entity && into.text.length > offset)
    into.entities.push({ ...entity, offset, length: into.text.length - offset });
}

/** Reads an editable field, or a piece of it, as `{text, entities}`. */
export function readNodes(root) {
  const into = { text: "", entities: [], depth: root.nodeType === Node.DOCUMENT_FRAGMENT_NODE ? 1 : 0 };
  if (root.nodeType === Node.DOCUMENT_FRAGMENT_NODE) root.childNodes.forEach((child) => read(child, into));
  else read(root, into);
  // The browser leaves hard spaces where somebody typed two in a row.
  return { text: into.text.replaceAll("\u00A0", " "), entities: tidy(into.entities) };
}

function draw(nodes) {
  return nodes.map((node) => {
    if (!node.entity) return document.createTextNode(node.text);
    const { type, url, language } = node.entity;
    return h(
      TAGS[type] ?? "span",
      { class: `fmt-${type}`, data: { entity: type, url, language } },
      draw(node.children),
    );
  });
}

/** Writes `{text, entities}` into an editable field. */
export function writeNodes(root, { text, entities }) {
  root.replaceChildren(...draw(toTree(text, entities)));
  // A field cannot show the caret on a last line that is empty without something on it.
  if (text.endsWith("\n")) root.append(h("br", { data: { filler: "" } }));
}

function unitsBefore(root, container, offset) {
  const range = document.createRange();
  range.selectNodeContents(root);
  range.setEnd(container, offset);
  return readNodes(range.cloneContents()).text.length;
}

/** The selection inside the field as offsets, or null when it is elsewhere. */
export function readSelection(root) {
  const selection = document.getSelection();
  if (!selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  if (!root.contains(range.commonAncestorContainer)) return null;
  return {
    start: unitsBefore(root, range.startContainer, range.startOffset),
    end: unitsBefore(root, range.endContainer, range.endOffset),
  };
}

function pointAt(root, offset) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  let left = offset;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (left <= node.data.length) return [node, left];
    left -= node.data.length;
  }
  return [root, root.childNodes.length];
}

/** Selects what stands between two offsets. */
export function writeSelection(root, start, end = start) {
  const range = document.createRange();
  range.setStart(...pointAt(root, start));
  range.setEnd(...pointAt(root, end));
  const selection = document.getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}
