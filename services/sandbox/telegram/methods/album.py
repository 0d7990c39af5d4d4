"""sendMediaGroup. Source: https://core.telegram.org/bots/api#sendmediagroup"""

import secrets
from typing import Any, Final

from services.sandbox.telegram.methods.base import SENDING, Method, Query, maker, target, wrapping
from services.sandbox.telegram.methods.send import OWN, medium
from services.sandbox.telegram.model import Json
from services.sandbox.telegram.parameters import Arguments, check, needed
from services.sandbox.telegram.posting import put
from services.sandbox.telegram.refusal import bad_request

_LIMIT: Final = 10
_ALONE: Final = ("document", "audio")
_KINDS: Final = frozenset({"photo", "video", *_ALONE})


def album_id() -> str:
    """A number that the messages of one album share."""
    return str(13_000_000_000_000_000 + secrets.randbelow(9 * 10**15))


def item_arguments(item: Any, query: Query) -> tuple[str, Arguments]:
    """Check one InputMedia.

    Returns:
        Its kind and its parameters.
    """
    if not isinstance(item, dict):
        raise bad_request("can't parse InputMedia: expected an Object")
    kind = item.get("type")
    if kind not in OWN or kind in {"voice", "video_note"}:
        raise bad_request(f'can\'t parse InputMedia: type "{kind}" is unsupported')
    table = (*needed("type", "string"), *needed("media", "string", "media not found"), *OWN[kind])
    return kind, check(table, item, query.args.files)


async def _send_media_group(query: Query) -> list[Json]:
    place = target(query)
    items = query.args["media"]
    _refuse_shape(items)
    contents = []
    for item in items:
        kind, args = item_arguments(item, query)
        contents.append(await medium(query, kind, args["media"], args))
    query.refuse_unused_files()
    query.spend(place.id, messages=len(contents))
    shared = wrapping(query, place) | {"media_group_id": album_id()}
    return [
        put(query.telegram, place, content | shared, maker(query)).message for content in contents
    ]


def _refuse_shape(items: Any) -> None:
    if not isinstance(items, list):
        raise bad_request("expected an Array of InputMedia")
    if not items:
        raise bad_request("there are no messages to send")
    if len(items) > _LIMIT:
        raise bad_request("too many messages to send as an album")
    if len(items) == 1:
        raise bad_request("sandbox: an album has 2-10 items")
    kinds = {item.get("type") for item in items if isinstance(item, dict)}
    if unknown := sorted(str(kind) for kind in kinds - _KINDS):
        raise bad_request(f'type "{unknown[0]}" can\'t be used in sendMediaGroup')
    for kind in _ALONE:
        if kind in kinds and len(kinds) > 1:
            raise bad_request(f"{kind} can't be mixed with other media types")


METHODS: Final = (
    Method(
        "sendMediaGroup",
        (*SENDING, *needed("media", "json")),
        _send_media_group,
    ),
)
