/** Pictures side by side, one in sight at a time: swiped, or stepped through with buttons. */

import { button, h } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";

/** Puts ready tiles into a strip; `ratio` is the width of the frame divided by its height. */
export function strip(tiles, ratio) {
  const rail = h("div", { class: "strip-rail" }, tiles);
  const dots = h(
    "div",
    { class: "strip-dots", "aria-hidden": "true" },
    tiles.map(() => h("span", {})),
  );
  rail.style.aspectRatio = String(ratio);
  if (tiles.length === 1) return h("div", { class: "strip" }, rail);
  const at = () => Math.round(rail.scrollLeft / Math.max(1, rail.clientWidth));
  const step = (by) => rail.scrollTo({ left: (at() + by) * rail.clientWidth, behavior: "smooth" });
  const mark = () => {
    const seen = at();
    [...dots.children].forEach((dot, index) => dot.classList.toggle("here", index === seen));
    back.hidden = seen === 0;
    forth.hidden = seen === tiles.length - 1;
  };
  const back = button(t("previous"), { class: "strip-step back", onClick: () => step(-1) }, icon("left"));
  const forth = button(t("next"), { class: "strip-step forth", onClick: () => step(1) }, icon("right"));
  rail.addEventListener("scroll", mark, { passive: true });
  mark();
  return h("div", { class: "strip" }, rail, back, forth, dots);
}
