/** What the page knows: the state of the sandbox, messages of chats, posts of walls; and who is told of changes. */

import { api, PAGE_OF_MESSAGES } from "./api.js";

const bus = new EventTarget();

export const store = {
  bot: { id: 0, first_name: "", username: "" },
  networks: [],
  people: [],
  chats: [],
  walls: [],
  keys: [],
  faults: [],
  settings: [],
  seq: 0,
  connected: false,
  clockOffsetMs: 0,
  person: null,
  /** chat id -> message id -> Message */
  messages: new Map(),
  /** "network target" -> post id -> Entry */
  entries: new Map(),
};

/** Listens to "state", "person", "messages", "wall", "typing", "answer", "clock", "connection" or "language". */
export function on(name, listener) {
  bus.addEventListener(name, (event) => listener(event.detail));
}

/** Tells the listeners. */
export function emit(name, detail = null) {
  bus.dispatchEvent(new CustomEvent(name, { detail }));
}

/** The moment on the clock of the sandbox. */
export function now() {
  return new Date(Date.now() + store.clockOffsetMs);
}

export function setClock(iso) {
  store.clockOffsetMs = new Date(iso).getTime() - Date.now();
  emit("clock");
}

export function wallKey(network, target) {
  return `${network} ${target}`;
}

export function chatById(chatId) {
  return store.chats.find((chat) => String(chat.id) === String(chatId)) ?? null;
}

export function personById(personId) {
  return store.people.find((person) => String(person.id) === String(personId)) ?? null;
}

/** Messages of one chat, oldest first. */
export function messagesOf(chatId) {
  const known = store.messages.get(Number(chatId));
  return known ? [...known.values()].sort((a, b) => a.message_id - b.message_id) : [];
}

/** Posts of one wall, oldest first. */
export function entriesOf(network, target) {
  const known = store.entries.get(wallKey(network, target));
  return known ? [...known.values()].sort((a, b) => a.seq - b.seq) : [];
}

function place(map, key) {
  if (!map.has(key)) map.set(key, new Map());
  return map.get(key);
}

export function keepMessage(chatId, message) {
  place(store.messages, Number(chatId)).set(message.message_id, message);
}

export function forgetMessages(chatId, messageIds) {
  for (const id of messageIds) store.messages.get(Number(chatId))?.delete(id);
}

export function keepEntry(entry) {
  const wall = place(store.entries, wallKey(entry.network, entry.target));
  const first = wall.get(entry.post_id);
  // An edit gives an entry a new number; on the wall it stays where people first saw it.
  wall.set(entry.post_id, { ...entry, seq: first?.seq ?? entry.seq });
}

const MOST_READINGS = 5;
/** chat id or wall key -> how many events have changed it */
const changes = new Map();

/** Remembers that an event has just changed a chat or a wall. */
export function noteChange(place) {
  changes.set(place, (changes.get(place) ?? 0) + 1);
}

/** Reads until no event came in between: an answer that is older than an event must not overwrite it. */
async function readWhileStill(place, read) {
  for (let reading = 1; ; reading += 1) {
    const before = changes.get(place);
    const answer = await read();
    if (changes.get(place) === before || reading === MOST_READINGS) return answer;
  }
}

const TAKEN = ["bot", "networks", "people", "chats", "walls", "keys", "faults", "settings", "seq"];

function applyState(state) {
  for (const name of TAKEN) if (state[name] !== undefined) store[name] = state[name];
  const chosen = personById(store.person?.id) ?? store.people[0] ?? null;
  store.person = chosen;
  if (state.now) setClock(state.now);
}

let newestReading = null;

/** Reads people, chats, walls and faults again. */
export function loadState() {
  const reading = api.state().then((state) => {
    // Answers may overtake each other: only the newest question counts, and whoever asked waits for it.
    if (reading !== newestReading) return newestReading;
    applyState(state);
    return emit("state");
  });
  newestReading = reading;
  return reading;
}

/** Reads the newest messages of one chat; what is no longer there is forgotten. */
export async function loadMessages(chatId) {
  const { messages } = await readWhileStill(Number(chatId), () => api.messages(chatId));
  // A full answer has older messages behind it: those already on the screen stay.
  const oldest = messages.length >= PAGE_OF_MESSAGES ? messages[0].message_id : 0;
  forgetMessages(
    chatId,
    messagesOf(chatId)
      .map((known) => known.message_id)
      .filter((id) => id >= oldest),
  );
  for (const message of messages) keepMessage(chatId, message);
  emit("messages", { chatId: Number(chatId), loaded: true });
}

/** Reads older messages than those known; true when there were some. */
export async function loadOlder(chatId) {
  const before = messagesOf(chatId)[0]?.message_id;
  if (!before) return false;
  const { messages } = await api.messages(chatId, { before });
  for (const message of messages) keepMessage(chatId, message);
  if (messages.length > 0) emit("messages", { chatId: Number(chatId), older: true });
  return messages.length > 0;
}

/** Reads one wall. */
export async function loadWall({ network, target }) {
  const key = wallKey(network, target);
  const { entries } = await readWhileStill(key, () => api.wall(network, target));
  store.entries.set(key, new Map());
  entries.forEach(keepEntry);
  emit("wall", { network, target, loaded: true });
}

/** Reads everything that is on the screen, after a start or a lost connection. */
export async function loadEverything() {
  await loadState();
  const waits = store.walls.map(loadWall);
  if (store.person) waits.push(loadMessages(store.person.id));
  await Promise.all(waits);
}

/** Becomes another person. */
export async function choosePerson(personId) {
  const person = personById(personId);
  if (!person || person.id === store.person?.id) return;
  store.person = person;
  emit("person");
  await loadMessages(person.id);
}
