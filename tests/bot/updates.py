"""Updates as Telegram sends them."""

import json
from itertools import count
from typing import Any

from tests.people import ALICE

_numbers = count(10_000)


def message(
    text: str = "hello", *, chat_id: int = ALICE, update_id: int | None = None, **more: Any
) -> bytes:
    """A person writes in their private chat."""
    number = next(_numbers) if update_id is None else update_id
    body = {
        "message_id": number,
        "date": 1_790_000_000,
        "chat": {"id": chat_id, "type": "private", "first_name": f"P{chat_id}"},
        "from": {
            "id": chat_id,
            "is_bot": False,
            "first_name": f"P{chat_id}",
            "language_code": "en",
        },
    }
    return written({"update_id": number, "message": body | {"text": text} | more})


def part(album: str, *, chat_id: int = ALICE, message_id: int, **more: Any) -> bytes:
    """One picture of an album."""
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
    return message(
        chat_id=chat_id,
        update_id=message_id,
        message_id=message_id,
        media_group_id=album,
        photo=photo,
        **more,
    )


def poison(*, chat_id: int = ALICE, update_id: int | None = None) -> bytes:
    """A message that says it was forwarded from a kind of place that nobody knows."""
    return message(chat_id=chat_id, update_id=update_id, forward_origin={"type": "moon", "date": 1})


def written(update: dict[str, Any]) -> bytes:
    """An update as bytes."""
    return json.dumps(update).encode()
