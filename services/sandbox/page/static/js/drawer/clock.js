/** The clock of the sandbox, which people can move. */

import { api } from "../api.js";
import { attempt, toast } from "../dialogs.js";
import { button, h } from "../dom.js";
import { clockTimeWithSeconds, fullDate, t } from "../i18n.js";
import { now, setClock } from "../store.js";
import { section } from "./section.js";

const STEPS = [
  ["minute", 60],
  ["hour", 3600],
  ["day", 86_400],
];

async function move(wish) {
  const answer = await attempt(() => api.moveClock(wish));
  if (!answer) return;
  setClock(answer.now);
  toast(t("clock_is", { time: fullDate(now()) }));
}

/** Writes the moment into every `[data-clock]` element. */
export function tick() {
  for (const element of document.querySelectorAll("[data-clock]")) {
    const text = element.dataset.clock === "full" ? fullDate(now()) : clockTimeWithSeconds(now());
    if (element.textContent !== text) element.textContent = text;
  }
}

/** The section of the clock. */
export function clockSection() {
  const steps = STEPS.map(([name, seconds]) =>
    button(t(`plus_${name}`), {
      class: "button",
      testid: `clock-${name}`,
      onClick: () => move({ advance_s: seconds }),
    }),
  );
  return section("clock", t("clock"), "clock", [
    h("p", { class: "clock-now", data: { testid: "clock-now", clock: "full" } }, fullDate(now())),
    h("p", { class: "note" }, t("clock_note")),
    h(
      "div",
      { class: "button-row" },
      steps,
      button(t("real_time"), {
        class: "button quiet",
        testid: "clock-real",
        onClick: () => move({ offset_s: 0 }),
      }),
    ),
  ]);
}
