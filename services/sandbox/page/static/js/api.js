/** The control API of the sandbox, as this page uses it. */

/** What the sandbox refused, in its own sentence. */
export class Refusal extends Error {}

async function call(method, path, body) {
  const form = body instanceof FormData;
  const response = await fetch(`/control/${path}`, {
    method,
    headers: body && !form ? { "Content-Type": "application/json" } : {},
    body: body && !form ? JSON.stringify(body) : body,
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refusal(answer.error ?? `${response.status} ${response.statusText}`);
  return answer;
}

const get = (path) => call("GET", path);
const post = (path, body = {}) => call("POST", path, body);
const remove = (path) => call("DELETE", path);

export const PAGE_OF_MESSAGES = 60;

export const api = {
  state: () => get("state"),
  messages: (chatId, { before = null, limit = PAGE_OF_MESSAGES } = {}) =>
    get(`chats/${chatId}/messages?limit=${limit}${before === null ? "" : `&before=${before}`}`),
  wall: (network, target) => get(`walls/${network}/${encodeURIComponent(target)}`),
  send: (personId, content) => post(`people/${personId}/send`, content),
  editOwn: (personId, change) => post(`people/${personId}/edit`, change),
  block: (personId, blocked) => post(`people/${personId}/block`, { blocked }),
  press: (personId, press) => post(`people/${personId}/press`, press),
  shareChat: (personId, share) => post(`people/${personId}/share_chat`, share),
  addPerson: (person) => post("people", person),
  createChat: (chat) => post("chats", chat),
  setMember: (chatId, member) => post(`chats/${chatId}/members`, member),
  postToChat: (chatId, content) => post(`chats/${chatId}/post`, content),
  deleteMessage: (chatId, messageId) => remove(`chats/${chatId}/messages/${messageId}`),
  createCommunity: (community) => post("vk/communities", community),
  postToCommunity: (communityId, content) => post(`vk/communities/${communityId}/post`, content),
  deleteCommunityPost: (communityId, postId) => remove(`vk/communities/${communityId}/posts/${postId}`),
  addFault: (fault) => post("faults", fault),
  removeFault: (faultId) => remove(`faults/${faultId}`),
  removeFaults: () => remove("faults"),
  changeSettings: (wanted) => post("settings", wanted),
  moveClock: (move) => post("clock", move),
  reset: () => post("reset"),
  withdraw: ({ path, body }) => post(path, body),
  upload: (file, kind = null) => {
    const form = new FormData();
    form.append("file", file, file.name);
    if (kind) form.append("kind", kind);
    return post("uploads", form);
  },
};

/** Where the bytes of a stored file are. */
export function fileUrl(fileId) {
  return `/control/files/${encodeURIComponent(fileId)}`;
}
