"""Commands, and what to say to those that there are not."""

from typing import Any

from aiogram import Bot, F, Router
from aiogram.filters import Command, Filter
from aiogram.types import Message

from bot.filters import Q
from bot.handlers.saying import say
from bot.handlers.visitors import Visitor


class Asked(Filter):
    """Lets a command through that the person wrote, not one in a forwarded post or a caption."""

    def __init__(self, name: str) -> None:
        self._command = Command(name)

    async def __call__(self, message: Message, bot: Bot) -> bool | dict[str, Any]:
        """Whether this is the command."""
        if message.text is None or message.forward_origin is not None:
            return False
        return await self._command(message, bot)


async def unknown_command(message: Message, visitor: Visitor) -> None:
    """A command that there is not must not become a post."""
    await say(message, visitor.say("command-unknown"))


def router() -> Router:
    """What begins with a slash and was not understood by anybody before."""
    made = Router(name="commands")
    made.message.register(unknown_command, Q(F.text.startswith("/")), Q(~F.forward_origin))
    return made
