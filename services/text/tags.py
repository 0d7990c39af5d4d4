"""Hashtags of a plain text, and signs taken down to what a network allows."""

import re
from itertools import islice

import regex

# Python's own \w ends a word of Hindi or Thai at its first vowel sign.
_LOCAL = regex.compile(r"(?<!\w)(#\w+)@\w+")
_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
_TAG = regex.compile(r"(?<![\w/&#])#([\p{N}_]*\p{L}\w*)")


def hashtags(text: str) -> list[str]:
    """The words behind the hashtags of a text, each once, in order."""
    words: dict[str, str] = {}
    for found in _TAG.findall(text):
        word = found.strip(_JOINERS)
        words.setdefault(word.casefold(), word)
    return list(words.values())


def without_channels(text: str) -> str:
    """The text with Telegram's hashtags of one channel (`#soup@kitchen`) as plain ones."""
    return str(_LOCAL.sub(r"\1", text)) if "@" in text else text


def at_most(text: str, sign: re.Pattern[str], most: int) -> tuple[str, int]:
    """The text with only the first signs that a pattern finds, and how many were taken away."""
    pieces, done = [], 0
    for match in islice(sign.finditer(text), most, None):
        pieces.append(text[done : match.start()])
        done = match.end()
    return "".join([*pieces, text[done:]]), len(pieces)
