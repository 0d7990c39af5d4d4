"""The dispatcher's frame: its storage, what happens around handlers, and where errors end."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import structlog
from aiogram import BaseMiddleware, Dispatcher
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.filters import ExceptionTypeFilter
from aiogram.types import (
    CallbackQuery,
    ChatMemberUpdated,
    ErrorEvent,
    Message,
    TelegramObject,
    User,
)

from bot.conversations import Conversations
from bot.filters import Mishap
from bot.mishaps import is_blocked
from bot.texts import language_of, t
from db.people import language_of_person, lose_touch
from services.deps import Deps
from services.errors import BadInput, Rejected

log = structlog.get_logger()

_ALERT_LIMIT = 200

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


def open_dispatcher(deps: Deps) -> Dispatcher:
    """A dispatcher without handlers.

    The inbox hands events over one at a time per chat, so no isolation of its own is needed.
    """
    dispatcher = Dispatcher(storage=Conversations(deps.db, deps.clock), deps=deps)
    dispatcher.my_chat_member.outer_middleware(NoticeLeaving())
    dispatcher.errors.register(tell_bad_input, ExceptionTypeFilter(BadInput))
    dispatcher.errors.register(stop_writing, Mishap(is_blocked))
    return dispatcher


class NoticeLeaving(BaseMiddleware):
    """Notices who has blocked the bot; that somebody is back, the inbox sees by itself."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Look, then go on."""
        if isinstance(event, ChatMemberUpdated) and _blocked_us(event):
            await _lose_touch(event.chat.id, data["deps"])
        return await handler(event, data)


async def tell_bad_input(error: ErrorEvent, deps: Deps) -> bool:
    """Show a person what was wrong with their input; the update is done."""
    mistake = error.exception
    event = error.update.event
    if not isinstance(mistake, BadInput) or not isinstance(event, Message | CallbackQuery):
        return True
    words = t(await _language(event.from_user, deps), mistake.text, **mistake.values)
    if isinstance(event, CallbackQuery):
        with suppress(Rejected):
            await event.answer(words[:_ALERT_LIMIT], show_alert=True)
    else:
        await event.answer(words, parse_mode=None)
    return True


async def stop_writing(error: ErrorEvent, deps: Deps) -> bool:
    """Whoever blocked the bot gets no more answers; what they sent is done."""
    log.info("bot.blocked", update=error.update.update_id)
    event = error.update.event
    if isinstance(event, Message | CallbackQuery) and event.from_user:
        await _lose_touch(event.from_user.id, deps)
    return True


def _blocked_us(change: ChatMemberUpdated) -> bool:
    is_private = change.chat.type == ChatType.PRIVATE
    return is_private and change.new_chat_member.status == ChatMemberStatus.KICKED


async def _lose_touch(person_id: int, deps: Deps) -> None:
    async with deps.db.begin() as session:
        await lose_touch(session, person_id, deps.clock.now())


async def _language(user: User | None, deps: Deps) -> str:
    if user is None:
        return language_of(None)
    async with deps.db.begin() as session:
        return await language_of_person(session, user.id) or language_of(user.language_code)
