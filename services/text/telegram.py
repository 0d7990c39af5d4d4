"""Text and entities for Telegram: cleaned and trimmed as its server does, split where people pause.

Source: https://core.telegram.org/bots/api#messageentity; what the server does to a text is in
`clean_input_string` and `fix_formatted_text` of https://github.com/tdlib/td
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from services.content import Entity, utf16_len
from services.text.fitting import borders, pauses
from services.text.offsets import Offsets

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
    if not _shows(clean.text):
        return Piece("")
    return _cut_out(clean, clean.formats(entities), 0, len(clean.text))


def split(text: str, entities: Sequence[Entity], limit_utf16: int) -> list[Piece]:
    """Cut a text into pieces of at most that many UTF-16 units, losing nothing but blanks.

    Never cuts inside a surrogate pair, nor inside what a reader sees as one character unless that
    alone is longer than the limit. A text in which there is nothing to see has no pieces.
    """
    clean = _Clean(text)
    kept = clean.formats(entities)
    pieces, start, seen_end = [], 0, len(clean.text.rstrip())
    while (start := _next_seen(clean.text, start)) < seen_end:
        furthest = clean.offsets.index(clean.offsets.utf16(start) + limit_utf16)
        stop = _stop(clean.text, start, furthest) if furthest < seen_end else len(clean.text)
        if _shows(clean.text[start:stop]):
            pieces.append(_cut_out(clean, kept, start, stop))
        start = stop
    return pieces


class _Clean:
    """A text as the server keeps it; old offsets in UTF-16 find their new place in characters."""

    def __init__(self, text: str) -> None:
        self._gone = [found.start() for found in _DROPPED.finditer(text)]
        kept = _DROPPED.sub("", text) if self._gone else text
        kept = _LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", _BLANKED.sub(" ", kept))
        self.text = _MARKS.sub("\N{ZERO WIDTH NON-JOINER}", kept)
        self.offsets = Offsets(self.text)
        self._old_offsets = Offsets(text)

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
        old = self._old_offsets.index(offset_utf16)
        return old - bisect_left(self._gone, old)


def _shows(text: str) -> bool:
    return bool(_UNSEEN.sub("", text))


def _next_seen(text: str, start: int) -> int:
    while start < len(text) and text[start].isspace():
        start += 1
    return start


def _stop(text: str, start: int, furthest: int) -> int:
    """Where a piece ends: at a pause in its second half, between two characters, inside one."""
    furthest = max(furthest, start + 1)
    between = borders(text, start, furthest)[1:]
    half = start + (furthest - start) // 2
    ends = pauses(text, half, furthest, set(between))
    return next(ends, between[-1] if between else furthest)


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
    offset, end = clean.offsets.utf16(first), clean.offsets.utf16(last)
    update = {
        "offset_utf16": offset - clean.offsets.utf16(start),
        "length_utf16": end - offset,
    }
    return entity.model_copy(update=update)
