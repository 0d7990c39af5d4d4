"""A post's text as VK shows it: plain, with readable links and nobody mentioned by accident.

VK's text has no formatting. `[club1|name]`, `@name` and `*name` become mentions there, so what a
person typed is kept from becoming one by a character that nobody sees.

Source: https://dev.vk.com/method/wall.post
"""

import hashlib
import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from services.content import Entity
from services.text.plain import positions, sane

QUOTE = "> "
"""What stands before every line of a quotation."""

JOINER = "\N{WORD JOINER}"
"""Keeps a name from becoming a mention; it has no width."""

GAP = "\N{HAIR SPACE}"
"""Keeps brackets from becoming a mention; it has hardly any width."""

_QUOTES = {"blockquote", "expandable_blockquote"}
_TELEGRAM_NAME = re.compile(r"@[A-Za-z0-9_]{3,}")
_ENDINGS = "com|net|org|info|io|me|dev|app|tv|ru|su|рф|by|kz|ua"
_ADDRESS = rf"(?:https?://|(?<![\w@.*-])(?:[\w-]+\.)+(?:{_ENDINGS})/)[^\s\[\]|<>«»\"]*"
_MENTION_OR_ADDRESS = re.compile(
    rf"(?P<address>{_ADDRESS})"
    r"|(?P<name>(?<![A-Za-z0-9_])[@*](?=\w))"
    r"|(?P<bracket>\[(?=[^\s\[\]|]+\|))",
    re.IGNORECASE,
)
_BREAKS = {"address": "", "name": JOINER, "bracket": GAP}
_WEB = re.compile(r"^(?:https?://)?(?:www\.)?", re.IGNORECASE)
_UNSAFE = {ord(char): f"%{ord(char):02X}" for char in '[]|<>" \n\t'}
_VARIATION_SELECTORS = {"\N{VARIATION SELECTOR-15}", "\N{VARIATION SELECTOR-16}"}


@dataclass(slots=True)
class _Marks:
    """What happens where: a name replaced up to an index, addresses told, lines quoted."""

    names: dict[int, int] = field(default_factory=dict)
    addresses: dict[int, list[str]] = field(default_factory=dict)
    quotes: list[tuple[int, int]] = field(default_factory=list)
    breaks: set[int] = field(default_factory=set)

    def quoted(self, index: int) -> bool:
        return any(start <= index < end for start, end in self.quotes)


def vk_text(text: str, entities: Iterable[Entity] = ()) -> str:
    """Write a text with entities as VK's plain text. Never raises, never cuts."""
    text = sane(text)
    shown = "".join(_shown(text, _marks(text, entities)))
    return without_mentions(shown.strip("\n").rstrip())


def without_mentions(text: str) -> str:
    """The same text to the eye, in which VK finds no mention; addresses stay untouched."""
    return _MENTION_OR_ADDRESS.sub(lambda found: found[0] + _BREAKS[found.lastgroup or ""], text)


def fingerprint(text: str) -> str:
    """A hash that stays the same whatever VK does to spaces, joiners and HTML escapes."""
    seen = "".join(
        char
        for char in unicodedata.normalize("NFC", html.unescape(text))
        if unicodedata.category(char) != "Cf" and char not in _VARIATION_SELECTORS
    )
    return hashlib.sha256("".join(seen.split()).encode()).hexdigest()


def _marks(text: str, entities: Iterable[Entity]) -> _Marks:
    at, marks = positions(text), _Marks()
    for entity in entities:
        start, end = (
            at[min(max(offset, 0), len(at) - 1)]
            for offset in (entity.offset_utf16, entity.offset_utf16 + entity.length_utf16)
        )
        if start < end:
            _mark(marks, entity, text, start, end)
    return marks


def _mark(marks: _Marks, entity: Entity, text: str, start: int, end: int) -> None:
    if entity.kind in _QUOTES:
        marks.quotes.append((start, end))
        marks.breaks |= {edge for edge in (start, end) if _inside_line(text, edge)}
    elif entity.kind == "mention" and _TELEGRAM_NAME.fullmatch(text[start:end]):
        marks.names[start] = end
    elif entity.kind == "text_link" and entity.url:
        end = start + len(text[start:end].rstrip())
        marks.addresses.setdefault(end, []).append(_address(text[start:end], entity.url))


def _inside_line(text: str, index: int) -> bool:
    return 0 < index < len(text) and "\n" not in text[index - 1 : index + 1]


def _address(label: str, url: str) -> str:
    """What follows a label so that its link stays readable; nothing if the label shows it."""
    url = sane(url).strip().translate(_UNSAFE)
    if url.startswith("tg:") or _bare(label) == _bare(url):
        return ""
    seen = any(unicodedata.category(char) != "Cf" and not char.isspace() for char in label)
    return f" ({url})" if seen else url


def _bare(url: str) -> str:
    return _WEB.sub("", url.strip()).rstrip("/").casefold()


def _shown(text: str, marks: _Marks) -> Iterator[str]:
    index = 0
    while index < len(text):
        yield from _line_start(text, marks, index)
        end = marks.names.get(index, index + 1)
        yield f"t.me/{text[index + 1 : end]}" if index in marks.names else text[index]
        for passed in range(index + 1, end + 1):
            yield from marks.addresses.get(passed, ())
        index = end


def _line_start(text: str, marks: _Marks, index: int) -> Iterator[str]:
    broken = index in marks.breaks
    if broken:
        yield "\n"
    if (broken or index == 0 or text[index - 1] == "\n") and marks.quoted(index):
        yield QUOTE if text[index] != "\n" else QUOTE.rstrip()
