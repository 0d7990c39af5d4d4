/** Telegram channels and groups: make one, make the bot an administrator or remove it. */

import { api } from "../api.js";
import { attempt, toast } from "../dialogs.js";
import { avatar, button, h } from "../dom.js";
import { t } from "../i18n.js";
import { loadState, personById, store } from "../store.js";
import { field, input, section, select } from "./section.js";

const RIGHTS = {
  channel: { can_post_messages: true, can_edit_messages: true, can_delete_messages: true },
  supergroup: { can_manage_chat: true, can_delete_messages: true },
};

function botIsAdmin(chat) {
  return chat.members?.[store.bot.id]?.status === "administrator";
}

function owner(chat) {
  const found = Object.entries(chat.members ?? {}).find(([, member]) => member.status === "creator");
  return found ? (personById(found[0])?.first_name ?? found[0]) : t("nobody");
}

async function setBot(chat, admin) {
  const member = admin
    ? { user_id: store.bot.id, status: "administrator", rights: RIGHTS[chat.type] }
    : { user_id: store.bot.id, status: "left" };
  const done = await attempt(async () => {
    await api.setMember(chat.id, member);
    return true;
  });
  if (!done) return;
  await loadState();
  toast(t(admin ? "bot_is_admin" : "bot_is_out", { title: chat.title }));
}

function row(chat) {
  const admin = botIsAdmin(chat);
  const label = t(admin ? "remove_bot" : "make_admin");
  return h(
    "div",
    { class: "card channel-card", data: { testid: "channel", chatId: String(chat.id) } },
    avatar(chat.title, chat.id, "small"),
    h(
      "span",
      { class: "choice-text" },
      h("span", { class: "choice-name" }, chat.title),
      h(
        "span",
        { class: "choice-note", data: { testid: "channel-status" } },
        `${t("owner")}: ${owner(chat)} · ${t(admin ? "bot_admin" : "bot_not_there")}`,
      ),
    ),
    h(
      "button",
      {
        type: "button",
        class: `button small ${admin ? "quiet" : ""}`,
        "aria-label": `${label}: ${chat.title}`,
        data: { testid: admin ? "channel-remove-bot" : "channel-make-admin" },
        on: { click: () => setBot(chat, !admin) },
      },
      label,
    ),
  );
}

async function create(form) {
  const title = form.elements.channel_title.value.trim();
  const username = form.elements.channel_username.value.trim().replace(/^@/, "");
  const type = form.elements.channel_type.value;
  const wish = { type, title, owner_id: store.person.id, ...(username ? { username } : {}) };
  const made = await attempt(() => api.createChat(wish));
  if (!made) return;
  form.reset();
  await loadState();
  toast(t("channel_created", { title }));
}

/** The section of channels and groups. */
export function channelsSection() {
  const form = h(
    "form",
    {
      class: "inline-form",
      on: {
        submit: (event) => {
          event.preventDefault();
          create(form);
        },
      },
    },
    field(
      t("channel_type"),
      select("channel_type", [
        ["channel", t("a_channel")],
        ["supergroup", t("a_group")],
      ]),
    ),
    field(t("title"), input("channel_title", { required: true, maxlength: "128" })),
    field(
      t("username_optional"),
      input("channel_username", { maxlength: "32", pattern: "@?[A-Za-z][A-Za-z0-9_]{3,31}" }),
    ),
    h(
      "button",
      { type: "submit", class: "button", data: { testid: "channel_add" } },
      t("create_channel", { name: store.person?.first_name ?? "" }),
    ),
  );
  return section("channels", t("channels"), "channel", [
    store.chats.filter((chat) => !chat.ledger).map(row),
    form,
  ]);
}
