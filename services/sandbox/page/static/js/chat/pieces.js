/** Reads the media of Bot API messages as the page draws them. */

function largest(sizes) {
  return sizes.reduce((best, size) => (size.width * size.height >= best.width * best.height ? size : best));
}

function fromFile(kind, file, message) {
  return {
    kind,
    fileId: file.file_id,
    width: file.width ?? file.thumbnail?.width,
    height: file.height ?? file.thumbnail?.height,
    durationS: file.duration,
    sizeBytes: file.file_size,
    title: file.title ?? file.file_name,
    mimeType: file.mime_type,
    spoiler: Boolean(message.has_media_spoiler),
  };
}

const KINDS = ["video", "animation", "audio", "voice", "video_note", "sticker", "document"];

/** The piece of media of one message, or null. An animation carries a `document` too; it is one piece. */
export function pieceOf(message) {
  if (message.photo?.length) return fromFile("photo", largest(message.photo), message);
  const kind = KINDS.find((known) => message[known]);
  return kind ? fromFile(kind, message[kind], message) : null;
}

/** Messages in the groups in which people see them: an album is one. */
export function inGroups(messages) {
  const groups = [];
  for (const message of messages) {
    const last = groups.at(-1);
    const sameAlbum = message.media_group_id && last?.[0].media_group_id === message.media_group_id;
    if (sameAlbum) last.push(message);
    else groups.push([message]);
  }
  return groups;
}

/** Words and styles of a message: its text or its caption. */
export function wordsOf(message) {
  return {
    text: message.text ?? message.caption ?? "",
    entities: message.entities ?? message.caption_entities ?? [],
  };
}

/** One line that tells what a message is: for replies and lists. */
export function gist(message, nameOfKind) {
  const { text } = wordsOf(message);
  const line = text.replace(/\s+/g, " ");
  if (line) return line.length > 90 ? `${line.slice(0, 89).trimEnd()}…` : line;
  const piece = pieceOf(message);
  return piece ? nameOfKind(piece.kind) : "…";
}
