"""Reading as little of an update as storing it needs, in a way that nothing in it can break."""

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

from db.inbox import NewUpdate

_BIGINT = 2**63
_TOKENS = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{}]', re.DOTALL)
_UPDATE_ID = re.compile(rb'"update_id"\s*:\s*(\d{1,19})\b')
_ALBUM_KINDS = ("message", "channel_post")


@dataclass(frozen=True, slots=True)
class Visit:
    """Who an update comes from and where it happened, as far as that can be read.

    `in_public` is what happens in a channel or group; a press is the presser's, wherever it was.
    `is_words` is a message that a person wrote to the bot alone.
    """

    person_id: int | None
    chat_id: int | None
    in_public: bool
    is_words: bool
    text: str
    first_name: str
    language_code: str


def read_update(body: bytes) -> NewUpdate:
    """An update with its number, chat and album, as far as they can be read.

    One without a number that fits gets a negative one made of its bytes: it is kept like all
    others, and the same bytes stay one row.
    """
    update = _decoded(body)
    update_id = _number(update.get("update_id"))
    if update_id is None:
        update_id = _searched_id(body)
    kind, event = _event(update)
    chat_id = _chat_id(event)
    album = _album(event) if kind in _ALBUM_KINDS and chat_id is not None else None
    return NewUpdate(update_id, body, chat_id, album)


def read_visit(body: bytes) -> Visit:
    """Who sent an update, and where."""
    kind, event = _event(_decoded(body))
    chat_id = _chat_id(event)
    person = _object(event, "from") or _object(event, "user")
    in_public = chat_id is not None and chat_id < 0 and kind != "callback_query"
    return Visit(
        person_id=_number(person.get("id")),
        chat_id=chat_id,
        in_public=in_public,
        is_words=kind == "message" and not in_public,
        text=_text(event, "text"),
        first_name=_text(person, "first_name"),
        language_code=_text(person, "language_code"),
    )


def kind_of(body: bytes) -> str:
    """What kind of update this is, in Telegram's words; empty if that cannot be read."""
    return _event(_decoded(body))[0]


def split_updates(answer: bytes) -> list[bytes]:
    """The exact bytes of each element of `result` in an answer of getUpdates.

    It counts brackets instead of decoding, so one monstrous update does not hide the others.

    Raises:
        ValueError: There is no such array, or it does not end; nothing may be acknowledged.
    """
    updates: list[bytes] = []
    depth = start = 0
    named = inside = False
    for token in _TOKENS.finditer(answer):
        mark = token[0]
        if mark in {b"[", b"{"}:
            depth += 1
            inside = inside or (named and depth == 2 and mark == b"[")
            if inside and depth == 3:
                start = token.start()
        elif mark in {b"]", b"}"}:
            depth -= 1
            if inside and depth == 2:
                updates.append(answer[start : token.end()])
            if inside and depth == 1:
                return updates
        elif depth == 1:
            named = mark == b'"result"'
    raise ValueError("the answer holds no whole list of updates")


def _decoded(body: bytes) -> dict[str, Any]:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return update if isinstance(update, dict) else {}


def _searched_id(body: bytes) -> int:
    """The number of an update that is no proper JSON, or one that stands for its bytes."""
    if (found := _UPDATE_ID.search(body)) and int(found[1]) < _BIGINT:
        return int(found[1])
    digest = hashlib.blake2b(body, digest_size=8).digest()
    return -(int.from_bytes(digest, "big") >> 1) - 1


def _event(update: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The one object of an update, whatever kind it is."""
    for kind, event in update.items():
        if isinstance(event, dict):
            return kind, event
    return "", {}


def _chat_id(event: dict[str, Any]) -> int | None:
    """The chat that an event belongs to; with a person alone it is their private chat."""
    message = _object(event, "message")
    for owner in (_object(event, "chat"), _object(message, "chat")):
        if (found := _number(owner.get("id"))) is not None:
            return found
    return _number((_object(event, "from") or _object(event, "user")).get("id"))


def _album(event: dict[str, Any]) -> str | None:
    album = event.get("media_group_id")
    if not isinstance(album, str) or "\x00" in album:
        return None
    return album if album.isascii() else None


def _object(parent: dict[str, Any], name: str) -> dict[str, Any]:
    child = parent.get(name)
    return child if isinstance(child, dict) else {}


def _text(parent: dict[str, Any], name: str) -> str:
    """Words that a column can hold."""
    child = parent.get(name)
    if not isinstance(child, str):
        return ""
    return child.encode(errors="ignore").decode().replace("\x00", "")


def _number(value: object) -> int | None:
    """A whole number that a column can hold."""
    if isinstance(value, int) and not isinstance(value, bool) and -_BIGINT <= value < _BIGINT:
        return value
    return None
