/** Starts the page: head, panels, language, and the parts. */

import { drawComposer, startComposer } from "./chat/composer.js";
import { redrawChat, startChat } from "./chat/view.js";
import { byId, roveWithArrows } from "./dom.js";
import { peopleBar } from "./drawer/people.js";
import { redrawDrawer, startDrawer } from "./drawer/view.js";
import { icon } from "./icons.js";
import { language, setLanguage, t } from "./i18n.js";
import { connect } from "./live.js";
import { choosePerson, on, store } from "./store.js";
import { redrawWalls, showWalls, startWalls } from "./walls/view.js";

const PANELS = ["chat", "walls", "drawer"];
const stage = byId("stage");
const wide = window.matchMedia("(min-width: 900px)");
/** person id -> messages that came while somebody else was on the screen */
const unread = new Map();
let unseenPosts = 0;
let wantedPerson = new URLSearchParams(window.location.search).get("person") ?? remembered("person");
let chosenLanguage = new URLSearchParams(window.location.search).get("lang") ?? remembered("language");
if (chosenLanguage === "auto") chosenLanguage = null;

function remembered(name) {
  try {
    return window.localStorage.getItem(`sandbox-${name}`);
  } catch {
    return null;
  }
}

function remember(name, value) {
  try {
    if (value === null) window.localStorage.removeItem(`sandbox-${name}`);
    else window.localStorage.setItem(`sandbox-${name}`, value);
  } catch {
    // A browser that keeps nothing still shows the page.
  }
}

function drawHead() {
  const bar = byId("people");
  const focused = bar.contains(document.activeElement);
  bar.replaceChildren(...peopleBar(unread));
  if (focused) bar.querySelector("[aria-pressed=true]")?.focus();
  byId("bot-name").textContent = store.bot.first_name || "CrossPoster SANDBOX";
}

function drawTabs() {
  for (const tab of document.querySelectorAll("#tabs [role=tab]")) {
    const chosen = tab.dataset.panel === stage.dataset.panel;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
  }
  const badge = byId("walls-unseen");
  badge.hidden = unseenPosts === 0;
  badge.textContent = String(unseenPosts);
}

/** Brings a panel to the front on a small screen. */
function showPanel(name) {
  stage.dataset.panel = name;
  if (name === "walls") {
    unseenPosts = 0;
    showWalls();
  }
  drawTabs();
}

function showDrawer(shown) {
  stage.classList.toggle("with-drawer", shown);
  byId("drawer-toggle").setAttribute("aria-expanded", String(shown));
  remember("drawer", shown ? "open" : null);
}

function applyLanguage() {
  const wanted = chosenLanguage ?? (store.person?.language_code === "ru" ? "ru" : "en");
  byId("language").value = chosenLanguage ?? "auto";
  if (wanted === language() && document.documentElement.dataset.drawn) return;
  document.documentElement.dataset.drawn = "yes";
  setLanguage(wanted);
  document.title = t("page_title");
  drawComposer();
  redrawChat();
  redrawWalls();
  redrawDrawer();
  drawHead();
  drawConnection();
}

function drawConnection() {
  const note = byId("connection");
  note.hidden = store.connected;
  note.textContent = store.connected ? "" : t("reconnecting");
  document.documentElement.dataset.connected = String(store.connected);
}

function onState() {
  if (wantedPerson) {
    const wanted = wantedPerson;
    wantedPerson = null;
    choosePerson(wanted);
  }
  drawHead();
  applyLanguage();
}

function onPerson() {
  unread.delete(store.person.id);
  remember("person", String(store.person.id));
  drawHead();
  applyLanguage();
}

function onMessages({ chatId, added }) {
  const elsewhere =
    added && chatId !== store.person?.id && store.people.some((person) => person.id === chatId);
  if (!elsewhere || added.from?.id === chatId) return;
  unread.set(chatId, (unread.get(chatId) ?? 0) + 1);
  drawHead();
}

function onWall({ entry }) {
  if (!entry || entry.state === "deleted" || wide.matches || stage.dataset.panel === "walls") return;
  unseenPosts += 1;
  drawTabs();
}

function startHead() {
  for (const [id, name] of Object.entries({
    attach: "attach",
    forward: "forward",
    samples: "sparkles",
    send: "send",
    "toolbar-toggle": "format",
    "keyboard-toggle": "keyboard",
    "commands-toggle": "menu",
    "to-end": "down",
    "drawer-toggle": "flask",
    "drawer-close": "close",
    "editing-cancel": "close",
  }))
    byId(id).prepend(icon(name));
  for (const tab of document.querySelectorAll("#tabs [role=tab]")) {
    tab.prepend(icon({ chat: "chat", walls: "walls", drawer: "flask" }[tab.dataset.panel]));
    tab.addEventListener("click", () => showPanel(tab.dataset.panel));
  }
  roveWithArrows(byId("tabs"), "[role=tab]", { onMove: (tab) => showPanel(tab.dataset.panel) });
  byId("drawer-toggle").addEventListener("click", () => showDrawer(!stage.classList.contains("with-drawer")));
  byId("drawer-close").addEventListener("click", () => {
    showDrawer(false);
    byId("drawer-toggle").focus();
  });
  byId("language").addEventListener("change", (event) => {
    chosenLanguage = event.target.value === "auto" ? null : event.target.value;
    remember("language", chosenLanguage);
    applyLanguage();
  });
}

function start() {
  startHead();
  startChat();
  startComposer();
  startWalls(() => showPanel("walls"));
  startDrawer();
  showPanel(PANELS.includes(window.location.hash.slice(1)) ? window.location.hash.slice(1) : "chat");
  showDrawer(remembered("drawer") === "open");
  on("state", onState);
  on("person", onPerson);
  on("messages", onMessages);
  on("wall", onWall);
  on("connection", drawConnection);
  connect();
}

start();
