"""Linking with pasted credentials: the message goes at once, the credential is proved and sealed.

What is remembered of this conversation says which credential is awaited, never what it is.
"""

import re
from collections.abc import Sequence
from contextlib import suppress

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.enums import ChatAction
from aiogram.filters import Filter, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message, Update

from bot.cards.shape import Row, button
from bot.filters import Q
from bot.handlers.forgetting import ask_to_delete, blank_update, delete
from bot.handlers.options import ask_missing
from bot.handlers.presses import Press, Pressed
from bot.handlers.saying import hint, refuse, say
from bot.handlers.visitors import Visitor
from bot.handlers.wording import cannot_look, linked_words, stronger_words, why
from services import accounts
from services.accounts import AccountView
from services.deps import Deps
from services.errors import NetworkError
from services.linking import Linked, Owner, link, strengthen

_SECRET = re.compile(r"[A-Za-z0-9._~+/=%:\-]{24,}")
_LONELY_SECRET = re.compile(r"\s*(?=\S*\d)(?=\S*[A-Za-z])[A-Za-z0-9._%:\-]{40,}\s*")


class Pasting(StatesGroup):
    """The data name the `network`, the awaited `field`, the `account_id`, if it is `optional`."""

    waiting = State()


async def ask_secret(
    message: Message,
    visitor: Visitor,
    state: FSMContext,
    *,
    network: str,
    field: str,
    account_id: int | None = None,
    optional: bool = False,
    ways: Sequence[str] = (),
    signs_in: bool = False,
) -> None:
    """Say which credential is needed, the clicks that lead to it, and wait for it.

    `ways` are credentials that would do instead; each gets a button. So does a page of ours, where
    a name and a password bring the same credential (`signs_in`).
    """
    await state.set_state(Pasting.waiting)
    await state.set_data(
        {"network": network, "field": field, "account_id": account_id, "optional": optional}
    )
    label = "button-skip" if optional else "button-stop"
    rows = way_rows(visitor, network, ways)
    if signs_in:
        what = f"{network}.{account_id or 0}"
        rows.append([button(visitor.say("button-sign-in-instead"), "signin", what, 0)])
    rows.append([button(visitor.say(label), "skip", 0, 0)])
    words = visitor.say(f"{network}-link-{field}")
    skipping = f"\n\n{visitor.say('secret-optional')}" if optional else ""
    await say(message, f"{words}{skipping}", rows)


def way_rows(visitor: Visitor, network: str, ways: Sequence[str]) -> list[Row]:
    """A button for each credential with which a network's account may be linked instead."""
    return [
        [button(visitor.say(f"{network}-way-{way}"), "way", f"{network}.{way}", 0)] for way in ways
    ]


async def secret_pressed(
    callback: CallbackQuery, press: Press, visitor: Visitor, deps: Deps, state: FSMContext
) -> None:
    """Ask for one credential of a linked account."""
    account_id, place = press.pair
    view = await accounts.account(deps, visitor.space_id, account_id)
    fields = deps.networks[view.network].secrets_beside(view.secrets) if view else ()
    if view is None or place >= len(fields):
        await refuse(callback, visitor.say("account-gone"), alert=True)
        return
    if isinstance(callback.message, Message):
        await ask_secret(
            callback.message,
            visitor,
            state,
            network=view.network,
            field=fields[place],
            account_id=view.id,
            signs_in=deps.networks[view.network].signs_in() == fields[place],
        )
    await hint(callback)


async def skip(callback: CallbackQuery, visitor: Visitor, deps: Deps, state: FSMContext) -> None:
    """Stop waiting for a credential; of one that was offered, say what does not work without it."""
    if await state.get_state() != Pasting.waiting.state:
        await refuse(callback, visitor.say("consent-over"))
        return
    data = await state.get_data()
    await state.clear()
    if isinstance(callback.message, Message):
        view = await accounts.account(deps, visitor.space_id, int(data.get("account_id") or 0))
        offered = view if data.get("optional") else None
        words = _without(offered, visitor) if offered else visitor.say("cancel-done")
        await say(callback.message, words)
    await hint(callback)


