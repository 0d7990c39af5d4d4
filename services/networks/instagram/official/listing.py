"""Posts as Instagram lists them, and recognising ours among them: pure.

Source: https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-user/media
"""

import hashlib
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from services.networks.base import Json

_SKEW = timedelta(seconds=120)


def published_at(listed: Json) -> datetime | None:
    """When a post or comment appeared, None where it does not say."""
    try:
        at = datetime.fromisoformat(str(listed.get("timestamp")))
    except ValueError:
        return None
    return at if at.tzinfo else None


def fingerprint(text: str) -> str:
    """What stays the same of a text when a network writes its blanks differently."""
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    return hashlib.sha256(plain.encode(errors="replace")).hexdigest()


def newest_match(
    listed: Iterable[Json], field: str, wanted: str, since: datetime
) -> dict[str, Any] | None:
    """The newest of those listed that bears our text and is not older than our request.

    There is only one of ours on its way to a profile at a time, so the newest is the one.
    """
    ours = [
        (at, one)
        for one in listed
        if fingerprint(str(one.get(field) or "")) == wanted
        and (at := published_at(one)) is not None
        and at >= since - _SKEW
    ]
    return max(ours, key=lambda found: found[0])[1] if ours else None
