"""Calls that make and delete: boards, pins, the registration of a video."""

import base64
import json
import secrets
from datetime import UTC, datetime
from http import HTTPStatus

from services.sandbox.pinterest import shapes
from services.sandbox.pinterest.caller import Caller, Done
from services.sandbox.pinterest.errors import invalid, no_pin, not_yours
from services.sandbox.pinterest.fields import pin_fields
from services.sandbox.pinterest.objects import Json, Pin, Upload
from services.sandbox.pinterest.sources import taken_media

UPLOAD_LIFE_S = 3_600


async def create_pin(caller: Caller) -> Done:
    """pins/create: the same twice makes two pins."""
    fields = pin_fields(caller)
    media = await taken_media(caller, caller.body.get("media_source"))
    pin = Pin(
        id=caller.store.next_id(),
        board_id=fields["board_id"],
        user_id=caller.user_id,
        created_at=caller.now,
        title=fields.get("title"),
        description=fields.get("description"),
        link=fields.get("link"),
        alt_text=fields.get("alt_text"),
        section_id=fields.get("board_section_id"),
        pictures=media.pictures,
        upload_id=media.upload_id,
    )
    caller.section.publish(pin, caller.call)
    shown = shapes.pin(caller.store, pin, caller.user_id)
    return Done(shown, HTTPStatus.CREATED, effect=True)


def delete_pin(caller: Caller) -> Done:
    """pins/delete: for good."""
    pin = caller.store.pins.get(caller.path["pin_id"])
    if pin is None:
        raise no_pin()
    if pin.user_id != caller.user_id:
        raise not_yours()
    caller.section.take_down(pin)
    return Done(b"", HTTPStatus.NO_CONTENT, effect=True)


def create_media(caller: Caller) -> Done:
    """media/create: registers a video and says where its bytes go."""
    if caller.body != {"media_type": "video"}:
        raise invalid("media_type is required, must be 'video', and nothing else is known")
    upload_id = caller.store.next_id()
    expires_at = caller.now + UPLOAD_LIFE_S
    upload = Upload(upload_id, caller.user_id, _parameters(upload_id, expires_at), expires_at)
    caller.store.uploads[upload_id] = upload
    shown = {
        "media_id": upload_id,
        "media_type": "video",
        "upload_url": f"{caller.origin}/pinterest/upload/",
        "upload_parameters": upload.parameters,
    }
    return Done(shown, HTTPStatus.CREATED, effect=True)


def _parameters(upload_id: str, expires_at: float) -> Json:
    """The fields of the form, as S3 wants them signed."""
    expires = datetime.fromtimestamp(expires_at, UTC)
    policy = json.dumps({"expiration": expires.strftime("%Y-%m-%dT%H:%M:%SZ")})
    day = expires.strftime("%Y%m%d")
    return {
        "x-amz-date": expires.strftime("%Y%m%dT%H%M%SZ"),
        "x-amz-signature": secrets.token_hex(32),
        "x-amz-security-token": secrets.token_urlsafe(120),
        "x-amz-algorithm": "AWS4-HMAC-SHA256",
        "key": f"uploads/{secrets.token_hex(4)}/3:video:{upload_id}:{secrets.randbelow(10**18)}",
        "policy": base64.b64encode(policy.encode()).decode(),
        "x-amz-credential": f"ASIA{secrets.token_hex(8).upper()}/{day}/us-east-1/s3/aws4_request",
        "Content-Type": "multipart/form-data",
    }
