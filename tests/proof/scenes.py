"""The posts that workers die of: every kind of publish, on both networks."""

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from io import BytesIO

from aiogram.types import Message
from PIL import Image

from db.accounts import SocialAccount
from services.content import Content, Entity, Media, MediaKind
from services.networks.telegram.incoming import read_messages
from services.settings import Settings
from tests import people
from tests.proof.linking import link_channel, link_dark_wall, link_wall
from tests.proof.stage import Stage

Link = Callable[[Stage, str], Awaitable[SocialAccount]]

_SMALL_PX, _LARGE_PX = 24, 240
_FILE_NAMES: dict[MediaKind, str] = {
    "photo": "photo.jpg",
    "video": "video.mp4",
    "animation": "animation.mp4",
    "document": "recipe.pdf",
    "audio": "song.mp3",
    "voice": "voice.ogg",
    "video_note": "round.mp4",
}


@dataclass(frozen=True, slots=True)
class Scene:
    """One kind of publish: where to, and what.

    `uploads` is whether Telegram does not keep the media yet. `begun` is how many of the media an
    earlier worker has uploaded. `is_dark` is whether nobody can look for a lost post, so that the
    person is asked. `is_mute` is whether there is no text.
    """

    name: str
    link: Link
    media: tuple[MediaKind, ...] = ()
    text: str = ""
    begun: int = 0
    uploads: bool = False
    is_dark: bool = False
    is_mute: bool = False

    @property
    def fetches(self) -> bool:
        """Whether originals come to the worker's disk."""
        return bool(self.media) and (self.uploads or self.link is not link_channel)

    def settings(self, settings: Settings) -> Settings:
        """What the processes of this scene are told."""
        if self.is_dark:
            return settings.model_copy(update={"telegram_ledger_chat_id": None})
        return settings

    async def content(
        self, stage: Stage, number: int, *, large: bool, known: Sequence[Media] = ()
    ) -> Content:
        """The post of one run; text and files are its own, so that runs share nothing.

        Args:
            stage: Where it is played.
            number: Of the run.
            large: Whether files are long enough to be written in more than one go.
            known: Media to begin with, in place of new ones.
        """
        text = "" if self.is_mute else f"{self.name} {number}. {self.text}".strip()
        bold = Entity(kind="bold", offset_utf16=0, length_utf16=len(self.name))
        side_px = _LARGE_PX if large else _SMALL_PX
        media = [
            await self._medium(stage, kind, _content(kind, f"{number} {place}", side_px))
            for place, kind in enumerate(self.media[len(known) :])
        ]
        return Content(text=text, entities=(bold,) if text else (), media=(*known, *media))

    async def _medium(self, stage: Stage, kind: MediaKind, content: bytes) -> Media:
        """A file that the bot has come by: Alice sent it, or it lies on a shelf."""
        if self.uploads:
            return stage.shelf.put(content, kind)
        upload = await stage.control.upload(content, _FILE_NAMES[kind], kind=kind)
        sent = await stage.control.send_media(people.ALICE, [upload])
        [medium] = read_messages([Message.model_validate(each) for each in sent]).content.media
        return medium


SCENES = (
    Scene("telegram text", link_channel),
    Scene("telegram photo", link_channel, ("photo",)),
    Scene("telegram album and text", link_channel, ("photo",) * 3, text="word " * 300),
    Scene("telegram long text", link_channel, text="word " * 1000),
    Scene("telegram upload", link_channel, ("photo", "photo"), uploads=True),
    Scene("vk text", link_wall),
    Scene("vk photos", link_wall, ("photo",) * 3),
    Scene("vk two posts", link_wall, (*("photo",) * 10, "video", "document"), begun=10),
)
"""Each of them goes a way of its own."""

KINDS = (
    Scene("telegram video", link_channel, ("video",)),
    Scene("telegram animation", link_channel, ("animation",)),
    Scene("telegram document", link_channel, ("document",)),
    Scene("telegram audio", link_channel, ("audio",)),
    Scene("telegram voice", link_channel, ("voice",)),
    Scene("telegram round video", link_channel, ("video_note",), is_mute=True),
    Scene("telegram mixed album", link_channel, ("photo", "video")),
    Scene("telegram documents", link_channel, ("document", "document")),
    Scene("telegram songs", link_channel, ("audio", "audio")),
)
"""They go the way of a text, to another request."""

DARK = (
    Scene("telegram dark text", link_channel, is_dark=True),
    Scene("telegram dark upload", link_channel, ("photo",), uploads=True, is_dark=True),
    Scene("vk dark text", link_dark_wall, is_dark=True),
)
"""Where nobody can look, only what happens around the request is another matter."""


def _content(kind: MediaKind, seed: str, side_px: int) -> bytes:
    noise = hashlib.shake_256(f"{kind} {seed}".encode()).digest(3 * side_px * side_px)
    if kind != "photo":
        return noise
    buffer = BytesIO()
    Image.frombytes("RGB", (side_px, side_px), noise).save(buffer, "JPEG", quality=95)
    return buffer.getvalue()
