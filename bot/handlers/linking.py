"""Where linking begins, whichever way a network is linked."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.handlers import linking_chats, linking_consents, linking_secrets, linking_sign_in
from bot.handlers.presses import Press, Pressed
from bot.handlers.saying import hint, say
from bot.handlers.visitors import Visitor
from bot.handlers.wording import why
from services.deps import Deps
from services.errors import NetworkError
from services.networks.base import Network


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
    elif not await _asked_consent(callback.message, visitor, deps, network):
        await _ask_secret(callback.message, visitor, state, network)
    await hint(callback)


async def paste_pressed(
    callback: CallbackQuery, press: Press, visitor: Visitor, deps: Deps, state: FSMContext
) -> None:
    """Link by a pasted credential, where the network would ask on its own page, too."""
    network = deps.networks.get(press.what)
    if network is None or not network.pasted_secrets or not isinstance(callback.message, Message):
        await hint(callback, visitor.say("network-is-off"), alert=True)
        return
    await _ask_secret(callback.message, visitor, state, network)
    await hint(callback)


async def way_pressed(
    callback: CallbackQuery, press: Press, visitor: Visitor, deps: Deps, state: FSMContext
) -> None:
    """Link by another credential than the usual one."""
    key, _, way = press.what.partition(".")
    network = deps.networks.get(key)
    offered = network.other_ways() if network else ()
    if way not in offered or not isinstance(callback.message, Message):
        await hint(callback, visitor.say("network-is-off"), alert=True)
        return
    signs_in = deps.networks[key].signs_in() == way
    await linking_secrets.ask_secret(
        callback.message, visitor, state, network=key, field=way, signs_in=signs_in
    )
    await hint(callback)


async def _asked_consent(message: Message, visitor: Visitor, deps: Deps, network: Network) -> bool:
    """Lead to the network's own page; False where that is not set up and pasting remains."""
    if network.adds or not network.consents:
        return False
    try:
        await linking_consents.ask_consent(message, visitor, deps, network.key)
    except NetworkError as error:
        if network.pasted_secrets:
            return False
        await say(message, why(visitor.reader, error))
    return True


async def _ask_secret(
    message: Message, visitor: Visitor, state: FSMContext, network: Network
) -> None:
    field, ways = network.pasted_secrets[0], network.other_ways()
    await linking_secrets.ask_secret(
        message, visitor, state, network=network.key, field=field, ways=ways
    )


def router() -> Router:
    """The handlers of this conversation."""
    made = Router(name="linking")
    made.include_routers(
        linking_chats.router(),
        linking_consents.router(),
        linking_secrets.router(),
        linking_sign_in.router(),
    )
    made.callback_query.register(link_pressed, Pressed("link"))
    made.callback_query.register(paste_pressed, Pressed("paste"))
    made.callback_query.register(way_pressed, Pressed("way"))
    return made
