/** Texts of the page in the language of the person, or the one chosen by the switch. */

import { english } from "./texts/en.js";
import { russian } from "./texts/ru.js";

const LANGUAGES = { en: english, ru: russian };
const ATTRIBUTES = { t: null, tLabel: "aria-label", tTitle: "title", tPlaceholder: "data-placeholder" };

let current = "en";

/** The language in use: "en" or "ru". */
export function language() {
  return current;
}

/** Switches the language and rewrites every `data-t…` element of the page. */
export function setLanguage(code) {
  current = code in LANGUAGES ? code : "en";
  document.documentElement.lang = current;
  translatePage();
}

/** A text by key; `{name}` is filled from `values`; plural texts are chosen by `values.n`. */
export function t(key, values = {}) {
  let text = LANGUAGES[current][key];
  if (text === undefined) throw new Error(`No text for ${key}`);
  if (typeof text === "object") {
    text = text[new Intl.PluralRules(current).select(values.n)] ?? text.other;
  }
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** A text by key, or the key's own name when a newer server knows more than this page. */
export function tOr(key, fallback) {
  return key in LANGUAGES[current] ? t(key) : fallback;
}

/** A text that a network brought, in every language of the page. */
export function said(words) {
  return words[current] ?? words.en;
}

/** Rewrites the static texts below `root`. */
export function translatePage(root = document) {
  for (const [name, attribute] of Object.entries(ATTRIBUTES)) {
    const selector = `[data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}]`;
    for (const element of root.querySelectorAll(selector)) {
      const text = t(element.dataset[name]);
      if (attribute) element.setAttribute(attribute, text);
      else element.textContent = text;
    }
  }
}

const time = (options) => (date) => new Intl.DateTimeFormat(current, options).format(date);

/** 14:05 */
export const clockTime = time({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
/** 14:05:09 */
export const clockTimeWithSeconds = time({
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
/** 3 May */
export const dayAndMonth = time({ day: "numeric", month: "long" });
/** 3 May 2026, 14:05 */
export const fullDate = time({ dateStyle: "medium", timeStyle: "short", hourCycle: "h23" });

/** 12.4 MB */
export function fileSize(bytes) {
  if (!Number.isFinite(bytes)) return "";
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  const power = Math.min(3, Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1024)));
  const format = {
    style: "unit",
    unit: units[power],
    unitDisplay: "short",
    maximumFractionDigits: power > 1 ? 1 : 0,
  };
  return new Intl.NumberFormat(current, format).format(bytes / 1024 ** power);
}

/** 1:05 */
export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds || 0));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
