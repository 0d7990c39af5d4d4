"""forwardMessage(s) and copyMessage(s).

Source: https://core.telegram.org/bots/api#forwardmessage and #copymessage
"""

from itertools import pairwise
from typing import Any, Final

from services.sandbox.telegram.access import readable
from services.sandbox.telegram.methods.album import album_id
from services.sandbox.telegram.methods.base import (
    ABOVE,
    CAPTION,
    CHAT,
    MARKUP,
    Method,
    Query,
    caption_of,
    maker,
    send,
    target,
)
from services.sandbox.telegram.model import Json, Place, Stored
from services.sandbox.telegram.parameters import flags, integers, needed, objects
from services.sandbox.telegram.posting import content_of, origin_of, put
from services.sandbox.telegram.refusal import bad_request

_LIMIT: Final = 100
_WHERE: Final = (
    *CHAT,
    *needed("from_chat_id", "chat", "chat_id is empty"),
    *integers("message_thread_id"),
    *flags("disable_notification", "protect_content"),
)
_ONE: Final = (*_WHERE, *needed("message_id", "integer", "message identifier is not specified"))
_MANY: Final = (*_WHERE, *needed("message_ids", "json", "message identifiers are not specified"))


_COPYING: Final = (*CAPTION, *ABOVE, *MARKUP, *objects("reply_parameters"))


async def _forward_message(query: Query) -> Json:
    place, source = target(query), _source(query)
    stored = _one(query, source, "forward")
    content = _forwarded(query, source, stored)
    query.spend(place.id)
    return put(query.telegram, place, content, maker(query)).message


async def _copy_message(query: Query) -> Json:
    place, source = target(query), _source(query)
    stored = _one(query, source, "copy")
    content = content_of(stored.message)
    if query.args.has("caption") and "text" not in content:
        content = {name: value for name, value in content.items() if "caption" not in name}
        content |= caption_of(query.args)
    sent = await send(query, place, content)
    return {"message_id": sent["message_id"]}


async def _forward_messages(query: Query) -> list[Json]:
    place, source = target(query), _source(query)
    found = _many(query, source, "forward")
    return _repeat(query, place, [(_forwarded(query, source, each), each) for each in found])


async def _copy_messages(query: Query) -> list[Json]:
    place, source = target(query), _source(query)
    contents = [(content_of(each.message), each) for each in _many(query, source, "copy")]
    if query.args.get("remove_caption"):
        contents = [
            ({name: value for name, value in content.items() if "caption" not in name}, each)
            for content, each in contents
        ]
    return _repeat(query, place, contents)


def _repeat(query: Query, place: Place, contents: list[tuple[Json, Stored]]) -> list[Json]:
    query.spend(place.id, messages=len(contents))
    albums: dict[str, str] = {}
    numbers = []
    for content, stored in contents:
        group = stored.message.get("media_group_id")
        extra = {"media_group_id": albums.setdefault(group, album_id())} if group else {}
        message = put(query.telegram, place, content | extra, maker(query)).message
        numbers.append({"message_id": message["message_id"]})
    return numbers


def _source(query: Query) -> Place:
    return readable(query.telegram, query.args["from_chat_id"])


def _one(query: Query, source: Place, verb: str) -> Stored:
    stored = query.telegram.find(source.id, query.args["message_id"])
    if stored is None:
        raise bad_request(f"message to {verb} not found")
    if not _may_leave(query, source, stored):
        past = {"forward": "forwarded", "copy": "copied"}[verb]
        raise bad_request(f"message can't be {past}")
    return stored


def _many(query: Query, source: Place, verb: str) -> list[Stored]:
    numbers = _numbers(query.args["message_ids"], verb)
    found = [query.telegram.find(source.id, number) for number in numbers]
    leaving = [stored for stored in found if stored and _may_leave(query, source, stored)]
    if not leaving:
        # The real server says this of copies too: inside, they are forwards.
        raise bad_request("there are no messages to forward")
    return leaving


def _numbers(numbers: Any, verb: str) -> list[int]:
    if not isinstance(numbers, list) or not all(isinstance(each, int) for each in numbers):
        raise bad_request("expected an Array of Integer as message identifiers")
    if len(numbers) > _LIMIT:
        raise bad_request(f"too many messages to {verb}")
    if any(first >= second for first, second in pairwise(numbers)):
        raise bad_request("message identifiers must be in a strictly increasing order")
    return numbers


def _may_leave(query: Query, source: Place, stored: Stored) -> bool:
    protected = stored.message.get("has_protected_content")
    return not (protected or query.telegram.is_protected(source)) and bool(
        content_of(stored.message)
    )


def _forwarded(query: Query, source: Place, stored: Stored) -> Json:
    protection = {"has_protected_content": True} if query.args.get("protect_content") else {}
    origin = {"forward_origin": origin_of(query.telegram, source, stored.message)}
    return content_of(stored.message) | origin | protection


METHODS: Final = (
    Method("forwardMessage", _ONE, _forward_message),
    Method("forwardMessages", _MANY, _forward_messages),
    Method("copyMessage", (*_ONE, *_COPYING), _copy_message),
    Method("copyMessages", (*_MANY, *flags("remove_caption")), _copy_messages),
)
