/** A field in which text is formatted as it is written; what it holds are real Telegram entities. */

import { covers, cut, join, plain, toggle } from "../text/entities.js";
import { readNodes, readSelection, writeNodes, writeSelection } from "./dom_text.js";
import { History } from "./history.js";

const STYLE_KEYS = {
  "ctrl+b": "bold",
  "ctrl+i": "italic",
  "ctrl+u": "underline",
  "ctrl+shift+x": "strikethrough",
  "ctrl+shift+m": "code",
  "ctrl+shift+p": "spoiler",
  "ctrl+shift+k": "pre",
  "ctrl+shift+q": "blockquote",
};
const ACTION_KEYS = {
  "ctrl+k": "formatLink",
  "ctrl+shift+n": "clearFormat",
  "ctrl+z": "undo",
  "ctrl+shift+z": "redo",
  "ctrl+y": "redo",
};

function pressed(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return "";
  // The code is the place of the key, so that shortcuts work in the Russian layout too.
  const letter = event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : "";
  return `ctrl+${event.shiftKey ? "shift+" : ""}${letter}`;
}

/** Turns an editable element into an editor. */
export class Editor {
  #root;
  #hooks;
  #history = new History();
  /** Styles that the next typed letter gets, or loses. */
  #armed = new Set();
  #lastSelection = { start: 0, end: 0 };

  /** `onChange` hears of every change, `onSelect` of every move, `onLink` asks for an address. */
  constructor(root, { onChange = () => {}, onSelect = () => {}, onLink = async () => null } = {}) {
    this.#root = root;
    this.#hooks = { onChange, onSelect, onLink };
    root.addEventListener("beforeinput", (event) => this.#beforeInput(event));
    root.addEventListener("input", () => this.#changed());
    root.addEventListener("keydown", (event) => this.#key(event));
    root.addEventListener("paste", (event) => this.#paste(event));
    document.addEventListener("selectionchange", () => this.#selected());
    root.classList.add("empty");
  }

  /** What is written: `{text, entities}`. */
  content() {
    return readNodes(this.#root);
  }

  focus() {
    this.#root.focus();
  }

  /** Replaces everything. */
  set(content) {
    this.#history.forget();
    this.#show({ ...content, start: content.text.length, end: content.text.length });
  }

  clear() {
    this.#history.forget();
    this.#armed.clear();
    this.#root.replaceChildren();
    this.#lastSelection = { start: 0, end: 0 };
    this.#changed();
  }

  /** Styles that typing at the caret would carry, or that the whole selection has. */
  styles() {
    const styles = this.#stylesAt(this.#selection());
    for (const type of this.#armed) if (!styles.delete(type)) styles.add(type);
    return styles;
  }

  /** Puts a style on the selection, takes it away, or arms it for what is typed next. */
  format(type, extra = {}) {
    this.focus();
    const { start, end } = this.#selection();
    if (start === end) {
      // The browser reports the last move of the caret late: it must not disarm what is armed now.
      this.#lastSelection = { start, end };
      if (!this.#armed.delete(type)) this.#armed.add(type);
      this.#hooks.onSelect();
      return;
    }
    const now = this.content();
    this.#keep(true);
    this.#show({ text: now.text, entities: toggle(now.entities, type, start, end, extra), start, end });
  }

  /** Makes the selection a link, or a link plain text. */
  async formatLink() {
    const { start, end } = this.#selection();
    if (start === end) return;
    if (covers(this.content().entities, "text_link", start, end)) {
      this.format("text_link");
      return;
    }
    const url = await this.#hooks.onLink();
    this.focus();
    writeSelection(this.#root, start, end);
    if (url) this.format("text_link", { url });
  }

  /** Takes all styles from the selection, or from everything. */
  clearFormat() {
    const { start, end } = this.#selection();
    const now = this.content();
    const [from, to] = start === end ? [0, now.text.length] : [start, end];
    this.#keep(true);
    this.#show({ text: now.text, entities: plain(now.entities, from, to), start, end });
  }

  /** Writes plain text at the caret. */
  insert(text) {
    this.#keep(true);
    const { start, end } = this.#selection();
    const now = this.content();
    // A style that covers the place on both sides goes on through what is inserted.
    const around = now.entities.filter(
      (entity) => entity.offset < start && entity.offset + entity.length > end,
    );
    this.#replace(start, end, {
      text,
      entities: around.map((entity) => ({ ...entity, offset: 0, length: text.length })),
    });
    if (end >= now.text.length) this.#root.scrollTop = this.#root.scrollHeight;
  }

  undo() {
    const moment = this.#history.back(this.#moment());
    if (moment) this.#show(moment);
  }

  redo() {
    const moment = this.#history.forth(this.#moment());
    if (moment) this.#show(moment);
  }

  #selection() {
    return readSelection(this.#root) ?? this.#lastSelection;
  }

  #moment() {
    return { ...this.content(), ...this.#selection() };
  }

  #keep(alone) {
    this.#history.keep(() => this.#moment(), alone);
  }

  #show({ text, entities, start, end }) {
    writeNodes(this.#root, { text, entities });
    writeSelection(this.#root, start, end);
    this.#lastSelection = { start, end };
    this.#changed();
  }

  #changed() {
    const empty = this.content().text === "";
    // Browsers leave a lone line break behind; without it the placeholder shows again.
    if (empty && this.#root.childNodes.length > 0) this.#root.replaceChildren();
    this.#root.classList.toggle("empty", empty);
    this.#hooks.onChange();
    this.#hooks.onSelect();
  }

  #replace(start, end, inserted) {
    const now = this.content();
    const merged = join(join(cut(now, 0, start), inserted), cut(now, end, now.text.length));
    const caret = start + inserted.text.length;
    this.#show({ ...merged, start: caret, end: caret });
  }

  #stylesAt({ start, end }) {
    const from = start === end ? start - 1 : start;
    const to = start === end ? start : end;
    if (to <= 0) return new Set();
    const { entities } = this.content();
    return new Set(entities.map((entity) => entity.type).filter((type) => covers(entities, type, from, to)));
  }

  #typeArmed(text) {
    const styles = this.styles();
    const { start, end } = this.#selection();
    this.#armed.clear();
    this.#keep(true);
    this.#replace(start, end, {
      text,
      entities: [...styles].map((type) => ({ type, offset: 0, length: text.length })),
    });
  }

  #beforeInput(event) {
    const { inputType } = event;
    const own = {
      historyUndo: () => this.undo(),
      historyRedo: () => this.redo(),
      insertParagraph: () => this.insert("\n"),
      insertLineBreak: () => this.insert("\n"),
      insertFromDrop: () => {},
    }[inputType];
    const armed = inputType === "insertText" && this.#armed.size > 0 && event.data;
    if (own || armed || inputType.startsWith("format")) event.preventDefault();
    if (own) own();
    else if (armed) this.#typeArmed(event.data);
    else this.#keep(false);
  }

  #key(event) {
    const keys = pressed(event);
    if (STYLE_KEYS[keys]) this.format(STYLE_KEYS[keys]);
    else if (ACTION_KEYS[keys]) this[ACTION_KEYS[keys]]();
    else return;
    event.preventDefault();
  }

  #paste(event) {
    event.preventDefault();
    if (event.clipboardData.files.length > 0) return;
    this.insert(event.clipboardData.getData("text/plain").replaceAll("\r\n", "\n"));
  }

  #selected() {
    const now = readSelection(this.#root);
    if (!now) return;
    if (now.start !== this.#lastSelection.start || now.end !== this.#lastSelection.end) this.#armed.clear();
    this.#lastSelection = now;
    this.#hooks.onSelect();
  }
}
