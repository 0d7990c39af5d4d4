"""What was sent with a call: from the query, a form or JSON, and nothing that we do not know."""

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from services.sandbox.instagram.errors import GraphError, Refusal, invalid, stricter

_FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
_TRUE = {"true", "1"}
_FALSE = {"false", "0"}

_PAGES = {"fields", "limit", "after", "before", "since", "until"}
KNOWN = {
    "me": {"fields"},
    "media": {
        "image_url",
        "video_url",
        "media_type",
        "caption",
        "alt_text",
        "is_carousel_item",
        "children",
        "share_to_feed",
        "cover_url",
    },
    "media_publish": {"creation_id"},
    "media.list": _PAGES,
    "container": {"fields"},
    "medium": {"fields"},
    "content_publishing_limit": {"fields", "since"},
    "comments": {"message"},
    "comments.list": _PAGES,
}
"""The parameters of every call that is imitated; the token goes with all of them."""


class Values:
    """The parameters of one call."""

    def __init__(self, method: str, sent: Mapping[str, Any]) -> None:
        self._sent = sent
        if unknown := sorted(sent.keys() - KNOWN[method]):
            raise stricter(f"{method} has no parameter {', '.join(unknown)}")

    def __contains__(self, name: str) -> bool:
        return name in self._sent

    def text(self, name: str) -> str:
        """A text, empty if it was not sent."""
        value = self._sent.get(name, "")
        if not isinstance(value, str | int | float) or isinstance(value, bool):
            raise invalid(f"{name} must be a string")
        return str(value)

    def flag(self, name: str) -> bool:
        """Yes or no; no if it was not sent."""
        value = str(self._sent.get(name, "false")).lower()
        if value not in _TRUE | _FALSE:
            raise invalid(f"{name} must be a boolean")
        return value in _TRUE

    def number(self, name: str, default: int) -> int:
        """A whole number."""
        value = self.text(name) or str(default)
        if not value.isdecimal():
            raise invalid(f"{name} must be an integer")
        return int(value)

    def items(self, name: str) -> list[str]:
        """A list: an array, or texts between commas."""
        value = self._sent.get(name, [])
        items = value.split(",") if isinstance(value, str) else value
        if not isinstance(items, list):
            raise invalid(f"{name} must be an array")
        return [str(item) for item in items]

    def fields(self, known: Mapping[str, Any], *default: str) -> list[str]:
        """Which fields of a node are wanted; `id` comes always.

        Raises:
            GraphError: There is no such field.
        """
        wanted = self.items("fields") or list(default)
        for name in wanted:
            if name not in known:
                words = f"(#100) Tried accessing nonexisting field ({name})"
                raise GraphError(Refusal(100, None, words))
        return list(dict.fromkeys(["id", *wanted]))


async def read(request: web.Request) -> dict[str, Any]:
    """Everything that was sent with a request.

    Raises:
        GraphError: A body that says JSON is none.
    """
    sent: dict[str, Any] = dict(request.query)
    if request.content_type in _FORMS:
        form = await request.post()
        sent |= {name: value for name, value in form.items() if isinstance(value, str)}
    elif request.can_read_body:
        sent |= _object(await request.text())
    return sent


def _object(body: str) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except ValueError:
        raise invalid("the body is no JSON") from None
    if not isinstance(told, dict):
        raise invalid("the body is no object")
    return told
