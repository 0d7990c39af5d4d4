/** The only way this page makes elements: nodes and text, never HTML source. */

const PROPERTIES = new Set(["value", "checked", "disabled", "muted", "loop", "open", "selected"]);

function setAttribute(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "on") {
    for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
  } else if (name === "data") {
    for (const [key, datum] of Object.entries(value)) {
      if (datum !== null && datum !== undefined) element.dataset[key] = datum;
    }
  } else if (PROPERTIES.has(name)) {
    element[name] = value;
  } else {
    element.setAttribute(name, value === true ? "" : value);
  }
}

/** Makes `<tag>` with attributes (`on` = listeners, `data` = dataset) and children (nodes, strings, lists, null). */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(element, name, value);
  element.append(
    ...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false),
  );
  return element;
}

/** Finds the element that must exist. */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no #${id}`);
  return element;
}

/** Makes a labelled real button. `label` is read aloud; `children` are seen. */
export function button(label, { onClick, testid, ...attributes }, ...children) {
  const seen = children.length > 0 ? children : [label];
  return h(
    "button",
    {
      type: "button",
      "aria-label": children.length > 0 ? label : null,
      title: children.length > 0 ? label : null,
      data: { testid },
      on: onClick ? { click: onClick } : {},
      ...attributes,
    },
    ...seen,
  );
}

/** Moves focus among `items` with the arrow keys, Home and End (roving tabindex). */
export function roveWithArrows(container, selector, { onMove, vertical = false } = {}) {
  const [back, forth] = vertical ? ["ArrowUp", "ArrowDown"] : ["ArrowLeft", "ArrowRight"];
  container.addEventListener("keydown", (event) => {
    const items = [...container.querySelectorAll(selector)];
    const at = items.indexOf(document.activeElement);
    if (at < 0) return;
    const goals = { [back]: at - 1, [forth]: at + 1, Home: 0, End: items.length - 1 };
    if (!(event.key in goals)) return;
    event.preventDefault();
    const next = items[(goals[event.key] + items.length) % items.length];
    next.focus();
    onMove?.(next);
  });
}

/** A number that stays the same for the same text: colours of avatars and networks. */
export function hash(text) {
  let value = 7;
  for (const character of String(text)) value = (value * 31 + character.codePointAt(0)) % 1000003;
  return value;
}

/** A round avatar with initials; decoration only, the name stands beside it. */
export function avatar(name, key, size = "") {
  const initials = String(name || "?")
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((word) => [...word][0].toUpperCase())
    .join("");
  return h("span", { class: `avatar tint-${hash(key) % 7} ${size}`, "aria-hidden": "true" }, initials);
}
