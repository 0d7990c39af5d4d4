/** The dialog with chosen files: previews, caption, "as files", send. */

import { attempt, openDialog } from "../dialogs.js";
import { button, h } from "../dom.js";
import { Editor } from "../editor/editor.js";
import { icon } from "../icons.js";
import { fileSize, t } from "../i18n.js";
import { trim } from "../text/entities.js";
import { askAddress } from "../editor/toolbar.js";
import { sendFiles } from "./sending.js";

function face(file, url) {
  if (file.type.startsWith("image/")) return h("img", { src: url, alt: "" });
  if (file.type.startsWith("video/"))
    return h("video", { src: `${url}#t=0.1`, muted: true, preload: "metadata" });
  return h("span", { class: "file-icon" }, icon(file.type.startsWith("audio/") ? "music" : "file"));
}

class Preview {
  constructor(files, close) {
    this.files = [...files];
    this.close = close;
    this.urls = new Map(this.files.map((file) => [file, URL.createObjectURL(file)]));
    this.list = h("ul", { class: "previews" });
    this.progress = h("p", { class: "note", role: "status" });
    this.asFiles = h("input", { type: "checkbox", data: { testid: "as-files" } });
    this.sendButton = h("button", {
      type: "submit",
      class: "button primary",
      data: { testid: "attach-send" },
    });
    this.fieldRoot = h("div", {
      class: "input editable",
      contenteditable: "true",
      role: "textbox",
      "aria-multiline": "true",
      "aria-label": t("caption"),
      data: { placeholder: t("caption"), testid: "caption" },
      autofocus: true,
    });
    this.editor = new Editor(this.fieldRoot, { onLink: askAddress });
    this.fieldRoot.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.send();
    });
    this.draw();
  }

  draw() {
    this.list.replaceChildren(...this.files.map((file) => this.row(file)));
    this.sendButton.textContent =
      this.files.length > 1 ? t("send_n_files", { n: this.files.length }) : t("send");
  }

  row(file) {
    const remove = () => {
      this.files = this.files.filter((other) => other !== file);
      if (this.files.length === 0) this.close();
      else this.draw();
    };
    return h(
      "li",
      { class: "preview", data: { testid: "preview" } },
      h("span", { class: "preview-face" }, face(file, this.urls.get(file))),
      h(
        "span",
        { class: "file-text" },
        h("span", { class: "file-name" }, file.name),
        h("span", { class: "file-size" }, fileSize(file.size)),
      ),
      button(t("remove_file", { name: file.name }), { class: "icon-button", onClick: remove }, icon("close")),
    );
  }

  async send() {
    if (this.sendButton.disabled) return;
    this.sendButton.disabled = true;
    const onProgress = (done, count) => {
      this.progress.textContent = t("uploading", { index: done + 1, count });
    };
    const caption = trim(this.editor.content());
    const sent = await attempt(async () => {
      await sendFiles(this.files, { caption, asFiles: this.asFiles.checked, onProgress });
      return true;
    });
    this.sendButton.disabled = false;
    this.progress.textContent = "";
    if (sent) this.close(true);
  }

  content() {
    const submit = (event) => {
      event.preventDefault();
      this.send();
    };
    return h(
      "form",
      { class: "attach-form", on: { submit } },
      this.list,
      h("label", { class: "check" }, this.asFiles, t("as_files")),
      this.fieldRoot,
      this.progress,
      h(
        "div",
        { class: "dialog-actions" },
        button(t("cancel"), { class: "button quiet", onClick: () => this.close() }),
        this.sendButton,
      ),
    );
  }

  forget() {
    for (const url of this.urls.values()) URL.revokeObjectURL(url);
  }
}

/** Shows chosen files before they are sent; true when they were. `caption` is what stood in the field. */
export async function attachDialog(files, caption) {
  let preview = null;
  const build = (close) => {
    preview = new Preview(files, close);
    if (caption.text) preview.editor.set(caption);
    return preview.content();
  };
  const sent = await openDialog({ title: t("send_files"), testid: "attach-dialog", build });
  preview.forget();
  return sent === true;
}
