"""Telling a person that what they sent came to nothing: nothing is lost in silence."""

import structlog
from aiogram import Bot

from bot.inbox.reading import kind_of
from bot.mishaps import CALL_ERRORS
from bot.texts import language_of, t
from db.inbox import InboxRow
from db.people import language_of_person
from services.deps import Deps

log = structlog.get_logger()

_FROM_PEOPLE = ("message", "edited_message", "callback_query")


async def apologise(deps: Deps, bot: Bot, row: InboxRow, text: str) -> None:
    """Send a kind sentence to the private chat that an update came from; failing only logs."""
    if row.chat_id is None or row.chat_id <= 0 or kind_of(row.body) not in _FROM_PEOPLE:
        return
    async with deps.db.begin() as session:
        language = await language_of_person(session, row.chat_id) or language_of(None)
    try:
        await bot.send_message(row.chat_id, t(language, text), parse_mode=None)
    except CALL_ERRORS as error:
        log.info("inbox.apology_unheard", why=type(error).__name__)
