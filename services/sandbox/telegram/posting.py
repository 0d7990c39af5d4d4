"""Puts messages into chats: Bot API shape, events for the page, entries for the ledger."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from services.sandbox.ledger import Entry
from services.sandbox.telegram.model import BOT_USER, Chat, Json, Person, Place, Stored
from services.sandbox.telegram.store import Telegram

MEDIA: Final = ("photo", "video", "animation", "audio", "document", "voice", "video_note")
# What makes a message, apart from who sent it where and when.
CONTENT: Final = (
    "text",
    "entities",
    "link_preview_options",
    *MEDIA,
    "caption",
    "caption_entities",
    "show_caption_above_media",
    "has_media_spoiler",
    "poll",
    "sticker",
    "location",
    "contact",
    "dice",
    "venue",
    "checklist",
    "paid_media",
    "rich_message",
)


@dataclass(frozen=True)
class Maker:
    """Who makes a message: the bot by a request, or a person; `at` is for what lies in the past."""

    person: Person | None = None
    request_id: int | None = None
    attempt: str | None = None
    silent: bool = False
    at: float | None = None


def content_of(message: Json) -> Json:
    """The part of a message that a copy repeats."""
    return {name: message[name] for name in CONTENT if name in message}


def put(
    telegram: Telegram, place: Place, content: Json, maker: Maker, keyboard: Json | None = None
) -> Stored:
    """Put a new message into a chat; it gets its number and its date here."""
    message = _head(telegram, place, maker) | content
    if telegram.is_protected(place):
        message["has_protected_content"] = True
    stored = Stored(message, by_bot=maker.person is None, keyboard=keyboard)
    telegram.chat_messages(place.id)[stored.id] = stored
    telegram.world.events.publish("message", chat_id=place.id, message=stored.shown())
    if isinstance(place, Chat) and not place.ledger:
        telegram.world.ledger.add(_entry(place, stored, maker))
    telegram.world.touch()
    return stored


def change(telegram: Telegram, place: Place, stored: Stored, content: Json) -> Json:
    """Give a message another content (of its other fields nothing changes but the edit date)."""
    kept = {name: value for name, value in stored.message.items() if name not in CONTENT}
    stored.message = kept | {"edit_date": int(telegram.now)} | content
    return redraw(telegram, place, stored)


def redraw(telegram: Telegram, place: Place, stored: Stored) -> Json:
    """Tell the page and the ledger how a message looks now."""
    telegram.world.events.publish("edit", chat_id=place.id, message=stored.shown())
    entry = telegram.world.ledger.find("telegram", str(place.id), str(stored.id))
    if entry is not None:
        shown = _words(stored.message) | {"attachments": attachments(stored.message)}
        if any(getattr(entry, name) != value for name, value in shown.items()):
            telegram.world.ledger.change(entry, **shown)
    telegram.world.touch()
    return stored.message


def remove(telegram: Telegram, place: Place, message_ids: list[int]) -> None:
    """Delete messages; nobody gets an update of it."""
    gone = [each for each in message_ids if telegram.chat_messages(place.id).pop(each, None)]
    for message_id in gone:
        entry = telegram.world.ledger.find("telegram", str(place.id), str(message_id))
        if entry is not None:
            telegram.world.ledger.delete(entry)
    if gone:
        telegram.world.events.publish("delete", chat_id=place.id, message_ids=gone)
    telegram.world.touch()


def origin_of(telegram: Telegram, place: Place, message: Json) -> Json:
    """Where a forwarded message came from first. Source: /bots/api#messageorigin"""
    if "forward_origin" in message:
        origin: Json = message["forward_origin"]
        return origin
    date = {"date": message["date"]}
    if isinstance(place, Chat) and place.is_channel:
        place.seen = True
        where = {"chat": place.as_chat(), "message_id": message["message_id"]}
        signature = {name: message[name] for name in ("author_signature",) if name in message}
        return {"type": "channel", **date, **where, **signature}
    author = message.get("from", BOT_USER)
    return {"type": "user", **date, "sender_user": telegram.user(author["id"]) or author}


def attachments(message: Json) -> list[dict[str, Any]]:
    """A message's media as the ledger shows them."""
    for kind in MEDIA:
        if kind not in message:
            continue
        shown = message[kind][-1] if kind == "photo" else message[kind]
        fields = {
            "kind": "video" if kind == "video_note" else kind,
            "file_id": shown["file_id"],
            "title": shown.get("title") or shown.get("file_name"),
            "width": shown.get("width") or shown.get("length"),
            "height": shown.get("height") or shown.get("length"),
            "duration_s": shown.get("duration"),
            "size_bytes": shown.get("file_size"),
        }
        return [{name: value for name, value in fields.items() if value is not None}]
    return []


def _head(telegram: Telegram, place: Place, maker: Maker) -> Json:
    head: Json = {"message_id": telegram.next_message_id(place)}
    if place.is_channel:
        head["sender_chat"] = place.as_chat()
    else:
        head["from"] = maker.person.as_user() if maker.person else BOT_USER
    return head | {"chat": place.as_chat(), "date": int(maker.at or telegram.now)}


def _words(message: Json) -> dict[str, Any]:
    return {
        "text": message.get("text") or message.get("caption", ""),
        "entities": message.get("entities") or message.get("caption_entities", []),
    }


def _entry(chat: Chat, stored: Stored, maker: Maker) -> Entry:
    message = stored.message
    author = maker.person.first_name if maker.person else str(BOT_USER["first_name"])
    return Entry(
        network="telegram",
        target=str(chat.id),
        post_id=str(stored.id),
        at=datetime.fromtimestamp(message["date"], UTC).isoformat(),
        attachments=attachments(message),
        album_id=message.get("media_group_id"),
        url=chat.url(stored.id),
        from_name=chat.title if chat.is_channel else author,
        request_id=maker.request_id,
        attempt=maker.attempt,
        silent=maker.silent,
        **_words(message),
    )
