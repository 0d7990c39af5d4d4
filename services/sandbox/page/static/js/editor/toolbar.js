/** The buttons that format the field. */

import { openDialog } from "../dialogs.js";
import { button, h, roveWithArrows } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { safeAddress } from "../text/links.js";

const STYLES = [
  ["bold", "B", "Ctrl+B"],
  ["italic", "I", "Ctrl+I"],
  ["underline", "U", "Ctrl+U"],
  ["strikethrough", "S", "Ctrl+Shift+X"],
  ["spoiler", "▒", "Ctrl+Shift+P"],
  ["code", "‹›", "Ctrl+Shift+M"],
  ["pre", "{ }", "Ctrl+Shift+K"],
  ["blockquote", "❝", "Ctrl+Shift+Q"],
];

/** Asks for the address of a link; null when the person thought better of it. */
export function askAddress() {
  return openDialog({
    title: t("add_link"),
    testid: "link-dialog",
    className: "small",
    build: (close) => {
      const field = h("input", {
        type: "text",
        inputmode: "url",
        class: "input",
        value: "https://",
        autofocus: true,
        data: { testid: "link-url" },
      });
      const wrong = h("p", { class: "note bad", role: "alert" });
      const submit = (event) => {
        event.preventDefault();
        const url = field.value.trim().length > 8 ? safeAddress(field.value.trim()) : null;
        if (url) close(url);
        else wrong.textContent = t("wrong_address");
      };
      return h(
        "form",
        { on: { submit } },
        h("label", { class: "field" }, t("address"), field),
        wrong,
        h(
          "div",
          { class: "dialog-actions" },
          button(t("cancel"), { class: "button quiet", onClick: () => close() }),
          h("button", { type: "submit", class: "button primary" }, t("add")),
        ),
      );
    },
  });
}

/** Fills `place` with the formatting buttons of an editor; gives back what refreshes their pressed state. */
export function makeToolbar(place, editor) {
  const keepSelection = { mousedown: (event) => event.preventDefault() };
  const buttons = STYLES.map(([type, face, keys]) =>
    h(
      "button",
      {
        type: "button",
        class: `tool tool-${type}`,
        "aria-label": t(`style_${type}`),
        title: `${t(`style_${type}`)} (${keys})`,
        "aria-pressed": "false",
        tabindex: type === "bold" ? "0" : "-1",
        data: { testid: `format-${type}`, style: type },
        on: { ...keepSelection, click: () => editor.format(type) },
      },
      h("span", { "aria-hidden": "true" }, face),
    ),
  );
  const extra = (name, label, iconName, onClick) =>
    h(
      "button",
      {
        type: "button",
        class: "tool",
        "aria-label": label,
        title: label,
        tabindex: "-1",
        data: { testid: `format-${name}` },
        on: { ...keepSelection, click: onClick },
      },
      icon(iconName),
    );
  place.replaceChildren(
    ...buttons,
    extra("link", `${t("style_text_link")} (Ctrl+K)`, "link", () => editor.formatLink()),
    extra("clear", t("style_clear"), "close", () => editor.clearFormat()),
  );
  place.setAttribute("aria-label", t("formatting"));
  return () => {
    const styles = editor.styles();
    for (const element of buttons)
      element.setAttribute("aria-pressed", String(styles.has(element.dataset.style)));
  };
}

/** Connects the arrow keys of a toolbar once. */
export function startToolbar(place) {
  roveWithArrows(place, ".tool");
}
