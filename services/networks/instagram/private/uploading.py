"""Bytes that nobody sees yet: photos, videos and their covers, as the library sends them.

The files are sent as they were fitted. The library's own functions would draw pictures anew, crop
them, forget how they are turned, and hold whole videos in memory.

Source: https://github.com/subzeroid/instagrapi/blob/master/instagrapi/mixins/photo.py (and clip.py,
video.py): the headers are theirs.
"""

import json
import random
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from services.media.shapes import Fitted
from services.networks.base import Json

if TYPE_CHECKING:
    import requests

    from services.networks.instagram.private.library import QuietClient

_HOST = "https://i.instagram.com"
_CONTEXT = '{"num_step_auto_retry":0,"num_reupload":0,"num_step_manual_retry":0}'
_COMPRESSION = '{"lib_name": "moz", "lib_version": "3.1.m", "quality": "80"}'


class NotTakenError(Exception):
    """Instagram did not take an upload; nothing is public."""

    def __init__(self, response: "requests.Response") -> None:
        super().__init__(f"HTTP {response.status_code}")
        self.response = response


@dataclass(frozen=True, slots=True)
class Upload:
    """Something that Instagram has and nobody sees; `at` is when it was sent, in Unix seconds."""

    id: str
    is_video: bool
    width: int
    height: int
    duration_s: float
    at: float

    @classmethod
    def read(cls, stored: Json) -> Self:
        """Read what `stored` gave."""
        return cls(**stored)

    def stored(self) -> Json:
        """The same as JSON."""
        return asdict(self)

    @property
    def extra(self) -> dict[str, int]:
        """Its size in the words of the app."""
        return {"source_width": self.width, "source_height": self.height}


