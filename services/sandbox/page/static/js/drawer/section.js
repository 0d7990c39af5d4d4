/** Parts of the drawer: foldable sections, form fields. */

import { h } from "../dom.js";
import { icon } from "../icons.js";

/** A section that folds; `open` at first. */
export function section(name, title, iconName, content, { open = false } = {}) {
  return h(
    "details",
    { class: "drawer-section", open, data: { testid: `section-${name}`, section: name } },
    h("summary", {}, icon(iconName), h("span", {}, title), icon("down", "fold-mark")),
    h("div", { class: "drawer-content" }, content),
  );
}

/** A labelled field. */
export function field(label, control, note = null) {
  return h("label", { class: "field" }, label, control, note && h("span", { class: "note" }, note));
}

/** A list to choose from; `options` are `[value, text]`. */
export function select(name, options, chosen) {
  return h(
    "select",
    { class: "input", name, data: { testid: name } },
    options.map(([value, text]) => h("option", { value, selected: value === chosen }, text)),
  );
}

/** A one-line field. */
export function input(name, attributes = {}) {
  return h("input", {
    class: "input",
    type: "text",
    name,
    autocomplete: "off",
    data: { testid: name },
    ...attributes,
  });
}
