"""What becomes of each medium on VK: pure, from what is known before anything is fetched.

Source: https://dev.vk.com/api/upload/wall-photo, https://dev.vk.com/method/docs.save
"""

import mimetypes
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

from services.content import Content, Media
from services.networks.base import Limits, Notice
from services.networks.vk.settings import CALL_LIMIT_S

Kind = Literal["photo", "video", "document"]

LIMITS = Limits(
    text=16_384,
    caption=16_384,
    text_unit="characters",
    album=10,
    photo_bytes=50_000_000,
    video_bytes=2_000_000_000,
    document_bytes=200_000_000,
    call_timeout_s=CALL_LIMIT_S,
    grace_s=30.0,
)

_SIDES_SUM = 14_000
_SIDES_RATIO = 20
_PROGRAMS = {".exe", ".msi", ".bat", ".cmd", ".com", ".scr", ".apk", ".jar", ".dll", ".dmg", ".sh"}
_NATURAL: Mapping[str, Kind] = {"photo": "photo", "video": "video", "video_note": "video"}
_RIGHT_MISSING = {
    "photo": "vk-photo-needs-token",
    "video": "vk-video-needs-token",
    "document": "vk-document-needs-right",
}
_LIMIT_BYTES = {
    "photo": LIMITS.photo_bytes,
    "video": LIMITS.video_bytes,
    "document": LIMITS.document_bytes,
}


@dataclass(frozen=True, slots=True)
class Fate:
    """What VK shows a medium as, None if it is left out, and the text that tells why."""

    shown_as: Kind | None
    text: str = ""
    limit_mb: int = 0


@dataclass(frozen=True, slots=True)
class Fitting:
    """What a community can take: its proved rights, and how large originals come from where.

    With `only_first` there is one post, whatever is left.
    """

    capabilities: Mapping[str, bool]
    original_bytes: Mapping[str, int]
    only_first: bool = False

    def fate(self, media: Media) -> Fate:
        """What becomes of one medium."""
        kind = self._kind(media)
        if text := _forbidden(media) if kind == "document" else "":
            return Fate(None, text)
        if not self.capabilities.get(kind):
            return Fate(None, _RIGHT_MISSING[kind])
        for limit, text in (
            (self.original_bytes.get(media.origin), "vk-file-too-big"),
            (_LIMIT_BYTES[kind], "vk-file-too-heavy"),
        ):
            if limit is not None and (media.size_bytes or 0) > limit:
                return Fate(None, text, limit_mb=limit // 1_000_000)
        return Fate(kind, _told(media, kind))

    def fates(self, content: Content) -> list[Fate]:
        """What becomes of every medium, in order."""
        return [self.fate(media) for media in content.media]

    def _kind(self, media: Media) -> Kind:
        if media.kind == "photo" and _extreme(media):
            return "document"
        if media.kind == "animation" and extension(media) != ".gif":
            return "video" if self.capabilities.get("video") else "document"
        return _NATURAL.get(media.kind, "document")


def notices(fates: Iterable[Fate], *, something_remains: bool) -> list[Notice]:
    """Tell each kind of change once; what is left out refuses the post if nothing remains."""
    counted = Counter(fate for fate in fates if fate.text)
    return [
        Notice(
            "refuse" if fate.shown_as is None and not something_remains else "change",
            fate.text,
            {"count": count} | ({"limit_mb": fate.limit_mb} if fate.limit_mb else {}),
        )
        for fate, count in counted.items()
    ]


def extension(media: Media) -> str:
    """The lower-case ending of a medium's file name, guessed from its type if it has none."""
    suffix = PurePath(media.file_name or "").suffix.lower()
    return suffix or mimetypes.guess_extension(media.mime_type or "") or ""


def _extreme(media: Media) -> bool:
    sides = sorted((media.width or 0, media.height or 0))
    return sum(sides) > _SIDES_SUM or sides[1] > _SIDES_RATIO * sides[0] > 0


def _forbidden(media: Media) -> str:
    """Why VK takes no such document: it keeps music and programs away."""
    ending = extension(media)
    if ending in {".mp3", ".mp2"} or (media.kind == "audio" and not ending):
        return "vk-no-music"
    return "vk-no-programs" if ending in _PROGRAMS else ""


def _told(media: Media, kind: Kind) -> str:
    if kind == "document" and media.kind != "document" and extension(media) != ".gif":
        return "vk-shown-as-file"
    if kind == "video" and media.kind != "video":
        return "vk-shown-as-video"
    return ""
