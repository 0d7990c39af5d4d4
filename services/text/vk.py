"""A post's text as VK shows it: plain, with readable links and nobody mentioned by accident.

VK's text has no formatting. `[club1|name]`, `@name` and `*name` become mentions there, so what a
person typed is kept from becoming one by a character that nobody sees.

Source: https://dev.vk.com/method/wall.post
"""

import hashlib
import html
import re
import unicodedata
from collections.abc import Iterable

from services.content import Entity
from services.text.addresses import ADDRESS
from services.text.plain import JOINER, plain

GAP = "\N{HAIR SPACE}"
"""Keeps brackets from becoming a mention; it has hardly any width."""

_MENTION_OR_ADDRESS = re.compile(
    rf"(?P<address>{ADDRESS})"
    r"|(?P<name>(?<![A-Za-z0-9_])[@*](?=\w))"
    r"|(?P<bracket>\[(?=[^\s\[\]|]+\|))",
    re.IGNORECASE,
)
_BREAKS = {"address": "", "name": JOINER, "bracket": GAP}
_VARIATION_SELECTORS = {"\N{VARIATION SELECTOR-15}", "\N{VARIATION SELECTOR-16}"}


def vk_text(text: str, entities: Iterable[Entity] = ()) -> str:
    """Write a text with entities as VK's plain text. Never raises, never cuts."""
    return without_mentions(plain(text, entities))


def without_mentions(text: str) -> str:
    """The same text to the eye, in which VK finds no mention; addresses stay untouched."""
    return _MENTION_OR_ADDRESS.sub(lambda found: found[0] + _BREAKS[found.lastgroup or ""], text)


def fingerprint(text: str) -> str:
    """A hash that stays the same whatever VK does to spaces, joiners and HTML escapes."""
    seen = "".join(
        char
        for char in unicodedata.normalize("NFC", html.unescape(text))
        if unicodedata.category(char) != "Cf" and char not in _VARIATION_SELECTORS
    )
    return hashlib.sha256("".join(seen.split()).encode()).hexdigest()
