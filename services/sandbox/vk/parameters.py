"""Which parameters each method takes, and their reading as strictly as VK ever reads them.

Stricter than VK in two ways, so that a client's slips show: an unknown parameter and a flag other
than 0 or 1 are refused.

Source: https://dev.vk.com/method/wall.post and the pages of the other methods
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from services.sandbox.vk.errors import invalid

API_VERSION = "5.199"

EVERYWHERE = frozenset(
    {
        "access_token",
        "v",
        "lang",
        "test_mode",
        "captcha_sid",
        "captcha_key",
        "success_token",
        "remixstlid",
        "confirm",
    }
)
"""Parameters that any method takes."""

_INTEGER = re.compile(r"-?\d{1,18}")
_NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,12})?")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its kind and bounds; lengths are in characters."""

    kind: Literal["integer", "number", "flag", "text", "list"] = "text"
    required: bool = False
    low: int | None = None
    high: int | None = None
    choices: tuple[str, ...] = ()
    max_items: int | None = None
    max_length: int | None = None
    integers: bool = False


def _integer(
    *, required: bool = False, low: int | None = None, high: int | None = None
) -> Parameter:
    return Parameter("integer", required=required, low=low, high=high)


def _text(*, required: bool = False, max_length: int | None = None) -> Parameter:
    return Parameter("text", required=required, max_length=max_length)


def _list(
    *, required: bool = False, max_items: int | None = None, integers: bool = False
) -> Parameter:
    return Parameter("list", required=required, max_items=max_items, integers=integers)


def _choice(*choices: str) -> Parameter:
    return Parameter("text", choices=choices)


FLAG = Parameter("flag")
NUMBER = Parameter("number")
ID = _integer(low=0)
OWNER = _integer()
_CASES = ("Nom", "Gen", "Dat", "Acc", "Ins", "Abl")
TOPICS = ("0", "1", "7", "12", "16", "19", "21", "23", "25", "26", "32", "43")

_POST = {
    "owner_id": OWNER,
    "friends_only": FLAG,
    "message": _text(),
    "attachments": _list(),
    "services": _text(),
    "signed": FLAG,
    "publish_date": ID,
    "lat": NUMBER,
    "long": NUMBER,
    "place_id": ID,
    "mark_as_ads": FLAG,
    "close_comments": FLAG,
    "donut_paid_duration": _integer(),
    "copyright": _text(),
    "primary_attachments_mode": _choice("grid", "carousel"),
}

METHODS: dict[str, dict[str, Parameter]] = {
    "users.get": {
        "user_ids": _list(max_items=1000),
        "fields": _list(),
        "name_case": _choice(*_CASES, *(case.lower() for case in _CASES)),
        "from_group_id": ID,
    },
    "groups.getById": {"group_ids": _list(max_items=500), "group_id": _text(), "fields": _list()},
    "groups.getTokenPermissions": {},
    "groups.getMembers": {
        "group_id": _text(),
        "sort": _choice("id_asc", "id_desc", "time_asc", "time_desc"),
        "offset": ID,
        "count": _integer(low=0, high=1000),
        "fields": _list(),
        "filter": _choice("donut", "friends", "managers", "unsure"),
    },
    "groups.get": {
        "user_id": _integer(low=1),
        "extended": FLAG,
        "filter": _list(),
        "fields": _list(),
        "offset": ID,
        "count": _integer(low=0, high=1000),
    },
    "utils.resolveScreenName": {"screen_name": _text(required=True)},
    "wall.post": _POST
    | {
        "from_group": FLAG,
        "post_id": ID,
        "guid": _text(),
        "link_title": _text(),
        "link_photo_id": _text(),
        "mute_notifications": FLAG,
    },
    "wall.edit": _POST
    | {
        "post_id": _integer(required=True, low=0),
        "poster_bkg_id": ID,
        "poster_bkg_owner_id": OWNER,
        "poster_bkg_access_hash": _text(),
        "topic_id": _choice(*TOPICS),
    },
    "wall.delete": {"owner_id": OWNER, "post_id": ID},
    "wall.get": {
        "owner_id": OWNER,
        "domain": _text(),
        "offset": ID,
        "count": ID,
        "filter": _choice("owner", "others", "all", "postponed", "suggests", "archived", "donut"),
        "extended": FLAG,
        "fields": _list(),
    },
    "wall.getById": {
        "posts": _list(required=True, max_items=100),
        "extended": FLAG,
        "copy_history_depth": _integer(),
        "fields": _list(),
    },
    "wall.checkCopyrightLink": {"link": _text(required=True)},
    "photos.getWallUploadServer": {"group_id": OWNER},
    "photos.saveWallPhoto": {
        "user_id": ID,
        "group_id": ID,
        "photo": _text(required=True),
        "server": _integer(),
        "hash": _text(),
        "latitude": NUMBER,
        "longitude": NUMBER,
        "caption": _text(max_length=2048),
    },
    "photos.getMessagesUploadServer": {"peer_id": OWNER},
    "photos.saveMessagesPhoto": {
        "photo": _text(required=True),
        "server": _integer(),
        "hash": _text(),
    },
    "docs.getWallUploadServer": {"group_id": ID},
    "docs.save": {
        "file": _text(required=True),
        "title": _text(),
        "tags": _text(),
        "return_tags": FLAG,
    },
    "video.save": {
        "name": _text(max_length=128),
        "description": _text(max_length=5000),
        "is_private": FLAG,
        "wallpost": FLAG,
        "link": _text(),
        "group_id": _integer(low=1),
        "album_id": ID,
        "privacy_view": _list(),
        "privacy_comment": _list(),
        "no_comments": FLAG,
        "repeat": FLAG,
        "compression": FLAG,
        "ord_info": _text(),
        "auto_publish": FLAG,
    },
    "video.get": {
        "owner_id": OWNER,
        "videos": _list(max_items=200),
        "album_id": _integer(),
        "count": _integer(low=0, high=200),
        "offset": ID,
        "extended": FLAG,
        "fields": _list(),
        "sort_album": _choice("0", "1"),
    },
    "stats.getPostReach": {
        "owner_id": _integer(required=True),
        "post_ids": _list(required=True, max_items=30, integers=True),
    },
    "execute": {"code": _text()},
}
"""Every imitated method with its parameters; anything else is error 3."""


