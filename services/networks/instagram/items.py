"""What becomes of each medium on Instagram: pure, from what is known before anything is fetched."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from services.content import Content, Media
from services.media.foreseeing import kind_of_file
from services.networks.base import Notice

Kind = Literal["image", "video"]

_NATURAL: Mapping[str, Kind] = {
    "photo": "image",
    "video": "video",
    "animation": "video",
    "video_note": "video",
}


@dataclass(frozen=True, slots=True)
class Fate:
    """What Instagram shows a medium as, None if it is left out, and the text that tells why."""

    shown_as: Kind | None
    text: str = ""
    limit_mb: int = 0


def fates(content: Content, original_bytes: Mapping[str, int]) -> list[Fate]:
    """What becomes of every medium, in order.

    Args:
        content: The post.
        original_bytes: How large originals can be fetched, by the network that keeps them.
    """
    return [_fate(media, original_bytes.get(media.origin)) for media in content.media]


def kept(found: Iterable[Fate]) -> list[tuple[int, Kind]]:
    """The places of the media that are shown, and what as."""
    return [(place, fate.shown_as) for place, fate in enumerate(found) if fate.shown_as]


def losses(found: Iterable[Fate]) -> list[Notice]:
    """Tell each kind of loss once."""
    counted = Counter(fate for fate in found if fate.shown_as is None)
    return [
        Notice(
            "change",
            fate.text,
            {"count": count} | ({"limit_mb": fate.limit_mb} if fate.limit_mb else {}),
        )
        for fate, count in counted.items()
    ]


def _fate(media: Media, limit_bytes: int | None) -> Fate:
    kind = _NATURAL.get(media.kind) or _of_file(media)
    if kind is None:
        return Fate(None, "instagram-left-out")
    if limit_bytes is not None and (media.size_bytes or 0) > limit_bytes:
        return Fate(None, "instagram-file-too-big", limit_mb=limit_bytes // 1_000_000)
    return Fate(kind)


def _of_file(media: Media) -> Kind | None:
    """A picture or video that was sent as a file is one all the same."""
    return kind_of_file(media) if media.kind == "document" else None
