/** One-click samples: what people post, without having it at hand. */

import { language, t } from "../i18n.js";
import { api } from "../api.js";
import { store } from "../store.js";
import { samplePicture, samplePictures } from "./pictures.js";
import { sendFiles, sendText } from "./sending.js";

const LONG_TEXT_LENGTH = 5000;

/** Puts pieces together: a text, or `[type(s), text or pieces, extra]`. */
function compose(pieces, offset = 0) {
  let text = "";
  const entities = [];
  for (const piece of pieces) {
    if (typeof piece === "string") {
      text += piece;
      continue;
    }
    const [types, inner, extra = {}] = piece;
    const start = offset + text.length;
    const content = compose(Array.isArray(inner) ? inner : [inner], start);
    for (const type of types.split(" "))
      entities.push({ type, offset: start, length: content.text.length, ...extra });
    text += content.text;
    entities.push(...content.entities);
  }
  return { text, entities };
}

const FORMATTED = {
  en: [
    ["bold", "Every kind of formatting"],
    "\n\n",
    ["bold", "Bold"],
    ", ",
    ["italic", "italic"],
    ", ",
    ["underline", "underlined"],
    ", ",
    ["strikethrough", "struck out"],
    ", ",
    ["spoiler", "hidden until you click"],
    " and ",
    ["code", "inline_code()"],
    ".\n",
    "Nested: ",
    ["bold", ["bold with ", ["italic", ["italic and ", ["underline", "underlined"]]], " inside"]],
    " 👩‍🍳.\n",
    "A ",
    ["text_link", "link behind words", { url: "https://example.com/recipes?id=7&lang=en" }],
    ", a bare one https://example.org/soup, @alices_kitchen, #recipes and hello@example.com.\n",
    ["pre", 'def soup(guests: int) -> str:\n    return "🍲" * guests', { language: "python" }],
    "\n",
    ["blockquote", "A quote: the best soup is the one that is shared."],
    "\n",
    [
      "expandable_blockquote",
      "A quote that folds. First you peel the onions, then you cry a little, then you fry them until they are golden, " +
        "then you add water, salt, a bay leaf and everything that the garden gives. It takes an hour. Nobody has ever complained.",
    ],
    "\nThe end. 🎉",
  ],
  ru: [
    ["bold", "Все виды оформления"],
    "\n\n",
    ["bold", "Жирный"],
    ", ",
    ["italic", "курсив"],
    ", ",
    ["underline", "подчёркнутый"],
    ", ",
    ["strikethrough", "зачёркнутый"],
    ", ",
    ["spoiler", "скрытый до нажатия"],
    " и ",
    ["code", "код_в_строке()"],
    ".\n",
    "Вложенный: ",
    ["bold", ["жирный, в нём ", ["italic", ["курсив и ", ["underline", "подчёркивание"]]], " сразу"]],
    " 👩‍🍳.\n",
    ["text_link", "Ссылка под словами", { url: "https://example.com/recipes?id=7&lang=ru" }],
    ", просто ссылка https://example.org/soup, @alices_kitchen, #рецепты и hello@example.com.\n",
    ["pre", 'def soup(guests: int) -> str:\n    return "🍲" * guests', { language: "python" }],
    "\n",
    ["blockquote", "Цитата: лучший суп — тот, которым делятся."],
    "\n",
    [
      "expandable_blockquote",
      "Цитата, которая сворачивается. Сначала чистят лук, потом немного плачут, потом жарят его до золотистого цвета, " +
        "потом добавляют воду, соль, лавровый лист и всё, что выросло на огороде. Нужен час. Ещё никто не жаловался.",
    ],
    "\nВот и всё. 🎉",
  ],
};

const STORY = {
  en: [
    "On Saturday we closed the kitchen and went to the market with an empty basket and no list at all.",
    "The tomatoes were so ripe that the seller held each of them like an egg.",
    "We took basil, two heads of garlic, a loaf that was still warm, and far more peaches than anybody needs.",
    "By noon it was raining, so we cooked for everyone who had come in from the street.",
    "Nobody asked what the dish was called. It has no name. Next Saturday it will be another one.",
  ],
  ru: [
    "В субботу мы закрыли кухню и пошли на рынок с пустой корзиной и безо всякого списка.",
    "Помидоры были такими спелыми, что продавец держал каждый, как яйцо.",
    "Мы взяли базилик, две головки чеснока, ещё тёплый хлеб и гораздо больше персиков, чем нужно.",
    "К полудню пошёл дождь, и мы готовили для всех, кто забежал с улицы.",
    "Никто не спросил, как называется блюдо. У него нет названия. В следующую субботу будет другое.",
  ],
};

/** A story of exactly 5,000 characters whose paragraphs are numbered, so that a lost or swapped part shows. */
export function longText(code) {
  const lines = STORY[code];
  let text = "";
  for (let paragraph = 1; text.length < LONG_TEXT_LENGTH; paragraph += 1) {
    const shifted = lines.map((_, index) => lines[(index + paragraph) % lines.length]);
    text += `${paragraph}. ${shifted.join(" ")}\n\n`;
  }
  return `${text
    .slice(0, LONG_TEXT_LENGTH - 1)
    .trimEnd()
    .padEnd(LONG_TEXT_LENGTH - 1, ".")}.`;
}

async function sampleVideo() {
  const response = await fetch("/static/media/sample.mp4");
  const blob = await response.blob();
  await sendFiles([new File([blob], "sunrise.mp4", { type: "video/mp4" })], {
    caption: { text: t("sample_video_caption"), entities: [] },
  });
}

async function samplePhoto() {
  const caption = compose([["bold", t("sample_photo_caption")]]);
  await sendFiles([await samplePicture(Math.floor(Math.random() * 7))], { caption });
}

async function sampleAlbum() {
  await sendFiles(await samplePictures(10), { caption: { text: t("sample_album_caption"), entities: [] } });
}

/** Name (text `sample_<name>`), icon, and what a click sends. */
export const SAMPLES = [
  { name: "photo", iconName: "eye", send: samplePhoto },
  { name: "album", iconName: "walls", send: sampleAlbum },
  { name: "video", iconName: "play", send: sampleVideo },
  { name: "formatting", iconName: "format", send: () => sendText(compose(FORMATTED[language()])) },
  { name: "long", iconName: "menu", send: () => sendText({ text: longText(language()), entities: [] }) },
  { name: "emoji", iconName: "heart", send: () => api.send(store.person.id, { text: "🎉🍲👩‍🍳" }) },
];
