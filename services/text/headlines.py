"""Titles for posts that were written without one."""

import re
from itertools import takewhile

import regex

from services.text.fitting import Unit, borders, cut, length, reach
from services.text.plain import shows

_WORD = re.compile(r"[^\W_]")
_TAG = regex.compile(r"#\w+")
_TAG_SIGN = re.compile(r"#(?=\w)")
_SENTENCE_END = re.compile(r"[.!?…]+[\"'»”’)\]]*(?=\s)")
_ENDS_A_PHRASE = re.compile(r"[^\w,]$")
_ITEM = re.compile(r"(?:1[.)]|[-•*–—])\s+")
"""What begins the first item of a list, or what somebody says."""

_SHORTEST = 5
"""Sentences make a headline of their own if they fill a fifth of the room."""


def headline(text: str, limit: int, unit: Unit) -> tuple[str, str]:
    """A title for a text, and what of the text stands below it.

    The title is the first line that says something, without the hashtags after it and without a
    dot; of a line that is too long, its first sentences, else its beginning with an ellipsis. What
    stands below is the whole text, unless the title says all of its first line. A text without
    any letter gives whatever it shows; only one that shows nothing has no title.
    """
    title = _shortened(_telling_line(text), limit, unit)
    return title, below(title, text)


def below(title: str, text: str) -> str:
    """The text without its first line if the title says all of it."""
    text = text.strip()
    first, _, rest = text.partition("\n")
    return rest.strip() if title and _undotted(" ".join(first.split())) == title else text


def _telling_line(text: str) -> str:
    for line in text.splitlines():
        said = _said(line)
        if _WORD.search(said):
            return said
    words = _undotted(" ".join(_TAG_SIGN.sub("", text).split()))
    return words if shows(words) else ""


def _said(line: str) -> str:
    """One line without the sign of a list, the hashtags that follow it, and a dot."""
    line = line.strip()
    item = _ITEM.match(line)
    words = line[item.end() if item else 0 :].split()
    tags = sum(1 for _ in takewhile(_TAG.fullmatch, reversed(words)))
    said = words[: len(words) - tags]
    apart = tags > 1 or not said or _ENDS_A_PHRASE.search(said[-1])
    return _undotted(" ".join(said if tags and apart else words))


def _undotted(line: str) -> str:
    bare = line if line.endswith("..") else line.rstrip(".:;, ")
    return bare if shows(bare) else line


def _shortened(line: str, limit: int, unit: Unit) -> str:
    if length(line, unit) <= limit:
        return line
    room = reach(line, limit, unit)
    ends = {found.end() for found in _SENTENCE_END.finditer(line, room // _SHORTEST, room + 1)}
    fitting = ends.intersection(borders(line, 0, room)) if ends else ()
    return _undotted(line[: max(fitting)]) if fitting else cut(line, limit, unit)
