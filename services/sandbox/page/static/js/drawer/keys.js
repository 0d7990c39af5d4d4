/** Pretend keys of walls: copied, or pasted into the chat with the bot. */

import { api } from "../api.js";
import { copyText } from "../clipboard.js";
import { attempt, toast } from "../dialogs.js";
import { button, h } from "../dom.js";
import { icon } from "../icons.js";
import { said, t } from "../i18n.js";
import { loadState, store } from "../store.js";
import { inOrder, themeOf } from "../walls/themes.js";
import { field, input, section } from "./section.js";

async function give(value) {
  const sent = await attempt(() => api.send(store.person.id, { text: value }));
  if (sent) toast(t("key_sent", { name: store.person.first_name }));
}

function key({ name, value, label, note }) {
  const called = said(label);
  return h(
    "div",
    { class: "key" },
    h(
      "span",
      { class: "choice-text" },
      h("span", { class: "choice-name" }, called),
      h("span", { class: "note" }, said(note)),
      h("code", { class: "key-value" }, value),
    ),
    button(
      t("copy_key", { name: called }),
      { class: "icon-button", testid: `copy-${name}`, onClick: () => attempt(() => copyText(value)) },
      icon("copy"),
    ),
    button(
      t("send_key", { name: called }),
      { class: "icon-button accent", testid: `send-${name}`, onClick: () => give(value) },
      icon("send"),
    ),
  );
}

async function withdraw(order) {
  if (!(await attempt(() => api.withdraw(order)))) return;
  toast(t("withdrawn"));
  await loadState();
}

function holder({ network, target, owner, address, secrets, withdraw: order }) {
  return h(
    "div",
    { class: "card", data: { testid: "key-holder", network, target } },
    h("h4", {}, owner, h("span", { class: "note" }, `${themeOf(network).name} · ${address}`)),
    secrets.map(key),
    order &&
      button(
        t("withdraw"),
        {
          class: "button small quiet",
          title: t("withdraw_note"),
          testid: "withdraw",
          onClick: () => withdraw(order),
        },
        t("withdraw"),
      ),
  );
}

const holders = (network) => store.keys.filter((one) => one.network === network).map(holder);

async function create(form) {
  const made = await attempt(() => api.createCommunity({ name: form.elements.community_name.value.trim() }));
  if (!made) return;
  form.reset();
  await loadState();
}

/** The section of keys. */
export function keysSection() {
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
    field(t("community_name"), input("community_name", { required: true, maxlength: "80" })),
    h(
      "button",
      { type: "submit", class: "button", data: { testid: "community_add" } },
      t("create_community"),
    ),
  );
  return section("keys", t("keys"), "key", [
    h("p", { class: "note" }, t("keys_note")),
    inOrder(new Set(store.keys.map(({ network }) => network))).flatMap(holders),
    form,
  ]);
}
