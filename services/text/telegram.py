"""Text and entities for Telegram: trimmed as its server trims, split where reading allows.

Source: https://core.telegram.org/bots/api#messageentity
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import regex

from services.content import Entity

_GRAPHEME = regex.compile(r"\X")
_BREAKS = ("\n\n", "\n", ". ", "! ", "? ", "… ", "; ", ", ", " ")
"""Where a reader pauses, the best first."""

_TRIMMED = " \t\n\r\v\f"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text with the entities inside it, offsets counted from its own start."""

    text: str
    entities: tuple[Entity, ...]


def split(text: str, entities: Sequence[Entity], limit_utf16: int) -> list[Piece]:
    """Cut a text into pieces of at most that many UTF-16 units, losing nothing but blanks.

    Never cuts inside a surrogate pair, nor inside what a reader sees as one character unless that
    alone is longer than the limit. A blank text has no pieces.
    """
    offsets = [0, *accumulate(2 if ord(char) > 0xFFFF else 1 for char in text)]
    pieces = []
    start = _skip_blanks(text, 0)
    end = len(text.rstrip(_TRIMMED))
    while start < end:
        cut = _cut(text, offsets, start, end, limit_utf16)
        stop = start + len(text[start:cut].rstrip(_TRIMMED))
        pieces.append(_piece(text, entities, offsets, start, stop))
        start = _skip_blanks(text, cut)
    return pieces


def trimmed(text: str, entities: Sequence[Entity]) -> Piece:
    """The whole text without blanks around it, as the server would show it."""
    length = 2 * len(text) + 1
    pieces = split(text, entities, length)
    return pieces[0] if pieces else Piece("", ())


def _skip_blanks(text: str, start: int) -> int:
    while start < len(text) and text[start] in _TRIMMED:
        start += 1
    return start


def _cut(text: str, offsets: Sequence[int], start: int, end: int, limit: int) -> int:
    furthest = min(end, bisect_right(offsets, offsets[start] + limit) - 1)
    if furthest >= end:
        return end
    half = start + (furthest - start) // 2
    for pause in _BREAKS:
        found = text.rfind(pause, half, furthest + 1)
        if found > start and found + len(pause) <= furthest + 1:
            return min(found + len(pause), furthest)
    return _whole_character(text, start, furthest)


def _whole_character(text: str, start: int, furthest: int) -> int:
    """The last border between characters as people see them; `furthest` if there is none."""
    last = furthest
    for match in _GRAPHEME.finditer(text, start):
        if match.end() > furthest:
            break
        last = match.end()
    return last if last > start else furthest


def _piece(
    text: str, entities: Sequence[Entity], offsets: Sequence[int], start: int, stop: int
) -> Piece:
    begin, finish = offsets[start], offsets[stop]
    inside = (_clipped(entity, begin, finish) for entity in entities)
    return Piece(text[start:stop], tuple(entity for entity in inside if entity is not None))


def _clipped(entity: Entity, begin: int, finish: int) -> Entity | None:
    first = max(entity.offset_utf16, begin)
    last = min(entity.offset_utf16 + entity.length_utf16, finish)
    if last <= first:
        return None
    return entity.model_copy(update={"offset_utf16": first - begin, "length_utf16": last - first})
