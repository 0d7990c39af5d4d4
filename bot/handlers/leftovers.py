"""Buttons that nobody understood are answered kindly, and change nothing."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.handlers.saying import refuse
from bot.handlers.visitors import Visitor


async def unknown_button(callback: CallbackQuery, visitor: Visitor) -> None:
    """A button from another time, or from nowhere."""
    await refuse(callback, visitor.say("button-unknown"))


def router() -> Router:
    """Whatever was pressed and was not understood by anybody before."""
    made = Router(name="leftovers")
    made.callback_query.register(unknown_button)
    return made
