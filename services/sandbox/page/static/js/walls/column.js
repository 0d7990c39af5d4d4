/** One network: a tab for each of its walls and the posts of the chosen one. */

import { avatar, button, h, roveWithArrows } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { entriesOf, store, wallKey } from "../store.js";
import { postDialog } from "./post_dialog.js";
import { themeOf } from "./themes.js";

const FLASH_MS = 2600;

/** Posts of a wall; the messages of one album are one post. */
function inPosts(entries) {
  const posts = [];
  for (const entry of entries) {
    const last = posts.at(-1);
    if (entry.album_id && last?.[0].album_id === entry.album_id) last.push(entry);
    else posts.push([entry]);
  }
  return posts;
}

export class Column {
  #drawn = new Map();
  #unseen = new Map();
  #shownTarget = null;

  constructor(network) {
    this.network = network;
    this.theme = themeOf(network);
    this.tabs = h("div", { class: "wall-tabs", role: "tablist" });
    this.feed = h("div", { class: "feed", role: "feed", tabindex: "0", data: { testid: `feed-${network}` } });
    this.panel = h("div", { class: "wall-panel", role: "tabpanel", id: `wall-panel-${network}` }, this.feed);
    this.count = h("span", { class: "column-count" });
    this.write = button(
      t("write_by_hand"),
      { class: "icon-button", testid: `write-${network}`, onClick: () => postDialog(this.wall()) },
      icon("pencil"),
    );
    this.node = h(
      "section",
      {
        class: "wall-column",
        "aria-label": t("walls_of", { network: this.theme.name }),
        data: { network, testid: `column-${network}` },
      },
      h(
        "header",
        { class: "column-head" },
        h("span", { class: `network-badge network-${network}`, "aria-hidden": "true" }, this.theme.letter),
        h("h3", {}, this.theme.name),
        this.count,
        this.write,
      ),
      this.tabs,
      this.panel,
    );
    roveWithArrows(this.tabs, "[role=tab]", { onMove: (tab) => this.choose(tab.dataset.target) });
    this.feed.addEventListener("keydown", (event) => this.#walk(event));
  }

  walls() {
    return store.walls.filter((wall) => wall.network === this.network);
  }

  wall() {
    return this.walls().find((wall) => wall.target === this.target) ?? this.walls()[0] ?? null;
  }

  /** Shows the wall that is most likely the person's: theirs by membership, else the one named like it. */
  followPerson() {
    const own = store.chats.filter((chat) => chat.members?.[store.person?.id]?.status === "creator");
    const titles = own.map((chat) => chat.title);
    const mine =
      this.walls().find((wall) => own.some((chat) => String(chat.id) === wall.target)) ??
      this.walls().find((wall) => titles.includes(wall.title));
    this.target = (mine ?? this.wall())?.target;
    this.draw();
  }

  choose(target) {
    this.target = target;
    this.draw();
  }

  /** Marks a wall that got a post while another one is shown. */
  noteUnseen(entry) {
    if (entry.target === this.wall()?.target || entry.state === "deleted") return;
    const posts = this.#unseen.get(entry.target) ?? new Set();
    this.#unseen.set(entry.target, posts.add(entry.album_id ?? entry.post_id));
  }

  draw() {
    const wall = this.wall();
    this.#unseen.delete(wall?.target);
    this.#drawTabs();
    this.panel.setAttribute("aria-labelledby", wall ? this.#tabId(wall) : "");
    this.feed.setAttribute("aria-label", wall ? t("posts_of", { title: wall.title }) : t("posts"));
    this.#drawFeed(wall);
  }

  /** The column has come to the front: what was measured while it was hidden is measured again. */
  shown() {
    if (this.theme.newest === "bottom") this.feed.scrollTop = this.feed.scrollHeight;
  }

  /** Forgets drawn posts: the language has changed. */
  forget() {
    this.#drawn = new Map();
    this.write.setAttribute("aria-label", t("write_by_hand"));
    this.write.title = t("write_by_hand");
  }

  /** Brings a post into view and lights it up. */
  reveal(entry) {
    this.choose(entry.target);
    const node = [...this.feed.children].find((post) =>
      post.dataset.postIds?.split(" ").includes(entry.post_id),
    );
    if (!node) return;
    node.scrollIntoView({ block: "center" });
    node.focus({ preventScroll: true });
    node.classList.add("flash");
    setTimeout(() => node.classList.remove("flash"), FLASH_MS);
  }

  #drawTabs() {
    const focused = this.tabs.contains(document.activeElement);
    this.tabs.setAttribute("aria-label", t("walls_of", { network: this.theme.name }));
    this.tabs.replaceChildren(...this.walls().map((known) => this.#tab(known)));
    const chosen = this.tabs.querySelector("[aria-selected=true]");
    if (!chosen) return;
    if (focused) chosen.focus({ preventScroll: true });
    const tooFar = chosen.offsetLeft - this.tabs.offsetLeft;
    if (
      tooFar < this.tabs.scrollLeft ||
      tooFar + chosen.offsetWidth > this.tabs.scrollLeft + this.tabs.clientWidth
    ) {
      this.tabs.scrollLeft = tooFar - 12;
    }
  }

  #tabId(wall) {
    return `wall-tab-${wallKey(wall.network, wall.target).replace(/\W/g, "_")}`;
  }

  #tab(wall) {
    const chosen = wall.target === this.wall().target;
    const unseen = this.#unseen.get(wall.target)?.size ?? 0;
    return h(
      "button",
      {
        type: "button",
        role: "tab",
        id: this.#tabId(wall),
        class: "wall-tab",
        "aria-selected": String(chosen),
        tabindex: chosen ? "0" : "-1",
        "aria-controls": this.panel.id,
        data: { target: wall.target, testid: "wall-tab" },
        on: { click: () => this.choose(wall.target) },
      },
      avatar(wall.title, wall.target, "small"),
      h("span", { class: "wall-title" }, wall.title),
      unseen > 0 &&
        h("span", { class: "unseen", "aria-label": t("new_posts", { n: unseen }) }, String(unseen)),
    );
  }

  #post(entries, wall) {
    const alive = entries.filter((entry) => entry.state !== "deleted");
    const gone = alive.length === 0;
    const shown = gone ? entries : alive;
    const [first] = shown;
    const ids = entries.map((entry) => entry.post_id).join(" ");
    return h(
      "article",
      {
        class: `post ${gone ? "deleted" : ""}`,
        tabindex: "-1",
        "aria-label": t("post_by", { title: first.from_name || wall.title, id: first.post_id }),
        data: {
          testid: "post",
          postId: first.post_id,
          postIds: ids,
          network: wall.network,
          target: wall.target,
          state: first.state,
        },
      },
      this.theme.draw(shown, wall),
    );
  }

