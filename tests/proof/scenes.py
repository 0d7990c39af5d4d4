"""The posts that workers die of: every kind of publish, on every network."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import groupby
from operator import itemgetter

from aiogram.types import Message
from PIL import Image

from db.accounts import SocialAccount
from services.content import Content, Entity, Media, MediaKind
from services.networks.telegram.incoming import read_messages
from services.settings import Settings
from tests import people
from tests.networks.youtube_world import movie
from tests.proof.linking import link_account, link_channel, link_dark_wall, link_session, link_wall
from tests.proof.stage import Stage

Link = Callable[[Stage, str], Awaitable[SocialAccount]]

_SMALL_PX, _LARGE_PX, _REAL_PX = 24, 240, 400
_CHUNK_BYTES, _FILM_BYTES = 256 << 10, 600_000
"""Three chunks of a film."""

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
    person is asked. `is_mute` is whether there is no text. `like` names a scene that goes the same
    way, to other requests. `same_files` says that every post has the same files, real ones, so that
    they have been made to fit before. `switches` are the sandbox's, `environment` the networks'.
    `lanes` is how many accounts there are, in which posts may lie where their workers died.
    """

    name: str
    link: Link
    media: tuple[MediaKind, ...] = ()
    text: str = ""
    begun: int = 0
    uploads: bool = False
    is_dark: bool = False
    is_mute: bool = False
    like: str = ""
    same_files: bool = False
    switches: Mapping[str, object] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    lanes: int = 6

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
        files = [
            (kind, _real(kind, place) if self.same_files else _noise(kind, seed, side_px))
            for place, kind in enumerate(self.media[len(known) :])
            for seed in (f"{number} {place}",)
        ]
        media = await self._media(stage, files)
        return Content(text=text, entities=(bold,) if text else (), media=(*known, *media))

    async def _media(self, stage: Stage, files: list[tuple[MediaKind, bytes]]) -> list[Media]:
        """Files that the bot has come by: Alice sent them, or they lie on a shelf."""
        if self.uploads:
            return [stage.shelf.put(content, kind) for kind, content in files]
        media: list[Media] = []
        for kind, alike in groupby(files, key=itemgetter(0)):
            uploads = [
                await stage.control.upload(content, _FILE_NAMES[kind], kind=kind)
                for _, content in alike
            ]
            sent = await stage.control.send_media(people.ALICE, uploads)
            media += read_messages([Message.model_validate(each) for each in sent]).content.media
        return media


_TEXT, _ALBUM, _REEL = "telegram text", "telegram album and text", "instagram reel"

SCENES = (
    Scene(_TEXT, link_channel),
    Scene("telegram photo", link_channel, ("photo",), like=_TEXT),
    Scene(_ALBUM, link_channel, ("photo",) * 3, text="word " * 300),
    Scene("telegram long text", link_channel, text="word " * 1000, like=_ALBUM),
    Scene("telegram upload", link_channel, ("photo", "photo"), uploads=True),
    Scene("vk text", link_wall),
    Scene("vk photos", link_wall, ("photo", "photo")),
    Scene("vk two posts", link_wall, (*("photo",) * 10, "video", "document"), begun=10),
)

KINDS = (
    Scene("telegram video", link_channel, ("video",), like=_TEXT),
    Scene("telegram animation", link_channel, ("animation",), like=_TEXT),
    Scene("telegram document", link_channel, ("document",), like=_TEXT),
    Scene("telegram audio", link_channel, ("audio",), like=_TEXT),
    Scene("telegram voice", link_channel, ("voice",), like=_TEXT),
    Scene("telegram round video", link_channel, ("video_note",), is_mute=True, like=_TEXT),
    Scene("telegram mixed album", link_channel, ("photo", "video"), like=_TEXT),
    Scene("telegram documents", link_channel, ("document", "document"), like=_TEXT),
    Scene("telegram songs", link_channel, ("audio", "audio"), like=_TEXT),
)
"""What Telegram keeps is sent by its id: only the request is another."""

HIDDEN = (
    Scene("pinterest picture", link_account("pinterest"), ("photo",)),
    Scene(
        "pinterest video",
        link_account("pinterest"),
        ("video",),
        same_files=True,
        switches={"pinterest_processing_polls": 0},
    ),
    Scene(
        "youtube video",
        link_account("youtube"),
        ("video",),
        same_files=True,
        switches={"youtube_duplicates": "taken"},
        environment={"YOUTUBE_CHUNK_BYTES": str(_CHUNK_BYTES)},
    ),
    Scene("instagram picture", link_account("instagram"), ("photo",), same_files=True, like=_REEL),
    Scene("instagram carousel", link_account("instagram"), ("photo", "photo"), same_files=True),
    Scene(_REEL, link_account("instagram"), ("video",), same_files=True),
    Scene(
        "instagram by session",
        link_session,
        ("photo",),
        same_files=True,
        environment={"INSTAGRAM_PRIVATE": "1"},
        lanes=2,
    ),
)
"""Where much is done that nobody sees: uploads, containers, waiting for them."""

DARK = (
    Scene("telegram dark text", link_channel, is_dark=True),
    Scene("telegram dark upload", link_channel, ("photo",), uploads=True, is_dark=True),
    Scene("vk dark text", link_dark_wall, is_dark=True),
)
"""Where nobody can look, only what happens around the request is another matter."""


def _real(kind: MediaKind, place: int) -> bytes:
    """A file that every network takes as it is, or nearly so."""
    if kind == "video":
        return movie(_FILM_BYTES, place)
    return _noise(kind, str(place), _REAL_PX)


def _noise(kind: MediaKind, seed: str, side_px: int) -> bytes:
    noise = hashlib.shake_256(f"{kind} {seed}".encode()).digest(3 * side_px * side_px)
    if kind != "photo":
        return noise
    buffer = BytesIO()
    Image.frombytes("RGB", (side_px, side_px), noise).save(buffer, "JPEG", quality=95)
    return buffer.getvalue()
