"""Containers: made of an address or of other containers, processed for a while, good for a day.

Source: https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-user/media
https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-container
"""

from services.sandbox.instagram.caller import Caller, Done
from services.sandbox.instagram.errors import (
    BAD_CAROUSEL,
    BAD_TYPE,
    CAPTION_TOO_LONG,
    NOT_READY,
    GraphError,
    invalid,
    stricter,
)
from services.sandbox.instagram.objects import Container, MediaType
from services.sandbox.instagram.showing import count
from services.sandbox.instagram.store import CONTAINER_LIFE_S, PUBLISH

CAPTION_LIMIT = 2_200
_MENTIONS = 20
_ALT_TEXT_LIMIT = 1_000
_ITEMS = range(2, 11)
_STATUS_FIELDS = {"id": "", "status": "", "status_code": ""}


async def make(caller: Caller) -> Done:
    """POST /{ig-user}/media: takes the media from where they lie, at once."""
    caller.need(PUBLISH)
    container = _described(caller)
    if container.media_type == "CAROUSEL":
        container.children = _children(caller)
    elif container.media_type == "IMAGE":
        container.shown = await caller.fetcher.image(_address(caller, "image_url"))
    else:
        await _take_video(caller, container)
    container.id = caller.store.number("container")
    caller.store.containers[container.id] = container
    return Done({"id": container.id}, effect=True)


async def look(caller: Caller) -> Done:
    """GET /{container}: how far it has come; each look brings it on."""
    container = caller.store.containers[caller.node]
    code = status_code(caller, container)
    if code == "IN_PROGRESS":
        container.looks_left -= 1
    told = {"id": container.id, "status_code": code, "status": _words(container, code)}
    return Done({name: told[name] for name in caller.values.fields(_STATUS_FIELDS)})


def status_code(caller: Caller, container: Container) -> str:
    """Where a container stands."""
    if container.media_id:
        return "PUBLISHED"
    if caller.now - container.made_at > CONTAINER_LIFE_S:
        return "EXPIRED"
    if container.looks_left > 0:
        return "IN_PROGRESS"
    return "ERROR" if container.failure else "FINISHED"


def _words(container: Container, code: str) -> str:
    words = {
        "PUBLISHED": "Published: Media has already been published",
        "EXPIRED": "Expired: The container was not published within 24 hours",
        "IN_PROGRESS": "In Progress: Media is still being processed.",
        "ERROR": f"Error: {container.failure}",
        "FINISHED": "Finished: Media has been uploaded and it is ready to be published.",
    }
    return words[code]


def _described(caller: Caller) -> Container:
    """All of a container but what is in it."""
    values = caller.values
    container = Container(
        id="",
        profile_id=caller.profile.id,
        media_type=_media_type(caller),
        made_at=caller.now,
        looks_left=int(caller.section.world.settings["instagram_looks"]),
        caption=values.text("caption"),
        alt_text=values.text("alt_text"),
        is_item=values.flag("is_carousel_item"),
    )
    _check_words(caller, container)
    if container.media_type == "VIDEO" and not container.is_item:
        raise GraphError(BAD_TYPE, "VIDEO is for carousels, a video by itself is REELS")
    if container.is_item and container.media_type in {"REELS", "CAROUSEL"}:
        raise GraphError(BAD_TYPE, "no item of a carousel")
    for name in ("share_to_feed", "cover_url"):
        if name in values and container.media_type != "REELS":
            raise stricter(f"{name} is for reels")
    return container


def _media_type(caller: Caller) -> MediaType:
    sent = caller.values.text("media_type") or "IMAGE"
    kinds: dict[str, MediaType] = {
        "IMAGE": "IMAGE",
        "REELS": "REELS",
        "VIDEO": "VIDEO",
        "CAROUSEL": "CAROUSEL",
    }
    if sent not in kinds:
        raise GraphError(BAD_TYPE, sent)
    return kinds[sent]


def _check_words(caller: Caller, container: Container) -> None:
    """Captions belong to posts, alternative texts to pictures."""
    if container.is_item and "caption" in caller.values:
        raise stricter("the caption belongs to the carousel, not to its items")
    if "alt_text" in caller.values and container.media_type != "IMAGE":
        raise invalid("alt_text is for images")
    if len(container.alt_text) > _ALT_TEXT_LIMIT:
        raise invalid("alt_text is too long")
    if len(container.caption) > CAPTION_LIMIT:
        raise GraphError(CAPTION_TOO_LONG, f"{len(container.caption)} characters")
    hashtags = int(caller.section.world.settings["instagram_hashtags"])
    if count(container.caption, "#") > hashtags:
        raise GraphError(CAPTION_TOO_LONG, f"more than {hashtags} hashtags")
    if count(container.caption, "@") > _MENTIONS:
        raise GraphError(CAPTION_TOO_LONG, f"more than {_MENTIONS} mentions")


def _address(caller: Caller, name: str) -> str:
    other = {"image_url": "video_url", "video_url": "image_url"}[name]
    if other in caller.values or "children" in caller.values:
        raise invalid(f"only {name} goes with this media_type")
    if not (url := caller.values.text(name)):
        raise invalid(f"{name} is required")
    return url


async def _take_video(caller: Caller, container: Container) -> None:
    """A video is fetched after the answer: what is wrong with it, only the status tells."""
    try:
        container.shown = await caller.fetcher.video(
            _address(caller, "video_url"), item=container.is_item
        )
        if cover_url := caller.values.text("cover_url"):
            container.shown.cover_id = await caller.fetcher.cover(cover_url)
    except GraphError as error:
        if error.refusal.subcode is None:
            raise
        subcode = error.refusal.subcode
        container.failure = (
            f"Media upload has failed with error code {subcode}: {error.detail or 'unknown'}"
        )


def _children(caller: Caller) -> list[str]:
    """The containers of a carousel: own ones, ready ones, made to be in one."""
    if "image_url" in caller.values or "video_url" in caller.values:
        raise invalid("a carousel is made of children")
    ids = caller.values.items("children")
    if len(ids) not in _ITEMS or len(set(ids)) != len(ids):
        raise GraphError(BAD_CAROUSEL, f"{len(ids)}")
    for one in ids:
        child = caller.store.containers.get(one)
        if child is None or child.profile_id != caller.profile.id or not child.is_item:
            raise GraphError(BAD_CAROUSEL, f"{one} is no item of yours")
        if (code := status_code(caller, child)) != "FINISHED":
            raise GraphError(NOT_READY, f"{one} is {code}")
    return ids
