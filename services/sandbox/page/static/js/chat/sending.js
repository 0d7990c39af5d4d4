/** Sends what a person wrote or chose: long texts in several messages, files in albums. */

import { api } from "../api.js";
import { store } from "../store.js";
import { inMessages } from "../text/entities.js";

const ALBUM_SIZE = 10;

function group(kind) {
  if (kind === "photo" || kind === "video") return "visual";
  // Telegram keeps animations and voices out of albums.
  return kind === "document" || kind === "audio" ? kind : null;
}

/** Files in the albums that Telegram allows: pictures with videos, files with files, music with music. */
export function inAlbums(uploads) {
  const albums = [];
  for (const upload of uploads) {
    const last = albums.at(-1);
    const fits =
      last && group(upload.kind) && group(last[0].kind) === group(upload.kind) && last.length < ALBUM_SIZE;
    if (fits) last.push(upload);
    else albums.push([upload]);
  }
  return albums;
}

/** Sends a formatted text, in several messages when it is too long for one. */
export async function sendText(content) {
  for (const part of inMessages(content)) await api.send(store.person.id, part);
}

/** Uploads files and sends them with a caption; `asFiles` keeps pictures as they are. */
export async function sendFiles(files, { caption, asFiles = false, onProgress = () => {} }) {
  const uploads = [];
  for (const file of files) {
    onProgress(uploads.length, files.length);
    const { upload_id: uploadId, kind } = await api.upload(file, asFiles ? "document" : null);
    uploads.push({ upload_id: uploadId, kind });
  }
  const albums = inAlbums(uploads);
  for (const [index, media] of albums.entries()) {
    const words =
      index === 0 && caption?.text ? { caption: caption.text, caption_entities: caption.entities } : {};
    await api.send(store.person.id, { media, ...words });
  }
}

/** Forwards messages of one chat to the bot. */
export function forwardMessages(chatId, messageIds) {
  return api.send(store.person.id, { forward: { chat_id: chatId, message_ids: messageIds } });
}
