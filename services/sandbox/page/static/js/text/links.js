/** What a network finds by itself in plain text: addresses, hashtags, mentions. */

const HOST = "(?:[\\p{L}\\d](?:[\\p{L}\\d-]*[\\p{L}\\d])?\\.)+\\p{L}{2,}";
const ADDRESS = `(?:https?://[^\\s<>"«»]+|(?<![\\p{L}\\d@./-])${HOST}(?:/[^\\s<>"«»]*)?)`;
const FINDERS = {
  telegram: new RegExp(`(?<url>${ADDRESS})|(?<hashtag>(?<![\\p{L}\\d&])#[\\p{L}_\\d]*[\\p{L}_][\\p{L}_\\d]*)|(?<mention>(?<![\\p{L}\\d])@[a-zA-Z]\\w{3,31})|(?<bot_command>(?<!\\S)/[a-zA-Z]\\w{0,31}(?:@\\w+)?)`, "gu"),
  vk: new RegExp(`(?<wiki>\\[(?:id|club|public)\\d+\\|[^\\]]+\\])|(?<url>${ADDRESS})|(?<hashtag>(?<![\\p{L}\\d&])#[\\p{L}_\\d]+(?:@\\w+)?)|(?<mention>(?<![\\p{L}\\d])@[a-zA-Z][\\w.]{2,31})`, "gu"),
};
const CLOSERS = { ")": "(", "]": "[", "}": "{" };

function withoutTail(address) {
  let kept = address.replace(/[.,:;!?'"»…]+$/u, "");
  while (kept && CLOSERS[kept.at(-1)] && !kept.includes(CLOSERS[kept.at(-1)])) kept = kept.slice(0, -1);
  return kept;
}

/** Finds addresses, hashtags and mentions as entities, the way `network` does in plain text. */
export function findLinks(text, network = "telegram") {
  const found = [];
  for (const match of text.matchAll(FINDERS[network])) {
    const [type, raw] = Object.entries(match.groups).find(([, value]) => value !== undefined);
    const value = type === "url" ? withoutTail(raw) : raw;
    if (value) found.push({ type, offset: match.index, length: value.length });
  }
  return found;
}

/** Adds what Telegram's server would find to the styles that a person gave; links inside code stay plain. */
export function withLinks({ text, entities }) {
  const taken = entities.filter((entity) => ["code", "pre", "text_link", "text_mention"].includes(entity.type));
  const free = findLinks(text).filter((link) =>
    taken.every((other) => other.offset + other.length <= link.offset || other.offset >= link.offset + link.length));
  return { text, entities: [...entities, ...free].sort((a, b) => a.offset - b.offset || b.length - a.length) };
}

/** The address to open: with a scheme, and only http, https, mailto or tel. */
export function safeAddress(address) {
  const full = /^[a-z][a-z\d+.-]*:/i.test(address) ? address : `https://${address}`;
  try {
    const { protocol, href } = new URL(full);
    return ["http:", "https:", "mailto:", "tel:", "tg:"].includes(protocol) ? href : null;
  } catch {
    return null;
  }
}
