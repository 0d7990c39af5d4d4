"""Reading: who the token belongs to, what was published, what people say below it.

Source: https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-user
https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-media
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from services.sandbox.instagram.caller import Caller, Done
from services.sandbox.instagram.errors import invalid
from services.sandbox.instagram.objects import Comment, Medium
from services.sandbox.instagram.store import BASIC, COMMENTS

_MOST = 100
_USUAL = 25


async def me(caller: Caller) -> Done:
    """GET /me, or a profile by its id."""
    profile = caller.profile
    told = {
        "id": f"9{profile.id[1:]}",
        "user_id": profile.id,
        "username": profile.username,
        "account_type": profile.account_type,
        "name": profile.owner,
        "media_count": len(caller.store.of(profile.id)),
    }
    return Done({name: told[name] for name in caller.values.fields(told, "user_id", "username")})


async def media(caller: Caller) -> Done:
    """GET /{ig-user}/media: what the profile has published, newest first."""
    caller.need(BASIC)
    fields = caller.values.fields(_medium(caller, None))
    found = [one for one in caller.store.of(caller.profile.id) if _in_time(caller, one.at)]
    return Done(_page(caller, [_cut(_medium(caller, one), fields) for one in found]))


async def medium(caller: Caller) -> Done:
    """GET /{media}: one of them."""
    caller.need(BASIC)
    fields = caller.values.fields(_medium(caller, None))
    return Done(_cut(_medium(caller, caller.store.media[caller.node]), fields))


async def comments(caller: Caller) -> Done:
    """GET /{media}/comments: newest first."""
    caller.need(COMMENTS)
    fields = caller.values.fields(_comment(None), "timestamp", "text")
    below = [one for one in caller.store.comments.values() if one.media_id == caller.node]
    return Done(_page(caller, [_cut(_comment(one), fields) for one in reversed(below)]))


def _page(caller: Caller, items: Sequence[dict[str, Any]]) -> dict[str, Any]:
    count = caller.values.number("limit", _USUAL)
    if not 1 <= count <= _MOST:
        raise invalid(f"limit is 1 to {_MOST}")
    start = caller.values.number("after", 0)
    page = list(items[start : start + count])
    if not page:
        return {"data": []}
    cursors = {"before": str(start), "after": str(start + len(page))}
    return {"data": page, "paging": {"cursors": cursors}}


def _in_time(caller: Caller, at: float) -> bool:
    since, until = caller.values.number("since", 0), caller.values.number("until", 1 << 40)
    return since <= at <= until


def _medium(caller: Caller, one: Medium | None) -> dict[str, Any]:
    """All fields of something published; their names alone if there is none."""
    return {
        "id": one and one.id,
        "caption": one and (one.caption or None),
        "media_type": one and one.media_type,
        "permalink": one and one.url,
        "shortcode": one and one.shortcode,
        "timestamp": one and _time(one.at),
        "username": one and caller.store.profiles[one.profile_id].username,
        "comments_count": one
        and sum(each.media_id == one.id for each in caller.store.comments.values()),
        "like_count": one and 0,
    }


def _comment(one: Comment | None) -> dict[str, Any]:
    return {
        "id": one and one.id,
        "text": one and one.text,
        "timestamp": one and _time(one.at),
    }


def _cut(told: dict[str, Any], fields: Sequence[str]) -> dict[str, Any]:
    """The wanted fields; what is empty is left out, as Instagram does."""
    return {name: told[name] for name in fields if told[name] is not None}


def _time(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")
