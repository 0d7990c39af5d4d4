/** The dialog that forwards posts of a channel to the bot, albums as one. */

import { api } from "../api.js";
import { attempt, openDialog } from "../dialogs.js";
import { button, h } from "../dom.js";
import { fileUrl } from "../api.js";
import { fullDate, t, tOr } from "../i18n.js";
import { icon } from "../icons.js";
import { store } from "../store.js";
import { gist, inGroups, pieceOf, wordsOf } from "./pieces.js";
import { forwardMessages } from "./sending.js";

function miniature(message) {
  const piece = pieceOf(message);
  if (piece?.kind === "photo") return h("img", { src: fileUrl(piece.fileId), alt: "", loading: "lazy" });
  return h(
    "span",
    { class: "file-icon" },
    icon({ video: "play", voice: "mic", audio: "music" }[piece?.kind] ?? "file"),
  );
}

function about(group) {
  const spoken = group.find((message) => wordsOf(message).text) ?? group[0];
  const text = gist(spoken, (kind) => tOr(`kind_${kind}`, kind));
  return group.length > 1 ? `${t("album_of", { n: group.length })} · ${text}` : text;
}

function postRow(group) {
  const box = h("input", {
    type: "checkbox",
    data: { testid: "forward-choice", messageIds: group.map((message) => message.message_id).join(" ") },
  });
  const withMedia = group.filter(pieceOf).slice(0, 3);
  return h(
    "label",
    { class: "choice post-choice", data: { testid: "forward-post" } },
    box,
    h(
      "span",
      { class: "choice-text" },
      h("span", { class: "choice-name" }, about(group)),
      h("span", { class: "choice-note" }, fullDate(new Date(group[0].date * 1000))),
    ),
    withMedia.length > 0 && h("span", { class: "miniatures" }, withMedia.map(miniature)),
  );
}

class ForwardDialog {
  constructor(chats, chatId, close) {
    this.chats = chats;
    this.close = close;
    this.list = h("div", { class: "choices tall", role: "group", "aria-label": t("posts") });
    this.send = button(t("forward"), {
      class: "button primary",
      testid: "forward-send",
      disabled: true,
      onClick: () => this.forward(),
    });
    this.select = h(
      "select",
      { class: "input", data: { testid: "forward-chat" }, on: { change: () => this.load() } },
      chats.map((chat) =>
        h("option", { value: String(chat.id), selected: String(chat.id) === String(chatId) }, chat.title),
      ),
    );
    this.list.addEventListener("change", () => this.count());
    this.load();
  }

  async load() {
    const answer = await attempt(() => api.messages(this.select.value, { limit: 100 }));
    const groups = inGroups(answer?.messages ?? []).filter((group) =>
      group.some((message) => wordsOf(message).text || pieceOf(message)),
    );
    const rows = groups.reverse().map(postRow);
    this.list.replaceChildren(...(rows.length > 0 ? rows : [h("p", { class: "note" }, t("nothing_posted"))]));
    this.count();
  }

  chosen() {
    const boxes = [...this.list.querySelectorAll("input:checked")];
    return boxes
      .reverse()
      .flatMap((box) => box.dataset.messageIds.split(" ").map(Number))
      .sort((a, b) => a - b);
  }

  count() {
    const posts = this.list.querySelectorAll("input:checked").length;
    this.send.disabled = posts === 0;
    this.send.textContent = posts > 1 ? t("forward_n", { n: posts }) : t("forward");
  }

  async forward() {
    this.send.disabled = true;
    const done = await attempt(() => forwardMessages(Number(this.select.value), this.chosen()));
    if (done) this.close(true);
    else this.count();
  }

  content() {
    return [
      h("label", { class: "field" }, t("channel"), this.select),
      this.list,
      h(
        "div",
        { class: "dialog-actions" },
        button(t("cancel"), { class: "button quiet", onClick: () => this.close() }),
        this.send,
      ),
    ];
  }
}

/** Lets the person choose posts of a channel and forwards them to the bot. */
export function forwardDialog() {
  const chats = store.chats.filter((chat) => !chat.ledger);
  const mine = chats.find((chat) => chat.members?.[store.person.id]);
  return openDialog({
    title: t("forward_title"),
    testid: "forward-dialog",
    build: (close) => new ForwardDialog(chats, mine?.id, close).content(),
  });
}
