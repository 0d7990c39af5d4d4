/** How each network looks. A network that is not listed gets the general theme and its key as its name. */

import { drawCard } from "./card.js";
import { drawChannelPost } from "./channel_post.js";

const GENERAL = { newest: "top", draw: drawCard };

const THEMES = {
  telegram: { name: "Telegram", letter: "✈", newest: "bottom", draw: drawChannelPost },
  vk: { name: "VK", letter: "VK", ...GENERAL },
  instagram: { name: "Instagram", letter: "Ig", ...GENERAL },
  pinterest: { name: "Pinterest", letter: "P", ...GENERAL },
  youtube: { name: "YouTube", letter: "▶", ...GENERAL },
};

/** The theme of a network: name, letters of its badge, where new posts appear, and the drawing. */
export function themeOf(network) {
  const name = network.charAt(0).toUpperCase() + network.slice(1);
  return THEMES[network] ?? { name, letter: name.slice(0, 2), ...GENERAL };
}
