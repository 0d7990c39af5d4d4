/** Copies text; also where the browser offers no clipboard because the page came over plain HTTP from another computer. */

import { toast } from "./dialogs.js";
import { h } from "./dom.js";
import { t } from "./i18n.js";

function copyTheOldWay(text) {
  const field = h("textarea", { class: "off-screen", value: text });
  const place = document.querySelector("dialog[open]") ?? document.body;
  const focused = document.activeElement;
  place.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  focused?.focus();
  if (!done) throw new Error(t("copy_failed"));
}

/** Copies and says so. */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    copyTheOldWay(text);
  }
  toast(t("copied"));
}
