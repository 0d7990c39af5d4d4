"""A picture of its owner's choice in front of a video.

Source: https://developers.google.com/youtube/v3/docs/thumbnails/set
"""

from aiohttp import web

from services.sandbox.media import Blob, StoredFile, TooBigError
from services.sandbox.perform import Answer
from services.sandbox.probe import Probe, probe
from services.sandbox.youtube.document import document
from services.sandbox.youtube.errors import NO_VIDEO, NOT_YOURS, RefusedError, bad
from services.sandbox.youtube.gate import Asked, Gate
from services.sandbox.youtube.objects import Json, Video
from services.sandbox.youtube.section import YoutubeSection

_PATH = "/youtube/upload/youtube/v3/thumbnails/set"
_PIECE_BYTES = 1 << 16
_SHORT_S = 180
_SIZES = {"default": (120, 90), "medium": (320, 180), "high": (480, 360)}
_UNVERIFIED = "The authenticated user doesn't have permissions to upload and set custom thumbnails."


class Thumbnails:
    """Takes thumbnails."""

    def __init__(self, section: YoutubeSection) -> None:
        self._section = section
        described = document()["resources"]["thumbnails"]["methods"]["set"]["mediaUpload"]
        self._accepted = frozenset(described["accept"])
        self._most_bytes = int(described["maxSize"])

    def routes(self) -> list[web.RouteDef]:
        """The upload address of pictures, in one request."""
        gate = Gate(self._section)
        return [web.post(_PATH, gate.calling("thumbnails.set", self._set, is_json=False))]

    async def _set(self, asked: Asked) -> Answer:
        if asked.value("uploadType") != "media":
            raise bad("badRequest", "sandbox: only uploadType=media is pretended")
        video = self._video(asked)
        blob = await self._received(asked.request)
        picture = self._looked_at(blob)
        video.cover_id = self._kept(blob, picture).file_id
        self._section.show(video, request_id=asked.call.request_id, attempt=asked.call.attempt)
        shown = {"kind": "youtube#thumbnailSetResponse", "etag": f"etag-{video.cover_id}"}
        return Answer(payload={**shown, "items": [_sizes(video)]}, effect=True)

    def _video(self, asked: Asked) -> Video:
        """The caller's own, on a channel that was verified by telephone."""
        video = self._section.store.videos.get(asked.value("videoId") or "")
        if video is None or video.deleted:
            raise NO_VIDEO
        if video.channel_id != asked.channel.id:
            raise NOT_YOURS
        if asked.channel.long_uploads != "allowed":
            raise RefusedError(403, "forbidden", _UNVERIFIED)
        upright = (video.width or 1) <= (video.height or 0)
        if upright and (video.duration_s or 0) <= _SHORT_S and video.upload_status == "uploaded":
            raise RefusedError(403, "forbidden", "sandbox: a Short has to be processed first")
        return video

    async def _received(self, request: web.Request) -> Blob:
        if request.content_type not in self._accepted:
            raise bad("mediaTypeNotSupported", f"sandbox: {request.content_type} is no thumbnail")
        if not request.content_length:
            raise bad("mediaBodyRequired", "The request does not include the image content.")
        pieces = request.content.iter_chunked(_PIECE_BYTES)
        try:
            return await self._section.world.media.receive(pieces, self._most_bytes)
        except TooBigError:
            raise RefusedError(413, "uploadTooLarge", "Media is too large.") from None

    def _looked_at(self, blob: Blob) -> Probe:
        """What a picture is, by its bytes."""
        found = probe(blob.path, None)
        if found.kind != "photo" or found.mime_type not in self._accepted:
            raise bad("invalidImage", "The provided image content is invalid.")
        return found

    def _kept(self, blob: Blob, picture: Probe) -> StoredFile:
        return self._section.world.media.register(
            blob,
            network=self._section.key,
            kind="photo",
            mime_type=picture.mime_type,
            width=picture.width,
            height=picture.height,
        )


def _sizes(video: Video) -> Json:
    return {
        name: {
            "url": f"https://i.ytimg.com/vi/{video.id}/{name}.jpg",
            "width": wide,
            "height": high,
        }
        for name, (wide, high) in _SIZES.items()
    }
