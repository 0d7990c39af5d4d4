"""Reading the `attachments` of a post: media by owner and id, and at most one outside link.

Source: https://dev.vk.com/method/wall.post
"""

import re
from dataclasses import dataclass

from services.sandbox.vk.errors import VkError, invalid

MAX_ATTACHMENTS = 10
NO_PICTURE = "nopicture"
"""An address that holds this word has no fitting picture for VK's link card."""

_MEDIUM = re.compile(
    r"(?P<kind>photo|video|audio_playlist|audio|doc|page|note|poll|album|market_album|market)"
    r"(?P<owner_id>-?\d{1,18})_(?P<id>\d{1,18})(?:_(?P<access_key>[A-Za-z0-9]+))?"
)
_LINK = re.compile(r"https?://[^\s,]+\.[^\s,]+|https?://localhost[^\s,]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Medium:
    """One attached object as the caller named it."""

    kind: str
    owner_id: int
    id: int
    access_key: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """The attached outside address."""

    url: str


def parse(items: list[str]) -> list[Medium | Link]:
    """Read a list of attachments.

    Raises:
        VkError: 100 for more than ten, two links, a link without a picture or a malformed item.
    """
    if len(items) > MAX_ATTACHMENTS:
        raise invalid(f"attachments: more than {MAX_ATTACHMENTS} are not allowed")
    parsed = [_parse(item) for item in items]
    links = [one for one in parsed if isinstance(one, Link)]
    if len(links) > 1:
        raise invalid("attachments: only one link is allowed")
    if links and NO_PICTURE in links[0].url.lower():
        raise _no_picture()
    return parsed


def _parse(item: str) -> Medium | Link:
    if medium := _MEDIUM.fullmatch(item):
        return Medium(
            medium["kind"], int(medium["owner_id"]), int(medium["id"]), medium["access_key"]
        )
    if _LINK.fullmatch(item):
        return Link(item)
    raise invalid(f"attachments: {item[:60]!r} is not an attachment")


def _no_picture() -> VkError:
    return VkError(
        100,
        "link_photo_sizing_rule. No photo given",
        link_photo_sizing_rule="No photo given",
    )
