/** How each network looks. One that has no look of its own gets the general one and the letters of its name. */

import { store } from "../store.js";
import { drawCard } from "./card.js";
import { drawChannelPost } from "./channel_post.js";
import { drawInstagramPost } from "./instagram_post.js";
import { drawPin } from "./pin.js";
import { drawVideo } from "./video_card.js";

const GENERAL = { newest: "top", draw: drawCard };

const LOOKS = {
  telegram: { letter: "✈", newest: "bottom", draw: drawChannelPost },
  vk: { letter: "VK" },
  instagram: { letter: "Ig", draw: drawInstagramPost },
  pinterest: { letter: "P", draw: drawPin },
  youtube: { letter: "▶", draw: drawVideo },
};
const ORDER = Object.keys(LOOKS);

/** What the sandbox says of a network: its key, its title, the calls that may be broken. */
export function networkOf(key) {
  return store.networks.find((network) => network.key === key) ?? { key, title: key, methods: [] };
}

/** The theme of a network: name, letters of its badge, where new posts appear, and the drawing. */
export function themeOf(key) {
  const name = networkOf(key).title;
  return { ...GENERAL, name, letter: name.slice(0, 2), ...LOOKS[key] };
}

/** Networks as people know them: those with a look of their own first. */
export function inOrder(keys) {
  const place = (key) => (ORDER.includes(key) ? ORDER.indexOf(key) : ORDER.length);
  return [...keys].sort((one, other) => place(one) - place(other));
}
