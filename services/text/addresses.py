"""Addresses in a text: where they stand, and the first that a reader could open."""

import re
from collections.abc import Callable, Iterable
from urllib.parse import quote, urlsplit, urlunsplit

from services.content import Entity
from services.text.plain import JOINER, sane, stretches

_ENDINGS = "com|net|org|info|io|me|dev|app|tv|ru|su|рф|by|kz|ua"

ADDRESS = rf"(?:https?://|(?<![\w@.*-])(?:[\w-]+\.)+(?:{_ENDINGS})/)[^\s\[\]|<>«»\"]*"
"""A pattern for what people take for an address, with or without its scheme."""

_FOUND = re.compile(ADDRESS, re.IGNORECASE)
_NAME = r"(?<![A-Za-z0-9_])@(?=\w)"
_ADDRESS_OR_NAME = re.compile(rf"{ADDRESS}|{_NAME}", re.IGNORECASE)
_SAFE = "!#$%&'()*+,/:;=?@[]~-._"


def first_address(text: str, entities: Iterable[Entity] = (), *, limit: int = 2048) -> str:
    """The first address of a text as a whole URL of at most that many characters, "" if none.

    Addresses behind words count, and those that only their form tells.
    """
    text = sane(text)
    told = [
        (start, (entity.url or "") if entity.kind == "text_link" else text[start:end])
        for entity, start, end in stretches(text, entities)
        if entity.kind in {"text_link", "url"}
    ]
    typed = [(found.start(), found[0].rstrip(".,;:!?)…")) for found in _FOUND.finditer(text)]
    whole = (whole_address(address) for _, address in sorted([*told, *typed]))
    return next((address for address in whole if address and len(address) <= limit), "")


def in_addresses(text: str, change: Callable[[str], str]) -> str:
    """The text with each of its addresses changed."""
    return _FOUND.sub(lambda found: change(found[0]), text)


def without_names(text: str) -> str:
    """The same text to the eye, in which no word behind an @ is a name; addresses stay."""
    return _ADDRESS_OR_NAME.sub(lambda found: found[0] + (JOINER if found[0] == "@" else ""), text)


def whole_address(address: str) -> str:
    """An address with a scheme and in ASCII; "" if it leads to no site."""
    address = sane(address).strip()
    address = address if re.match(r"[A-Za-z][\w+.-]*:", address) else f"https://{address}"
    try:
        parts = urlsplit(address)
        host = parts.netloc.encode("idna").decode()
    except (UnicodeError, ValueError):
        return ""
    if parts.scheme not in {"http", "https"} or not re.fullmatch(r"[\w-]+(\.[\w-]+)+(:\d+)?", host):
        return ""
    rest = (quote(part, safe=_SAFE) for part in parts[2:])
    return urlunsplit((parts.scheme, host, *rest))
