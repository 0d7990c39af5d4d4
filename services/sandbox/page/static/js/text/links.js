/** What a network finds by itself in plain text: addresses, hashtags, mentions. */

// A word after a dot is a host only with an ending that people know: "soup.Then" is none.
const ENDINGS = "com|org|net|ru|su|рф|by|kz|ua|io|me|dev|app|info|shop|blog|online|club|cc|tv|eu|de|fr|uk";
const HOST = `(?:[\\p{L}\\d](?:[\\p{L}\\d-]*[\\p{L}\\d])?\\.)+(?:${ENDINGS})(?![\\p{L}\\d])`;
const ADDRESS = `(?:https?://[^\\s<>"«»]+|(?<![\\p{L}\\d@./-])${HOST}(?:/[^\\s<>"«»]*)?)`;
const HASHTAG = "(?<![\\p{L}\\d&])#[\\p{L}_\\d]+";
const MENTION = "(?<![\\p{L}\\d])@[a-zA-Z][\\w.]{2,31}";
const LINK = new RegExp(`(?<url>${ADDRESS})|(?<hashtag>${HASHTAG})|(?<mention>${MENTION})`, "gu");
const CLOSERS = { ")": "(", "]": "[", "}": "{" };

function withoutTail(address) {
  let kept = address.replace(/[.,:;!?'"»…]+$/u, "");
  while (kept && CLOSERS[kept.at(-1)] && !kept.includes(CLOSERS[kept.at(-1)])) kept = kept.slice(0, -1);
  return kept;
}

/** Finds addresses, hashtags and mentions as entities, the way most networks do. */
export function findLinks(text) {
  const found = [];
  for (const match of text.matchAll(LINK)) {
    const [type, raw] = Object.entries(match.groups).find(([, value]) => value !== undefined);
    const value = type === "url" ? withoutTail(raw) : raw;
    if (value) found.push({ type, offset: match.index, length: value.length });
  }
  return found;
}

/** The address to open: with a scheme, and none that runs code. */
export function safeAddress(address) {
  const full = /^[a-z][a-z\d+.-]*:/i.test(address) ? address : `https://${address}`;
  try {
    const { protocol, href } = new URL(full);
    return ["http:", "https:", "mailto:", "tel:", "tg:"].includes(protocol) ? href : null;
  } catch {
    return null;
  }
}
