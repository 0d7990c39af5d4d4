"""From messages that people send or forward to what a post is made of.

Source: https://core.telegram.org/bots/api#message
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aiogram.types import (
    Message,
    MessageEntity,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
)

from services.content import Content, Entity, Media, MediaKind

_KINDS: tuple[tuple[str, MediaKind], ...] = (
    ("animation", "animation"),
    ("video", "video"),
    ("video_note", "video_note"),
    ("voice", "voice"),
    ("audio", "audio"),
    ("document", "document"),
)
"""Fields in the order in which they decide: an animation also comes as a document."""

_UNSUPPORTED = (
    "poll",
    "checklist",
    "sticker",
    "paid_media",
    "rich_message",
    "story",
    "live_photo",
    "location",
    "venue",
    "contact",
    "dice",
    "game",
    "giveaway",
    "giveaway_winners",
    "invoice",
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a forwarded message was first; ids are None where Telegram hides them."""

    kind: str
    title: str
    chat_id: int | None = None
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message, or one album, as content.

    `unsupported` is the key of the text that names what cannot be posted; then `content` is empty.
    Media carry the id 0: they have no rows yet.
    """

    content: Content
    origin: Origin | None
    unsupported: str | None


def read_messages(messages: Sequence[Message]) -> Incoming:
    """Read one message, or all of an album in order of their numbers."""
    ordered = sorted(messages, key=lambda message: message.message_id)
    first = ordered[0]
    unsupported = next(filter(None, map(_unsupported, ordered)), None)
    if unsupported:
        return Incoming(Content(), _origin(first), unsupported)
    spoken = next((each for each in ordered if each.text or each.caption), first)
    content = Content(
        text=spoken.text or spoken.caption or "",
        entities=tuple(map(entity_of, spoken.entities or spoken.caption_entities or [])),
        media=tuple(medium for each in ordered if (medium := medium_of(each))),
        caption_above=bool(spoken.show_caption_above_media),
        source_url=_address(first),
    )
    if content.is_empty:
        return Incoming(Content(), _origin(first), "unsupported-other")
    return Incoming(content, _origin(first), None)


def _unsupported(message: Message) -> str | None:
    for name in _UNSUPPORTED:
        if getattr(message, name, None) is not None or name in (message.model_extra or {}):
            return f"unsupported-{name.replace('_', '-')}"
    return None


def entity_of(entity: MessageEntity) -> Entity:
    return Entity(
        kind=entity.type,
        offset_utf16=entity.offset,
        length_utf16=entity.length,
        url=entity.url,
        language=entity.language,
        user_id=entity.user.id if entity.user else None,
        custom_emoji_id=entity.custom_emoji_id,
    )


def medium_of(message: Message) -> Media | None:
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return _media(message, "photo", largest)
    for field, kind in _KINDS:
        if file := getattr(message, field):
            return _media(message, kind, file)
    return None


def _media(message: Message, kind: MediaKind, file: Any) -> Media:
    """Only some kinds have a size in pixels, a duration, a name; those that lack it say None."""
    square = getattr(file, "length", None)
    return Media(
        id=0,
        kind=kind,
        origin="telegram",
        ref=file.file_id,
        unique_ref=file.file_unique_id,
        size_bytes=file.file_size,
        width=getattr(file, "width", square),
        height=getattr(file, "height", square),
        duration_s=getattr(file, "duration", None),
        mime_type=getattr(file, "mime_type", None),
        file_name=getattr(file, "file_name", None),
        spoiler=bool(message.has_media_spoiler),
    )


def _address(message: Message) -> str | None:
    """Where everybody can read the original: a channel without a name is not for everybody.

    Source: https://core.telegram.org/api/links#message-links
    """
    match message.forward_origin:
        case MessageOriginChannel(chat=chat, message_id=number) if chat.username:
            return f"https://t.me/{chat.username}/{number}"
        case _:
            return None


def _origin(message: Message) -> Origin | None:
    match message.forward_origin:
        case MessageOriginChannel(chat=chat, message_id=number):
            return Origin("channel", chat.title or "", chat.id, number)
        case MessageOriginChat(sender_chat=chat):
            return Origin("chat", chat.title or "", chat.id)
        case MessageOriginUser(sender_user=user):
            return Origin("person", user.full_name)
        case MessageOriginHiddenUser(sender_user_name=name):
            return Origin("person", name)
        case _:
            return None