  #renew(entries, wall, fresh) {
    const key = `${wall.target} ${entries[0].album_id ?? entries[0].post_id}`;
    const version = JSON.stringify(entries);
    const known = this.#drawn.get(key);
    const node = known?.version === version ? known.node : this.#post(entries, wall);
    if (known && known.node !== node) node.classList.add("settled");
    fresh.set(key, { version, node });
    return node;
  }

  #drawFeed(wall) {
    const posts = wall ? inPosts(entriesOf(wall.network, wall.target)) : [];
    const visible = posts.filter((post) => post.some((entry) => entry.state !== "deleted")).length;
    this.count.textContent = t("n_posts", { n: visible });
    const atEnd = this.feed.scrollHeight - this.feed.scrollTop - this.feed.clientHeight < 160;
    const switched = this.#shownTarget !== wall?.target;
    this.#shownTarget = wall?.target;
    const fresh = new Map();
    const nodes = posts.map((post) => this.#renew(post, wall, fresh));
    const focused = document.activeElement?.closest(".post");
    this.#drawn = fresh;
    if (this.theme.newest === "top") nodes.reverse();
    nodes.forEach((node, index) => {
      node.setAttribute("aria-posinset", String(index + 1));
      node.setAttribute("aria-setsize", String(nodes.length));
    });
    this.#place(nodes.length > 0 ? nodes : [h("p", { class: "empty-wall" }, t("empty_wall"))]);
    // A post that changed under the focus was drawn anew: the focus goes on in its new node.
    if (focused && !focused.isConnected)
      nodes.find((node) => node.dataset.postId === focused.dataset.postId)?.focus();
    if (switched || atEnd)
      this.feed.scrollTop =
        this.theme.newest === "bottom" ? this.feed.scrollHeight : switched ? 0 : this.feed.scrollTop;
  }

  #place(nodes) {
    const wanted = new Set(nodes);
    for (const child of [...this.feed.children]) if (!wanted.has(child)) child.remove();
    nodes.forEach((node, index) => {
      if (this.feed.children[index] !== node) this.feed.insertBefore(node, this.feed.children[index] ?? null);
    });
  }

  /** Page Up and Page Down go from post to post, as in every feed. */
  #walk(event) {
    if (event.key !== "PageDown" && event.key !== "PageUp") return;
    const posts = [...this.feed.querySelectorAll(".post")];
    if (posts.length === 0) return;
    event.preventDefault();
    const at = posts.indexOf(document.activeElement.closest(".post"));
    const next =
      at < 0 ? (event.key === "PageDown" ? 0 : posts.length - 1) : at + (event.key === "PageDown" ? 1 : -1);
    posts[Math.max(0, Math.min(posts.length - 1, next))].focus();
  }
}
