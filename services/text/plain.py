"""A text with entities, written so that plain letters say what formatting said."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from services.content import Entity

QUOTES = frozenset({"blockquote", "expandable_blockquote"})
FORMATS = frozenset({"bold", "italic", "underline", "strikethrough", "code", "pre"})

JOINER = "\N{WORD JOINER}"
"""Keeps a sign from making a mention or a tag of the word behind it; it has no width."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_TELEGRAM_NAME = re.compile(r"@[A-Za-z0-9_]{3,}")
_WEB = re.compile(r"^(?:https?://)?(?:www\.)?", re.IGNORECASE)
_UNSAFE = {ord(char): f"%{ord(char):02X}" for char in '[]|<>" \n\t'}


@dataclass(frozen=True, slots=True)
class Style:
    """How a network's plain text shows what it has no formatting for.

    `quote` stands before every line of a quotation. `addresses` says where those of linked words
    stand: behind the words in brackets, or nowhere. `scheme` says whether they keep `https://`,
    which only a reader who types them by hand can spare.
    """

    quote: str = "> "
    addresses: Literal["behind", "nowhere"] = "behind"
    scheme: bool = True


class _Edit(NamedTuple):
    """What is written instead of a stretch of the text; at one place, the lower rank first."""

    start: int
    rank: int
    end: int
    shown: str


_ADDRESS, _BREAK, _QUOTE, _NAME = range(4)


def plain(text: str, entities: Iterable[Entity] = (), style: Style = Style()) -> str:
    """Write a text with entities as plain text: readable links, quotations, nobody misnamed.

    A name of Telegram becomes its address, because any other network would take it for one of its
    own people. Never raises, never cuts.
    """
    text = sane(text)
    edits = sorted(dict.fromkeys(_edits(text, entities, style)), key=lambda edit: edit[:2])
    return "".join(_edited(text, edits)).strip("\n").rstrip()


def sane(text: str) -> str:
    """The same text, as long as before, without characters that no network can store."""
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", _CONTROL.sub(" ", text))


def positions(text: str) -> Sequence[int]:
    """Where each UTF-16 offset of a text lies, as an index into the text.

    There is one more item than the text has UTF-16 code units; an offset inside a character gives
    that character's start.
    """
    if not text or max(text) <= "\uffff":
        return range(len(text) + 1)
    found: list[int] = []
    for index, char in enumerate(text):
        found += [index] * (2 if ord(char) > 0xFFFF else 1)
    return [*found, len(text)]


def stretches(text: str, entities: Iterable[Entity]) -> Iterator[tuple[Entity, int, int]]:
    """Each entity with the indices where it begins and ends, as far as it lies inside the text."""
    at = positions(text)
    last = len(at) - 1
    for entity in entities:
        first = min(max(entity.offset_utf16, 0), last)
        start, end = at[first], at[min(max(entity.offset_utf16 + entity.length_utf16, 0), last)]
        if start < end:
            yield entity, start, end


def _edits(text: str, entities: Iterable[Entity], style: Style) -> Iterator[_Edit]:
    quotes = []
    for entity, start, end in stretches(text, entities):
        if entity.kind in QUOTES:
            quotes.append((start, end))
        elif entity.kind == "mention" and _TELEGRAM_NAME.fullmatch(text[start:end]):
            yield _Edit(start, _NAME, end, f"t.me/{text[start + 1 : end]}")
        elif entity.kind == "text_link" and entity.url and style.addresses == "behind":
            yield _address(text, start, end, entity.url, style)
    if quotes and style.quote:
        yield from _quoted(text, quotes, style.quote)


def _address(text: str, start: int, end: int, url: str, style: Style) -> _Edit:
    """What follows a label so that its link stays readable; nothing if the label shows it."""
    label = text[start:end].rstrip()
    url = sane(url).strip().translate(_UNSAFE)
    if url.startswith("tg:") or _bare(label) == _bare(url):
        return _Edit(start, _ADDRESS, start, "")
    shown = url if style.scheme else url.removeprefix("https://")
    seen = any(unicodedata.category(char) != "Cf" and not char.isspace() for char in label)
    place = start + len(label)
    return _Edit(place, _ADDRESS, place, f" ({shown})" if seen else shown)


def _bare(url: str) -> str:
    return _WEB.sub("", url.strip()).rstrip("/").casefold()


def _quoted(text: str, quotes: Sequence[tuple[int, int]], quote: str) -> Iterator[_Edit]:
    """Lines of their own for quotations, and a sign before each of these lines."""
    edges = {edge for quoted in quotes for edge in quoted}
    breaks = {edge for edge in edges if _inside_line(text, edge)}
    yield from (_Edit(index, _BREAK, index, "\n") for index in breaks)
    lines = {0, *breaks, *(match.end() for match in re.finditer("\n", text))}
    for start, end in quotes:
        for index in lines:
            if start <= index < end:
                sign = quote if text[index] != "\n" else quote.rstrip()
                yield _Edit(index, _QUOTE, index, sign)


def _inside_line(text: str, index: int) -> bool:
    return 0 < index < len(text) and "\n" not in text[index - 1 : index + 1]


def _edited(text: str, edits: Sequence[_Edit]) -> Iterator[str]:
    done = 0
    for edit in edits:
        if edit.start >= done:
            yield text[done : edit.start]
            yield edit.shown
            done = edit.end
        elif edit.rank == _ADDRESS:
            yield edit.shown
    yield text[done:]
