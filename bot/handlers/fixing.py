"""The menu below a draft: how a target shall take what does not fit, with a picture of each way.

A choice counts for the account: the draft's card is drawn anew, and so is every later one.
"""

import re
from contextlib import suppress

from aiogram import Router
from aiogram.types import CallbackQuery, FSInputFile, Message

from bot.cards.shape import Row, button
from bot.handlers.drafts import outdated
from bot.handlers.options import option_title, value_words
from bot.handlers.presses import Press, Pressed
from bot.handlers.saying import change, hint, refuse, say, show
from bot.handlers.visitors import Visitor
from services import accounts, posts
from services.accounts import AccountView, OptionView
from services.deps import Deps
from services.errors import Rejected
from services.networks.base import Choice
from services.posts import Previews

_ASKED = re.compile(r"(\d{1,18})\.(\d{1,18})\.([a-z]{1,20})")
_CHOSEN = re.compile(r"(\d{1,18})\.([a-z]{1,20})\.([a-z]{1,20})")


async def asked(
    callback: CallbackQuery, press: Press, visitor: Visitor, deps: Deps, previews: Previews
) -> None:
    """Show what may be chosen, below the card; a second press comes too late."""
    post_id, account_id, name = _question(press)
    question = await posts.take_up(
        deps, visitor.space_id, post_id, account_id, name, version=press.version
    )
    view = await accounts.account(deps, visitor.space_id, account_id) if question else None
    if question is None or view is None:
        await outdated(callback, post_id, visitor, deps)
        return
    await hint(callback)
    message = callback.message
    if not isinstance(message, Message):
        return
    picture = await previews.draw(question.example) if question.example else None
    words, rows = _menu(view, name, visitor, deps, numbered=picture is not None)
    if picture is not None:
        example = visitor.say("fix-example")
        await show(message, FSInputFile(picture), f"{words}\n\n{example}", rows)
        return
    missing = f"\n\n{visitor.say('fix-no-example')}" if question.example else ""
    await say(message, f"{words}{missing}", rows)


async def chosen(callback: CallbackQuery, press: Press, visitor: Visitor, deps: Deps) -> None:
    """Keep a choice for the account, if it is one, and say so in place."""
    account_id, name, value = _answer(press)
    before = await accounts.account(deps, visitor.space_id, account_id)
    if before is None or value not in _values(before, name, deps):
        await refuse(callback, visitor.say("account-gone"), alert=True)
        return
    choice = Choice(value, "")
    kept = await accounts.choose(
        deps, visitor.space_id, account_id, name, choice, version=press.version
    )
    view = await accounts.account(deps, visitor.space_id, account_id)
    if view is None:
        await refuse(callback, visitor.say("account-gone"), alert=True)
        return
    if kept or _carries(callback):
        words, rows = _menu(view, name, visitor, deps, numbered=_has_picture(callback))
        what = option_title(view, _option(view, name), visitor.reader)
        told = f"{words}\n\n{visitor.say('fix-kept', what=what)}" if kept else words
        await change(callback, told, rows)
    if kept:
        await hint(callback)
    else:
        await refuse(callback, visitor.say("button-outdated"), alert=True)


async def closed(callback: CallbackQuery, press: Press, visitor: Visitor, deps: Deps) -> None:
    """Take the menu away."""
    view = await accounts.account(deps, visitor.space_id, press.id)
    if view is None or not _carries(callback) or not isinstance(callback.message, Message):
        await refuse(callback, visitor.say("button-gone"))
        return
    await hint(callback)
    try:
        await callback.message.delete()
    except Rejected:  # older than two days
        with suppress(Rejected):
            await callback.message.edit_reply_markup(reply_markup=None)


def _menu(
    view: AccountView, name: str, visitor: Visitor, deps: Deps, *, numbered: bool
) -> tuple[str, list[Row]]:
    """The question and its answers, numbered as the picture above them is."""
    option = _option(view, name)
    rows = []
    for number, value in enumerate(_values(view, name, deps), start=1):
        sign = "✅ " if value == option.value else ""
        place = f"{number} · " if numbered else ""
        label = f"{sign}{place}{value_words(view, name, value, visitor.reader)}"
        rows.append([button(label, "fixed", f"{view.id}.{name}.{value}", view.version)])
    where = visitor.say("fix-where", network=view.network_title, account=view.title)
    ask = visitor.say(f"{view.network}-option-{name}-ask")
    return f"{where}\n{ask}", [*rows, [button(visitor.say("button-close"), "unfix", view.id, 0)]]


def _option(view: AccountView, name: str) -> OptionView:
    return next(one for one in view.options if one.name == name)


def _values(view: AccountView, name: str, deps: Deps) -> tuple[str, ...]:
    """What may be chosen; nothing where the network has no such option, or lists the choices."""
    network = deps.networks.get(view.network)
    options = network.options if network else ()
    return next((one.values for one in options if one.name == name), ())


def _carries(callback: CallbackQuery) -> bool:
    """Whether the message really has the button that was pressed."""
    message = callback.message
    if not isinstance(message, Message) or message.reply_markup is None:
        return False
    rows = message.reply_markup.inline_keyboard
    return any(one.callback_data == callback.data for row in rows for one in row)


def _has_picture(callback: CallbackQuery) -> bool:
    return isinstance(callback.message, Message) and bool(callback.message.photo)


def _question(press: Press) -> tuple[int, int, str]:
    """The post, the account and the option that a button names."""
    found = _ASKED.fullmatch(press.what)
    return (int(found[1]), int(found[2]), found[3]) if found else (0, 0, "")


def _answer(press: Press) -> tuple[int, str, str]:
    """The account, the option and the choice that a button names."""
    found = _CHOSEN.fullmatch(press.what)
    return (int(found[1]), found[2], found[3]) if found else (0, "", "")


def router() -> Router:
    """The handlers of this conversation."""
    made = Router(name="fixing")
    made.callback_query.register(asked, Pressed("fix"))
    made.callback_query.register(chosen, Pressed("fixed"))
    made.callback_query.register(closed, Pressed("unfix"))
    return made
