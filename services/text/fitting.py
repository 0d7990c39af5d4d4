"""Texts made as long as a network takes them: cut where people pause, never inside a character.

What a reader sees as one character is one extended grapheme cluster.

Source: https://www.unicode.org/reports/tr29/#Grapheme_Cluster_Boundaries
"""

import re
from collections.abc import Container, Iterator
from itertools import accumulate
from typing import Literal

import regex

from services.content import utf16_len
from services.text.addresses import address_around
from services.text.offsets import Offsets

Unit = Literal["characters", "utf16", "bytes"]
"""What a network counts: code points, UTF-16 code units, or bytes of UTF-8."""

ELLIPSIS = "…"

_GRAPHEME = regex.compile(r"\X")
_PAUSES = (
    re.compile(r"\n\s*\n"),
    re.compile(r"\n"),
    re.compile(r"[.!?…][\"'»”’)\]]*\s"),
    re.compile(r"[;:,—–]\s"),
    re.compile(r"\s"),
)
_BEFORE_ELLIPSIS = " \t\r\n,;:.—–-(«“["
_CONTINUES = 0b10 << 6
"""What the first two bits of a byte are that begins no character in UTF-8."""


def length(text: str, unit: Unit) -> int:
    """How long a text is in a network's unit."""
    if unit == "characters":
        return len(text)
    return utf16_len(text) if unit == "utf16" else len(text.encode(errors="surrogatepass"))


def cut(text: str, limit: int, unit: Unit, ending: str = ELLIPSIS) -> str:
    """The text if it fits, else its beginning and an ending, together within the limit.

    Cut at a pause if there is one in the last third, and not inside an address that fits. Where
    not even the first character fits, only the ending remains, or nothing. Never raises.
    """
    return divide(text, limit, unit, ending)[0]


def divide(text: str, limit: int, unit: Unit, ending: str = ELLIPSIS) -> tuple[str, str]:
    """What `cut` gives, and what it left out; that is empty if the text fits."""
    if length(text, unit) <= limit:
        return text, ""
    text = text.rstrip()
    if length(text, unit) <= limit:
        return text, ""
    room = limit - length(ending, unit)
    if room < 0:
        ending, room = "", max(limit, 0)
    furthest = reach(text, room, unit)
    earliest = furthest - furthest // 3
    between = borders(text, text.rfind("\n", 0, earliest) + 1, furthest)
    stop = next(pauses(text, earliest, furthest, set(between)), 0) or _stop(text, between)
    head = text[:stop].rstrip(_BEFORE_ELLIPSIS)
    return (head if _parts(text, len(head)) else text[:stop]) + ending, text[stop:].strip()


def ending_with(more: str, limit: int, unit: Unit) -> str:
    """An ellipsis and the address of the whole post, if that leaves half of the room."""
    ending = f"{ELLIPSIS} {more}" if more else ELLIPSIS
    return ending if length(ending, unit) <= limit // 2 else ELLIPSIS


def reach(text: str, room: int, unit: Unit) -> int:
    """The furthest place up to which a text has room, between two code points."""
    if unit == "characters":
        return min(room, len(text))
    if unit == "utf16":
        return Offsets(text[: room + 1]).index(room)
    encoded = text[: room + 1].encode(errors="surrogatepass")
    end = min(room, len(encoded))
    while end < len(encoded) and encoded[end] & 0b11 << 6 == _CONTINUES:
        end -= 1
    return len(encoded[:end].decode(errors="surrogatepass"))


def borders(text: str, start: int, furthest: int) -> list[int]:
    """The places between what readers see as one character, from one of them on."""
    # A slice, because the pattern looks back over every flag from where its text begins.
    characters = _GRAPHEME.findall(text[start : furthest + 1])
    ends = accumulate(map(len, characters), initial=start)
    return [end for end in ends if end <= furthest]


def pauses(text: str, earliest: int, furthest: int, between: Container[int]) -> Iterator[int]:
    """Where to cut, if a reader pauses in this stretch: the last place of each kind, best first.

    The blanks of a pause may lie behind the stretch: they are trimmed anyway.
    """
    for pause in _PAUSES:
        found = pause.finditer(text, earliest, furthest + 1)
        ends = [end for each in found if (end := min(each.end(), furthest)) in between]
        if ends:
            yield ends[-1]


def _parts(text: str, place: int) -> bool:
    """Whether a place before a blank or a sign lies between two characters."""
    return len(_GRAPHEME.findall(text[max(place - 1, 0) : place + 1])) != 1 or not place


def _stop(text: str, between: list[int]) -> int:
    """The last place between two characters; before an address rather than inside it."""
    begins = address_around(text, between[-1])
    return begins if begins in between[1:] else between[-1]
