"""The dispatcher's frame: its storage, what happens around handlers, and where errors end."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import structlog
from aiogram import BaseMiddleware, Dispatcher
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.filters import ExceptionTypeFilter
from aiogram.types import CallbackQuery, Chat, ErrorEvent, Message, TelegramObject, Update, User

from bot.conversations import Conversations
from bot.filters import Mishap
from bot.mishaps import is_blocked
from bot.texts import language_of, t
from db.people import get_in_touch, language_of_person, lose_touch
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
    dispatcher.update.outer_middleware(KeepInTouch())
    dispatcher.errors.register(tell_bad_input, ExceptionTypeFilter(BadInput))
    dispatcher.errors.register(stop_writing, Mishap(is_blocked))
    return dispatcher


class KeepInTouch(BaseMiddleware):
    """Notices who is back, and who has blocked the bot."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Look, then go on."""
        chat: Chat | None = data.get("event_chat")
        if isinstance(event, Update) and chat is not None and chat.type == ChatType.PRIVATE:
            await _notice(event, chat.id, data["deps"])
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
        async with deps.db.begin() as session:
            await lose_touch(session, event.from_user.id, deps.clock.now())
    return True


async def _notice(update: Update, person_id: int, deps: Deps) -> None:
    change = update.my_chat_member
    left = change is not None and change.new_chat_member.status == ChatMemberStatus.KICKED
    async with deps.db.begin() as session:
        if left:
            await lose_touch(session, person_id, deps.clock.now())
        else:
            await get_in_touch(session, person_id)


async def _language(user: User | None, deps: Deps) -> str:
    if user is None:
        return language_of(None)
    async with deps.db.begin() as session:
        return await language_of_person(session, user.id) or language_of(user.language_code)
