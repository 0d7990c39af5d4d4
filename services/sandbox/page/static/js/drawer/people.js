/** Who sits at this screen; new people. */

import { api } from "../api.js";
import { attempt, toast } from "../dialogs.js";
import { avatar, button, h } from "../dom.js";
import { t } from "../i18n.js";
import { choosePerson, loadState, store } from "../store.js";
import { field, input, section, select } from "./section.js";

function row(person) {
  const chosen = person.id === store.person?.id;
  return h(
    "button",
    {
      type: "button",
      class: `choice ${chosen ? "chosen" : ""}`,
      "aria-pressed": String(chosen),
      data: { testid: "drawer-person", personId: String(person.id) },
      on: { click: () => choosePerson(person.id) },
    },
    avatar(person.first_name, person.id, "small"),
    h(
      "span",
      { class: "choice-text" },
      h("span", { class: "choice-name" }, person.first_name),
      h("span", { class: "choice-note" }, `${person.language_code} · ${person.id}`),
    ),
  );
}

async function add(form) {
  const name = form.elements.person_name.value.trim();
  const person = await attempt(() =>
    api.addPerson({ first_name: name, language_code: form.elements.person_language.value }),
  );
  if (!person) return;
  await loadState();
  await choosePerson(person.id);
  toast(t("person_added", { name }));
}

function blockSwitch() {
  const { person } = store;
  if (!person) return null;
  const onChange = async (event) => {
    await attempt(() => api.block(person.id, event.target.checked));
    await loadState();
  };
  const box = h("input", {
    type: "checkbox",
    checked: Boolean(person.blocked),
    data: { testid: "block-bot" },
    on: { change: onChange },
  });
  return h("label", { class: "check" }, box, t("block_bot", { name: person.first_name }));
}

/** The section of people. */
export function peopleSection() {
  const form = h(
    "form",
    {
      class: "inline-form",
      on: {
        submit: (event) => {
          event.preventDefault();
          add(form);
        },
      },
    },
    field(t("name"), input("person_name", { required: true, maxlength: "64" })),
    field(
      t("language"),
      select(
        "person_language",
        [
          ["en", "English"],
          ["ru", "Русский"],
        ],
        "en",
      ),
    ),
    h("button", { type: "submit", class: "button", data: { testid: "person_add" } }, t("add_person")),
  );
  return section(
    "people",
    t("people"),
    "people",
    [
      h("p", { class: "note" }, t("people_note")),
      h("div", { class: "choices flat" }, store.people.map(row)),
      blockSwitch(),
      form,
    ],
    { open: true },
  );
}

/** The row of people in the head of the page. */
export function peopleBar(unread) {
  return store.people.map((person) => {
    const chosen = person.id === store.person?.id;
    const count = unread.get(person.id) ?? 0;
    return h(
      "button",
      {
        type: "button",
        class: "person",
        "aria-pressed": String(chosen),
        data: { testid: "person", personId: String(person.id) },
        "aria-label":
          count > 0
            ? t("person_unread", { name: person.first_name, n: count })
            : t("be_person", { name: person.first_name }),
        title: t("be_person", { name: person.first_name }),
        on: { click: () => choosePerson(person.id) },
      },
      avatar(person.first_name, person.id, "small"),
      h("span", { class: "person-name" }, person.first_name),
      count > 0 && h("span", { class: "unseen", "aria-hidden": "true" }, String(count)),
    );
  });
}
