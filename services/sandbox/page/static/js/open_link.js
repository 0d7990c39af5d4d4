/** What a click on an address does: a post of the sandbox is shown on its wall, everything else asks first. */

import { ask } from "./dialogs.js";
import { emit, entriesOf, store } from "./store.js";
import { t } from "./i18n.js";

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

function postAt(address) {
  for (const wall of store.walls) {
    const entry = entriesOf(wall.network, wall.target).find((known) => known.url && known.url === address);
    if (entry) return entry;
  }
  return null;
}

/** Opens an address; `address` is already known to be harmless. */
export async function openLink(address) {
  const entry = postAt(address) ?? postAt(address.replace(/\/$/, ""));
  if (entry) {
    emit("show-post", entry);
    return;
  }
  // The product is on this machine, too, at a port of its own.
  const { origin, hostname } = new URL(address);
  const local = origin === window.location.origin || LOOPBACK.has(hostname);
  if (
    local ||
    (await ask({ title: t("open_link"), text: address, note: t("open_link_note"), yes: t("open") }))
  ) {
    window.open(address, "_blank", "noopener,noreferrer");
  }
}
