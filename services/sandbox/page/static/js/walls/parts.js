/** Parts that posts of all networks share: attachments, dates, the menu of a post. */

import { api } from "../api.js";
import { forwardMessages } from "../chat/sending.js";
import { copyText } from "../clipboard.js";
import { ask, attempt, openDialog, showMenu } from "../dialogs.js";
import { button, h } from "../dom.js";
import { icon } from "../icons.js";
import { clockTime, dayAndMonth, fullDate, t } from "../i18n.js";
import { mosaic } from "../media/mosaic.js";
import { fileRow, sound, tiles } from "../media/pieces.js";
import { openLink } from "../open_link.js";
import { now } from "../store.js";
import { safeAddress } from "../text/links.js";
import { plainText, richText } from "../text/rich.js";

const FOLD_OVER_UNITS = 700;
const FOLD_OVER_LINES = 12;
const VISUAL = new Set(["photo", "video", "animation"]);

function pieceOf(attachment) {
  return {
    kind: attachment.kind,
    fileId: attachment.file_id,
    width: attachment.width,
    height: attachment.height,
    durationS: attachment.duration_s,
    sizeBytes: attachment.size_bytes,
    title: attachment.title,
    mimeType: attachment.mime_type,
    processing: Boolean(attachment.processing),
    failed: Boolean(attachment.failed),
  };
}

function linkCard({ url, title }) {
  const href = safeAddress(url ?? "");
  const onClick = (event) => {
    event.preventDefault();
    openLink(href);
  };
  return h(
    "a",
    {
      class: "link-card",
      href,
      rel: "noopener noreferrer",
      target: "_blank",
      data: { testid: "link-card" },
      on: href ? { click: onClick } : {},
    },
    h("span", { class: "link-title" }, title || url),
    h("span", { class: "link-host" }, href ? new URL(href).hostname : ""),
  );
}

const attached = (entries) => entries.flatMap((entry) => entry.attachments ?? []);

/** The pictures and videos of a post, and a tile for each. */
export function pictures(entries) {
  const pieces = attached(entries)
    .filter(({ kind }) => VISUAL.has(kind))
    .map(pieceOf);
  return { pieces, tiles: tiles(pieces) };
}

/** Draws everything that hangs on a post; without `visual`, all but pictures and videos. */
export function attachments(entries, { visual = true } = {}) {
  const all = attached(entries);
  const parts = [];
  const { pieces, tiles: drawn } = visual ? pictures(entries) : { pieces: [] };
  if (pieces.length > 0) {
    parts.push(
      mosaic(
        drawn,
        pieces.map((piece) => (piece.width ?? 4) / (piece.height ?? 3)),
      ),
    );
  }
  for (const attachment of all) {
    if (attachment.kind === "link") parts.push(linkCard(attachment));
    else if (attachment.kind === "voice" || attachment.kind === "audio")
      parts.push(sound(pieceOf(attachment)));
    else if (!VISUAL.has(attachment.kind)) parts.push(fileRow(pieceOf(attachment)));
  }
  return parts;
}

/** The text of a post, folded where it is long; `before` comes first in it. */
export function foldable(entry, before = null) {
  const drawn = entry.entities?.length ? richText(entry.text, entry.entities) : plainText(entry.text);
  const text = h("div", { class: "text", dir: "auto", data: { testid: "post-text" } }, before, drawn);
  if (entry.text.length <= FOLD_OVER_UNITS && entry.text.split("\n").length <= FOLD_OVER_LINES) return text;
  text.classList.add("folded");
  const more = button(t("show_more"), {
    class: "fold",
    testid: "show-more",
    "aria-expanded": "false",
    onClick: () => {
      const folded = text.classList.toggle("folded");
      more.setAttribute("aria-expanded", String(!folded));
      more.textContent = t(folded ? "show_more" : "show_less");
    },
  });
  return [text, more];
}

/** "today at 14:05", as a `<time>` element. */
export function when(entry) {
  const at = new Date(entry.at);
  const today = at.toDateString() === now().toDateString();
  const seen = t("day_at_time", { day: today ? t("today") : dayAndMonth(at), time: clockTime(at) });
  return h("time", { datetime: at.toISOString(), title: fullDate(at) }, seen);
}

const fact = (name, value) => [h("dt", {}, name), h("dd", {}, value)];

function details(entries) {
  return openDialog({
    title: t("post_details"),
    testid: "post-details",
    className: "small",
    build: () =>
      entries.map((entry) =>
        h(
          "dl",
          { class: "facts" },
          fact(t("post_number"), entry.post_id),
          fact(t("post_at"), new Date(entry.at).toISOString()),
          fact(
            t("post_made_by"),
            entry.request_id ? t("made_by_request", { id: entry.request_id }) : t("made_by_hand"),
          ),
          entry.attempt && fact(t("post_attempt"), String(entry.attempt)),
          entry.edited_at && fact(t("edited"), new Date(entry.edited_at).toISOString()),
          entry.url && fact(t("address"), entry.url),
        ),
      ),
  });
}

const REMOVE = {
  telegram: (entry) => api.deleteMessage(entry.target, entry.post_id),
  vk: (entry) => api.deleteCommunityPost(entry.target.replace("-", ""), entry.post_id),
};

async function removeByHand(entries) {
  const sure = await ask({
    title: t("delete_post"),
    text: t("delete_post_text"),
    yes: t("delete"),
    danger: true,
  });
  if (sure)
    await attempt(async () => {
      for (const entry of entries) await REMOVE[entry.network](entry);
    });
}

function menuItems(entries) {
  const [entry] = entries;
  const alive = entry.state !== "deleted";
  const ids = entries.map((part) => Number(part.post_id));
  return [
    alive &&
      entry.network === "telegram" && {
        label: t("forward_to_bot"),
        iconName: "forward",
        testid: "post-forward",
        onPick: () => attempt(() => forwardMessages(Number(entry.target), ids)),
      },
    entry.url && {
      label: t("copy_link"),
      iconName: "link",
      testid: "post-copy-link",
      onPick: () => attempt(() => copyText(entry.url)),
    },
    {
      label: t("post_details"),
      iconName: "eye",
      testid: "post-details-open",
      onPick: () => details(entries),
    },
    alive &&
      REMOVE[entry.network] && {
        label: t("delete_by_hand"),
        iconName: "trash",
        danger: true,
        testid: "post-delete",
        onPick: () => removeByHand(entries),
      },
  ];
}

/** The "…" button of a post. */
export function postMenu(entries) {
  const opener = button(
    t("post_menu"),
    {
      class: "icon-button post-menu",
      testid: "post-menu",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      onClick: () => showMenu(opener, menuItems(entries)),
    },
    icon("more"),
  );
  return opener;
}

/** The mark on posts that are gone. */
export function goneMark(entry) {
  return entry.state === "deleted"
    ? h("span", { class: "gone", data: { testid: "deleted-mark" } }, t("deleted"))
    : null;
}
