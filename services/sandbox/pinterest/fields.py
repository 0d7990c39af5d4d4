"""The fields of a new pin, looked at as closely as the description and more.

Source: https://developers.pinterest.com/docs/api/v5/pins-create
"""

import re
from typing import Any
from urllib.parse import urlsplit

from services.sandbox.pinterest.caller import Caller
from services.sandbox.pinterest.errors import invalid, no_section
from services.sandbox.pinterest.objects import Json

LIMITS = {"title": 100, "description": 800, "alt_text": 500, "link": 2048}
"""The longest texts, in code points."""

FIELDS = frozenset(
    {
        *LIMITS,
        "board_id",
        "board_section_id",
        "dominant_color",
        "media_source",
        "parent_pin_id",
        "sponsor_id",
    }
)
"""Everything that a pin may be made of; a private note is no longer among it."""

_NUMBER = re.compile(r"\d+")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


def pin_fields(caller: Caller) -> Json:
    """The fields without the media.

    Raises:
        PinterestError: 400 for an unknown or wrong field, 403 or 404 for the place.
    """
    body = caller.body
    known_only(body, FIELDS)
    for name in ("board_id", "media_source"):
        if body.get(name) is None:
            raise invalid(f"{name} is required")
    for name, limit in LIMITS.items():
        check_text(name, body.get(name), limit)
    for name in ("board_id", "board_section_id", "parent_pin_id", "sponsor_id"):
        _check_number(name, body.get(name))
    colour = body.get("dominant_color")
    if colour is not None and not (isinstance(colour, str) and _COLOUR.fullmatch(colour)):
        raise invalid("dominant_color is not a colour")
    if body.get("link"):
        _check_link(body["link"])
    _check_place(caller, body["board_id"], body.get("board_section_id"))
    return body


def known_only(body: Json, known: frozenset[str]) -> None:
    """Refuse what the real Pinterest may swallow.

    Raises:
        PinterestError: 400 for a field that no description knows.
    """
    if unknown := body.keys() - known:
        raise invalid(f"sandbox: unknown field {', '.join(sorted(unknown))}")


def check_text(name: str, value: Any, limit: int) -> None:
    """Refuse what is no text or too long.

    Raises:
        PinterestError: 400.
    """
    if value is None:
        return
    if not isinstance(value, str):
        raise invalid(f"{name} is not a string")
    if len(value) > limit:
        raise invalid(f"{name} is too long: {len(value)} characters, {limit} at most")


def _check_number(name: str, value: Any) -> None:
    if value is not None and not (isinstance(value, str) and _NUMBER.fullmatch(value)):
        raise invalid(f"{name} must match ^\\d+$")


def _check_link(link: str) -> None:
    try:
        parts = urlsplit(link)
    except ValueError:
        raise invalid("link is not a valid URL") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or not link.isascii():
        raise invalid("link is not a valid URL")


def _check_place(caller: Caller, board_id: str, section_id: str | None) -> None:
    board = caller.board(board_id, to_write=True)
    if section_id is not None and section_id not in board.sections:
        raise no_section()
