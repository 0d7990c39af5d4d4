"""What cards and outbox share: one call that tells a person something, and how long it may take."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from typing import TypeVar

from aiogram import Bot
from aiogram.types import LinkPreviewOptions, ReplyParameters

from bot.cards import Rendered
from bot.mishaps import OUTSIDE
from db.cards import MAX_TRIES

LEASE = timedelta(seconds=30)
"""For so long a claimed row belongs to whoever claimed it."""

_CALL_S = 10
_PATIENCE_S = 25.0
_LONGEST_PAUSE_S = 300.0
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

Answer = TypeVar("Answer")


async def within_lease(call: Awaitable[Answer]) -> Answer:
    """Wait for a call, its turn in the bot's pace included, for less than the lease lasts.

    Raises:
        TimeoutError: It took too long; the message may have been sent.
    """
    async with asyncio.timeout(_PATIENCE_S):
        return await call


async def send(bot: Bot, chat_id: int, shown: Rendered, *, reply_to: int | None) -> int:
    """Send a new message; its number."""
    reply = None
    if reply_to is not None:
        reply = ReplyParameters(message_id=reply_to, allow_sending_without_reply=True)
    message = await within_lease(
        bot.send_message(
            chat_id,
            shown.text,
            entities=shown.entities,
            reply_markup=shown.keyboard,
            reply_parameters=reply,
            link_preview_options=_NO_PREVIEW,
            parse_mode=None,
            request_timeout=_CALL_S,
        )
    )
    return message.message_id


async def edit(bot: Bot, chat_id: int, message_id: int, shown: Rendered) -> None:
    """Change a message in place."""
    await within_lease(
        bot.edit_message_text(
            shown.text,
            chat_id=chat_id,
            message_id=message_id,
            entities=shown.entities,
            reply_markup=shown.keyboard,
            link_preview_options=_NO_PREVIEW,
            parse_mode=None,
            request_timeout=_CALL_S,
        )
    )


def count_try(tries: int, error: Exception) -> int:
    """Tries after this failure; a server that is away uses none of the last one."""
    return min(tries + 1, MAX_TRIES - 1) if isinstance(error, OUTSIDE) else tries + 1


def pause_after(tries: int) -> timedelta:
    """How long to leave a message alone that failed so many times."""
    return timedelta(seconds=min(_LONGEST_PAUSE_S, 2.0**tries))
