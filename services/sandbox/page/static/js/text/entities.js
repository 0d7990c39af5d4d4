/** Entities of Telegram as data: nesting, splitting, merging. Offsets are UTF-16 units, like JavaScript's own. */

// Outer first when two entities cover the same range: blocks hold lines, links hold styles, code holds nothing.
const OUTER_FIRST = [
  "blockquote",
  "expandable_blockquote",
  "pre",
  "text_link",
  "text_mention",
  "url",
  "spoiler",
  "bold",
  "italic",
  "underline",
  "strikethrough",
  "mention",
  "hashtag",
  "cashtag",
  "bot_command",
  "email",
  "phone_number",
  "custom_emoji",
  "code",
];

const rank = (entity) => OUTER_FIRST.indexOf(entity.type);

function inOrder(a, b) {
  return a.start - b.start || b.end - a.end || rank(a) - rank(b);
}

function withEnds(text, entities) {
  return entities
    .map((entity) => ({
      ...entity,
      start: Math.max(0, entity.offset),
      end: Math.min(text.length, entity.offset + entity.length),
    }))
    .filter((entity) => entity.end > entity.start)
    .sort(inOrder);
}

function grow(text, start, end, spans) {
  const nodes = [];
  let at = start;
  const queue = [...spans];
  while (queue.length > 0) {
    const span = queue.shift();
    if (span.start > at) nodes.push({ text: text.slice(at, span.start) });
    const inside = [];
    const after = [];
    for (const other of queue) {
      if (other.start >= span.end) after.push(other);
      else if (other.end <= span.end) inside.push(other);
      else {
        // They overlap in part: HTML can only nest, so the later one is cut in two.
        inside.push({ ...other, end: span.end });
        after.push({ ...other, start: span.end });
      }
    }
    nodes.push({
      entity: span,
      text: text.slice(span.start, span.end),
      children: grow(text, span.start, span.end, inside),
    });
    at = span.end;
    queue.splice(0, queue.length, ...after.sort(inOrder));
  }
  if (at < end) nodes.push({ text: text.slice(at, end) });
  return nodes;
}

/** Turns text and entities into a tree: leaves `{text}`, branches `{entity, text, children}`. */
export function toTree(text, entities = []) {
  return grow(text, 0, text.length, withEnds(text, entities));
}

function sameKind(a, b) {
  return (
    a.type === b.type &&
    a.url === b.url &&
    a.language === b.language &&
    a.custom_emoji_id === b.custom_emoji_id
  );
}

/** Joins touching entities of one kind, drops empty ones, sorts. */
export function tidy(entities) {
  const done = [];
  for (const entity of [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length)) {
    const before = done.findLast(
      (other) => sameKind(other, entity) && other.offset + other.length >= entity.offset,
    );
    if (entity.length <= 0) continue;
    if (before) before.length = Math.max(before.length, entity.offset + entity.length - before.offset);
    else done.push({ ...entity });
  }
  return done;
}

/** The part of a formatted text between two offsets. */
export function cut({ text, entities }, start, end) {
  const kept = entities
    .map((entity) => {
      const from = Math.max(entity.offset, start);
      const to = Math.min(entity.offset + entity.length, end);
      return { ...entity, offset: from - start, length: to - from };
    })
    .filter((entity) => entity.length > 0);
  return { text: text.slice(start, end), entities: kept };
}

/** One formatted text after another. */
export function join(first, second) {
  const moved = second.entities.map((entity) => ({ ...entity, offset: entity.offset + first.text.length }));
  return { text: first.text + second.text, entities: tidy([...first.entities, ...moved]) };
}

/** Without the white space around it, as Telegram keeps texts. */
export function trim(content) {
  const start = content.text.length - content.text.trimStart().length;
  return cut(content, start, Math.max(start, content.text.trimEnd().length));
}

/** Cuts a long text into messages of at most `limit` units, at a line or a space where there is one, as Telegram's apps do. */
export function inMessages(content, limit = 4096) {
  const parts = [];
  let rest = trim(content);
  while (rest.text.length > limit) {
    const window = rest.text.slice(0, limit + 1);
    let at = Math.max(window.lastIndexOf("\n"), window.lastIndexOf(" "));
    if (at < limit / 2) at = limit;
    const splitsPair = /[\uD800-\uDBFF]$/.test(rest.text.slice(0, at));
    if (splitsPair) at -= 1;
    parts.push(trim(cut(rest, 0, at)));
    rest = trim(cut(rest, at, rest.text.length));
  }
  if (rest.text) parts.push(rest);
  return parts;
}

const EXCLUSIVE = new Set(["code", "pre"]);

function without(entities, type, start, end) {
  return entities.flatMap((entity) => {
    const stop = entity.offset + entity.length;
    if (type !== "*" && entity.type !== type) return [entity];
    if (stop <= start || entity.offset >= end) return [entity];
    return [
      { ...entity, length: start - entity.offset },
      { ...entity, offset: end, length: stop - end },
    ].filter((piece) => piece.length > 0);
  });
}

/** True when every unit between the offsets carries the type. */
export function covers(entities, type, start, end) {
  const mine = tidy(
    entities
      .filter((entity) => entity.type === type)
      .map((entity) => ({ ...entity, url: null, language: null })),
  );
  return mine.some((entity) => entity.offset <= start && entity.offset + entity.length >= end);
}

/** Puts a style on a range, or takes it away when the whole range has it; `extra` holds url or language. */
export function toggle(entities, type, start, end, extra = {}) {
  if (covers(entities, type, start, end)) return tidy(without(entities, type, start, end));
  const room = EXCLUSIVE.has(type)
    ? without(entities, "*", start, end)
    : [...EXCLUSIVE, type].reduce((left, gone) => without(left, gone, start, end), entities);
  return tidy([...room, { type, offset: start, length: end - start, ...extra }]);
}

/** Takes every style away between the offsets. */
export function plain(entities, start, end) {
  return tidy(without(entities, "*", start, end));
}
