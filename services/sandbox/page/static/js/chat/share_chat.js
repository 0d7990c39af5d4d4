/** The dialog in which a person gives the bot one of their channels or groups. */

import { api } from "../api.js";
import { attempt, openDialog } from "../dialogs.js";
import { avatar, button, h } from "../dom.js";
import { t } from "../i18n.js";
import { store } from "../store.js";

const RULES = ["creator", "administrator"];

function fits(chat, request) {
  const status = chat.members?.[store.person.id]?.status;
  const rightKind =
    request.chat_is_channel === undefined || request.chat_is_channel === (chat.type === "channel");
  const owned = !request.chat_is_created || status === "creator";
  const botThere =
    !request.bot_is_member || ["administrator", "member"].includes(chat.members?.[store.bot.id]?.status);
  return RULES.includes(status) && rightKind && owned && botThere && !chat.ledger;
}

function choice(chat, onPick) {
  const name = chat.username ? `@${chat.username}` : t("private_chat");
  return h(
    "button",
    {
      type: "button",
      class: "choice",
      data: { testid: "share-chat", chatId: String(chat.id) },
      on: { click: onPick },
    },
    avatar(chat.title, chat.id),
    h(
      "span",
      { class: "choice-text" },
      h("span", { class: "choice-name" }, chat.title),
      h("span", { class: "choice-note" }, name),
    ),
  );
}

function none(request) {
  const key = request.chat_is_channel === false ? "no_fitting_groups" : "no_fitting_channels";
  return h("p", { class: "note" }, t(key));
}

function content(request, close) {
  const chats = store.chats.filter((chat) => fits(chat, request));
  const grant = h("input", { type: "checkbox", checked: true, data: { testid: "grant-bot" } });
  const asksRights = Boolean(request.bot_administrator_rights);
  const share = (chat) => async () => {
    const wish = {
      request_id: request.request_id,
      chat_id: chat.id,
      ...(grant.checked ? {} : { grant_bot: false }),
    };
    if (await attempt(() => api.shareChat(store.person.id, wish))) close(true);
  };
  const some = [
    h("p", { class: "note" }, asksRights ? t("share_rights_note") : t("share_note")),
    h("div", { class: "choices" }, chats.map((chat) => choice(chat, share(chat)))),
    asksRights && h("label", { class: "check" }, grant, t("grant_bot")),
  ];
  return [
    ...(chats.length > 0 ? some : [none(request)]),
    h(
      "div",
      { class: "dialog-actions" },
      button(t("cancel"), { class: "button quiet", onClick: () => close() }),
    ),
  ];
}

/** Lets the person choose among the channels or groups that they manage. */
export function shareChatDialog(known) {
  return openDialog({
    title: known.text,
    testid: "share-chat-dialog",
    className: "small",
    build: (close) => content(known.request_chat, close),
  });
}
