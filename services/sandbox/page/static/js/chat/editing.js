/** A person changes what they wrote: Arrow Up in an empty field, or the pencil beside the message. */

import { api } from "../api.js";
import { byId } from "../dom.js";
import { messagesOf, on, store } from "../store.js";
import { wordsOf } from "./pieces.js";

const bar = byId("editing");
let messageId = null;

/** True for messages that their writer may change. */
export function canEdit(message) {
  return message.from?.id === store.person?.id && !message.forward_origin && wordsOf(message).text !== "";
}

/** True while a message is being changed. */
export function isEditing() {
  return messageId !== null;
}

/** Begins to change a message; gives its words for the field. */
export function beginEditing(message) {
  messageId = message.message_id;
  bar.hidden = false;
  byId("editing-text").textContent = wordsOf(message).text;
  return wordsOf(message);
}

export function endEditing() {
  messageId = null;
  bar.hidden = true;
}

/** The newest message that the person may change, or undefined. */
export function lastEditable() {
  return messagesOf(store.person?.id).findLast(canEdit);
}

/** Gives the message its new words. */
export async function saveEdit({ text, entities }) {
  await api.editOwn(store.person.id, { message_id: messageId, text, entities });
  endEditing();
}

on("person", endEditing);
