/** Draws the rarer contents of messages, and names what happened in service messages. */

import { h } from "../dom.js";
import { t } from "../i18n.js";
import { chatById } from "../store.js";

function poll({ question, options = [] }) {
  return h(
    "div",
    { class: "poll", data: { testid: "poll" } },
    h("strong", {}, question),
    h(
      "ul",
      {},
      options.map((option) => h("li", {}, option.text ?? String(option))),
    ),
  );
}

function place({ latitude, longitude }, title) {
  return h(
    "div",
    { class: "place" },
    "📍 ",
    title ?? t("kind_location"),
    ` ${latitude.toFixed(4)}, ${longitude.toFixed(4)}`,
  );
}

const DRAW = {
  poll,
  location: (location) => place(location),
  venue: ({ location, title }) => place(location, title),
  contact: ({ first_name: name, phone_number: phone }) =>
    h("div", { class: "place" }, "👤 ", name, " ", phone),
  dice: ({ emoji, value }) =>
    h(
      "div",
      { class: "dice", role: "img", "aria-label": `${emoji} ${value}` },
      emoji,
      h("sub", {}, String(value)),
    ),
  checklist: ({ title, tasks = [] }) =>
    h(
      "div",
      { class: "poll" },
      h("strong", {}, title),
      h(
        "ul",
        {},
        tasks.map((task) => h("li", {}, task.text)),
      ),
    ),
  story: () => h("em", {}, t("kind_story")),
  paid_media: () => h("em", {}, t("kind_paid_media")),
  giveaway: () => h("em", {}, t("kind_giveaway")),
};

/** What is neither text nor a file: a poll, a place, a contact… or null. */
export function otherContent(message) {
  // A venue carries its location a second time.
  const kind = message.venue ? "venue" : Object.keys(DRAW).find((name) => message[name]);
  return kind ? DRAW[kind](message[kind]) : null;
}

const SERVICE = {
  chat_shared: ({ chat_shared: shared }) =>
    t("you_shared_chat", {
      title: shared.title ?? chatById(shared.chat_id)?.title ?? String(shared.chat_id),
    }),
  users_shared: () => t("you_shared_people"),
  pinned_message: () => t("pinned"),
  new_chat_title: ({ new_chat_title: title }) => t("renamed", { title }),
  message_auto_delete_timer_changed: () => t("timer_changed"),
  write_access_allowed: () => t("write_allowed"),
};

/** The sentence of a service message, or null when people wrote it. */
export function serviceText(message) {
  const kind = Object.keys(SERVICE).find((name) => message[name]);
  return kind ? SERVICE[kind](message) : null;
}
