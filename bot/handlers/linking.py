"""Where linking begins, whichever way a network is linked."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.handlers import linking_chats, linking_secrets
from bot.handlers.presses import Press, Pressed
from bot.handlers.saying import hint
from bot.handlers.visitors import Visitor
from services.deps import Deps


async def link_pressed(
    callback: CallbackQuery, press: Press, visitor: Visitor, deps: Deps, state: FSMContext
) -> None:
    """Begin to link an account of a network."""
    network = deps.networks.get(press.what)
    if network is None or not isinstance(callback.message, Message):
        await hint(callback, visitor.say("network-is-off"), alert=True)
        return
    if network.link_method == "chat":
        await linking_chats.ask_chat(callback.message, visitor, state)
    else:
        field = network.pasted_secrets[0]
        await linking_secrets.ask_secret(
            callback.message, visitor, state, network=network.key, field=field
        )
    await hint(callback)


def router() -> Router:
    """The handlers of this conversation."""
    made = Router(name="linking")
    made.include_routers(linking_chats.router(), linking_secrets.router())
    made.callback_query.register(link_pressed, Pressed("link"))
    return made
