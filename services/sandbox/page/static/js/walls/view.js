/** All walls: a column for each network that the sandbox has. */

import { byId, h } from "../dom.js";
import { t } from "../i18n.js";
import { on, store } from "../store.js";
import { Column } from "./column.js";
import { canWrite } from "./post_dialog.js";
import { inOrder } from "./themes.js";

const place = byId("wall-columns");
const chips = byId("network-chips");
const columns = new Map();
/** network -> posts that came while it was out of sight */
const unseen = new Map();
let front = null;

function chip(column) {
  const { network, theme } = column;
  const count = unseen.get(network)?.size ?? 0;
  return h(
    "button",
    {
      type: "button",
      class: "network-chip",
      "aria-pressed": String(network === front),
      data: { testid: `chip-${network}` },
      "aria-label": count > 0 ? t("network_unseen", { name: theme.name, n: count }) : theme.name,
      on: { click: () => bringToFront(network) },
    },
    theme.name,
    count > 0 && h("span", { class: "unseen", "aria-hidden": "true" }, String(count)),
  );
}

/** On a phone one network is seen at a time; elsewhere its column comes into sight. */
function bringToFront(network) {
  front = network;
  unseen.delete(network);
  for (const column of columns.values()) column.node.classList.toggle("front", column.network === front);
  drawChips();
  columns.get(network)?.node.scrollIntoView({ block: "nearest", inline: "nearest" });
  showWalls();
}

/** Whether people see a network's posts now: at least half of its column. */
function isInSight({ node }) {
  const { left, width } = node.getBoundingClientRect();
  const seen = place.getBoundingClientRect();
  const middle = left + width / 2;
  return width > 0 && middle > seen.left && middle < seen.right;
}

/** What has come into sight by scrolling is seen. */
function noteSeen() {
  const seen = [...unseen.keys()].filter((network) => isInSight(columns.get(network)));
  for (const network of seen) unseen.delete(network);
  if (seen.length > 0) drawChips();
}

/** The walls have come to the front: the newest posts are in sight. */
export function showWalls() {
  columns.get(front)?.shown();
}

function drawChips() {
  const focused = chips.contains(document.activeElement);
  chips.replaceChildren(...[...columns.values()].map(chip));
  if (focused) chips.querySelector("[aria-pressed=true]")?.focus();
}

function ensureColumns() {
  for (const network of inOrder(new Set(store.walls.map((wall) => wall.network)))) {
    if (columns.has(network)) continue;
    const column = new Column(network);
    column.write.hidden = !canWrite(network);
    columns.set(network, column);
    place.append(column.node);
    column.followPerson();
    bringToFront(front ?? network);
  }
  place.closest(".walls").classList.toggle("many", columns.size > 3);
}

function drawAll() {
  ensureColumns();
  drawChips();
  for (const column of columns.values()) column.draw();
}

function followPerson() {
  ensureColumns();
  for (const column of columns.values()) column.followPerson();
}

function onWall({ network, entry }) {
  ensureColumns();
  const column = columns.get(network);
  if (!column) return;
  if (entry) column.noteUnseen(entry);
  if (entry?.state === "visible" && !isInSight(column)) {
    const posts = unseen.get(network) ?? new Set();
    unseen.set(network, posts.add(`${entry.target} ${entry.album_id ?? entry.post_id}`));
    drawChips();
  }
  column.draw();
}

/** Draws everything again: the language has changed. */
export function redrawWalls() {
  for (const column of columns.values()) column.forget();
  drawAll();
}

/** Connects the walls to the store. `onReveal` brings the walls to the front on a small screen. */
export function startWalls(onReveal) {
  place.addEventListener("scroll", noteSeen, { passive: true });
  on("wall", onWall);
  on("state", drawAll);
  on("person", followPerson);
  on("show-post", (entry) => {
    onReveal();
    bringToFront(entry.network);
    columns.get(entry.network)?.reveal(entry);
  });
}
