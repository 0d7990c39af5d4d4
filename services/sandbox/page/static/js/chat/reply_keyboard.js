/** The keyboard that a bot puts under the field. */

import { byId, h } from "../dom.js";
import { attempt, toast } from "../dialogs.js";
import { t } from "../i18n.js";
import { api } from "../api.js";
import { messagesOf, store } from "../store.js";
import { shareChatDialog } from "./share_chat.js";

let hiddenFor = null;
let drawnAs = "";

/** The markup in force: the newest one that gives or removes a keyboard. */
function currentMarkup() {
  const fromBot = messagesOf(store.person?.id).filter((message) => message.from?.id !== store.person?.id);
  const last = fromBot.findLast(
    ({ reply_markup: markup }) => markup?.keyboard || markup?.remove_keyboard || markup?.force_reply,
  );
  return last ? { messageId: last.message_id, ...last.reply_markup } : null;
}

function say(content) {
  return attempt(() => api.send(store.person.id, content));
}

async function press(known, markup) {
  if (known.request_chat) {
    await shareChatDialog(known);
    return;
  }
  if (known.request_contact) {
    await say({
      contact: {
        phone_number: `+1555${store.person.id}`,
        first_name: store.person.first_name,
        user_id: store.person.id,
      },
    });
  } else if (known.request_location) {
    await say({ location: { latitude: 55.7558, longitude: 37.6173 } });
  } else if (known.request_poll || known.request_users || known.web_app) {
    toast(t("button_not_here"), { bad: true });
  } else {
    await say({ text: known.text });
  }
  if (markup.one_time_keyboard) {
    hiddenFor = markup.messageId;
    drawReplyKeyboard();
  }
}

function rows(markup) {
  return markup.keyboard.map((row) =>
    h(
      "div",
      { class: "reply-row" },
      row.map((item) => {
        const known = typeof item === "string" ? { text: item } : item;
        return h(
          "button",
          {
            type: "button",
            class: "reply-button",
            data: { testid: "reply-button" },
            on: { click: () => press(known, markup) },
          },
          known.text,
        );
      }),
    ),
  );
}

/** Draws the keyboard in force, or its toggle, or nothing. */
export function drawReplyKeyboard() {
  const place = byId("reply-keyboard");
  const toggle = byId("keyboard-toggle");
  const markup = currentMarkup();
  const field = byId("composer-field");
  field.dataset.placeholder = markup?.input_field_placeholder || t("message");
  toggle.hidden = !markup?.keyboard;
  const shown = Boolean(markup?.keyboard) && hiddenFor !== markup.messageId;
  toggle.setAttribute("aria-expanded", String(shown));
  place.hidden = !shown;
  place.setAttribute("aria-label", t("reply_keyboard"));
  // Every message comes past here: the same keyboard stays, with the focus that is on it.
  const picture = shown ? JSON.stringify([store.person.id, markup]) : "";
  if (picture === drawnAs) return;
  drawnAs = picture;
  place.replaceChildren(...(shown ? rows(markup) : []));
}

export function toggleReplyKeyboard() {
  const markup = currentMarkup();
  if (!markup) return;
  hiddenFor = hiddenFor === markup.messageId ? null : markup.messageId;
  drawReplyKeyboard();
}
