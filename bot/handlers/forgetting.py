"""A message that holds a secret goes: out of the chat, and out of the inbox."""

from contextlib import suppress

from aiogram.types import Message, Update

from bot.handlers.saying import say
from bot.handlers.visitors import Visitor
from db.inbox import blank
from services.deps import Deps
from services.errors import NetworkError


async def delete(message: Message) -> bool:
    """Delete a message from the chat; False when Telegram would not."""
    with suppress(NetworkError):
        return await message.delete()
    return False


async def blank_update(deps: Deps, update: Update) -> None:
    """The inbox keeps raw updates for days; this one must not keep its secret."""
    async with deps.db.begin() as session:
        await blank(session, deps.settings.bot_id, update.update_id)


async def ask_to_delete(message: Message, visitor: Visitor, *, gone: bool) -> None:
    """Have the person do what the bot could not."""
    if not gone:
        await say(message, visitor.say("secret-delete-yourself"))
