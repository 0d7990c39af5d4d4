/** Shows pictures and videos large; arrow keys walk through an album, Esc closes. */

import { fileUrl } from "../api.js";
import { button, h } from "../dom.js";
import { icon } from "../icons.js";
import { t, tOr } from "../i18n.js";

function large(piece) {
  const url = fileUrl(piece.fileId);
  const name = tOr(`kind_${piece.kind}`, piece.kind);
  if (piece.kind === "photo" || piece.mimeType === "image/gif")
    return h("img", { src: url, alt: name, class: "viewer-piece" });
  return h("video", {
    src: url,
    class: "viewer-piece",
    controls: true,
    autoplay: true,
    playsinline: true,
    loop: piece.kind === "animation",
    "aria-label": name,
    data: { testid: "viewer-video" },
  });
}

/** Opens the viewer on `pieces[start]`. */
export function openViewer(pieces, start) {
  let at = start;
  const stage = h("div", { class: "viewer-stage" });
  const count = h("p", { class: "viewer-count", role: "status" });
  const show = (index) => {
    at = (index + pieces.length) % pieces.length;
    stage.replaceChildren(large(pieces[at]));
    count.textContent = pieces.length > 1 ? t("n_of_count", { index: at + 1, count: pieces.length }) : "";
  };
  const several = pieces.length > 1;
  const dialog = h(
    "dialog",
    { class: "viewer", "aria-label": t("viewer"), data: { testid: "viewer" } },
    stage,
    several &&
      button(t("previous"), { class: "viewer-step back", onClick: () => show(at - 1) }, icon("left")),
    several && button(t("next"), { class: "viewer-step forth", onClick: () => show(at + 1) }, icon("right")),
    count,
    button(
      t("close"),
      { class: "viewer-close", testid: "viewer-close", onClick: () => dialog.close() },
      icon("close"),
    ),
  );
  dialog.addEventListener("keydown", (event) => {
    if (event.target instanceof HTMLVideoElement) return;
    if (event.key === "ArrowLeft") show(at - 1);
    if (event.key === "ArrowRight") show(at + 1);
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === stage || event.target === dialog) dialog.close();
  });
  const opener = document.activeElement;
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (opener?.isConnected) opener.focus({ preventScroll: true });
  });
  document.body.append(dialog);
  show(start);
  dialog.showModal();
  dialog.querySelector(".viewer-close").focus();
}
