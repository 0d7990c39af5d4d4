"""Linking by name and password: a button to a page of ours that is good once.

Nothing of it is typed in the chat: Telegram keeps what was, and others may read it.
"""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.cards.shape import link
from bot.handlers.presses import Press, Pressed
from bot.handlers.saying import hint, refuse, say
from bot.handlers.visitors import Visitor
from services import accounts, consents
from services.deps import Deps
from services.errors import AccessDenied
from services.linking import Owner


async def sign_in_pressed(
    callback: CallbackQuery, press: Press, visitor: Visitor, deps: Deps, state: FSMContext
) -> None:
    """Give the button that leads to the page, for a new account or one that is linked again."""
    key, _, again = press.what.partition(".")
    network, message = deps.networks.get(key), callback.message
    account_id = int(again) if again.isdigit() else 0
    if network is None or not isinstance(message, Message):
        await hint(callback, visitor.say("network-is-off"), alert=True)
        return
    if account_id and await accounts.account(deps, visitor.space_id, account_id) is None:
        await refuse(callback, visitor.say("account-gone"), alert=True)
        return
    owner = Owner(visitor.space_id, visitor.person_id)
    try:
        address = await consents.begin(deps, owner, key, account_id=account_id or None)
    except AccessDenied as error:
        await say(message, visitor.say(error.advice, network=network.title))
        await hint(callback)
        return
    await state.clear()
    open_page = link(visitor.say("button-sign-in-page"), address)
    await say(message, visitor.say("sign-in-ask", network=network.title), [[open_page]])
    await hint(callback)


def router() -> Router:
    """The handlers of this conversation."""
    made = Router(name="linking_sign_in")
    made.callback_query.register(sign_in_pressed, Pressed("signin"))
    return made