def _without(view: AccountView, visitor: Visitor) -> str:
    """What an account cannot do with what it holds, and what comes next."""
    blind = cannot_look(visitor.reader, view.network, view.capabilities)
    return f"{blind}\n\n{visitor.say('linked-next')}".strip()


async def pasted(
    message: Message, visitor: Visitor, deps: Deps, state: FSMContext, event_update: Update
) -> None:
    """Take the credential out of the message, and the message out of the chat.

    Words are no credential; where none is needed yet, they are a post like any other.
    """
    found = max(_SECRET.findall(message.text or ""), key=len, default=None)
    data = await state.get_data()
    if found is None or data.get("network") not in deps.networks:
        if data.get("optional"):
            raise SkipHandler
        what = visitor.say(f"{data.get('network')}-field-{data.get('field')}")
        await say(message, visitor.say("secret-expected", what=what))
        return
    gone = await delete(message)
    await _show_work(message)
    try:
        linked = await _link(deps, visitor, data, found)
    except NetworkError as error:
        await say(message, f"{why(visitor.reader, error)}\n\n{visitor.say('secret-once-more')}")
    else:
        await _linked(message, linked, visitor, deps, state)
    finally:
        await blank_update(deps, event_update)
    await ask_to_delete(message, visitor, gone=gone)


class LonelySecret(Filter):
    """Lets through messages that look like a credential and nothing else."""

    async def __call__(self, message: Message) -> bool:
        """Whether a message is one long word of letters and digits."""
        return _LONELY_SECRET.fullmatch(message.text or "") is not None


async def pasted_unasked(
    message: Message, visitor: Visitor, deps: Deps, event_update: Update
) -> None:
    """A credential that nobody waits for must not become a post."""
    gone = await delete(message)
    await blank_update(deps, event_update)
    await say(message, visitor.say("secret-unasked" if gone else "secret-unasked-stays"))
    await ask_to_delete(message, visitor, gone=gone)


async def _link(deps: Deps, visitor: Visitor, data: dict[str, object], secret: str) -> Linked:
    owner = Owner(visitor.space_id, visitor.person_id)
    network, field = str(data["network"]), str(data["field"])
    account_id = data.get("account_id")
    is_first = field == deps.networks[network].secrets_beside([field])[0]
    if isinstance(account_id, int) and not is_first:
        return await strengthen(deps, owner, account_id, {field: secret})
    target = ""
    if isinstance(account_id, int):
        view = await accounts.account(deps, visitor.space_id, account_id)
        target = view.target if view else ""
    return await link(deps, owner, network, {field: secret}, target=target)


async def _linked(
    message: Message, linked: Linked, visitor: Visitor, deps: Deps, state: FSMContext
) -> None:
    """Confirm by the target's name, then offer what would let it do more, or say what is next."""
    field = (await state.get_data()).get("field")
    await state.clear()
    network = deps.networks[linked.network]
    view = await accounts.account(deps, visitor.space_id, linked.account_id)
    held = view.secrets if view else ()
    more = next((name for name in network.secrets_beside(held) if name not in held), None)
    if more is None and linked.again:
        what = visitor.say(f"{linked.network}-field-{field}")
        await say(message, stronger_words(visitor.reader, network.title, linked, what))
        return
    await say(message, linked_words(visitor.reader, network.title, linked, last=more is None))
    if more is None and view is not None:
        with suppress(NetworkError):
            await ask_missing(message, view, visitor, deps)
    if more is not None:
        await ask_secret(
            message,
            visitor,
            state,
            network=linked.network,
            field=more,
            account_id=linked.account_id,
            optional=True,
        )


async def _show_work(message: Message) -> None:
    """Proving takes some seconds, and the person's own message has just vanished."""
    if message.bot is not None:
        with suppress(NetworkError):
            await message.bot.send_chat_action(message.chat.id, ChatAction.TYPING)


def router() -> Router:
    """The handlers of this conversation."""
    made = Router(name="linking_secrets")
    made.callback_query.register(secret_pressed, Pressed("secret"))
    made.callback_query.register(skip, Pressed("skip"))
    made.message.register(pasted, StateFilter(Pasting.waiting), Q(F.text), Q(~F.forward_origin))
    made.message.register(pasted_unasked, LonelySecret(), Q(~F.forward_origin))
    return made
