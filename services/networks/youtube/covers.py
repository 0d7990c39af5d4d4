"""A picture that comes with a video, in front of it as its thumbnail.

A video is there with it or without it: whatever goes wrong is told, and changes nothing else.

Source: https://developers.google.com/youtube/v3/docs/thumbnails/set
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from googleapiclient.http import MediaFileUpload

from services.content import Content, Media
from services.errors import NetworkError, Transient
from services.media.foreseeing import foresee
from services.media.shapes import ImageShape
from services.networks.base import Account, Json, Work
from services.networks.youtube.client import YoutubeClient
from services.networks.youtube.films import is_short

SHAPE = ImageShape(
    formats=("JPEG", "PNG"),
    ratio=(16 / 9, 16 / 9),
    smallest=(640, 360),
    largest=(1280, 720),
    size_bytes=2_000_000,
)
"""What YouTube advises; it takes more, and pads other shapes with black.

Source: https://support.google.com/youtube/answer/72431
"""

MISSING = "youtube-missing-cover"

_PICTURES = {"image/jpeg", "image/png", "image/webp"}


def cover_of(
    content: Content, shown: Sequence[int], account: Account, original_bytes: Mapping[str, int]
) -> int | None:
    """The place of the picture that becomes the thumbnail; None if none does.

    Only a single video has one, on a channel that was verified by telephone. A Short would take
    it after it has been processed, when it is public already.
    """
    if len(shown) != 1 or not account.capabilities.get("long") or is_short(content.media[shown[0]]):
        return None
    pictures = (one for one, media in enumerate(content.media) if _may_be(media, original_bytes))
    return next(pictures, None)


def _may_be(media: Media, original_bytes: Mapping[str, int]) -> bool:
    limit_bytes = original_bytes.get(media.origin)
    if limit_bytes is not None and (media.size_bytes or 0) > limit_bytes:
        return False
    is_file = media.kind == "document" and media.mime_type in _PICTURES
    refused = any(one.level == "refuse" for one in foresee(media, SHAPE, "blur"))
    return (is_file or media.kind == "photo") and not refused


@dataclass(frozen=True, slots=True)
class Covering:
    """Sets the thumbnails of one account."""

    client: YoutubeClient
    credentials: Mapping[str, str]

    async def cover(self, video: str, media: Media, work: Work, checkpoint: Json) -> Json:
        """Set a video's thumbnail unless that has been tried.

        Args:
            video: It is there, and private.
            media: The picture.
            work: Saves how it went.
            checkpoint: What is saved of the part; it stays.

        Returns:
            What is saved now; its `cover` is whether the thumbnail is there.

        Raises:
            NetworkError: It may work in a moment; this is raised once.
        """
        if "cover" in checkpoint:
            return checkpoint
        try:
            await self._set(video, media, work)
        except NetworkError as error:
            if isinstance(error, Transient) and "cover_failed" not in checkpoint:
                await work.save({**checkpoint, "cover_failed": error.code})
                raise
            done = {**checkpoint, "cover": False}
        else:
            done = {**checkpoint, "cover": True}
        await work.save(done)
        return done

    async def _set(self, video: str, media: Media, work: Work) -> None:
        fitted = await work.fit(media, SHAPE, "blur")
        path, mime_type = str(fitted.path), fitted.mime_type
        await self.client.ask(
            self.credentials,
            lambda api: api.thumbnails().set(
                videoId=video, media_body=MediaFileUpload(path, mimetype=mime_type)
            ),
        )
