"""Texts made as long as a network takes them: cut where people pause, never inside a character.

What a reader sees as one character is one extended grapheme cluster.

Source: https://www.unicode.org/reports/tr29/#Grapheme_Cluster_Boundaries
"""

import re
from bisect import bisect_right
from collections.abc import Container, Iterator
from itertools import accumulate
from typing import Literal

import regex

from services.content import utf16_len

Unit = Literal["characters", "utf16", "bytes"]
"""What a network counts: code points, UTF-16 code units, or bytes of UTF-8."""

ELLIPSIS = "…"

GRAPHEME = regex.compile(r"\X")

PAUSES = (
    re.compile(r"\n\s*\n"),
    re.compile(r"\n"),
    re.compile(r"[.!?…][\"'»”’)\]]*\s"),
    re.compile(r"[;:,—–]\s"),
    re.compile(r"\s"),
)
"""Where a reader pauses, the best first."""

_TAGS_AT_END = re.compile(r"(?:(?:^|\s+)#\w+)+\s*$")
_TAG_SIGN = re.compile(r"#(?=\w)")
_WORD = re.compile(r"[^\W_]")
_SENTENCE_END = re.compile(r"[.!?…]+[\"'»”’)\]]*(?=\s)")
_SHORTEST_SENTENCE = 5
"""A sentence is a headline of its own if it fills this part of the room: a fifth."""


def length(text: str, unit: Unit) -> int:
    """How long a text is in a network's unit."""
    if unit == "characters":
        return len(text)
    return utf16_len(text) if unit == "utf16" else len(text.encode(errors="surrogatepass"))


def cut(text: str, limit: int, unit: Unit, ending: str = ELLIPSIS) -> str:
    """The text if it fits, else its beginning and an ending, together within the limit.

    Cut at a pause if there is one in the last third. Where not even the first character fits, only
    the ending remains, or nothing. Never raises.
    """
    return divide(text, limit, unit, ending)[0]


def divide(text: str, limit: int, unit: Unit, ending: str = ELLIPSIS) -> tuple[str, str]:
    """What `cut` gives, and the rest of the text without the blanks before it."""
    if length(text, unit) <= limit:
        return text, ""
    room = limit - length(ending, unit)
    if room < 0:
        ending, room = "", max(limit, 0)
    furthest = _furthest(text, room, unit)
    earliest = furthest - furthest // 3
    borders = _borders(text, earliest, furthest)
    stop = next(pauses(text, earliest, furthest, borders), max(borders))
    head = text[:stop].rstrip().rstrip(",;:.—–-").rstrip()
    return (head if len(head) in borders else text[:stop]) + ending, text[stop:].lstrip()


def ending_with(more: str, limit: int, unit: Unit) -> str:
    """An ellipsis and the address of the whole post, if that leaves half of the room."""
    ending = f"{ELLIPSIS} {more}" if more else ELLIPSIS
    return ending if length(ending, unit) <= limit // 2 else ELLIPSIS


def pauses(text: str, earliest: int, furthest: int, borders: Container[int]) -> Iterator[int]:
    """The last end of each kind of pause in a stretch of text that lies between two characters.

    The blanks of a pause may lie behind the stretch: they are trimmed anyway.
    """
    for pause in PAUSES:
        found = pause.finditer(text, earliest, furthest + 1)
        ends = [end for match in found if (end := min(match.end(), furthest)) in borders]
        if ends:
            yield ends[-1]


def headline(text: str, limit: int, unit: Unit) -> tuple[str, str]:
    """A title for a text, and what of the text stands below it.

    The title is the first line that says something, without hashtags at its end and without a dot;
    of a line that is too long, its first sentences, else its beginning with an ellipsis. What
    stands below is the whole text, unless the title says all of its first line. A text without
    a letter or digit gives whatever it shows; only one that shows nothing has no title.
    """
    line = _telling_line(text)
    title = _shortened(line, limit, unit)
    return title, below(title, text)


def below(title: str, text: str) -> str:
    """The text without its first line if the title says all of it."""
    first, _, rest = text.strip().partition("\n")
    return rest.strip() if title and _bare(first) == title else text.strip()


def _furthest(text: str, room: int, unit: Unit) -> int:
    """How many characters have room."""
    if unit == "characters":
        return room
    sizes = (length(char, unit) for char in text[:room])
    return bisect_right(list(accumulate(sizes)), room)


def _borders(text: str, earliest: int, furthest: int) -> set[int]:
    """Where one may cut in a stretch of text, and in front of it."""
    borders = {max(text.rfind("\n", 0, earliest), 0)}
    for match in GRAPHEME.finditer(text, max(borders)):
        if match.end() > furthest:
            break
        borders.add(match.end())
    return borders


def _telling_line(text: str) -> str:
    lines = [line for line in (_bare(each) for each in text.splitlines()) if line]
    telling = (line for line in lines if _WORD.search(line))
    words = " ".join(_TAG_SIGN.sub("", text).split())
    return next(telling, _bare(words))


def _bare(line: str) -> str:
    """One line without hashtags at its end, and without a dot."""
    line = " ".join(_TAGS_AT_END.sub("", line).split())
    return line if line.endswith("..") else line.rstrip(".:;,").rstrip()


def _shortened(line: str, limit: int, unit: Unit) -> str:
    if length(line, unit) <= limit:
        return line
    room = _furthest(line, limit, unit)
    ends = [match.end() for match in _SENTENCE_END.finditer(line, room // _SHORTEST_SENTENCE, room)]
    borders = _borders(line, 0, room)
    fitting = [end for end in ends if end in borders]
    return _bare(line[: fitting[-1]]) if fitting else cut(line, limit, unit)
