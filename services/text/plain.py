"""Pure pieces that every network's text is made with."""

import re

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def sane(text: str) -> str:
    """The same text, as long as before, without characters that no network can store."""
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", _CONTROL.sub(" ", text))


def positions(text: str) -> list[int]:
    """Where each UTF-16 offset of a text lies, as an index into the text.

    The list has one more item than the text has UTF-16 code units; an offset inside a character
    gives that character's start.
    """
    found: list[int] = []
    for index, char in enumerate(text):
        found += [index] * (2 if ord(char) > 0xFFFF else 1)
    return [*found, len(text)]
