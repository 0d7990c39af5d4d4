/** Pretend keys of VK communities: copied, or pasted into the chat with the bot. */

import { api } from "../api.js";
import { copyText } from "../clipboard.js";
import { attempt, toast } from "../dialogs.js";
import { button, h } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { loadState, store } from "../store.js";
import { field, input, section } from "./section.js";

const KEYS = ["community_key", "user_token", "weak_token"];

async function give(value) {
  const sent = await attempt(() => api.send(store.person.id, { text: value }));
  if (sent) toast(t("key_sent", { name: store.person.first_name }));
}

function key(community, name) {
  const value = community[name];
  if (!value) return null;
  const label = t(name);
  return h(
    "div",
    { class: "key" },
    h(
      "span",
      { class: "choice-text" },
      h("span", { class: "choice-name" }, label),
      h("span", { class: "note" }, t(`${name}_note`)),
      h("code", { class: "key-value" }, value),
    ),
    button(
      t("copy_key", { name: label }),
      { class: "icon-button", testid: `copy-${name}`, onClick: () => attempt(() => copyText(value)) },
      icon("copy"),
    ),
    button(
      t("send_key", { name: label }),
      { class: "icon-button accent", testid: `send-${name}`, onClick: () => give(value) },
      icon("send"),
    ),
  );
}

async function create(form) {
  const made = await attempt(() => api.createCommunity({ name: form.elements.community_name.value.trim() }));
  if (!made) return;
  form.reset();
  await loadState();
}

/** The section of VK communities. */
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
  const communities = store.communities.map((community) =>
    h(
      "div",
      { class: "card", data: { testid: "community", communityId: String(community.id) } },
      h(
        "h4",
        {},
        community.name,
        h("span", { class: "note" }, ` vk.com/${community.screen_name || `club${community.id}`}`),
      ),
      KEYS.map((name) => key(community, name)),
    ),
  );
  return section("keys", t("vk_keys"), "key", [
    h("p", { class: "note" }, t("vk_keys_note")),
    communities,
    form,
  ]);
}
