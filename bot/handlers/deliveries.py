"""The buttons of a live post: Retry, Cancel, Take back, and the answers to questions."""

from collections.abc import Awaitable, Callable

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.cards.shape import button
from bot.handlers.drafts import outdated
from bot.handlers.presses import Press, Pressed
from bot.handlers.saying import change, hint, refuse, say
from bot.handlers.visitors import Visitor
from bot.handlers.wording import account_name
from db.cards import shows
from db.deliveries import DeliveryRow
from services import accounts
from services.delivery import orders
from services.deps import Deps
from services.posts import delivery_of

_ANSWERS: dict[str, orders.Answer] = {
    "there": "there",
    "again": "again",
    "leave": "leave",
    "now": "now",
    "droplate": "drop",
}
_ORDERS: dict[str, Callable[..., Awaitable[bool]]] = {
    "retry": orders.retry,
    "cancel": orders.cancel,
    "recallyes": orders.recall,
}


async def ordered(callback: CallbackQuery, press: Press, visitor: Visitor, deps: Deps) -> None:
    """Carry out what was pressed, if the delivery is still as the person saw it."""
    row = await delivery_of(deps, visitor.space_id, press.id)
    if row is None:
        await refuse(callback, visitor.say("button-gone"))
    elif await _carry_out(deps, visitor, press):
        done = visitor.say(f"done-{press.verb}", title=account_name(deps, row.network, row.title))
        await hint(callback, done)
        await _close_question(callback, row.post_id, done, deps)
    else:
        await outdated(callback, row.post_id, visitor, deps)


async def recall(callback: CallbackQuery, press: Press, visitor: Visitor, deps: Deps) -> None:
    """Ask before taking a post back: it goes for everyone."""
    row = await delivery_of(deps, visitor.space_id, press.id)
    if row is None:
        await refuse(callback, visitor.say("button-gone"))
    elif row.state != "published" or row.version != press.version:
        await outdated(callback, row.post_id, visitor, deps)
    elif cannot := await _why_not(row, visitor, deps):
        await hint(callback, cannot, alert=True)
    else:
        yes = button(visitor.say("button-recall-yes"), "recallyes", row.id, row.version)
        keep = button(visitor.say("button-keep"), "keep", row.id, row.version)
        if isinstance(callback.message, Message):
            words = visitor.say("recall-ask", title=account_name(deps, row.network, row.title))
            await say(callback.message, words, [[yes], [keep]])
        await hint(callback)


async def keep(callback: CallbackQuery, visitor: Visitor) -> None:
    """Not to take it back after all."""
    await change(callback, visitor.say("recall-kept"))
    await hint(callback)


async def _why_not(row: DeliveryRow, visitor: Visitor, deps: Deps) -> str:
    """Why a published post cannot be taken back by us; empty if it can be tried."""
    if row.reason == "confirmed_by_person":
        return visitor.say("recall-unknown")
    name = account_name(deps, row.network, row.title)
    view = await accounts.account(deps, visitor.space_id, row.account_id)
    if view is None:
        return visitor.say("recall-unlinked", title=name)
    can = view.capabilities.get("delete", True)
    return "" if can else visitor.say("recall-by-hand", title=name)


async def _carry_out(deps: Deps, visitor: Visitor, press: Press) -> bool:
    if answer := _ANSWERS.get(press.verb):
        return await orders.answer(deps, visitor.space_id, press.id, press.version, answer)
    return await _ORDERS[press.verb](deps, visitor.space_id, press.id, press.version)


async def _close_question(callback: CallbackQuery, post_id: int, done: str, deps: Deps) -> None:
    """A question is answered once: its message says how, and loses its buttons. Cards stay."""
    message = callback.message
    if not isinstance(message, Message):
        return
    async with deps.db.begin() as session:
        is_card = await shows(session, post_id, message.chat.id, message.message_id)
    if not is_card:
        await change(callback, done)


def router() -> Router:
    """The handlers of this conversation."""
    made = Router(name="deliveries")
    made.callback_query.register(ordered, Pressed(*_ORDERS, *_ANSWERS))
    made.callback_query.register(recall, Pressed("recall"))
    made.callback_query.register(keep, Pressed("keep"))
    return made
