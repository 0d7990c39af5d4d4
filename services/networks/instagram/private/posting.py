"""The one request that makes uploads public, as the library words it, and what it answers.

Source: https://github.com/subzeroid/instagrapi/blob/master/instagrapi/mixins/album.py
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from services.errors import Unconfirmed
from services.networks.base import Accepted, Json
from services.networks.instagram.private.uploading import Upload

if TYPE_CHECKING:
    from services.networks.instagram.private.library import QuietClient

PHOTO, VIDEO, ALBUM = 1, 2, 8
"""Instagram's `media_type`."""


@dataclass(frozen=True, slots=True)
class Post:
    """What is to become public: uploads in order, and the caption."""

    uploads: tuple[Upload, ...]
    caption: str

    @property
    def kind(self) -> int:
        """Its `media_type`."""
        if len(self.uploads) > 1:
            return ALBUM
        return VIDEO if self.uploads[0].is_video else PHOTO

    @property
    def id(self) -> str:
        """The upload id that the whole post is known by."""
        if self.kind != ALBUM:
            return self.uploads[0].id
        return str(max(int(upload.id) for upload in self.uploads) + 1)

    def configure(self, client: "QuietClient") -> Json:
        """Make it public; the library words the request and sends it once."""
        if self.kind == ALBUM:
            ids = {"upload_id": self.id, "client_sidecar_id": self.id}
            items = [_item(upload) for upload in self.uploads]
            return _object(client.album_configure(items, self.caption, extra_data=ids))
        one = self.uploads[0]
        if self.kind == PHOTO:
            return _object(client.photo_configure(one.id, one.width, one.height, self.caption))
        cover = Path(one.id)
        sizes = (one.width, one.height, one.duration_s)
        return _object(client.clip_configure(one.id, cover, *sizes, self.caption))


def accepted(answer: Json) -> Accepted:
    """What Instagram says that it made.

    Raises:
        Unconfirmed: It says ok and not which post it is.
    """
    media = answer.get("media")
    pk = media.get("pk") if isinstance(media, dict) else None
    if not isinstance(media, dict) or not str(pk or "").isdigit():
        raise Unconfirmed("Instagram", "it did not say which post it made")
    return Accepted((str(pk),), address(media))


def address(media: Json) -> str | None:
    """Where people see a post."""
    code = media.get("code")
    if not isinstance(code, str) or not code:
        return None
    kind = "reel" if media.get("product_type") == "clips" else "p"
    return f"https://www.instagram.com/{kind}/{code}/"


def _item(upload: Upload) -> Json:
    """One item of an album, as `album_upload` words it."""
    if upload.is_video:
        length = {"length": upload.duration_s, "source_type": "4"}
        return {
            "upload_id": upload.id,
            "clips": _dense([length]),
            "extra": _dense(upload.extra),
            "length": upload.duration_s,
            "poster_frame_index": "0",
            "filter_type": "0",
            "video_result": "",
            "audio_muted": "false",
        }
    edits = {
        "crop_original_size": [upload.width, upload.height],
        "crop_center": [0.0, -0.0],
        "crop_zoom": 1.0,
    }
    return {
        "upload_id": upload.id,
        "edits": _dense(edits),
        "extra": _dense(upload.extra),
        "scene_capture_type": "",
        "scene_type": None,
    }


def _dense(value: Json | Sequence[Json]) -> str:
    return json.dumps(value, separators=(",", ":"))


def _object(answer: Any) -> Json:
    return answer if isinstance(answer, dict) else {}
