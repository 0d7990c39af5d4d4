"""`rupload_igphoto`, `rupload_igvideo` and `upload_settings`: bytes that nobody sees yet.

Source: https://github.com/subzeroid/instagrapi/blob/master/instagrapi/mixins/photo.py
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web

from services.sandbox.instagram.objects import Shown
from services.sandbox.instagram.private.caller import Caller
from services.sandbox.instagram.private.errors import PrivateError, stricter
from services.sandbox.instagram.private.objects import Upload
from services.sandbox.instagram.private.twin import PrivateTwin
from services.sandbox.media import Blob, TooBigError
from services.sandbox.perform import Answer
from services.sandbox.probe import Probe, probe

_PHOTO_LIMIT_BYTES: Final = 8 << 20
_VIDEO_LIMIT_BYTES: Final = 4 << 30
_FEED_RATIO: Final = (0.8, 1.92)
_COVER_RATIO: Final = (0.5, 1.92)
_SAME_PX: Final = 2
_SAME_MS: Final = 1100
_VIDEO_KINDS: Final = frozenset({"video", "animation"})


@dataclass(frozen=True, slots=True)
class Uploader:
    """One upload: who sends what under which name."""

    twin: PrivateTwin
    caller: Caller
    name: str
    headers: Mapping[str, str]

    @property
    def announces(self) -> bool:
        """Whether the app says of it what it is; it does of all but of upload settings."""
        return "X-Instagram-Rupload-Params" in self.headers

    @property
    def params(self) -> dict[str, Any]:
        """What the app says of its upload.

        Raises:
            PrivateError: Nothing that can be read, or not which upload it is.
        """
        try:
            told = json.loads(self.headers.get("X-Instagram-Rupload-Params", ""))
        except ValueError:
            raise stricter("X-Instagram-Rupload-Params is JSON") from None
        if not isinstance(told, dict) or not str(told.get("upload_id", "")).isdigit():
            raise stricter("X-Instagram-Rupload-Params names an upload_id of digits")
        return told

    async def photo(self, body: AsyncIterator[bytes]) -> Answer:
        """Take a picture: a photo, or the cover of a video that is there already."""
        params = self.params
        upload_id = str(params["upload_id"])
        if not self.name.startswith(f"{upload_id}_0_"):
            raise stricter("an upload's name begins with its upload_id")
        blob = await self._receive(body, "image/jpeg", _PHOTO_LIMIT_BYTES)
        found = await asyncio.to_thread(probe, blob.path, None)
        if found.mime_type != "image/jpeg" or not (found.width and found.height):
            raise PrivateError("bad image input", error_title="bad image input extra:{}")
        video = self.twin.store.uploads.get(upload_id)
        is_cover = video is not None and video.pk == self.caller.pk and video.shown.kind == "video"
        _check_ratio(found, _COVER_RATIO if is_cover else _FEED_RATIO)
        if is_cover and video:
            video.has_cover = True
        else:
            self._keep(upload_id, blob, found, params)
        return _taken(upload_id)

    def announce(self) -> Answer:
        """Say how much of a video has arrived before: nothing."""
        self._check_video_name(self.params)
        self.twin.store.prepared.add(self.name)
        return Answer(payload={"offset": 0, "status": "ok"}, effect=True)

    async def video(self, body: AsyncIterator[bytes]) -> Answer:
        """Take a video that was announced."""
        params = self.params
        self._check_video_name(params)
        if self.name not in self.twin.store.prepared:
            raise stricter("a video is announced by a GET before it is sent")
        if params.get("is_clips_video") == "1" and not self._told_settings():
            raise stricter("a reel is sent after its upload_settings")
        blob = await self._receive(body, "video/mp4", _VIDEO_LIMIT_BYTES)
        found = await asyncio.to_thread(probe, blob.path, None)
        if found.kind not in _VIDEO_KINDS or found.mime_type != "video/mp4":
            raise PrivateError("The video format is not supported.")
        _check_declared(found, params)
        self._keep(str(params["upload_id"]), blob, found, params)
        return _taken(str(params["upload_id"]))

    def settings(self, told: Any) -> Answer:
        """Take what a composer says of the reel that it is about to send."""
        session = told.get("composer_session_id") if isinstance(told, dict) else None
        if session != self.name or "upload_setting_properties" not in told:
            raise stricter("upload_settings bear the composer's id")
        self.twin.store.prepared.add(f"composer {self.name}")
        return Answer(payload={"status": "ok"}, effect=True)

    def _check_video_name(self, params: dict[str, Any]) -> None:
        upload_id = str(params["upload_id"])
        is_clip = params.get("is_clips_video") == "1"
        fits = (
            self.name.endswith(f"-{upload_id}-{upload_id}")
            if is_clip
            else self.name.startswith(f"{upload_id}_0_")
        )
        if not fits:
            raise stricter("an upload's name holds its upload_id")

    def _told_settings(self) -> bool:
        composer = self.headers.get("X_FB_VIDEO_WATERFALL_ID", "").partition("_")[0]
        return f"composer {composer}" in self.twin.store.prepared

    async def _receive(self, body: AsyncIterator[bytes], mime_type: str, limit: int) -> Blob:
        said = self.headers
        if said.get("Offset") != "0" or said.get("X-Entity-Name") != self.name:
            raise stricter("an upload begins at 0 and bears its name")
        if said.get("X-Entity-Type") != mime_type:
            raise stricter(f"X-Entity-Type is {mime_type}")
        try:
            blob = await self.twin.world.media.receive(body, limit)
        except TooBigError:
            raise PrivateError("The file is too large.") from None
        if not said.get("X-Entity-Length") == said.get("Content-Length") == str(blob.size_bytes):
            raise stricter("X-Entity-Length is the length of the body")
        return blob

    def _keep(self, upload_id: str, blob: Blob, found: Probe, params: dict[str, Any]) -> None:
        kind = "photo" if found.kind == "photo" else "video"
        stored = self.twin.world.media.register(
            blob,
            network="instagram",
            kind=kind,
            mime_type=found.mime_type,
            width=found.width,
            height=found.height,
            duration_s=found.duration_s,
        )
        shown = Shown(kind, stored.file_id, found.width or 1, found.height or 1, blob.size_bytes)
        if kind == "video":
            shown.duration_s = found.duration_s
        looks = int(self.twin.world.settings["instagram_private_transcode"])
        self.twin.store.uploads[upload_id] = Upload(
            id=upload_id,
            pk=self.caller.pk,
            shown=shown,
            is_sidecar=params.get("is_sidecar") == "1",
            is_clip=params.get("is_clips_video") == "1",
            looks_left=looks if kind == "video" else 0,
        )


def chunks(request: web.Request) -> AsyncIterator[bytes]:
    """The body of a request as it comes."""
    return request.content.iter_chunked(1 << 16)


def _taken(upload_id: str) -> Answer:
    return Answer(payload={"upload_id": upload_id, "status": "ok"}, effect=True)


def _check_ratio(found: Probe, wanted: tuple[float, float]) -> None:
    ratio = (found.width or 1) / (found.height or 1)
    if not wanted[0] - 0.005 <= ratio <= wanted[1] + 0.005:
        raise PrivateError("The aspect ratio is not supported.", error_title="bad aspect ratio")


def _check_declared(found: Probe, params: dict[str, Any]) -> None:
    """What the app says of a video must be what it sent."""
    said = [str(params.get(f"upload_media_{name}", "")) for name in ("width", "height")]
    is_px = [found.width or 0, found.height or 0]
    if not all(one.isdigit() for one in said) or any(
        abs(int(one) - real) > _SAME_PX for one, real in zip(said, is_px, strict=True)
    ):
        raise stricter(f"a video of {is_px} was called one of {said}")
    length_ms = str(params.get("upload_media_duration_ms", ""))
    real_ms = 1000 * (found.duration_s or 0)
    if not length_ms.isdigit() or abs(int(length_ms) - real_ms) > _SAME_MS:
        raise stricter(f"a video of {real_ms} ms was called one of {length_ms} ms")
