/** Events of the sandbox as they happen; finds the server again after a restart by itself. */

import {
  emit,
  forgetMessages,
  keepEntry,
  keepMessage,
  loadEverything,
  noteChange,
  setClock,
  store,
  wallKey,
} from "./store.js";

const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 4000;
const RELOAD_AFTER_MS = 60;

let source = null;
let reloading = 0;
let waitMs = FIRST_WAIT_MS;

const REACTIONS = {
  message(event) {
    noteChange(Number(event.chat_id));
    keepMessage(event.chat_id, event.message);
    emit("messages", { chatId: Number(event.chat_id), added: event.message });
  },
  edit(event) {
    noteChange(Number(event.chat_id));
    keepMessage(event.chat_id, event.message);
    emit("messages", { chatId: Number(event.chat_id), edited: event.message });
  },
  delete(event) {
    noteChange(Number(event.chat_id));
    forgetMessages(event.chat_id, event.message_ids);
    emit("messages", { chatId: Number(event.chat_id), deleted: event.message_ids });
  },
  action(event) {
    emit("typing", { chatId: Number(event.chat_id), action: event.action });
  },
  callback_answer(event) {
    emit("answer", event);
  },
  wall(event) {
    noteChange(wallKey(event.network, event.target));
    keepEntry(event.entry);
    emit("wall", { network: event.network, target: event.target, entry: event.entry });
  },
  state() {
    // Several in a row are one; and it may have been a fresh start, so everything is read again.
    clearTimeout(reloading);
    reloading = setTimeout(() => loadEverything().catch(() => {}), RELOAD_AFTER_MS);
  },
  clock(event) {
    setClock(event.now);
  },
};

function react(raw) {
  const event = JSON.parse(raw.data);
  if (raw.lastEventId) store.seq = Number(raw.lastEventId);
  REACTIONS[event.type]?.(event);
}

function setConnected(connected) {
  if (store.connected === connected) return;
  store.connected = connected;
  emit("connection");
}

function tryAgainLater() {
  source?.close();
  source = null;
  setConnected(false);
  setTimeout(connect, waitMs);
  waitMs = Math.min(waitMs * 1.7, LONGEST_WAIT_MS);
}

/** Loads everything, then listens; a lost connection starts over, because numbers may differ after a restart. */
export async function connect() {
  try {
    await loadEverything();
  } catch {
    tryAgainLater();
    return;
  }
  source = new EventSource(`/control/events?since=${store.seq}`);
  source.onopen = () => {
    waitMs = FIRST_WAIT_MS;
    setConnected(true);
  };
  source.onmessage = react;
  source.onerror = tryAgainLater;
}
