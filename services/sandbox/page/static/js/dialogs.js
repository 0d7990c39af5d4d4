/** Dialogs, toasts and small menus. Native `<dialog>` keeps focus inside, closes on Esc and gives focus back. */

import { button, h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";

let titles = 0;

/** Opens a modal dialog. `build(close)` gives the content; the promise resolves with what `close` was called with, or null. */
export function openDialog({ title, testid, className = "", build }) {
  return new Promise((resolve) => {
    titles += 1;
    const dialog = h("dialog", {
      class: `dialog ${className}`,
      "aria-labelledby": `dialog-title-${titles}`,
      data: { testid },
    });
    const opener = document.activeElement;
    let result = null;
    const close = (value = null) => {
      result = value;
      dialog.close();
    };
    dialog.append(
      h(
        "header",
        { class: "dialog-head" },
        h("h2", { id: `dialog-title-${titles}` }, title),
        button(
          t("close"),
          { class: "icon-button", testid: "dialog-close", onClick: () => close() },
          icon("close"),
        ),
      ),
      h("div", { class: "dialog-body" }, build(close)),
    );
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) close();
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (opener?.isConnected) opener.focus({ preventScroll: true });
      resolve(result);
    });
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector("[autofocus]")?.focus();
  });
}

/** Asks yes or no. */
export async function ask({ title, text, note = "", yes, danger = false }) {
  const answer = await openDialog({
    title,
    testid: "ask",
    className: "small",
    build: (close) => [
      h("p", { class: "wrap" }, text),
      note && h("p", { class: "note" }, note),
      h(
        "div",
        { class: "dialog-actions" },
        button(t("cancel"), { class: "button quiet", onClick: () => close(false) }),
        button(yes, {
          class: `button ${danger ? "danger" : "primary"}`,
          testid: "ask-yes",
          autofocus: true,
          onClick: () => close(true),
        }),
      ),
    ],
  });
  return answer === true;
}

/** Shows the alert of a bot, which the person must close. */
export function alertDialog(text) {
  return openDialog({
    title: "CrossPoster SANDBOX",
    testid: "callback-alert",
    className: "small",
    build: (close) => [
      h("p", { class: "wrap" }, text),
      h(
        "div",
        { class: "dialog-actions" },
        button(t("ok"), { class: "button primary", autofocus: true, onClick: () => close() }),
      ),
    ],
  });
}

const TOAST_MS = 4500;

/** Says something for a few seconds; read aloud by screen readers. */
export function toast(text, { bad = false, testid = "toast" } = {}) {
  const note = h("div", { class: `toast ${bad ? "bad" : ""}`, data: { testid } }, text);
  const place = document.getElementById("toasts");
  place.append(note);
  // Shown anew each time, so that it lies above a dialog that opened since.
  if (place.matches(":popover-open")) place.hidePopover();
  place.showPopover();
  setTimeout(() => note.remove(), bad ? TOAST_MS * 1.6 : TOAST_MS);
}

/** Runs what a person asked for and shows the refusal when there is one; null then. */
export async function attempt(action) {
  try {
    return await action();
  } catch (error) {
    toast(error.message || t("no_answer"), { bad: true, testid: "error-toast" });
    return null;
  }
}

let openMenu = null;

function closeMenu(giveFocusBack) {
  if (!openMenu) return;
  const { menu, opener } = openMenu;
  openMenu = null;
  menu.remove();
  opener.setAttribute("aria-expanded", "false");
  if (giveFocusBack) opener.focus();
}

function placeMenu(menu, opener) {
  const box = opener.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const left = Math.max(8, Math.min(box.right - width, window.innerWidth - width - 8));
  const below = box.bottom + 4 + height < window.innerHeight;
  menu.style.left = `${left}px`;
  menu.style.top = `${below ? box.bottom + 4 : Math.max(8, box.top - height - 4)}px`;
}

function menuKeys(event) {
  const items = [...event.currentTarget.querySelectorAll("[role=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const goals = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 };
  if (event.key in goals) {
    event.preventDefault();
    items[(goals[event.key] + items.length) % items.length].focus();
  } else if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    event.stopPropagation();
    closeMenu(true);
  }
}

/** Opens a menu at a button; `items` are `{label, iconName, testid, danger, onPick}`. */
export function showMenu(opener, items) {
  const again = openMenu?.opener === opener;
  closeMenu(false);
  if (again) return;
  const buttons = items.filter(Boolean).map(({ label, iconName, testid, danger, onPick }) =>
    h(
      "button",
      {
        type: "button",
        role: "menuitem",
        class: danger ? "danger" : "",
        data: { testid },
        on: {
          click: () => {
            closeMenu(true);
            onPick();
          },
        },
      },
      icon(iconName),
      label,
    ),
  );
  const menu = h("div", { class: "menu", role: "menu", on: { keydown: menuKeys } }, buttons);
  // Inside an open dialog only its own children can be clicked.
  (opener.closest("dialog") ?? document.body).append(menu);
  openMenu = { menu, opener };
  opener.setAttribute("aria-expanded", "true");
  placeMenu(menu, opener);
  buttons[0]?.focus();
}

document.addEventListener("pointerdown", (event) => {
  if (openMenu && !openMenu.menu.contains(event.target) && !openMenu.opener.contains(event.target))
    closeMenu(false);
});
