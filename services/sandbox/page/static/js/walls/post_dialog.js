/** A person writes on a wall by hand, without the bot. */

import { api } from "../api.js";
import { attempt, openDialog } from "../dialogs.js";
import { button, h } from "../dom.js";
import { t } from "../i18n.js";
import { chatById, store } from "../store.js";

function ownerOf(chat) {
  const ruler = Object.entries(chat?.members ?? {}).find(
    ([id, member]) => member.status === "creator" && Number(id) !== store.bot.id,
  );
  return ruler ? Number(ruler[0]) : store.person.id;
}

const WRITE = {
  telegram: (wall, text) => api.postToChat(wall.target, { person_id: ownerOf(chatById(wall.target)), text }),
  vk: (wall, text) => api.postToCommunity(wall.target.replace("-", ""), { text }),
};

/** True when people can write there by hand. */
export function canWrite(network) {
  return network in WRITE;
}

/** Asks for a text and puts it on the wall. */
export function postDialog(wall) {
  if (!wall) return Promise.resolve();
  return openDialog({
    title: t("write_on", { title: wall.title }),
    testid: "write-dialog",
    className: "small",
    build: (close) => {
      const field = h("textarea", {
        class: "input",
        rows: "5",
        autofocus: true,
        required: true,
        data: { testid: "write-text" },
      });
      const submit = async (event) => {
        event.preventDefault();
        const done = await attempt(async () => {
          await WRITE[wall.network](wall, field.value);
          return true;
        });
        if (done) close(true);
      };
      return h(
        "form",
        { on: { submit } },
        h("label", { class: "field" }, t("message"), field),
        h("p", { class: "note" }, t("write_note")),
        h(
          "div",
          { class: "dialog-actions" },
          button(t("cancel"), { class: "button quiet", onClick: () => close() }),
          h(
            "button",
            { type: "submit", class: "button primary", data: { testid: "write-send" } },
            t("post_it"),
          ),
        ),
      );
    },
  });
}