class Values:
    """The parameters of one call, checked; an empty one counts as absent, as VK has it."""

    def __init__(self, sent: Mapping[str, str]) -> None:
        self._sent = {name: value for name, value in sent.items() if value != ""}

    def __contains__(self, name: str) -> bool:
        return name in self._sent

    def text(self, name: str, default: str = "") -> str:
        """A text, or the default when absent."""
        return self._sent.get(name, default)

    def integer(self, name: str) -> int | None:
        """A whole number, or None when absent."""
        value = self._sent.get(name)
        return None if value is None else int(value)

    def flag(self, name: str) -> bool:
        """A flag; absent is False."""
        return self._sent.get(name) == "1"

    def items(self, name: str) -> list[str]:
        """The non-empty items of a comma-separated list."""
        return _items(self._sent.get(name, ""))


def read(method: str, sent: Mapping[str, str]) -> Values:
    """Check what was sent against the method's table.

    Raises:
        VkError: 100 that names the wrong parameter.
    """
    table = METHODS[method]
    for name in sent:
        if name not in table and name not in EVERYWHERE:
            raise invalid(f"{name} is not a parameter of {method}")
    values = Values(sent)
    for name, parameter in table.items():
        if name in values:
            _check(name, parameter, sent[name])
        elif parameter.required:
            raise invalid(f"{name} is undefined")
    return values


def _check(name: str, parameter: Parameter, value: str) -> None:
    if parameter.kind == "integer":
        _check_integer(name, parameter, value)
    elif parameter.kind == "number" and not _NUMBER.fullmatch(value):
        raise invalid(f"{name} should be a number")
    elif parameter.kind == "flag" and value not in {"0", "1"}:
        raise invalid(f"{name} should be 0 or 1")
    elif parameter.kind == "list":
        _check_list(name, parameter, _items(value))
    if parameter.choices and value not in parameter.choices:
        raise invalid(f"{name} should be one of {', '.join(parameter.choices)}")
    if parameter.max_length is not None and len(value) > parameter.max_length:
        raise invalid(f"{name} is longer than {parameter.max_length} characters")


def _check_integer(name: str, parameter: Parameter, value: str) -> None:
    if not _INTEGER.fullmatch(value):
        raise invalid(f"{name} not integer")
    number = int(value)
    if parameter.low is not None and number < parameter.low:
        raise invalid(f"{name} should be greater or equal to {parameter.low}")
    if parameter.high is not None and number > parameter.high:
        raise invalid(f"{name} should be less or equal to {parameter.high}")


def _check_list(name: str, parameter: Parameter, items: list[str]) -> None:
    if parameter.max_items is not None and len(items) > parameter.max_items:
        raise invalid(f"{name} holds more than {parameter.max_items} items")
    if parameter.integers and not all(_INTEGER.fullmatch(item) for item in items):
        raise invalid(f"{name} should be a list of integers")


def _items(value: str) -> list[str]:
    return [item.strip() for item in value.split(",") if item.strip()]
