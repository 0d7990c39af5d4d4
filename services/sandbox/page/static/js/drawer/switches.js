/** Switches between the known behaviours of a network. */

import { api } from "../api.js";
import { attempt } from "../dialogs.js";
import { h } from "../dom.js";
import { said, t } from "../i18n.js";
import { loadState, store } from "../store.js";
import { inOrder, themeOf } from "../walls/themes.js";
import { field, section, select } from "./section.js";

const settingOf = (name) => store.settings.find((setting) => setting.name === name);
const placeOf = ({ choices, value }) => String(choices.findIndex((choice) => choice.value === value));

async function turn(list) {
  const { choices } = settingOf(list.name);
  await attempt(() => api.changeSettings({ [list.name]: choices[Number(list.value)].value }));
  await loadState();
}

function row(setting) {
  const options = setting.choices.map(({ words }, place) => [String(place), said(words)]);
  const list = select(setting.name, options, placeOf(setting));
  list.dataset.live = "setting";
  list.addEventListener("change", () => turn(list));
  return field(said(setting.title), list);
}

function ofNetwork(network) {
  const own = store.settings.filter((setting) => setting.network === network);
  return h(
    "fieldset",
    { class: "switches", data: { testid: `switches-${network}` } },
    h("legend", {}, themeOf(network).name),
    own.map(row),
  );
}

/** Shows where the switches stand now, on the lists that are there: nobody loses the focus. */
export function drawSwitches(place) {
  for (const list of place.querySelectorAll("[data-live=setting]")) list.value = placeOf(settingOf(list.name));
}

/** The section of switches. */
export function switchesSection() {
  const networks = inOrder(new Set(store.settings.map((setting) => setting.network)));
  return section("switches", t("switches"), "switches", [
    h("p", { class: "note" }, t("switches_note")),
    networks.map(ofNetwork),
  ]);
}
