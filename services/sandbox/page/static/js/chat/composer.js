/** The field in which a person writes, and the buttons around it. */

import { attempt, showMenu } from "../dialogs.js";
import { byId } from "../dom.js";
import { Editor } from "../editor/editor.js";
import { askAddress, makeToolbar, startToolbar } from "../editor/toolbar.js";
import { t } from "../i18n.js";
import { on, store } from "../store.js";
import { trim } from "../text/entities.js";
import { attachDialog } from "./attach.js";
import { closeCommands, commandsFollow, commandsKey, showCommands, startCommands } from "./commands.js";
import { beginEditing, endEditing, isEditing, lastEditable, saveEdit } from "./editing.js";
import { forwardDialog } from "./forward.js";
import { toggleReplyKeyboard } from "./reply_keyboard.js";
import { SAMPLES } from "./samples.js";
import { sendText } from "./sending.js";

const field = byId("composer-field");
const sendButton = byId("send");
const toolbar = byId("toolbar");
const chooser = byId("file-chooser");
/** person id -> what they had not sent yet */
const drafts = new Map();
let draftOf = null;
let refreshToolbar = () => {};

const editor = new Editor(field, {
  onChange: () => {
    const { text } = editor.content();
    sendButton.disabled = !text.trim();
    commandsFollow(text);
  },
  onSelect: () => refreshToolbar(),
  onLink: askAddress,
});

async function send() {
  const content = trim(editor.content());
  if (!content.text) return;
  editor.clear();
  // At once: later the person may be elsewhere already, and must not be fetched back.
  editor.focus();
  const sent = await attempt(async () => {
    await (isEditing() ? saveEdit(content) : sendText(content));
    return true;
  });
  if (!sent) editor.set(content);
}

async function attach(files) {
  if (files.length === 0) return;
  if (await attachDialog(files, trim(editor.content()))) editor.clear();
  editor.focus();
}

function edit(message) {
  editor.set(beginEditing(message));
  editor.focus();
}

function cancelEdit() {
  endEditing();
  editor.clear();
  editor.focus();
}

// On a touch screen there is no Shift: Enter makes a line there, as in Telegram's own app.
const touchOnly = window.matchMedia("(pointer: coarse) and (hover: none)");

function onKey(event) {
  if (commandsKey(event) || event.isComposing) return;
  if (event.key === "Enter" && !event.shiftKey && !touchOnly.matches) {
    event.preventDefault();
    send();
  } else if (event.key === "ArrowUp" && !editor.content().text && lastEditable()) {
    event.preventDefault();
    edit(lastEditable());
  } else if (event.key === "Escape" && isEditing()) {
    cancelEdit();
  }
}

function showSamples() {
  showMenu(
    byId("samples"),
    SAMPLES.map(({ name, iconName, send: give }) => ({
      label: t(`sample_${name}`),
      iconName,
      testid: `sample-${name}`,
      onPick: () => attempt(give),
    })),
  );
}

function toggleToolbar() {
  toolbar.hidden = !toolbar.hidden;
  byId("toolbar-toggle").setAttribute("aria-expanded", String(!toolbar.hidden));
  editor.focus();
}

function switchDraft() {
  if (draftOf === store.person?.id) return;
  if (draftOf !== null) drafts.set(draftOf, editor.content());
  draftOf = store.person?.id ?? null;
  const draft = drafts.get(draftOf);
  if (draft?.text) editor.set(draft);
  else editor.clear();
}

function startDropping() {
  const pane = byId("chat");
  pane.addEventListener("dragover", (event) => {
    event.preventDefault();
    pane.classList.add("dropping");
  });
  pane.addEventListener("dragleave", (event) => {
    if (!pane.contains(event.relatedTarget)) pane.classList.remove("dropping");
  });
  pane.addEventListener("drop", (event) => {
    event.preventDefault();
    pane.classList.remove("dropping");
    attach([...event.dataTransfer.files]);
  });
  field.addEventListener("paste", (event) => attach([...event.clipboardData.files]));
}

/** Puts the formatting buttons in the language in use. */
export function drawComposer() {
  refreshToolbar = makeToolbar(toolbar, editor);
  if (!field.dataset.placeholder) field.dataset.placeholder = t("message");
}

/** Connects the field and its buttons. */
export function startComposer() {
  startToolbar(toolbar);
  startCommands((command) => {
    editor.set({ text: command, entities: [] });
    send();
  });
  startDropping();
  field.addEventListener("keydown", onKey);
  field.addEventListener("blur", () => setTimeout(closeCommands, 150));
  sendButton.addEventListener("click", send);
  byId("attach").addEventListener("click", () => chooser.click());
  byId("forward").addEventListener("click", () => forwardDialog());
  byId("samples").addEventListener("click", showSamples);
  byId("toolbar-toggle").addEventListener("click", toggleToolbar);
  byId("keyboard-toggle").addEventListener("click", toggleReplyKeyboard);
  byId("commands-toggle").addEventListener("click", () => {
    if (closeCommands()) return;
    editor.focus();
    showCommands();
  });
  chooser.addEventListener("change", () => {
    const files = [...chooser.files];
    chooser.value = "";
    attach(files);
  });
  byId("editing-cancel").addEventListener("click", cancelEdit);
  on("edit-message", edit);
  on("person", switchDraft);
  on("state", switchDraft);
}

/** Puts a text into the field without sending it. */
export function writeInField(text) {
  editor.set({ text, entities: [] });
  editor.focus();
}
