/** The drawer: everything that turns the pretend internet. */

import { api } from "../api.js";
import { ask, attempt, toast } from "../dialogs.js";
import { button, byId, h } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { loadEverything, on, store } from "../store.js";
import { channelsSection } from "./channels.js";
import { clockSection, tick } from "./clock.js";
import { faultList, faultsSection } from "./faults.js";
import { keysSection } from "./keys.js";
import { peopleSection } from "./people.js";
import { drawSwitches, switchesSection } from "./switches.js";

const place = byId("drawer-content");
let drawnFor = "";

async function reset() {
  const sure = await ask({ title: t("reset"), text: t("reset_text"), yes: t("reset_yes"), danger: true });
  if (!sure) return;
  const done = await attempt(async () => {
    await api.reset();
    await loadEverything();
    return true;
  });
  if (done) toast(t("reset_done"));
}

function resetButton() {
  return button(
    t("reset"),
    { class: "button danger wide", testid: "reset", onClick: reset },
    icon("reset"),
    t("reset"),
  );
}

/** What makes the drawer be drawn anew; faults and switches change in place, so that a half-filled form stays. */
function picture() {
  const { networks, people, chats, keys, walls, person } = store;
  return JSON.stringify([networks, people, chats, keys, walls, person?.id, document.documentElement.lang]);
}

function openSections() {
  return new Map(
    [...place.querySelectorAll("details")].map((details) => [details.dataset.section, details.open]),
  );
}

function draw() {
  const fresh = picture();
  if (fresh === drawnFor) {
    byId("drawer")
      .querySelector("[data-live=faults]")
      ?.replaceChildren(...faultList());
    drawSwitches(place);
    return;
  }
  drawnFor = fresh;
  const open = openSections();
  const focused = place.contains(document.activeElement) ? document.activeElement.dataset : null;
  place.replaceChildren(
    peopleSection(),
    faultsSection(),
    switchesSection(),
    clockSection(),
    keysSection(),
    channelsSection(),
    h("div", { class: "drawer-end" }, resetButton()),
  );
  for (const details of place.querySelectorAll("details")) {
    if (open.has(details.dataset.section)) details.open = open.get(details.dataset.section);
  }
  if (focused?.testid) focusAgain(focused);
}

function focusAgain({ testid, personId }) {
  const selector = `[data-testid="${testid}"]${personId ? `[data-person-id="${personId}"]` : ""}`;
  place.querySelector(selector)?.focus({ preventScroll: true });
}

/** Draws everything again: the language has changed. */
export function redrawDrawer() {
  drawnFor = "";
  draw();
}

/** Connects the drawer to the store and starts the ticking of clocks. */
export function startDrawer() {
  on("state", draw);
  on("person", draw);
  on("clock", tick);
  setInterval(tick, 1000);
}
