"""Messages as no person would write them: many, the same each time, made in a moment."""

import random
from collections.abc import Iterator

from services.content import Entity

FAMILY = "👨‍👩‍👧‍👦"

PIECES = (
    *("soup", "Суп", "今日は", "שלום", "مرحبا", "สวัสดี", "a", "I", "x86", "ß", "ﬁ"),
    *(" ", " ", " ", "  ", "\n", "\n\n", "\t", "\r\n", "\v", "\u2028", "\u00a0", "\u2800"),
    *(". ", "! ", "? ", "… ", "...", ", ", "; ", ": ", " — ", "-", "»", "”", ")", "«", "("),
    *("😀", FAMILY, "🏳️‍🌈", "👍🏽", "🇷🇺", "🇷", "🇷🇺🇫", "1️⃣", "#️⃣", "❤️", "👨", "\U000e0067"),
    *("\u200d", "\ufe0f", "\u0301", "e\u0301\u0323", "\u0301" * 40, "\u0600", "क्षि", "각"),
    *("\u202e", "\u202a", "\u2066", "\u200f", "\u200e", "\u200b", "\u2060", "\ufeff"),
    *("\ud83d", "\ude00", "\ud83d\ude00", "\udfff", "\uffff", "\U0010ffff", "\x00", "\x1b", "\x7f"),
    *("#soup", "#суп", "#1", "#", "##a", "#a#b", "#soup@kitchen", "＃full", "#🍲", "C# "),
    *("@alice_cooks", "@bob", "@a", "@", "@@bob", "me@example.com", "@first.last", "*id1 (a)"),
    *("[club1|us]", "[", "|", "]", "<b>", "<", ">", "->", "&amp;", "%", "\\", "_", '"'),
    *("https://example.com/a?b=c#d", "http://x", "https://", "example.com/@alice", "t.me/bob"),
    *("https://пример.рф/борщ", "https://[::1]/", "https://[", "tg://user?id=1", "www.a.ru/"),
    "w" * 130,
    "щ" * 60,
    "😀" * 70,
)

KINDS = (
    *("bold", "italic", "code", "pre", "spoiler", "custom_emoji", "text_mention", "hashtag", ""),
    *("text_link", "text_link", "text_link", "url", "url", "mention", "mention", "email"),
    *("blockquote", "blockquote", "expandable_blockquote"),
)

URLS = (
    *(None, "", "https://example.com/soup", "https://example.com/soup/", "example.com", "x", " "),
    *("https://e.com/[id1|x]", "https://e.com/@a#b<c>", "tg://user?id=1", "http://", "https://["),
    *("mailto:me@example.com", "https://e.com/" + "я" * 900, "https://e.com/" + "a" * 3000),
    *("https://" + "a" * 70 + ".com", "https://..", "https://e.com:99999/", "\ud83d\x00\n"),
)

LONG_ONE_IN = 250
WILD = 12


def messages(count: int, seed: int) -> Iterator[tuple[str, list[Entity]]]:
    """That many texts with entities, some of them longer than any network takes."""
    chance = random.Random(seed)  # noqa: S311
    for number in range(count):
        text = _text(chance, long=number % LONG_ONE_IN == 0)
        yield text, [_entity(chance, text) for _ in range(chance.choice((0, 0, 1, 1, 2, 4)))]


def _text(chance: random.Random, *, long: bool) -> str:
    text = "".join(chance.choices(PIECES, k=chance.randint(0, 10)))
    return text * chance.randint(1, 6000 // (len(text) or 1) + 1) if long else text


def _entity(chance: random.Random, text: str) -> Entity:
    kind = chance.choice(KINDS)
    if kind == "mention" and (at := text.find("@")) >= 0:
        offset, length = at + sum(char > "\uffff" for char in text[:at]), chance.randint(3, 12)
    else:
        reach = len(text) + WILD
        offset, length = chance.randint(-WILD, reach), chance.randint(-WILD, reach)
    if chance.random() < 0.01:
        length = chance.choice((2**31, -(2**31)))
    url = chance.choice(URLS) if kind == "text_link" else None
    return Entity.model_construct(kind=kind, offset_utf16=offset, length_utf16=length, url=url)