@dataclass(frozen=True, slots=True)
class Sending:
    """One file on its way: under which id, and whether it becomes an item of an album."""

    client: "QuietClient"
    upload_id: str
    fitted: Fitted
    in_album: bool

    def photo(self) -> None:
        """Send a picture.

        Raises:
            NotTakenError: Instagram did not take it.
        """
        self._picture(self.fitted.path, in_album=self.in_album)

    def video(self) -> None:
        """Send a video and its cover.

        Raises:
            NotTakenError: Instagram did not take one of them.
        """
        if self.in_album:
            self._film(f"{self.upload_id}_0_{_digits()}", self._item_params(), str(uuid.uuid4()))
        else:
            self._reel()
        if self.fitted.cover:
            self._picture(self.fitted.cover, in_album=False)

    def _reel(self) -> None:
        composer, asset = str(uuid.uuid4()), uuid.uuid4().hex[:12].upper()
        self._tell_settings(composer, asset)
        stamp = self.upload_id
        name = f"{uuid.uuid4().hex}-0-{self.fitted.size_bytes}-{stamp}-{stamp}"
        self._film(name, self._reel_params(), f"{composer}_{asset}_Mixed_0")

    def _tell_settings(self, composer: str, asset: str) -> None:
        body = json.dumps(self._settings(composer, asset))
        length = str(len(body.encode()))
        headers = {
            "Accept-Encoding": "gzip",
            "Content-Type": "application/json",
            "Content-Length": length,
            "Offset": "0",
            "X-Entity-Length": length,
            "X-Entity-Name": "upload_settings",
            "X-Entity-Type": "application/json",
            "X_FB_VIDEO_WATERFALL_ID": f"{composer}_settings",
        }
        self.client.wire.line.load(None)
        self._post(f"upload_settings/{composer}", headers, body)

    def _film(self, name: str, params: Mapping[str, str], waterfall: str) -> None:
        """Announce a video and send it; it is read from the disk as it goes."""
        headers = {
            "Accept-Encoding": "gzip" if not self.in_album else "gzip, deflate",
            "X-Instagram-Rupload-Params": json.dumps(params),
            "X_FB_VIDEO_WATERFALL_ID": waterfall,
            "X-Entity-Type": "video/mp4",
            "Segment-Start-Offset": "0",
            "Segment-Type": "3",
        }
        self.client.wire.line.load(None)
        address = f"{_HOST}/rupload_igvideo/{name}"
        _check(self.client.private.get(address, headers=self.client.private_headers(headers)))
        sent = {
            "Offset": "0",
            "X-Entity-Name": name,
            "X-Entity-Length": str(self.fitted.size_bytes),
            "Content-Type": "application/octet-stream",
            "Content-Length": str(self.fitted.size_bytes),
            **headers,
        }
        self.client.wire.line.load(self.fitted.path)
        self._post(f"rupload_igvideo/{name}", sent)

    def _picture(self, path: Path, *, in_album: bool) -> None:
        name, length = f"{self.upload_id}_0_{_digits()}", str(path.stat().st_size)
        params = {
            "retry_context": _CONTEXT,
            "media_type": "1",
            "xsharing_user_ids": "[]",
            "upload_id": self.upload_id,
            "image_compression": _COMPRESSION,
            **({"is_sidecar": "1"} if in_album else {}),
        }
        headers = {
            "Accept-Encoding": "gzip",
            "X-Instagram-Rupload-Params": json.dumps(params),
            "X_FB_PHOTO_WATERFALL_ID": str(uuid.uuid4()),
            "X-Entity-Type": "image/jpeg",
            "Offset": "0",
            "X-Entity-Name": name,
            "X-Entity-Length": length,
            "Content-Type": "application/octet-stream",
            "Content-Length": length,
        }
        self.client.wire.line.load(path)
        self._post(f"rupload_igphoto/{name}", headers)

    def _post(self, path: str, headers: Mapping[str, str], body: str | None = None) -> None:
        said = self.client.private_headers(headers)
        _check(self.client.private.post(f"{_HOST}/{path}", data=body, headers=said))

    def _item_params(self) -> dict[str, str]:
        return {
            "retry_context": _CONTEXT,
            "media_type": "2",
            "xsharing_user_ids": json.dumps([self.client.user_id]),
            "upload_id": self.upload_id,
            **self._sizes,
            "is_sidecar": "1",
        }

    def _reel_params(self) -> dict[str, str]:
        return {
            "provenance_metadata": json.dumps({"origin": ["EXTERNAL"]}),
            "share_type": "reels",
            "debug_segment_id": "0",
            "extract_cover_frame": "1",
            "upload_engine_config_enum": "0",
            "xsharing_user_ids": "[]",
            "stella_data": "{}",
            "is_clips_video": "1",
            "is_optimistic_upload": "true",
            "content_tags": "use_default_cover",
            "upload_id": self.upload_id,
            "retry_context": _CONTEXT,
            "session_id": self.upload_id,
            "media_type": "2",
            **self._sizes,
        }

    @property
    def _sizes(self) -> dict[str, str]:
        return {
            "upload_media_duration_ms": str(self._length_ms),
            "upload_media_width": str(self.fitted.width),
            "upload_media_height": str(self.fitted.height),
        }

    @property
    def _length_ms(self) -> int:
        return int((self.fitted.duration_s or 0.0) * 1000)

    def _settings(self, composer: str, asset: str) -> Json:
        """What the app tells of a reel before it sends it."""
        fitted, length_ms = self.fitted, self._length_ms
        video = {
            "video_height": fitted.height,
            "video_gop_size_sec": 0,
            "video_rotation_angle": 0,
            "video_width": fitted.width,
            "source_video_codec": None,
            "video_partial_frame_size_bytes": 0,
            "asset_id": asset,
            "video_key_frame_size_bytes": 0,
            "target_duration": length_ms // 1000,
            "video_original_file_size": fitted.size_bytes,
            "video_duration_milliseconds": length_ms,
            "audio_bit_rate_bps": -1,
            "video_bit_rate_bps": 0,
            "audio_codec_type": None,
            "video_fps": 30,
        }
        return {
            "composer_session_id": composer,
            "upload_setting_properties": {**self._surroundings(), "video": video},
            "preview_spec": {
                "spec_version": 1,
                "video_dur_ms": length_ms,
                "audio_dur_ms": length_ms,
            },
        }

    def _surroundings(self) -> dict[str, Any]:
        return {
            "upload_settings_version": "v0.1",
            "codec": {},
            "context": {
                "source_attribution": None,
                "enable_video_dimension_upscale": False,
                "source_type": "clips",
                "quality": "",
                "target_id": int(self.client.user_id),
            },
            "creative_tools": {"transmuxing_eligible": False, "transcoding_required": True},
            "network": {
                "download_latency_connection_quality": "ig_dummy",
                "network_connection_name": "ig_dummy",
                "download_bandwidth_connection_quality": "ig_dummy",
            },
        }


def _check(response: "requests.Response") -> None:
    if response.status_code != HTTPStatus.OK:
        raise NotTakenError(response)


def _digits() -> int:
    return random.randint(1_000_000_000, 9_999_999_999)  # noqa: S311 - a name, no secret
