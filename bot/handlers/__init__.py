"""Every conversation of the bot, in the one order that matters."""

from aiogram import Dispatcher, F, Router
from aiogram.enums import ChatType

from bot.filters import Q
from bot.handlers import (
    accounts,
    backlog,
    chats,
    commands,
    deliveries,
    drafts,
    fixing,
    guests,
    history,
    intake,
    leftovers,
    linking,
    options,
    start,
)
from bot.handlers.visitors import KnowVisitor

_IN_PRIVATE = Q(F.chat.type == ChatType.PRIVATE)


def setup(dispatcher: Dispatcher) -> None:
    """Include the routers.

    Commands come before the answers of dialogues, so that nobody is ever caught in one; those come
    before the intake, which takes whatever is left.
    """
    private = Router(name="private")
    private.message.filter(_IN_PRIVATE)
    private.edited_message.filter(_IN_PRIVATE)
    for observer in (private.message, private.edited_message, private.callback_query):
        observer.middleware(KnowVisitor())
    private.include_routers(
        start.router(),
        accounts.router(),
        options.router(),
        backlog.router(),
        history.router(),
        guests.router(),
        commands.router(),
        linking.router(),
        drafts.router(),
        fixing.router(),
        deliveries.router(),
        intake.router(),
        leftovers.router(),
    )
    dispatcher.include_routers(private, chats.router())
