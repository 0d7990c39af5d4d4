"""What a pin shows: pictures in base64, or a video that was uploaded before.

Source: https://developers.pinterest.com/docs/api/v5/pins-create (media_source)
"""

import asyncio
import base64
import binascii
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from services.sandbox.pinterest.caller import Caller
from services.sandbox.pinterest.errors import invalid, no_media
from services.sandbox.pinterest.fields import check_text, known_only
from services.sandbox.pinterest.objects import Json, Picture
from services.sandbox.probe import probe

IMAGE_LIMIT_BYTES = 20_000_000
_BASE64 = re.compile(r"[a-zA-Z0-9+/=]+")
_TYPES = ("image/jpeg", "image/png")
_PICTURE = frozenset({"source_type", "content_type", "data", "is_standard"})
_CAROUSEL = frozenset({"source_type", "items", "index"})
_ITEM = frozenset({"content_type", "data", "title", "description", "link"})
_VIDEO = frozenset(
    {
        "source_type",
        "media_id",
        "cover_image_url",
        "cover_image_content_type",
        "cover_image_data",
        "cover_image_key_frame_time",
        "is_standard",
    }
)
_NEED_COVER = "cover_image_url or cover_image_content_type is required"


@dataclass(frozen=True, slots=True)
class Taken:
    """What of a pin's media was taken; a video's picture is its cover."""

    pictures: list[Picture] = field(default_factory=list)
    upload_id: str | None = None


async def taken_media(caller: Caller, source: Any) -> Taken:
    """Look at a media source as closely as Pinterest does, and take it.

    Raises:
        PinterestError: 400, or 404 for a video that is not there.
    """
    if not isinstance(source, dict):
        raise invalid("media_source is not an object")
    take = _TAKERS.get(str(source.get("source_type")))
    if take is None:
        raise invalid(f"sandbox: source_type {source.get('source_type')!r} is not imitated")
    return await take(caller, source)


async def _picture(caller: Caller, source: Json) -> Taken:
    known_only(source, _PICTURE)
    return Taken([await _decoded(caller, source)])


async def _carousel(caller: Caller, source: Json) -> Taken:
    known_only(source, _CAROUSEL)
    items, index = source.get("items"), source.get("index", 0)
    if not isinstance(items, list) or not 2 <= len(items) <= 5:
        raise invalid("items must have 2 to 5 elements")
    if not isinstance(index, int) or not 0 <= index < len(items):
        raise invalid("index is not the place of an item")
    for item in items:
        _check_item(item)
    pictures = [await _decoded(caller, item) for item in items]
    if len({(one.width, one.height) for one in pictures}) > 1:
        raise invalid("All images of a carousel must have the same dimensions")
    return Taken(pictures)


def _check_item(item: Any) -> None:
    if not isinstance(item, dict):
        raise invalid("items must be objects")
    known_only(item, _ITEM)
    for name, limit in (("title", 100), ("description", 800), ("link", 2048)):
        check_text(name, item.get(name), limit)


async def _video(caller: Caller, source: Json) -> Taken:
    known_only(source, _VIDEO)
    upload = caller.store.uploads.get(str(source.get("media_id")))
    if upload is None or upload.user_id != caller.user_id:
        raise no_media()
    if upload.status != "succeeded":
        raise invalid(f"Media is not ready: {upload.status}")
    if "cover_image_url" in source:
        raise invalid("sandbox: cover_image_url is not imitated")
    moment = source.get("cover_image_key_frame_time")
    if "cover_image_content_type" in source or "cover_image_data" in source:
        cover = {name: source.get(f"cover_image_{name}") for name in ("content_type", "data")}
        return Taken([await _decoded(caller, cover)], upload.id)
    if not isinstance(moment, int) or moment < 0:
        raise invalid(_NEED_COVER)
    return Taken([], upload.id)


async def _decoded(caller: Caller, source: Json) -> Picture:
    """The picture that some base64 is, if it is what it says to be."""
    content_type, data = source.get("content_type"), source.get("data")
    if content_type not in _TYPES:
        raise invalid("content_type must be image/jpeg or image/png")
    if not isinstance(data, str) or not _BASE64.fullmatch(data):
        raise invalid("data must match ^[a-zA-Z0-9+/=]+$")
    try:
        content = base64.b64decode(data, validate=True)
    except binascii.Error:
        raise invalid("data is not base64") from None
    if len(content) > IMAGE_LIMIT_BYTES:
        raise invalid("The image is too large")
    blob = caller.section.world.media.keep(content)
    found = await asyncio.to_thread(probe, blob.path, None)
    if found.mime_type != content_type or not found.width or not found.height:
        raise invalid("The image data does not match its content_type")
    stored = caller.section.world.media.register(
        blob,
        network="pinterest",
        kind="photo",
        mime_type=found.mime_type,
        width=found.width,
        height=found.height,
    )
    return Picture(stored.file_id, found.width, found.height, blob.size_bytes)


_TAKERS: Mapping[str, Callable[[Caller, Json], Awaitable[Taken]]] = {
    "image_base64": _picture,
    "multiple_image_base64": _carousel,
    "video_id": _video,
}
