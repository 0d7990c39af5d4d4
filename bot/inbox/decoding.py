"""From stored bytes to one event for the dispatcher."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiogram import Bot
from aiogram.types import Message, Update
from aiogram.types.update import UpdateTypeLookupError

from db.inbox import InboxRow


@dataclass(frozen=True, slots=True)
class Decoded:
    """What the rows of one event came to.

    `update` is what the dispatcher is fed with, None if nothing could be decoded; `album` holds
    all parts of an album in order, and is empty for everything else. `unreadable` are the rows
    that are set aside.
    """

    update: Update | None
    album: list[Message]
    unreadable: Sequence[InboxRow]


def decode(rows: Sequence[InboxRow], bot: Bot) -> Decoded:
    """Decode the row of an event, or the rows of an album, as far as they can be decoded."""
    updates: list[Update] = []
    unreadable: list[InboxRow] = []
    for row in rows:
        try:
            updates.append(Update.model_validate_json(row.body, context={"bot": bot}))
        except (ValueError, RecursionError):
            unreadable.append(row)
    updates.sort(key=_place)
    is_album = bool(rows) and rows[0].album is not None
    album = [message for update in updates if (message := _message(update))] if is_album else []
    return Decoded(updates[0] if updates else None, album, unreadable)


def is_known_kind(update: Update) -> bool:
    """Whether this aiogram knows what the update is about; Telegram may be ahead of it."""
    try:
        return bool(update.event_type)
    except UpdateTypeLookupError:
        return False


def _place(update: Update) -> int:
    """Parts of an album stand in the order of their messages, however they arrived."""
    message = _message(update)
    return message.message_id if message else 0


def _message(update: Update) -> Message | None:
    return update.message or update.channel_post
