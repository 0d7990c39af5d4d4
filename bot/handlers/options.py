"""What a person chooses once for an account: who may see its videos, which board it pins to."""

import re
from collections.abc import Sequence

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from bot.cards import Reader
from bot.cards.shape import Row, button, cut
from bot.handlers.presses import Press, Pressed
from bot.handlers.saying import change, hint, refuse, say
from bot.handlers.visitors import Visitor
from bot.handlers.wording import account_name, why
from services import accounts
from services.accounts import AccountView, OptionView
from services.deps import Deps
from services.errors import NetworkError
from services.networks.base import Choice

_LABEL = 40
_PAGE = 20
_NAMED = re.compile(r"(\d{1,18})\.(\d{1,2})\.([A-Za-z0-9._\-]{1,20})")


def option_rows(view: AccountView, reader: Reader) -> list[Row]:
    """A button for each option of an account, which says what stands now."""
    return [
        [button(option_title(view, option, reader), "option", f"{view.id}.{place}.0", view.version)]
        for place, option in enumerate(view.options)
    ]


async def ask_missing(message: Message, view: AccountView, visitor: Visitor, deps: Deps) -> None:
    """Ask for the first choice without which nothing can be published, if one is missing."""
    for place, option in enumerate(view.options):
        if option.value is None:
            words, rows = await _choosing(view, place, 0, visitor, deps)
            await say(message, words, rows)
            return


async def option_pressed(
    callback: CallbackQuery, press: Press, visitor: Visitor, deps: Deps
) -> None:
    """Show the choices in place."""
    account_id, place, page = _named(press)
    view = await _view(account_id, place, visitor, deps)
    if view is None:
        await refuse(callback, visitor.say("account-gone"), alert=True)
        return
    try:
        words, rows = await _choosing(
            view, place, int(page) if page.isdecimal() else 0, visitor, deps
        )
    except NetworkError as error:
        await hint(callback, why(visitor.reader, error), alert=True)
        return
    await change(callback, words, rows)
    await hint(callback)


async def chosen(callback: CallbackQuery, press: Press, visitor: Visitor, deps: Deps) -> None:
    """Keep a choice, if it is one, and show the account."""
    account_id, place, value = _named(press)
    view = await _view(account_id, place, visitor, deps)
    if view is None:
        await refuse(callback, visitor.say("account-gone"), alert=True)
        return
    name = view.options[place].name
    try:
        choice = await _choice(view, name, value, visitor, deps)
    except NetworkError as error:
        await hint(callback, why(visitor.reader, error), alert=True)
        return
    kept = choice is not None and await accounts.choose(
        deps, visitor.space_id, view.id, name, choice, version=press.version
    )
    if not kept:
        await refuse(callback, visitor.say("button-outdated"), alert=True)
        return
    now = await accounts.account(deps, visitor.space_id, view.id)
    if now is not None:
        what = option_title(now, now.options[place], visitor.reader)
        name = account_name(deps, now.network, now.title)
        words = visitor.say("option-kept", title=name, what=what)
        if view.options[place].value is None:
            words = f"{words}\n\n{visitor.say('linked-next')}"
        to_account = button(visitor.say("button-to-account"), "show", view.id, 0)
        await change(callback, words, [[to_account]])
    await hint(callback)


async def _view(account_id: int, place: int, visitor: Visitor, deps: Deps) -> AccountView | None:
    """The account that a button names, if it is the presser's and has such an option."""
    view = await accounts.account(deps, visitor.space_id, account_id)
    return view if view is not None and place < len(view.options) else None


async def _choosing(
    view: AccountView, place: int, page: int, visitor: Visitor, deps: Deps
) -> tuple[str, list[Row]]:
    """The question, with a page of choices.

    Raises:
        NetworkError: The network does not say what there is to choose from.
    """
    option = view.options[place]
    found = await accounts.choices(deps, visitor.space_id, view.id, option.name)
    key = f"{view.network}-option-{option.name}-{'ask' if found else 'nothing'}"
    rows = [
        [_choice_button(view, place, choice, visitor.reader)]
        for choice in found[page * _PAGE : (page + 1) * _PAGE]
    ]
    back = button(visitor.say("button-to-account"), "show", view.id, 0)
    return visitor.say(key), [*rows, *_pages(view, place, page, found), [back]]


def _choice_button(
    view: AccountView, place: int, choice: Choice, reader: Reader
) -> InlineKeyboardButton:
    option = view.options[place]
    sign = "✅ " if choice.value == option.value else ""
    label = choice.label or value_words(view, option.name, choice.value, reader)
    what = f"{view.id}.{place}.{choice.value}"
    return button(f"{sign}{label}", "choose", what, view.version)


def _pages(view: AccountView, place: int, page: int, found: Sequence[Choice]) -> list[Row]:
    """Buttons to the pages before and after, where there are some."""
    last = max(0, len(found) - 1) // _PAGE
    turns = [("‹", page - 1)] * (page > 0) + [("›", page + 1)] * (page < last)
    row = [button(sign, "option", f"{view.id}.{place}.{to}", view.version) for sign, to in turns]
    return [row] if row else []


async def _choice(
    view: AccountView, option: str, value: str, visitor: Visitor, deps: Deps
) -> Choice | None:
    found = await accounts.choices(deps, visitor.space_id, view.id, option)
    return next((choice for choice in found if choice.value == value), None)


def option_title(view: AccountView, option: OptionView, reader: Reader) -> str:
    """An option and what stands now, as its button says it."""
    name = reader.say(f"{view.network}-option-{option.name}")
    if option.value is None:
        return f"{name}: {reader.say('option-not-chosen')}"
    label = option.label or value_words(view, option.name, option.value, reader)
    return f"{name}: {cut(label, _LABEL)}"


def value_words(view: AccountView, option: str, value: str, reader: Reader) -> str:
    """A choice in words of ours."""
    return reader.say(f"{view.network}-option-{option}-{value}")


def _named(press: Press) -> tuple[int, int, str]:
    """The account, the place of the option and the choice or page that a button names."""
    found = _NAMED.fullmatch(press.what)
    return (int(found[1]), int(found[2]), found[3]) if found else (0, 0, "")


def _page(named: str) -> int:
    return int(named) if named.isdecimal() else 0


def router() -> Router:
    """The handlers of this conversation."""
    made = Router(name="options")
    made.callback_query.register(option_pressed, Pressed("option"))
    made.callback_query.register(chosen, Pressed("choose"))
    return made
