"""Text and entities for Telegram: cleaned and trimmed as its server does, split where people pause.

Source: https://core.telegram.org/bots/api#messageentity; what the server does to a text is in
`clean_input_string` and `fix_formatted_text` of https://github.com/tdlib/td
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import regex

from services.content import Entity, utf16_len

FORMATS = frozenset(
    {
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
    }
)
"""The entities that a bot may give a text. Addresses, names and hashtags the server finds itself;
custom emoji are for bots with a bought name, and mentions by number for people the bot has met."""

_DROPPED = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
_BLANKED = re.compile("[\x00-\x09\x0b-\x1f]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_MARKS = re.compile("[\u200e\u200f](?=[\u200e\u200f])")
_UNSEEN = re.compile(
    "[\\s\u00a0\u1680\u180e\u2000-\u200f\u202e\u202f\u205f\u2800\u3000\ufeff\ufffc\U000e0000-\U000e007f]"
)
_GRAPHEME = regex.compile(r"\X")
_PAUSES = (
    re.compile(r"\n\s*\n"),
    re.compile(r"\n"),
    re.compile(r"[.!?…][\"'»”’)\]]*\s"),
    re.compile(r"[;:,—–]\s"),
    re.compile(r"\s"),
)
"""Where a reader pauses, the best first."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text with the entities inside it, offsets counted from its own start."""

    text: str
    entities: tuple[Entity, ...] = ()

    @property
    def length_utf16(self) -> int:
        """Its length in Telegram's unit."""
        return utf16_len(self.text)


def shown(text: str, entities: Sequence[Entity] = ()) -> Piece:
    """The whole text as Telegram will show it: without what its server drops or trims.

    Entities that a bot may not give, or that lie outside, are left out. Never raises. A text in
    which there is nothing to see becomes empty.
    """
    clean = _Clean(text)
    if not _UNSEEN.sub("", clean.text):
        return Piece("")
    return _cut_out(clean, clean.formats(entities), 0, len(clean.text))


def split(text: str, entities: Sequence[Entity], limit_utf16: int) -> list[Piece]:
    """Cut a text into pieces of at most that many UTF-16 units, losing nothing but blanks.

    Never cuts inside a surrogate pair, nor inside what a reader sees as one character unless that
    alone is longer than the limit. A text in which there is nothing to see has no pieces.
    """
    clean = _Clean(text)
    kept = clean.formats(entities)
    borders = [match.start() for match in _GRAPHEME.finditer(clean.text)]
    pieces, start = [], 0
    while (start := _next_seen(clean.text, start)) < len(clean.text):
        stop = _stop(clean, borders, start, limit_utf16)
        if _UNSEEN.sub("", clean.text[start:stop]):
            pieces.append(_cut_out(clean, kept, start, stop))
        start = stop
    return pieces


class _Clean:
    """A text as the server keeps it; old offsets in UTF-16 find their new place in characters."""

    def __init__(self, text: str) -> None:
        gone = {match.start() for match in _DROPPED.finditer(text)}
        kept = "".join(char for index, char in enumerate(text) if index not in gone)
        kept = _LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", _BLANKED.sub(" ", kept))
        self.text = _MARKS.sub("\N{ZERO WIDTH NON-JOINER}", kept)
        self.offsets = _offsets(self.text)
        self._old_offsets = _offsets(text)
        self._new_places = [0, *accumulate(index not in gone for index in range(len(text)))]

    def formats(self, entities: Sequence[Entity]) -> list[tuple[int, int, Entity]]:
        """Where the entities that a bot may give begin and end now."""
        return [
            (first, last, entity)
            for entity in entities
            if entity.kind in FORMATS and (entity.kind != "text_link" or entity.url)
            for first, last in [self._places(entity)]
            if first < last
        ]

    def _places(self, entity: Entity) -> tuple[int, int]:
        end = entity.offset_utf16 + entity.length_utf16
        return self._place(entity.offset_utf16), self._place(end)

    def _place(self, offset_utf16: int) -> int:
        old = bisect_right(self._old_offsets, max(0, offset_utf16)) - 1
        return self._new_places[min(old, len(self._new_places) - 1)]


def _offsets(text: str) -> list[int]:
    """The UTF-16 offset of each character, and of the end."""
    return [0, *accumulate(2 if ord(char) > 0xFFFF else 1 for char in text)]


def _next_seen(text: str, start: int) -> int:
    while start < len(text) and text[start].isspace():
        start += 1
    return start


def _stop(clean: _Clean, borders: Sequence[int], start: int, limit_utf16: int) -> int:
    """Where the piece that begins here ends: all of it, a pause, or between two characters."""
    furthest = bisect_right(clean.offsets, clean.offsets[start] + limit_utf16) - 1
    if furthest >= len(clean.text.rstrip()):
        return len(clean.text)
    return next(_stops(clean.text, borders, start, max(furthest, start + 1)))


def _stops(text: str, borders: Sequence[int], start: int, furthest: int) -> Iterator[int]:
    # The blanks of a pause may lie beyond the limit: they are trimmed anyway.
    half, window_end = start + (furthest - start) // 2, furthest + 1
    for pause in _PAUSES:
        ends = (_pause_end(match, furthest) for match in pause.finditer(text, half, window_end))
        fitting = [end for end in ends if end > start and _is_border(borders, end, len(text))]
        if fitting:
            yield fitting[-1]
    last = borders[bisect_right(borders, furthest) - 1]
    yield last if last > start else furthest


def _pause_end(match: re.Match[str], furthest: int) -> int:
    return min(match.end(), furthest)


def _is_border(borders: Sequence[int], place: int, end: int) -> bool:
    found = bisect_left(borders, place)
    return place == end or (found < len(borders) and borders[found] == place)


def _cut_out(
    clean: _Clean, entities: Sequence[tuple[int, int, Entity]], start: int, stop: int
) -> Piece:
    start = _next_seen(clean.text, start)
    stop = start + len(clean.text[start:stop].rstrip())
    inside = ((max(first, start), min(last, stop), entity) for first, last, entity in entities)
    return Piece(
        clean.text[start:stop],
        tuple(
            _moved(clean, entity, first, last, start)
            for first, last, entity in inside
            if first < last
        ),
    )


def _moved(clean: _Clean, entity: Entity, first: int, last: int, start: int) -> Entity:
    offset, end = clean.offsets[first], clean.offsets[last]
    update = {"offset_utf16": offset - clean.offsets[start], "length_utf16": end - offset}
    return entity.model_copy(update=update)
