"""`media/configure`, `configure_sidecar` and `configure_to_clips`: what makes uploads public.

Whoever configures twice publishes twice; whether the real Instagram does is not known.

Source: https://github.com/subzeroid/instagrapi/blob/master/instagrapi/mixins/album.py
"""

import json
from dataclasses import dataclass
from typing import Any, Final

from services.sandbox.instagram.private.caller import Caller
from services.sandbox.instagram.private.errors import (
    PrivateError,
    not_finished,
    stricter,
    upload_again,
)
from services.sandbox.instagram.private.objects import Medium, Upload
from services.sandbox.instagram.private.twin import ALBUM, PHOTO, VIDEO, PrivateTwin
from services.sandbox.instagram.showing import count
from services.sandbox.perform import Answer, Call

_CAPTION_LIMIT: Final = 2200
_MENTIONS: Final = 20
_ITEMS: Final = range(2, 11)


@dataclass(frozen=True, slots=True)
class Configurer:
    """One wish to publish: whose it is, what it says, and the call that it came with."""

    twin: PrivateTwin
    caller: Caller
    told: dict[str, Any]
    call: Call

    def photo(self) -> Answer:
        """Publish a photo."""
        upload = self._upload(self.told)
        if upload.shown.kind != "photo" or upload.is_sidecar:
            raise upload_again(upload.id)
        _check_size(upload, self.told.get("extra"))
        return self._publish(PHOTO, [upload])

    def reel(self) -> Answer:
        """Publish a reel."""
        upload = self._upload(self.told)
        if upload.shown.kind != "video" or not upload.is_clip:
            raise upload_again(upload.id)
        if self.call.request.query.get("video") != "1":
            raise stricter("a reel is configured with ?video=1")
        _check_size(upload, self.told.get("extra"))
        _check_ready(upload)
        return self._publish(VIDEO, [upload])

    def album(self) -> Answer:
        """Publish an album."""
        children = self.told.get("children_metadata")
        if not isinstance(children, list) or len(children) not in _ITEMS:
            raise PrivateError("An album has 2 to 10 items.")
        if not str(self.told.get("client_sidecar_id", "")).isdigit():
            raise stricter("an album has a client_sidecar_id of digits")
        uploads = [self._upload(child) for child in children]
        if len({upload.id for upload in uploads}) < len(uploads):
            raise stricter("each item of an album is an upload of its own")
        for upload, child in zip(uploads, children, strict=True):
            if not upload.is_sidecar:
                raise upload_again(upload.id)
            _check_size(upload, _object(child.get("extra")))
        for upload in uploads:
            _check_ready(upload)
        return self._publish(ALBUM, uploads)

    def _publish(self, kind: int, uploads: list[Upload]) -> Answer:
        _check_caption(self.twin, self.told.get("caption"))
        if not isinstance(self.told.get("device"), dict) or "timezone_offset" not in self.told:
            raise stricter("configuring names the device and its time zone")
        pictures = [upload.shown for upload in uploads]
        medium = self.twin.publish(self.caller, kind, self.told, pictures, self.call)
        answer: dict[str, Any] = {"upload_id": medium.upload_id, "status": "ok"}
        if self.twin.world.settings["instagram_private_answers"] == "media":
            answer["media"] = shown(self.twin, medium)
        return Answer(payload=answer, effect=True)

    def _upload(self, told: dict[str, Any]) -> Upload:
        upload = self.twin.store.uploads.get(str(told.get("upload_id")))
        if upload is None or upload.pk != self.caller.pk:
            raise upload_again(str(told.get("upload_id")))
        return upload


def shown(twin: PrivateTwin, medium: Medium) -> dict[str, Any]:
    """A medium as answers tell it; albums name their items."""
    member = twin.store.members[medium.owner_pk]
    user = {"pk": member.pk, "username": member.username, "is_private": False}
    items = [
        {"pk": f"{medium.pk}{place}", "media_type": kind}
        for place, kind in enumerate(medium.children)
    ]
    album = {"carousel_media": items, "carousel_media_count": len(items)} if items else {}
    return {
        "pk": medium.pk,
        "id": f"{medium.pk}_{medium.owner_pk}",
        "code": medium.code,
        "taken_at": int(medium.at),
        "device_timestamp": medium.upload_id,
        "media_type": medium.kind,
        "product_type": {VIDEO: "clips", ALBUM: "carousel_container"}.get(medium.kind, "feed"),
        "caption": {"text": medium.caption, "user_id": member.pk} if medium.caption else None,
        "user": user,
        "like_count": 0,
        "comment_count": 0,
        "organic_tracking_token": "pretended",
        **album,
    }


def _check_ready(upload: Upload) -> None:
    if upload.shown.kind != "video":
        return
    if not upload.has_cover:
        raise stricter("a video has a cover before it is configured")
    if upload.looks_left:
        upload.looks_left -= 1
        raise not_finished()


def _check_size(upload: Upload, extra: Any) -> None:
    said = extra if isinstance(extra, dict) else {}
    real = (upload.shown.width, upload.shown.height)
    if (said.get("source_width"), said.get("source_height")) != real:
        raise stricter(f"an upload of {real} was configured as {said}")


def _check_caption(twin: PrivateTwin, caption: Any) -> None:
    if not isinstance(caption, str):
        raise stricter("a caption is text")
    if len(caption) > _CAPTION_LIMIT:
        raise PrivateError("Your caption is too long.", error_type="caption_too_long")
    if count(caption, "#") > int(twin.world.settings["instagram_hashtags"]):
        raise PrivateError("Your caption has too many hashtags.", error_type="too_many_hashtags")
    if count(caption, "@") > _MENTIONS:
        raise PrivateError("Your caption has too many mentions.", error_type="too_many_mentions")


def _object(text: Any) -> Any:
    """An item of an album says what it is in JSON of its own."""
    try:
        return json.loads(text)
    except (TypeError, ValueError):
        raise stricter("an item of an album says its size in JSON") from None
