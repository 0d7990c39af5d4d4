"""/accounts: what is linked, how it is, and what the person may do about it."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message
from aiogram.utils.formatting import Bold, Text

from bot.cards import Reader
from bot.cards.shape import Row, backlog_rows, button, cut, link
from bot.handlers.commands import Asked
from bot.handlers.options import option_rows
from bot.handlers.presses import Press, Pressed
from bot.handlers.saying import change, hint, refuse, say
from bot.handlers.visitors import Visitor
from bot.handlers.wording import account_name, why
from services import accounts
from services.accounts import AccountView
from services.deps import Deps
from services.networks.base import Network

_TITLE = 60
_PAGE = 20
"""So many accounts fit into a message, however long their names are."""

_ORDER = ("post", "text", "link", "photo", "video", "document", "edit", "delete")
"""In which order capabilities are told; others come after them."""


async def show_accounts(message: Message, visitor: Visitor, deps: Deps) -> None:
    """List what is linked."""
    words, rows = await _list(visitor, deps)
    await say(message, words, rows)


async def accounts_pressed(callback: CallbackQuery, visitor: Visitor, deps: Deps) -> None:
    """List what is linked, below: the message that was pressed may be a card."""
    words, rows = await _list(visitor, deps)
    if isinstance(callback.message, Message):
        await say(callback.message, words, rows)
    await hint(callback)


async def back_to_list(callback: CallbackQuery, press: Press, visitor: Visitor, deps: Deps) -> None:
    """From one account back to the list, or to another page of it, in place."""
    words, rows = await _list(visitor, deps, page=press.id)
    await change(callback, words, rows)
    await hint(callback)


async def account_pressed(
    callback: CallbackQuery, press: Press, visitor: Visitor, deps: Deps
) -> None:
    """Show one account, below; it may be asked for from a card or an alert."""
    view = await accounts.account(deps, visitor.space_id, press.id)
    if view is None:
        await refuse(callback, visitor.say("account-gone"), alert=True)
        return
    if isinstance(callback.message, Message):
        await say(callback.message, _about(view, visitor, deps), _rows(view, visitor, deps))
    await hint(callback)


async def show_in_place(
    callback: CallbackQuery, press: Press, visitor: Visitor, deps: Deps
) -> None:
    """Show one account in place of the list."""
    if await _redraw(callback, press.id, visitor, deps):
        await hint(callback)


async def prove(callback: CallbackQuery, press: Press, visitor: Visitor, deps: Deps) -> None:
    """Ask the network whether the account still works."""
    error = await accounts.check_now(deps, visitor.space_id, press.id)
    if not await _redraw(callback, press.id, visitor, deps):
        return
    words = why(visitor.reader, error) if error else visitor.say("account-works")
    await hint(callback, words, alert=error is not None)


async def default(callback: CallbackQuery, press: Press, visitor: Visitor, deps: Deps) -> None:
    """Turn over whether new posts go there by themselves."""
    turned = await accounts.switch(deps, visitor.space_id, press.id, version=press.version)
    if not await _redraw(callback, press.id, visitor, deps):
        return
    if turned:
        await hint(callback)
    else:
        await refuse(callback, visitor.say("button-outdated"))


async def unlink(callback: CallbackQuery, press: Press, visitor: Visitor, deps: Deps) -> None:
    """Ask before unlinking, with what it would cancel."""
    view = await accounts.account(deps, visitor.space_id, press.id)
    if view is None:
        await refuse(callback, visitor.say("account-gone"), alert=True)
        return
    words = visitor.say("account-unlink-ask", title=_name(view), count=view.waiting)
    yes = button(visitor.say("button-unlink-yes"), "unlinkyes", view.id, view.version)
    keep = button(visitor.say("button-keep"), "show", view.id, 0)
    await change(callback, words, [[yes], [keep]])
    await hint(callback)


async def unlink_yes(callback: CallbackQuery, press: Press, visitor: Visitor, deps: Deps) -> None:
    """Unlink, for good."""
    gone = await accounts.unlink(deps, visitor.space_id, press.id, version=press.version)
    if gone is None:
        if await _redraw(callback, press.id, visitor, deps):
            await refuse(callback, visitor.say("button-outdated"), alert=True)
        return
    name = account_name(deps, gone.network, gone.title)
    words = visitor.say("account-unlinked", title=name)
    if gone.by_hand:
        words = f"{words}\n\n{visitor.say(gone.by_hand)}"
    await change(callback, words, [[_to_list(visitor)]])
    await hint(callback)


async def _redraw(callback: CallbackQuery, account_id: int, visitor: Visitor, deps: Deps) -> bool:
    """Show an account as it is now; False, and the press refused, if it is not this person's."""
    view = await accounts.account(deps, visitor.space_id, account_id)
    if view is None:
        await change(callback, visitor.say("account-gone"), [[_to_list(visitor)]])
        await refuse(callback, visitor.say("account-gone"))
        return False
    await change(callback, _about(view, visitor, deps), _rows(view, visitor, deps))
    return True


