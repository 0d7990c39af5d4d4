"""Addresses in a text: where they stand, and the first that a reader could open."""

import re
from collections.abc import Callable, Iterable
from urllib.parse import quote, urlsplit, urlunsplit

from services.content import Entity
from services.text.offsets import stretches
from services.text.plain import JOINER, sane

_ENDINGS = "com|net|org|info|io|me|dev|app|tv|ru|su|рф|by|kz|ua"

ADDRESS = rf"(?:https?://|(?<![\w@.*-])(?:[\w-]+\.)+(?:{_ENDINGS})/)[^\s\[\]|<>«»\"]*"
"""A pattern for what people take for an address, with or without its scheme."""

_KINDS = frozenset({"text_link", "url"})
_FOUND = re.compile(ADDRESS, re.IGNORECASE)
_ADDRESS_OR_NAME = re.compile(rf"{ADDRESS}|(?<![A-Za-z0-9_])@(?=[\w.])", re.IGNORECASE)
_HAS_SCHEME = re.compile(r"[A-Za-z][\w+.-]*:(?!\d)")
_SITE = re.compile(r"[\w-]+(\.[\w-]+)+(:\d{1,5})?")
_LONGEST_SITE = 253
_SAFE = "!#$%&'()*+,/:;=?@~-._"
_CLOSING = ".,;:!?…'”’"


def first_address(text: str, entities: Iterable[Entity] = (), *, limit: int = 2048) -> str:
    """The first address of a text as a whole URL of at most that many characters, "" if none.

    Addresses behind words count, and those that only their form tells.
    """
    text = sane(text)
    marked = [
        (start, (entity.url or "") if entity.kind == "text_link" else text[start:end])
        for entity, start, end in stretches(text, entities, _KINDS)
    ]
    typed = [(found.start(), _trimmed(found[0])) for found in _found(text)]
    short = (address for _, address in sorted([*marked, *typed]) if 0 < len(address) <= limit)
    whole = map(whole_address, short)
    return next((address for address in whole if address and len(address) <= limit), "")


def has_addresses(text: str, entities: Iterable[Entity] = ()) -> bool:
    """Whether readers would look for something to click on."""
    marked = (entity for entity in entities if entity.kind in _KINDS)
    return any(not (each.url or "").startswith("tg:") for each in marked) or any(_found(text))


def whole_address(address: str) -> str:
    """An address with its scheme and in ASCII; "" if it leads to no site."""
    address = sane(address).strip()
    address = address if _HAS_SCHEME.match(address) else f"https://{address}"
    try:
        parts = urlsplit(address)
        site = _in_ascii(parts.netloc)
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not site:
        return ""
    return urlunsplit((parts.scheme, site, *(quote(part, safe=_SAFE) for part in parts[2:])))


def address_around(text: str, place: int) -> int | None:
    """Where the address begins that lies on both sides of a place, None if there is none."""
    word = max(text.rfind(blank, 0, place) for blank in " \n") + 1
    around = (found for found in _FOUND.finditer(text, word) if found.end() > place)
    found = next(around, None)
    return found.start() if found and found.start() < place else None


def in_addresses(text: str, change: Callable[[str], str]) -> str:
    """The text with each of its addresses changed."""
    return _FOUND.sub(lambda found: change(found[0]), text) if "/" in text else text


def without_names(text: str) -> str:
    """The same text to the eye, in which no word behind an @ is a name; addresses stay."""
    if "@" not in text:
        return text
    return _ADDRESS_OR_NAME.sub(lambda found: found[0] + (JOINER if found[0] == "@" else ""), text)


def _in_ascii(site: str) -> str:
    """A site's name as machines write it; "" if it is none. Raises ValueError for some of those."""
    if len(site) > _LONGEST_SITE or not _SITE.fullmatch(site):
        return ""
    return site if site.isascii() else site.encode("idna").decode()


def _found(text: str) -> Iterable[re.Match[str]]:
    return _FOUND.finditer(text) if "/" in text else ()


def _trimmed(address: str) -> str:
    """An address without the sentence's end behind it, and without a bracket opened before it."""
    address = address.rstrip(_CLOSING)
    while address.endswith(")") and address.count("(") < address.count(")"):
        address = address[:-1].rstrip(_CLOSING)
    return address
