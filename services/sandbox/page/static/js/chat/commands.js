/** The menu of /commands above the field. */

import { byId, h } from "../dom.js";
import { t } from "../i18n.js";
import { on, store } from "../store.js";

const place = byId("commands");
const field = byId("composer-field");
let shown = [];
let at = -1;
let pick = () => {};

/** Commands that the bot offers this person, with the fallback that the real apps have. */
function commands() {
  const offered = store.bot.commands ?? {};
  const list = offered[store.person?.language_code] ?? offered.default ?? [];
  return list.length > 0 ? list : [{ command: "start", description: t("command_start") }];
}

function mark(index) {
  at = index;
  [...place.children].forEach((option, position) =>
    option.setAttribute("aria-selected", String(position === at)),
  );
  const active = place.children[at];
  if (active) field.setAttribute("aria-activedescendant", active.id);
  else field.removeAttribute("aria-activedescendant");
  active?.scrollIntoView({ block: "nearest" });
}

/** Closes the menu; true when it was open. */
export function closeCommands() {
  const wasOpen = !place.hidden;
  place.hidden = true;
  byId("commands-toggle").setAttribute("aria-expanded", "false");
  mark(-1);
  return wasOpen;
}

/** Shows the commands that begin with `typed`. */
export function showCommands(typed = "/") {
  shown = commands().filter(({ command }) => `/${command}`.startsWith(typed.toLowerCase()));
  if (shown.length === 0) {
    closeCommands();
    return;
  }
  place.replaceChildren(
    ...shown.map(({ command, description }, index) =>
      h(
        "div",
        {
          id: `command-${index}`,
          class: "command",
          role: "option",
          data: { testid: "command", command },
          on: { mousedown: (event) => event.preventDefault(), click: () => choose(index) },
        },
        h("span", { class: "command-name" }, `/${command}`),
        h("span", { class: "command-about" }, description),
      ),
    ),
  );
  place.hidden = false;
  byId("commands-toggle").setAttribute("aria-expanded", "true");
  mark(typed.length > 1 ? 0 : -1);
}

function choose(index) {
  const { command } = shown[index];
  closeCommands();
  pick(`/${command}`);
}

/** Keys while the menu is open; true when the key was for the menu. */
export function commandsKey(event) {
  if (place.hidden) return false;
  const goals = { ArrowDown: at + 1, ArrowUp: at - 1 + (at < 0 ? shown.length + 1 : 0) };
  if (event.key in goals) mark((goals[event.key] + shown.length) % shown.length);
  else if (event.key === "Escape") closeCommands();
  else if ((event.key === "Enter" || event.key === "Tab") && at >= 0) choose(at);
  else return false;
  event.preventDefault();
  return true;
}

/** Follows what is typed: the menu is open while the field holds one unfinished command. */
export function commandsFollow(text) {
  if (/^\/\w*$/.test(text)) showCommands(text);
  else closeCommands();
}

export function startCommands(onPick) {
  pick = onPick;
  // The bot may offer other commands while the menu is open.
  on("state", () => {
    if (!place.hidden) showCommands(field.textContent || "/");
  });
}
