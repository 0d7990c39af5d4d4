"""A text with entities, written so that plain letters say what formatting said."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import regex

from services.content import Entity
from services.text.offsets import stretches

JOINER = "\N{WORD JOINER}"
"""Keeps a sign from making a mention or a tag of the word behind it; it has no width."""

_QUOTES = frozenset({"blockquote", "expandable_blockquote"})
_TOLD = _QUOTES | {"mention", "url", "text_link"}
_NOT_STORED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_SEEN = regex.compile(r"[^\s\p{Default_Ignorable_Code_Point}\u2800\ufffc]")
_TELEGRAM_NAME = re.compile(r"@[A-Za-z0-9_]{3,}")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_WEB = re.compile(r"(?:https?://)?(?:www\.)?", re.IGNORECASE)
_UNSAFE = {ord(char): f"%{ord(char):02X}" for char in '[]|<>" \n\t'}
_HTTPS = "https://"


@dataclass(frozen=True, slots=True)
class Style:
    """How a network's plain text shows what it has no formatting for.

    `quote` stands before every line of a quotation. `addresses` says where those of linked words
    stand: behind the words in brackets, or nowhere. `https` says how addresses begin: as they were
    written, always with their scheme because readers can click on them then, or without it because
    readers have to type them.
    """

    quote: str = "> "
    addresses: Literal["behind", "nowhere"] = "behind"
    https: Literal["as written", "always", "never"] = "as written"


AS_WRITTEN = Style()
CLICKABLE = Style(https="always")
TITLE = Style(quote="", addresses="nowhere", https="never")


class _Edit(NamedTuple):
    """What is written instead of a stretch of the text; at one place, the lower rank first."""

    start: int
    rank: int
    end: int
    shown: str


_ADDRESS, _BREAK, _QUOTE, _WORD = range(4)


def plain(text: str, entities: Iterable[Entity] = (), style: Style = AS_WRITTEN) -> str:
    """Write a text with entities as plain text: readable links, quotations, nobody misnamed.

    A name of Telegram becomes its address, because any other network would take it for one of its
    own people. A text in which there is nothing to see becomes empty. Never raises, never cuts.
    """
    text = sane(text)
    edits = sorted(dict.fromkeys(_edits(text, entities, style)), key=lambda edit: edit[:2])
    shown = "".join(_edited(text, edits)) if edits else text
    return shown.strip("\n").rstrip() if shows(shown) else ""


def sane(text: str) -> str:
    """The same text, as long as before, without characters that no network can store."""
    return _NOT_STORED.sub(_replacement, text)


def shows(text: str) -> bool:
    """Whether there is anything to see in a text."""
    return _SEEN.search(text) is not None


def _replacement(found: re.Match[str]) -> str:
    return " " if found[0] <= "\x7f" else "\N{REPLACEMENT CHARACTER}"


def _edits(text: str, entities: Iterable[Entity], style: Style) -> Iterator[_Edit]:
    quotes = []
    for entity, start, end in stretches(text, entities, _TOLD):
        if entity.kind in _QUOTES:
            quotes.append((start, end))
        elif entity.kind == "mention" and _TELEGRAM_NAME.fullmatch(text, start, end):
            scheme = _HTTPS if style.https == "always" else ""
            yield _Edit(start, _WORD, end, f"{scheme}t.me/{text[start + 1 : end]}")
        elif entity.kind == "url":
            yield from _begun(text, start, end, style)
        elif entity.kind == "text_link" and entity.url and style.addresses == "behind":
            yield from _told(text[start:end], start, entity.url, style)
    if quotes and style.quote and shows(text):
        yield from _quoted(text, quotes, style.quote)


def _begun(text: str, start: int, end: int, style: Style) -> Iterator[_Edit]:
    """A written address begins as the style wants it."""
    bare = not _SCHEME.match(text, start, end)
    if style.https == "always" and bare and "." in text[start:end]:
        yield _Edit(start, _WORD, start, _HTTPS)
    elif style.https == "never" and text.startswith(_HTTPS, start, end - 1):
        yield _Edit(start, _WORD, start + len(_HTTPS), "")


def _told(label: str, start: int, url: str, style: Style) -> Iterator[_Edit]:
    """What follows a label so that its link stays readable; nothing if the label shows it."""
    label = label.rstrip()
    url = sane(url).strip().translate(_UNSAFE)
    if url.startswith("tg:") or _bare(label) == _bare(url):
        return
    url = url.removeprefix(_HTTPS) if style.https == "never" else url
    place = start + len(label)
    yield _Edit(place, _ADDRESS, place, f" ({url})" if shows(label) else url)


def _bare(url: str) -> str:
    url = url.strip()
    begun = _WEB.match(url)
    return url[begun.end() if begun else 0 :].rstrip("/").casefold()


def _quoted(text: str, quotes: Sequence[tuple[int, int]], quote: str) -> Iterator[_Edit]:
    """Lines of their own for quotations, and a sign before each of these lines."""
    breaks = {edge for quoted in quotes for edge in quoted if _inside_line(text, edge)}
    yield from (_Edit(index, _BREAK, index, "\n") for index in breaks)
    lines = {0, *breaks, *(found.end() for found in re.finditer("\n", text))}
    for index in lines:
        if any(start <= index < end for start, end in quotes):
            yield _Edit(index, _QUOTE, index, quote.rstrip() if text[index] == "\n" else quote)


def _inside_line(text: str, index: int) -> bool:
    return 0 < index < len(text) and "\n" not in text[index - 1 : index + 1]


def _edited(text: str, edits: Iterable[_Edit]) -> Iterator[str]:
    done = 0
    for edit in edits:
        if edit.start >= done:
            yield text[done : edit.start]
            yield edit.shown
            done = edit.end
        elif edit.rank == _ADDRESS:
            yield edit.shown
    yield text[done:]
