/** Draws one message, or one album, as a bubble. */

import { avatar, button, h } from "../dom.js";
import { clockTime, fullDate, t, tOr } from "../i18n.js";
import { fileRow, roundVideo, sound, tiles } from "../media/pieces.js";
import { mosaic } from "../media/mosaic.js";
import { emojiCount, richText } from "../text/rich.js";
import { icon } from "../icons.js";
import { fileUrl } from "../api.js";
import { canEdit } from "./editing.js";
import { otherContent, serviceText } from "./content.js";
import { inlineKeyboard } from "./inline_keyboard.js";
import { gist, pieceOf, wordsOf } from "./pieces.js";

const VISUAL = new Set(["photo", "video", "animation"]);

function originName(origin) {
  if (origin.type === "channel") return origin.chat.title;
  if (origin.type === "chat") return origin.sender_chat.title;
  if (origin.type === "user")
    return [origin.sender_user.first_name, origin.sender_user.last_name].filter(Boolean).join(" ");
  return origin.sender_user_name ?? t("somebody");
}

function forwardHeader(message) {
  const origin = message.forward_origin;
  if (!origin) return null;
  const name = originName(origin);
  return h(
    "div",
    { class: "forwarded", data: { testid: "forwarded-from" } },
    h("span", { class: "forwarded-label" }, t("forwarded_from")),
    h(
      "span",
      { class: "forwarded-name" },
      avatar(name, name, "tiny"),
      name,
      origin.author_signature ? ` (${origin.author_signature})` : "",
    ),
  );
}

function replyHeader(message) {
  const target = message.reply_to_message;
  if (!target) return null;
  return h(
    "div",
    { class: "reply" },
    h("span", { class: "reply-name" }, target.from?.first_name ?? target.chat?.title ?? ""),
    h(
      "span",
      { class: "reply-text" },
      gist(target, (kind) => tOr(`kind_${kind}`, kind)),
    ),
  );
}

function media(messages) {
  const pieces = messages.map(pieceOf).filter(Boolean);
  const visual = pieces.filter((piece) => VISUAL.has(piece.kind));
  const parts = [];
  if (visual.length > 0) {
    parts.push(
      mosaic(
        tiles(visual),
        visual.map((piece) => (piece.width ?? 4) / (piece.height ?? 3)),
      ),
    );
  }
  for (const piece of pieces) {
    if (piece.kind === "document") parts.push(fileRow(piece));
    if (piece.kind === "voice" || piece.kind === "audio") parts.push(sound(piece));
    if (piece.kind === "video_note") parts.push(roundVideo(piece));
    if (piece.kind === "sticker")
      parts.push(h("img", { class: "sticker", src: fileUrl(piece.fileId), alt: t("kind_sticker") }));
  }
  return parts;
}

function meta(message, mine) {
  const at = new Date(message.date * 1000);
  return h(
    "span",
    { class: "meta" },
    message.edit_date && h("span", { class: "edited", data: { testid: "edited" } }, t("edited")),
    h("time", { datetime: at.toISOString(), title: fullDate(at) }, clockTime(at)),
    mine && icon("check", "tick"),
  );
}

function words(messages, time, actions) {
  const spoken = messages.map(wordsOf).filter(({ text }) => text);
  return spoken.map(({ text, entities }, index) => {
    const big = messages.length === 1 && !pieceOf(messages[0]) ? emojiCount(text) : 0;
    return h(
      "div",
      {
        class: `text ${big > 0 && big <= 12 ? `emoji-${big <= 3 ? "huge" : "big"}` : ""}`,
        dir: "auto",
        data: { testid: "message-text" },
      },
      richText(text, entities, { onCommand: actions.onCommand }),
      index === spoken.length - 1 && time,
    );
  });
}

function bubble(messages, mine, actions) {
  const [first] = messages;
  const last = messages.at(-1);
  const pieces = media(messages);
  const extra = otherContent(first);
  const time = meta(last, mine);
  const written = words(messages, time, actions);
  const bare = written.length === 0 && pieces.length > 0;
  const content = [forwardHeader(first), replyHeader(first), ...pieces, extra, ...written];
  if (written.length === 0) content.push(time);
  const shape = bare ? "bare" : written.length > 0 && pieces.length > 0 ? "captioned" : "worded";
  return h("div", { class: `bubble ${shape} ${pieces.length > 0 ? "with-media" : ""}` }, content);
}

function editButton(messages, actions) {
  const message = messages.find(canEdit);
  if (!message) return null;
  return button(
    t("edit_message"),
    { class: "icon-button edit-message", testid: "edit-message", onClick: () => actions.onEdit(message) },
    icon("pencil"),
  );
}

/** Draws a group of messages that people see as one. `actions`: onPress, onCommand, onEdit. */
export function drawGroup(messages, { person, bot, actions }) {
  const [first] = messages;
  const service = serviceText(first);
  const ids = messages.map((message) => message.message_id).join(" ");
  const data = {
    testid: "message",
    messageId: String(first.message_id),
    messageIds: ids,
    chatId: String(first.chat.id),
  };
  if (service)
    return h(
      "article",
      { class: "service", data: { ...data, testid: "service-message" } },
      h("span", {}, service),
    );
  const mine = first.from?.id === person.id;
  const author = mine ? t("you") : (first.from?.first_name ?? bot.first_name);
  const label = t("message_of", { author, time: clockTime(new Date(first.date * 1000)) });
  return h(
    "article",
    {
      class: `message ${mine ? "mine" : "theirs"}`,
      "aria-label": label,
      data: { ...data, side: mine ? "mine" : "theirs" },
    },
    bubble(messages, mine, actions),
    editButton(messages, actions),
    inlineKeyboard(messages.at(-1), actions),
  );
}
