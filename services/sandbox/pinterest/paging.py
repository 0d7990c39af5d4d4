"""Pages of a list, and the bookmarks between them.

A bookmark is opaque and serves only the same call with the same query. A page in the middle may
be empty: the end is where no bookmark comes back.

Source: https://developers.pinterest.com/docs/reference/pagination/
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Sequence
from typing import TypeVar

from services.sandbox.pinterest.caller import Caller
from services.sandbox.pinterest.errors import invalid
from services.sandbox.pinterest.objects import Json

_USUAL, _MOST = 25, 250

Item = TypeVar("Item")


def page(caller: Caller, items: Sequence[Item], shape: Callable[[Item], Json]) -> Json:
    """The page that the caller asked for; the second one is always empty where there are more.

    Raises:
        PinterestError: 400 for a page size or bookmark that is none.
    """
    size, (start, had_gap) = _size(caller), _start(caller)
    if start and not had_gap:
        return {"items": [], "bookmark": _bookmark(caller, start, had_gap=True)}
    shown = [shape(item) for item in items[start : start + size]]
    after = start + size
    if after >= len(items):
        return {"items": shown, "bookmark": None} if start else {"items": shown}
    return {"items": shown, "bookmark": _bookmark(caller, after, had_gap=start > 0)}


def _size(caller: Caller) -> int:
    told = caller.query.get("page_size", str(_USUAL))
    if not told.isdecimal() or not 1 <= int(told) <= _MOST:
        raise invalid(f"page_size must be between 1 and {_MOST}")
    return int(told)


def _start(caller: Caller) -> tuple[int, bool]:
    bookmark = caller.query.get("bookmark")
    if bookmark is None:
        return 0, False
    try:
        start, had_gap, query = json.loads(base64.urlsafe_b64decode(bookmark))
    except (ValueError, binascii.Error):
        raise invalid("Invalid bookmark") from None
    if query != _query(caller):
        raise invalid("Invalid bookmark")
    return start, had_gap


def _bookmark(caller: Caller, start: int, *, had_gap: bool) -> str:
    return base64.urlsafe_b64encode(json.dumps([start, had_gap, _query(caller)]).encode()).decode()


def _query(caller: Caller) -> str:
    """What a bookmark is good for: whose call of what, with which query."""
    rest = sorted((name, value) for name, value in caller.query.items() if name != "bookmark")
    asked = json.dumps([caller.user_id, caller.call.method, caller.path, rest])
    return hashlib.sha256(asked.encode()).hexdigest()[:16]
