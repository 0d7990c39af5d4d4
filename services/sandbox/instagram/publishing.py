"""What the public sees: publishing a container, once, and commenting.

Source: https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-user/media_publish
https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-media/comments
"""

from services.sandbox.instagram.caller import Caller, Done
from services.sandbox.instagram.containers import CAPTION_LIMIT, status_code
from services.sandbox.instagram.errors import (
    DAILY_LIMIT,
    EXPIRED,
    NOT_READY,
    NOT_THERE,
    GraphError,
    invalid,
    stricter,
)
from services.sandbox.instagram.objects import Container, Shown
from services.sandbox.instagram.store import COMMENTS, PUBLISH, QUOTA_WINDOW_S


async def publish(caller: Caller) -> Done:
    """POST /{ig-user}/media_publish: puts a finished container on the wall."""
    caller.need(PUBLISH)
    container = _ready(caller)
    total = int(caller.section.world.settings["instagram_quota"])
    if caller.store.used(caller.profile.id, caller.now - QUOTA_WINDOW_S) >= total:
        raise GraphError(DAILY_LIMIT)
    medium = caller.section.publish(
        caller.profile,
        container.media_type,
        container.caption,
        _pictures(caller, container),
        caller.call,
    )
    container.media_id = medium.id
    return Done({"id": medium.id}, effect=True)


async def comment(caller: Caller) -> Done:
    """POST /{media}/comments: a comment in the profile's own name."""
    caller.need(COMMENTS)
    medium = caller.store.media[caller.node]
    message = caller.values.text("message").strip()
    if not message:
        raise invalid("message is required")
    if len(message) > CAPTION_LIMIT:
        raise invalid("message is too long")
    made = caller.section.comment(caller.profile, medium, message, caller.call)
    return Done({"id": made.id}, effect=True)


async def limit(caller: Caller) -> Done:
    """GET /{ig-user}/content_publishing_limit: how much of the last 24 hours is used."""
    caller.need(PUBLISH)
    told = {
        "config": {
            "quota_total": int(caller.section.world.settings["instagram_quota"]),
            "quota_duration": QUOTA_WINDOW_S,
        },
        "quota_usage": caller.store.used(caller.profile.id, caller.now - QUOTA_WINDOW_S),
    }
    wanted = caller.values.fields({"id": "", **told}, "quota_usage")
    return Done({"data": [{name: told[name] for name in wanted if name in told}]})


def _ready(caller: Caller) -> Container:
    number = caller.values.text("creation_id")
    container = caller.store.containers.get(number)
    if container is None or container.profile_id != caller.profile.id:
        raise GraphError(NOT_THERE, f"creation_id {number}")
    if container.is_item:
        raise stricter("an item of a carousel is not published by itself")
    match status_code(caller, container):
        case "FINISHED":
            return container
        case "EXPIRED":
            raise GraphError(EXPIRED)
        case code:
            raise GraphError(NOT_READY, f"it is {code}")


def _pictures(caller: Caller, container: Container) -> list[Shown]:
    containers = [caller.store.containers[one] for one in container.children] or [container]
    return [one.shown for one in containers if one.shown]
