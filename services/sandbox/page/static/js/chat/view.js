/** The list of messages: days, bubbles, scrolling, typing. Nodes that did not change are kept. */

import { api } from "../api.js";
import { alertDialog, attempt, toast } from "../dialogs.js";
import { byId, h } from "../dom.js";
import { dayAndMonth, t } from "../i18n.js";
import { emit, loadOlder, messagesOf, now, on, store } from "../store.js";
import { restAll } from "./inline_keyboard.js";
import { drawGroup } from "./message.js";
import { inGroups } from "./pieces.js";
import { drawReplyKeyboard } from "./reply_keyboard.js";

const NEAR_END_PX = 140;
const TYPING_MS = 5500;

const list = byId("messages");
let drawn = new Map();
let drawnFor = null;
let typingTimer = 0;

const actions = {
  onPress: (message, data) =>
    attempt(() =>
      api.press(store.person.id, { message_id: message.message_id, data, chat_id: message.chat.id }),
    ),
  onEdit: (message) => emit("edit-message", message),
  onCommand: (command) => attempt(() => api.send(store.person.id, { text: command })),
};

function day(date) {
  const today = now();
  const yesterday = new Date(today.getTime() - 86_400_000);
  if (date.toDateString() === today.toDateString()) return t("today");
  if (date.toDateString() === yesterday.toDateString()) return t("yesterday");
  return dayAndMonth(date);
}

/** What should be on the screen: `{key, version, draw}` in order. */
function plan(messages) {
  const items = [];
  let shownDay = null;
  for (const group of inGroups(messages)) {
    const name = day(new Date(group[0].date * 1000));
    if (name !== shownDay) {
      shownDay = name;
      items.push({
        key: `day ${name} ${group[0].message_id}`,
        version: name,
        draw: () => h("p", { class: "day" }, h("span", {}, name)),
      });
    }
    const draw = () => drawGroup(group, { person: store.person, bot: store.bot, actions });
    items.push({ key: `message ${group[0].message_id}`, version: JSON.stringify(group), draw });
  }
  return items;
}

function focusedPlace(node) {
  const focused = document.activeElement;
  return node.contains(focused) ? focused.dataset.place : undefined;
}

function renew(item, fresh) {
  const known = drawn.get(item.key);
  if (known?.version === item.version) {
    fresh.set(item.key, known);
    return known.node;
  }
  const node = item.draw();
  if (known) {
    node.classList.add("settled");
    const place = focusedPlace(known.node);
    known.node.replaceWith(node);
    // An edit must not throw the keyboard user out of the buttons.
    if (place) (node.querySelector(`[data-place="${place}"]`) ?? node.querySelector("[data-place]"))?.focus();
  }
  fresh.set(item.key, { version: item.version, node });
  return node;
}

function place(nodes) {
  const wanted = new Set(nodes);
  const held = list.contains(document.activeElement) && document.activeElement !== list;
  for (const child of [...list.children]) if (!wanted.has(child)) child.remove();
  if (held && document.activeElement === document.body) list.focus({ preventScroll: true });
  nodes.forEach((node, index) => {
    if (list.children[index] !== node) list.insertBefore(node, list.children[index] ?? null);
  });
}

function nearEnd() {
  return list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_END_PX;
}

function scrollToEnd() {
  list.scrollTop = list.scrollHeight;
}

function welcome() {
  const start = h(
    "button",
    {
      type: "button",
      class: "button primary wide",
      data: { testid: "start" },
      on: { click: () => actions.onCommand("/start") },
    },
    t("start"),
  );
  return h(
    "div",
    { class: "welcome", data: { testid: "welcome" } },
    h(
      "div",
      { class: "welcome-card" },
      h("h2", {}, t("welcome_title")),
      h("p", {}, t("welcome_text")),
      start,
    ),
  );
}

function follow(stayAtEnd, older, heightBefore) {
  if (older) list.scrollTop += list.scrollHeight - heightBefore;
  else if (stayAtEnd) scrollToEnd();
  byId("to-end").hidden = nearEnd();
}

/** Draws the chat of the chosen person. */
export function drawChat({ older = false, toEnd = false } = {}) {
  if (!store.person) return;
  const switched = drawnFor !== store.person.id;
  if (switched) drawn = new Map();
  drawnFor = store.person.id;
  const stayAtEnd = switched || toEnd || nearEnd();
  const heightBefore = list.scrollHeight;
  const messages = messagesOf(store.person.id);
  const fresh = new Map();
  const nodes = messages.length > 0 ? plan(messages).map((item) => renew(item, fresh)) : [welcome()];
  drawn = fresh;
  place(nodes);
  follow(stayAtEnd, older, heightBefore);
  drawReplyKeyboard();
}

/** Draws everything again: the language has changed. */
export function redrawChat() {
  drawn = new Map();
  drawChat();
}

function showTyping(shown) {
  byId("bot-status").textContent = t(shown ? "typing" : "bot");
  byId("bot-status").classList.toggle("typing", shown);
}

function onTyping({ chatId }) {
  if (chatId !== store.person?.id) return;
  showTyping(true);
  clearTimeout(typingTimer);
  typingTimer = setTimeout(() => showTyping(false), TYPING_MS);
}

function onAnswer({ person_id: personId, text, show_alert: alert }) {
  if (String(personId) !== String(store.person?.id)) return;
  restAll(list);
  if (!text) return;
  if (alert) alertDialog(text);
  else toast(text, { testid: "callback-toast" });
}

function onMessages({ chatId, added, older }) {
  if (chatId !== store.person?.id) return;
  const mine = added?.from?.id === store.person.id;
  if (added && !mine) showTyping(false);
  drawChat({ older, toEnd: mine });
}

let loadingOlder = false;

async function onScroll() {
  byId("to-end").hidden = nearEnd();
  if (list.scrollTop > 60 || loadingOlder || !store.person) return;
  loadingOlder = true;
  await attempt(() => loadOlder(store.person.id));
  loadingOlder = false;
}

/** Connects the list to the store. */
export function startChat() {
  on("messages", onMessages);
  on("typing", onTyping);
  on("answer", onAnswer);
  on("person", () => showTyping(false));
  list.addEventListener("scroll", onScroll, { passive: true });
  // Pictures that finish loading make the list taller: stay at the end when we were there.
  let atEnd = true;
  let height = list.clientHeight;
  list.addEventListener(
    "scroll",
    () => {
      // A keyboard that has just come up leaves less room, but nobody has scrolled away.
      if (list.clientHeight === height) atEnd = nearEnd();
    },
    { passive: true },
  );
  list.addEventListener(
    "load",
    () => {
      if (atEnd) scrollToEnd();
    },
    true,
  );
  byId("to-end").addEventListener("click", scrollToEnd);
  new ResizeObserver(() => {
    height = list.clientHeight;
    if (atEnd) scrollToEnd();
  }).observe(list);
}
