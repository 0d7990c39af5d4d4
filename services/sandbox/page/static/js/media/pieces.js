/** Draws one piece of media: tile of a mosaic, document, voice. Chat and walls share these. */

import { fileUrl } from "../api.js";
import { h } from "../dom.js";
import { icon } from "../icons.js";
import { duration, fileSize, t, tOr } from "../i18n.js";
import { openViewer } from "./viewer.js";

const stillWanted = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

/** The description of a picture that stands for what nobody can see: its kind and place. */
function alternative(piece, index, count) {
  const kind = tOr(`kind_${piece.kind}`, piece.kind);
  return count > 1 ? t("piece_of", { kind, index: index + 1, count }) : kind;
}

function looping(piece) {
  if (piece.mimeType === "image/gif")
    return h("img", { src: fileUrl(piece.fileId), alt: t("kind_animation") });
  const still = stillWanted();
  return h("video", {
    src: fileUrl(piece.fileId),
    muted: true,
    loop: true,
    playsinline: true,
    autoplay: !still,
    preload: "metadata",
  });
}

function face(piece, label) {
  if (piece.kind === "photo")
    return [h("img", { src: fileUrl(piece.fileId), alt: label, loading: "lazy", decoding: "async" })];
  if (piece.kind === "animation") return [looping(piece), h("span", { class: "badge" }, "GIF")];
  if (piece.failed) return [h("span", { class: "processing still" }, t("failed_video"))];
  if (piece.processing) return [h("span", { class: "processing" }, t("processing"))];
  const time = piece.durationS ? duration(piece.durationS) : t("kind_video");
  return [
    // The fragment makes browsers show the first frame instead of a black box.
    h("video", {
      src: `${fileUrl(piece.fileId)}#t=0.1`,
      muted: true,
      preload: "metadata",
      playsinline: true,
      tabindex: "-1",
    }),
    h("span", { class: "play" }, icon("play")),
    h("span", { class: "badge" }, time),
  ];
}

/** Makes the buttons of a mosaic; a click opens the viewer at that picture. `pieces` are `{kind, fileId, …}`. */
export function tiles(pieces) {
  return pieces.map((piece, index) => {
    const label = alternative(piece, index, pieces.length);
    const tile = h(
      "button",
      {
        type: "button",
        class: `tile ${piece.kind}`,
        "aria-label": t("open_piece", { what: label }),
        data: { testid: "media-tile", kind: piece.kind },
      },
      face(piece, label),
    );
    if (piece.spoiler) tile.classList.add("covered");
    tile.addEventListener("click", () => {
      if (tile.classList.contains("covered")) tile.classList.remove("covered");
      else if (piece.fileId && !piece.processing && !piece.failed) openViewer(pieces, index);
    });
    return tile;
  });
}

/** A file to load: icon, name, size. */
export function fileRow(piece) {
  const name = piece.title || t("kind_document");
  return h(
    "a",
    {
      class: "file-row",
      href: piece.fileId ? fileUrl(piece.fileId) : null,
      download: name,
      "aria-label": t("download", { name }),
      data: { testid: "document" },
    },
    h("span", { class: "file-icon" }, icon(piece.kind === "audio" ? "music" : "file")),
    h(
      "span",
      { class: "file-text" },
      h("span", { class: "file-name" }, name),
      h("span", { class: "file-size" }, fileSize(piece.sizeBytes)),
    ),
  );
}

/** Something to listen to. */
export function sound(piece) {
  const label = piece.title || tOr(`kind_${piece.kind}`, piece.kind);
  return h(
    "div",
    { class: "sound", data: { testid: piece.kind } },
    h("span", { class: "file-icon" }, icon(piece.kind === "voice" ? "mic" : "music")),
    h(
      "span",
      { class: "file-text" },
      piece.kind === "audio" && h("span", { class: "file-name" }, label),
      h("audio", { controls: true, preload: "none", src: fileUrl(piece.fileId), "aria-label": label }),
    ),
  );
}

/** A round video. */
export function roundVideo(piece) {
  return h("video", {
    class: "round",
    controls: true,
    preload: "metadata",
    src: fileUrl(piece.fileId),
    "aria-label": t("kind_video_note"),
  });
}
