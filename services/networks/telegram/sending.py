"""From a planned part to the one Bot API call that makes it. Pure.

What Telegram keeps already goes by `file_id` inside the same bot: nothing is fetched, whatever
its size. Texts carry entities, never a parse mode, so that nothing in them is markup.

Source: https://core.telegram.org/bots/api#sendmessage, #sendmediagroup, #sending-files
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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
    FSInputFile,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    Message,
    MessageEntity,
)

from services.content import ENTITIES, Entity, Media
from services.networks.base import Json

Send = TelegramMethod[Any]

_SINGLE: Mapping[str, Callable[..., TelegramMethod[Message]]] = {
    "photo": SendPhoto,
    "video": SendVideo,
    "animation": SendAnimation,
    "document": SendDocument,
    "audio": SendAudio,
    "voice": SendVoice,
    "video_note": SendVideoNote,
}
_IN_ALBUM: Mapping[str, Callable[..., Any]] = {
    "photo": InputMediaPhoto,
    "video": InputMediaVideo,
    "document": InputMediaDocument,
    "audio": InputMediaAudio,
}
_SPOILED = {"photo", "video", "animation"}
_ABOVE = {"photo", "video", "animation"}
_FRAMED = {"video", "animation"}
_TIMED = {"video", "animation", "audio", "voice"}


@dataclass(frozen=True, slots=True)
class Parcel:
    """One medium on its way: by the id that Telegram knows it under, or as a file.

    `unique_ref` is what the sent one will be recognised by, None if only Telegram will tell.
    """

    medium: Media
    kind: str
    file: str | FSInputFile
    unique_ref: str | None


def message_entities(entities: Sequence[Entity]) -> list[MessageEntity]:
    """Entities as the Bot API takes them."""
    return [
        MessageEntity(
            type=entity.kind,
            offset=entity.offset_utf16,
            length=entity.length_utf16,
            url=entity.url,
            language=entity.language,
        )
        for entity in entities
    ]


def call_for(plan: Json, parcels: Sequence[Parcel], chat_id: int) -> Send:
    """The call that publishes a part.

    Args:
        plan: What `planning` made of it.
        parcels: Its media in order.
        chat_id: Where it goes.
    """
    entities = message_entities(ENTITIES.validate_python(plan["entities"])) or None
    silent: bool | None = plan.get("silent")
    if not parcels:
        return SendMessage(
            chat_id=chat_id, text=plan["text"], entities=entities, disable_notification=silent
        )
    caption = {"caption": plan["text"], "caption_entities": entities} if plan["text"] else {}
    if len(parcels) == 1:
        return single(
            parcels[0], chat_id, above=plan["above"], disable_notification=silent, **caption
        )
    items = [
        _item(parcel, above=plan["above"], caption=caption if place == 0 else {})
        for place, parcel in enumerate(parcels)
    ]
    return SendMediaGroup(chat_id=chat_id, media=items, disable_notification=silent)


def single(
    parcel: Parcel, chat_id: int, *, above: bool = False, **options: Any
) -> TelegramMethod[Message]:
    """The call that sends one medium alone."""
    about = _about(parcel, above=above)
    file = {parcel.kind: parcel.file}
    return _SINGLE[parcel.kind](chat_id=chat_id, **file, **about, **options)


def _item(parcel: Parcel, *, above: bool, caption: Mapping[str, Any]) -> Any:
    return _IN_ALBUM[parcel.kind](media=parcel.file, **_about(parcel, above=above), **caption)


def _about(parcel: Parcel, *, above: bool) -> dict[str, Any]:
    medium, kind = parcel.medium, parcel.kind
    about: dict[str, Any] = {}
    if medium.spoiler and kind in _SPOILED:
        about["has_spoiler"] = True
    if above and kind in _ABOVE:
        about["show_caption_above_media"] = True
    return about if isinstance(parcel.file, str) else about | _measures(medium, kind)


def _measures(medium: Media, kind: str) -> dict[str, Any]:
    """What Telegram is told about a file that it has not seen before."""
    measures: dict[str, Any] = {}
    if kind in _FRAMED:
        measures |= {"width": medium.width, "height": medium.height}
    if kind in _TIMED:
        measures["duration"] = medium.duration_s
    if kind == "video":
        measures["supports_streaming"] = True
    return {name: value for name, value in measures.items() if value is not None}
