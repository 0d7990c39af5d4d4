"""deleteMessage and deleteMessages. Source: https://core.telegram.org/bots/api#deletemessage"""

from typing import Any, Final

from services.sandbox.telegram.access import joined, may_delete
from services.sandbox.telegram.methods.base import CHAT, Method, Query
from services.sandbox.telegram.model import Place, Stored
from services.sandbox.telegram.parameters import needed
from services.sandbox.telegram.posting import remove
from services.sandbox.telegram.refusal import bad_request

_LIMIT: Final = 100
_DAYS_S: Final = 48 * 3600


async def _delete_message(query: Query) -> bool:
    place = joined(query.telegram, query.args["chat_id"])
    stored = query.telegram.find(place.id, query.args["message_id"])
    if stored is None:
        raise bad_request("message to delete not found")
    _refuse_forbidden(query, place, stored)
    remove(query.telegram, place, [stored.id])
    return True


async def _delete_messages(query: Query) -> bool:
    place = joined(query.telegram, query.args["chat_id"])
    numbers = _numbers(query.args["message_ids"])
    known = [query.telegram.find(place.id, number) for number in numbers]
    found = [stored for stored in known if stored]
    for stored in found:
        _refuse_forbidden(query, place, stored)
    remove(query.telegram, place, [stored.id for stored in found])
    return True


def _numbers(numbers: Any) -> list[int]:
    if not isinstance(numbers, list) or not all(isinstance(each, int) for each in numbers):
        raise bad_request("expected an Array of Integer as message identifiers")
    if not 1 <= len(numbers) <= _LIMIT:
        raise bad_request(f"sandbox: message_ids are 1-{_LIMIT}")
    return numbers


def _refuse_forbidden(query: Query, place: Place, stored: Stored) -> None:
    if may_delete(query.telegram, place, stored):
        return
    if query.telegram.now - stored.message["date"] >= _DAYS_S:
        raise bad_request("message can't be deleted for everyone")
    raise bad_request("message can't be deleted")


METHODS: Final = (
    Method(
        "deleteMessage",
        (*CHAT, *needed("message_id", "integer", "message identifier is not specified")),
        _delete_message,
    ),
    Method("deleteMessages", (*CHAT, *needed("message_ids", "json")), _delete_messages),
)
