"""Texts and their entities: bounds, trimming and what the server finds by itself.

Source: https://core.telegram.org/bots/api#messageentity (offsets and lengths in UTF-16 code units)
"""

import re
from typing import Final

from services.sandbox.telegram.model import Json
from services.sandbox.telegram.refusal import bad_request

TEXT_LIMIT_UTF16: Final = 4096
CAPTION_LIMIT_UTF16: Final = 1024

_FORMATTING: Final = frozenset(
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
        "text_mention",
        "custom_emoji",
        "date_time",
    }
)
# What the server finds in a text by itself; what a bot says about these is not listened to.
_FOUND: Final = frozenset(
    {
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "bank_card_number",
    }
)
_NEEDS: Final = {
    "text_link": "url",
    "text_mention": "user",
    "custom_emoji": "custom_emoji_id",
    "date_time": "unix_time",
}
_FIELDS: Final = ("url", "user", "language", "custom_emoji_id", "unix_time", "date_time_format")
_OPAQUE: Final = frozenset({"code", "pre", "text_link", "text_mention"})
_PATTERNS: Final = (
    ("url", re.compile(r"\bhttps?://[^\s<>\"]*[^\s<>\"'.,!?;:)\]}»]")),
    ("email", re.compile(r"\b[\w.+-]+@[\w-]+\.[a-zA-Z]{2,24}\b")),
    ("url", re.compile(r"(?<![\w@./])(?:[\w-]+\.)+(?:com|org|net|ru|io|me|dev|info)\b(?:/\S*)?")),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z]\w{3,31}\b")),
    ("hashtag", re.compile(r"(?<![\w#&])#\w*[^\W\d]\w*")),
    ("cashtag", re.compile(r"(?<![\w$])\$[A-Z]{3,8}\b")),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/])")),
)
# What the server drops, blanks and does not see: `clean_input_string` and
# `strip_empty_characters` of https://github.com/tdlib/td
_DROPPED: Final = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
_BLANKED: Final = re.compile("[\x00-\x09\x0b-\x1f]")
_MARKS: Final = re.compile("[\u200e\u200f](?=[\u200e\u200f])")
_UNSEEN: Final = re.compile(
    "[\\s\u00a0\u1680\u180e\u2000-\u200f\u202e\u202f\u205f\u2800\u3000\ufeff\ufffc"
    "\U000e0000-\U000e007f]"
)
_WEB_LINK: Final = re.compile(
    r"(?:(?:https?|tg|ton)://)?[^\s/:]+(?:\.[^\s/]+|:\d+|/).*|tg://.+", re.S
)


def length_utf16(text: str) -> int:
    """How long Telegram says a text is."""
    return len(text.encode("utf-16-le")) // 2


def formatted(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Clean and trim a text like the server does, and move its entities along.

    Raises:
        BotApiError: An entity lies outside the text, or begins or ends inside a character.
    """
    wanted = [_checked(entity, text) for entity in entities]
    kept = [entity for entity in wanted if entity]
    dropped = {match.start() for match in _DROPPED.finditer(text)}
    cleaned, moved = _without(text, kept, dropped)
    cleaned = _MARKS.sub("\N{ZERO WIDTH NON-JOINER}", _BLANKED.sub(" ", cleaned))
    if not _UNSEEN.sub("", cleaned):
        return "", []
    trimmed, moved = _without(cleaned, moved, _margins(cleaned, moved))
    moved = [entity for entity in moved if entity["length"] > 0]
    return trimmed, sorted(moved + _found(trimmed, moved), key=_order)


def _order(entity: Json) -> tuple[int, int]:
    return entity["offset"], -entity["length"]


def _checked(entity: Json, text: str) -> Json | None:
    """The entity with its known fields only, or None where the server would ignore it."""
    if not isinstance(entity, dict):
        raise bad_request("can't parse MessageEntity: expected an Object")
    offset, length, kind = (entity.get(name) for name in ("offset", "length", "type"))
    if not isinstance(offset, int) or not isinstance(length, int) or offset < 0 or length < 1:
        raise bad_request("can't parse MessageEntity: sandbox: offset and length are wrong")
    if kind in _FOUND:
        return None
    if kind not in _FORMATTING:
        raise bad_request("can't parse MessageEntity: unsupported type specified")
    _refuse_wrong_bounds(text, offset, length)
    field = _NEEDS.get(kind)
    if field and not entity.get(field):
        raise bad_request(f"can't parse MessageEntity: can't find field \"{field}\"")
    if kind == "text_link" and not _WEB_LINK.fullmatch(entity["url"]):
        return None
    shown: Json = {name: entity[name] for name in _FIELDS if name in entity}
    return {"type": kind, "offset": offset, "length": length, **shown}


def _refuse_wrong_bounds(text: str, offset: int, length: int) -> None:
    starts, end = _starts(text), length_utf16(text)
    if offset + length > end:
        raise bad_request(
            f"entity beginning at UTF-16 offset {offset} ends after the end of the text"
            f" at UTF-16 offset {end}"
        )
    if offset not in starts:
        raise bad_request(f"entity begins in a middle of a UTF-16 symbol at byte offset {offset}")
    if offset + length not in starts:
        raise bad_request(
            f"entity beginning at UTF-16 offset {offset} ends in a middle of a UTF-16 symbol"
            f" at byte offset {offset + length}"
        )


def _starts(text: str) -> dict[int, int]:
    """UTF-16 offset of every character (and of the end) -> its index."""
    starts, offset = {}, 0
    for index, character in enumerate(text):
        starts[offset] = index
        offset += 2 if character > "\uffff" else 1
    starts[offset] = len(text)
    return starts


def _margins(text: str, entities: list[Json]) -> set[int]:
    """Indices of white space at both ends; formatted white space at the beginning stays."""
    starts = _starts(text)
    first = min((starts[entity["offset"]] for entity in entities), default=len(text))
    left = 0
    while left < min(first, len(text)) and text[left].isspace():
        left += 1
    right = len(text)
    while right > left and text[right - 1].isspace():
        right -= 1
    return {*range(left), *range(right, len(text))}


def _without(text: str, entities: list[Json], gone: set[int]) -> tuple[str, list[Json]]:
    if not gone:
        return text, entities
    kept = "".join(character for index, character in enumerate(text) if index not in gone)
    moved, offset_before = {}, 0
    for offset, index in _starts(text).items():
        moved[offset] = offset_before
        if index < len(text) and index not in gone:
            offset_before += length_utf16(text[index])
    return kept, [_moved(entity, moved) for entity in entities]


def _moved(entity: Json, moved: dict[int, int]) -> Json:
    begin = moved[entity["offset"]]
    end = moved[entity["offset"] + entity["length"]]
    return entity | {"offset": begin, "length": end - begin}


def _found(text: str, entities: list[Json]) -> list[Json]:
    starts = _starts(text)
    offsets = {index: offset for offset, index in starts.items()}
    taken = [
        range(starts[entity["offset"]], starts[entity["offset"] + entity["length"]])
        for entity in entities
        if entity["type"] in _OPAQUE
    ]
    found = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            place = range(match.start(), match.end())
            if any(place.start < other.stop and other.start < place.stop for other in taken):
                continue
            taken.append(place)
            begin, end = offsets[place.start], offsets[place.stop]
            found.append({"type": kind, "offset": begin, "length": end - begin})
    return found
