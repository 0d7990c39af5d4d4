"""From a planned part to the one Bot API call that makes it.

Media go by `file_id` inside the same bot: nothing is fetched, whatever the size.

Source: https://core.telegram.org/bots/api#sendmessage, #sendmediagroup
"""

from collections.abc import Callable, Mapping
from typing import Any

from aiogram.methods import (
    SendAnimation,
    SendAudio,
    SendDocument,
    SendMediaGroup,
    SendMessage,
    SendPhoto,
    SendVideo,
    SendVideoNote,
    SendVoice,
    TelegramMethod,
)
from aiogram.types import (
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    Message,
    MessageEntity,
)

from services.content import ENTITIES, Content, Entity, Media
from services.networks.base import Json, Part

Send = TelegramMethod[Any]

_SENDABLE = {
    "mention",
    "hashtag",
    "cashtag",
    "bot_command",
    "url",
    "email",
    "phone_number",
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
    "custom_emoji",
}
_SINGLE: Mapping[str, tuple[Callable[..., TelegramMethod[Message]], str]] = {
    "photo": (SendPhoto, "photo"),
    "video": (SendVideo, "video"),
    "animation": (SendAnimation, "animation"),
    "document": (SendDocument, "document"),
    "audio": (SendAudio, "audio"),
    "voice": (SendVoice, "voice"),
    "video_note": (SendVideoNote, "video_note"),
}
_IN_ALBUM: Mapping[str, Callable[..., Any]] = {
    "photo": InputMediaPhoto,
    "video": InputMediaVideo,
    "document": InputMediaDocument,
    "audio": InputMediaAudio,
}
_SPOILED = {"photo", "video", "animation"}
_ABOVE = {"photo", "video", "animation"}


def message_entities(entities: tuple[Entity, ...]) -> list[MessageEntity]:
    """Entities as the Bot API takes them; what a bot may not send stays plain text."""
    return [
        MessageEntity(
            type=entity.kind,
            offset=entity.offset_utf16,
            length=entity.length_utf16,
            url=entity.url,
            language=entity.language,
            custom_emoji_id=entity.custom_emoji_id,
        )
        for entity in entities
        if entity.kind in _SENDABLE
    ]


def call_for(part: Part, content: Content, chat_id: int) -> Send:
    """The call that publishes a part."""
    plan = part.plan
    media = [content.media[place] for place in plan["media"]]
    entities = message_entities(ENTITIES.validate_python(plan["entities"]))
    if not media:
        return SendMessage(chat_id=chat_id, text=plan["text"], entities=entities or None)
    if len(media) == 1:
        return _single(media[0], plan, entities, chat_id)
    items = [
        _item(medium, plan, entities if place == 0 else [], first=place == 0)
        for place, medium in enumerate(media)
    ]
    return SendMediaGroup(chat_id=chat_id, media=items)


def _single(
    medium: Media, plan: Json, entities: list[MessageEntity], chat_id: int
) -> TelegramMethod[Message]:
    method, field = _SINGLE[medium.kind]
    arguments: dict[str, Any] = {"chat_id": chat_id, field: medium.ref}
    return method(**arguments, **_caption(medium, plan, entities))


def _item(medium: Media, plan: Json, entities: list[MessageEntity], *, first: bool) -> Any:
    caption = _caption(medium, plan if first else {**plan, "text": ""}, entities)
    return _IN_ALBUM[medium.kind](media=medium.ref, **caption)


def _caption(medium: Media, plan: Json, entities: list[MessageEntity]) -> dict[str, Any]:
    options: dict[str, Any] = {}
    if medium.spoiler and medium.kind in _SPOILED:
        options["has_spoiler"] = True
    if plan["text"]:
        options |= {"caption": plan["text"], "caption_entities": entities or None}
    if plan.get("above") and medium.kind in _ABOVE:
        options["show_caption_above_media"] = True
    return options