async def _list(visitor: Visitor, deps: Deps, *, page: int = 0) -> tuple[Text, list[Row]]:
    views = await accounts.accounts(deps, visitor.space_id)
    reader = visitor.reader
    last = max(0, len(views) - 1) // _PAGE
    page = min(page, last)
    shown = views[page * _PAGE : (page + 1) * _PAGE]
    head = reader.say("accounts-some" if views else "accounts-none")
    lines = [part for view in shown for part in ("\n", _line(view, reader, deps.clock.now()))]
    rows = [[button(_name(view), "show", view.id, 0)] for view in shown]
    return Text(Bold(head), *lines), [*rows, _turns(page, last), *_link_rows(visitor, deps)]


def _turns(page: int, last: int) -> Row:
    """Buttons to the pages before and after, where there are some."""
    before = [button("‹", "back", page - 1, 0)] if page > 0 else []
    after = [button("›", "back", page + 1, 0)] if page < last else []
    return before + after


def _link_rows(visitor: Visitor, deps: Deps) -> list[Row]:
    return [
        [button(visitor.say("button-link-to", network=network.title), "link", key, 0)]
        for key, network in deps.networks.items()
    ]


def _line(view: AccountView, reader: Reader, now: datetime) -> Text:
    if view.trouble:
        return Text("⚠️ ", _name(view), f": {reader.say('account-needs-you')}")
    told = [reader.say("account-checked", ago=reader.ago(view.proved_at, now))]
    if view.expires_at is not None:
        told.append(reader.say("account-days", days=_days_left(view.expires_at, now)))
    return Text("✅ ", _name(view), f": {', '.join(told)}")


def _name(view: AccountView) -> str:
    return f"{view.network_title} · {cut(view.title, _TITLE)}"


def _trouble_key(view: AccountView) -> str:
    return f"account-{(view.trouble or '').replace('_', '-')}"


def _about(view: AccountView, visitor: Visitor, deps: Deps) -> Text:
    reader = visitor.reader
    lines = [Text(Bold(_name(view)))]
    lines += [Text(words) for words in _health(view, reader, deps.clock.now())]
    lines += [Text(words) for words in _abilities(view, reader)]
    if view.backlog_version is not None:
        lines.append(Text(f"❓ {reader.say('account-backlog')}"))
    if view.waiting:
        lines.append(Text(reader.say("account-waiting", count=view.waiting)))
    lines.append(
        Text(reader.say("account-default-on" if view.switched_on else "account-default-off"))
    )
    return Text(*[part for line in lines for part in (line, "\n")][:-1])


