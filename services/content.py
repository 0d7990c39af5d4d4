"""What a person wrote, in the one form that every network is fitted from."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

MediaKind = Literal["photo", "video", "animation", "document", "audio", "voice", "video_note"]
"""The kinds of media that a post may carry; the words are Telegram's."""


class Entity(BaseModel):
    """A stretch of text with a meaning: bold, a link, a mention.

    `offset_utf16` and `length_utf16` count UTF-16 code units, as Telegram does. `kind` is
    Telegram's word for it.

    Source: https://core.telegram.org/bots/api#messageentity
    """

    model_config = ConfigDict(frozen=True)

    kind: str
    offset_utf16: int
    length_utf16: int
    url: str | None = None
    language: str | None = None
    user_id: int | None = None
    custom_emoji_id: str | None = None


class Media(BaseModel):
    """One picture, video or file of a post, and where its original lies.

    `origin` is the key of the network that keeps it and `ref` that network's own handle;
    `unique_ref` is the same for the same bytes. Sizes are None where the origin did not say.
    """

    model_config = ConfigDict(frozen=True)

    id: int
    kind: MediaKind
    origin: str
    ref: str
    unique_ref: str
    size_bytes: int | None = None
    width: int | None = None
    height: int | None = None
    duration_s: int | None = None
    mime_type: str | None = None
    file_name: str | None = None
    spoiler: bool = False


class Content(BaseModel):
    """One revision of a post: text with entities, and media in order.

    `source_url` is where everybody can read the original, if it was forwarded from such a place.
    """

    model_config = ConfigDict(frozen=True)

    text: str = ""
    entities: tuple[Entity, ...] = ()
    media: tuple[Media, ...] = ()
    caption_above: bool = False
    source_url: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing that a network could show."""
        return not self.text.strip() and not self.media


ENTITIES: TypeAdapter[tuple[Entity, ...]] = TypeAdapter(tuple[Entity, ...])
"""Reads and writes entities as the JSON that revisions store."""


def utf16_len(text: str) -> int:
    """Length in UTF-16 code units, the unit of Telegram's limits and offsets."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
