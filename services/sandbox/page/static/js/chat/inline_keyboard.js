/** Buttons below a message. */

import { copyText } from "../clipboard.js";
import { h } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { openLink } from "../open_link.js";
import { safeAddress } from "../text/links.js";
import { attempt, toast } from "../dialogs.js";

const ANSWER_WAIT_MS = 12000;

function waitForAnswer(element) {
  element.classList.add("loading");
  element.setAttribute("aria-busy", "true");
  setTimeout(() => rest(element), ANSWER_WAIT_MS);
}

function rest(element) {
  element.classList.remove("loading");
  element.removeAttribute("aria-busy");
}

/** Ends the waiting of all buttons: the bot has answered. */
export function restAll(root) {
  root.querySelectorAll(".inline-button.loading").forEach(rest);
}

function target(known) {
  if (known.url)
    return { mark: "out", act: () => safeAddress(known.url) && openLink(safeAddress(known.url)) };
  if (known.copy_text) {
    return { mark: "copy", act: () => attempt(() => copyText(known.copy_text.text)) };
  }
  return { mark: null, act: () => toast(t("button_not_here"), { bad: true }) };
}

function keyButton(known, message, actions, place) {
  const data = { testid: "inline-button", callbackData: known.callback_data, place };
  const { mark, act } = known.callback_data === undefined ? target(known) : { mark: null, act: null };
  const element = h(
    "button",
    { type: "button", class: `inline-button ${known.style ?? ""}`, data },
    h("span", { class: "inline-label" }, known.text),
    mark && icon(mark, "corner"),
  );
  element.addEventListener("click", async () => {
    if (act) {
      act();
      return;
    }
    waitForAnswer(element);
    const accepted = await actions.onPress(message, known.callback_data);
    if (!accepted) rest(element);
  });
  return element;
}

/** Draws the inline keyboard of a message, or null. */
export function inlineKeyboard(message, actions) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  const drawn = rows.map((row, line) =>
    h(
      "div",
      { class: "inline-row" },
      row.map((known, column) => keyButton(known, message, actions, `${line}:${column}`)),
    ),
  );
  return h("div", { class: "inline-keyboard", role: "group", "aria-label": t("buttons") }, drawn);
}