def _health(view: AccountView, reader: Reader, now: datetime) -> list[str]:
    """How an account is, when it last showed that it works, and for how long its access is good."""
    ago = reader.ago(view.proved_at, now)
    if view.trouble:
        code = f" ({view.trouble_code})" if view.trouble_code else ""
        return [f"⚠️ {reader.say(_trouble_key(view))}{code}", reader.say("account-worked", ago=ago)]
    told = [f"✅ {reader.say('account-proved', ago=ago)}"]
    if view.expires_at is not None:
        key = "account-access-renews" if view.renews else "account-access-ends"
        told.append(f"🔋 {reader.say(key, days=_days_left(view.expires_at, now))}")
    return told


def _days_left(ends_at: datetime, now: datetime) -> int:
    """Whole days; -1 once it is over."""
    return max(-1, (ends_at - now).days)


def _abilities(view: AccountView, reader: Reader) -> list[str]:
    """What probing proved, in the network's own words, publishing first."""
    told = []
    for key, proved in (("account-can", True), ("account-cannot", False)):
        names = [name for name, yes in view.capabilities.items() if yes is proved]
        words = [reader.say(f"{view.network}-can-{name}") for name in sorted(names, key=_rank)]
        if words:
            told.append(reader.say(key, what=", ".join(words)))
    return told


def _rank(capability: str) -> int:
    return _ORDER.index(capability) if capability in _ORDER else len(_ORDER)


def _rows(view: AccountView, visitor: Visitor, deps: Deps) -> list[Row]:
    rows: list[Row] = []
    if view.trouble and view.trouble_link:
        rows.append(
            [link(visitor.say("button-solve", network=view.network_title), view.trouble_link)]
        )
    if view.backlog_version is not None:
        rows += backlog_rows(view.id, view.backlog_version, visitor.reader)
    rows.append([button(visitor.say("button-prove"), "prove", view.id, 0)])
    network = deps.networks.get(view.network)
    if network is not None and _asks_again(view, network):
        label = f"{view.network}-button-consent" if network.adds else "button-relink"
        rows.append([button(visitor.say(label), "relink", view.id, 0)])
    rows += [[each] for each in _secret_buttons(view, visitor, deps)]
    rows += option_rows(view, visitor.reader)
    on = "button-default-off" if view.switched_on else "button-default-on"
    rows.append([button(visitor.say(on), "default", view.id, view.version)])
    if view.url:
        rows.append([link(visitor.say("button-open"), view.url)])
    unlinking = button(visitor.say("button-unlink"), "unlink", view.id, view.version)
    return [*rows, [unlinking], [_to_list(visitor)]]


def _asks_again(view: AccountView, network: Network) -> bool:
    """Whether the network's own page brings what this account holds, or more."""
    if not network.may_ask():
        return False
    return network.secrets_beside(view.secrets) == network.pasted_secrets


def _secret_buttons(view: AccountView, visitor: Visitor, deps: Deps) -> list[InlineKeyboardButton]:
    """One for each credential that this network takes: to add it, or to put a new one."""
    network = deps.networks.get(view.network)
    made = []
    for place, name in enumerate(network.secrets_beside(view.secrets) if network else ()):
        what = visitor.say(f"{view.network}-field-{name}")
        key = "button-secret-replace" if name in view.secrets else "button-secret-add"
        made.append(button(visitor.say(key, what=what), "secret", f"{view.id}.{place}", 0))
    return made


def _to_list(visitor: Visitor) -> InlineKeyboardButton:
    return button(visitor.say("button-back"), "back", 0, 0)


def router() -> Router:
    """The handlers of this conversation."""
    made = Router(name="accounts")
    made.message.register(show_accounts, Asked("accounts"))
    made.callback_query.register(accounts_pressed, Pressed("accounts"))
    made.callback_query.register(back_to_list, Pressed("back"))
    made.callback_query.register(account_pressed, Pressed("account"))
    made.callback_query.register(show_in_place, Pressed("show"))
    made.callback_query.register(prove, Pressed("prove"))
    made.callback_query.register(default, Pressed("default"))
    made.callback_query.register(unlink, Pressed("unlink"))
    made.callback_query.register(unlink_yes, Pressed("unlinkyes"))
    return made
