"""The question what shall become of the posts that waited for an account: all, newest, none."""

from contextlib import suppress

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.handlers.presses import Press, Pressed
from bot.handlers.saying import change, hint, refuse
from bot.handlers.visitors import Visitor
from bot.handlers.wording import account_name
from services import accounts
from services.delivery.orders import Wanted, decide_backlog
from services.deps import Deps
from services.errors import Rejected

_ANSWERS: dict[str, Wanted] = {"sendall": "all", "sendnewest": "newest", "sendnone": "none"}


async def decided(callback: CallbackQuery, press: Press, visitor: Visitor, deps: Deps) -> None:
    """Do what was pressed, if this is the question that is open."""
    wanted = _ANSWERS[press.verb]
    done = await decide_backlog(deps, visitor.space_id, press.id, press.version, wanted)
    if done is None:
        await _too_late(callback, press, visitor, deps)
        return
    view = await accounts.account(deps, visitor.space_id, press.id)
    name = account_name(deps, view.network, done.title) if view else done.title
    words = visitor.say(f"backlog-{wanted}", title=name, sent=done.sent, dropped=done.dropped)
    await change(callback, words)
    await hint(callback, words)


async def _too_late(callback: CallbackQuery, press: Press, visitor: Visitor, deps: Deps) -> None:
    """A question that is answered or over loses its buttons; what is not theirs is not there."""
    view = await accounts.account(deps, visitor.space_id, press.id)
    await refuse(callback, visitor.say("account-gone" if view is None else "backlog-over"))
    if view is not None and isinstance(callback.message, Message):
        with suppress(Rejected):
            await callback.message.edit_reply_markup(reply_markup=None)


def router() -> Router:
    """The handlers of this conversation."""
    made = Router(name="backlog")
    made.callback_query.register(decided, Pressed(*_ANSWERS))
    return made
