"""`users/{pk}/info`, `feed/user/{pk}`, what the app opens with, and `media/{id}/delete`.

Source: https://github.com/subzeroid/instagrapi/blob/master/instagrapi/mixins/user.py
"""

import json
from typing import Any, Final

from services.sandbox.instagram.private.caller import Caller
from services.sandbox.instagram.private.configuring import shown
from services.sandbox.instagram.private.errors import PrivateError, stricter
from services.sandbox.instagram.private.twin import PrivateTwin
from services.sandbox.perform import Answer, Call

_PAGE: Final = 12
_PAGE_LIMIT: Final = 33
_FACE: Final = "https://static.cdninstagram.com/rsrc.php/sandbox.png"


def info(twin: PrivateTwin, caller: Caller, pk: str, _call: Call) -> Answer:
    """Say who somebody is."""
    member = twin.store.members.get(pk)
    if member is None:
        raise PrivateError("User not found", 404)
    user: dict[str, Any] = {
        "pk": int(member.pk),
        "pk_id": member.pk,
        "username": member.username,
        "full_name": member.owner,
        "is_private": False,
        "is_verified": False,
        "is_business": False,
        "account_type": 1,
        "profile_pic_url": _FACE,
        "media_count": len(twin.store.of(pk)),
        "follower_count": 12,
        "following_count": 7,
        "biography": "",
        "external_url": None,
        "is_own": member.pk == caller.pk,
    }
    return Answer(payload={"user": user, "status": "ok"})


def feed(twin: PrivateTwin, caller: Caller, pk: str, call: Call) -> Answer:
    """List what a member has published, newest first."""
    if pk != caller.pk:
        raise PrivateError("Not authorized to view user")
    mine = twin.store.of(pk)
    wanted = min(int(call.request.query.get("count") or _PAGE), _PAGE_LIMIT)
    start = int(call.request.query.get("max_id") or 0)
    page = mine[start : start + wanted]
    more = start + wanted < len(mine)
    answer: dict[str, Any] = {
        "items": [shown(twin, one) for one in page],
        "num_results": len(page),
        "more_available": more,
        "status": "ok",
    }
    if more:
        answer["next_max_id"] = str(start + wanted)
    return Answer(payload=answer)


def tray(caller: Caller, told: dict[str, Any]) -> Answer:
    """The stories that the app shows first."""
    _same_device(caller, told)
    return Answer(payload={"tray": [], "broadcasts": [], "status": "ok"})


def timeline(caller: Caller, text: str) -> Answer:
    """The posts that the app shows first."""
    try:
        told = json.loads(text)
    except ValueError:
        raise stricter("feed/timeline is asked in JSON") from None
    _same_device(caller, told)
    return Answer(payload={"feed_items": [], "more_available": False, "status": "ok"})


def delete(twin: PrivateTwin, caller: Caller, media_id: str, _call: Call) -> Answer:
    """Take down something of one's own."""
    pk, _, owner = media_id.partition("_")
    medium = twin.store.media.get(pk)
    if medium is None or medium.owner_pk != caller.pk or owner != caller.pk:
        raise PrivateError("Media not found or unavailable")
    twin.take_down(medium)
    return Answer(payload={"did_delete": True, "status": "ok"}, effect=True)


def _same_device(caller: Caller, told: Any) -> None:
    said = told.get("_uuid") if isinstance(told, dict) else None
    if said != caller.session.device["X-IG-Device-ID"]:
        raise stricter("_uuid is that of the headers")
