"""Linking by consent: a button to the network's own page, then a word about who was found.

Where nobody can reach us from outside, people copy the address on which they landed into the chat.
"""

import re
from urllib.parse import parse_qsl, urlsplit

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message, Update

from bot.cards.shape import Row, button, link
from bot.filters import Q
from bot.handlers.forgetting import ask_to_delete, blank_update, delete
from bot.handlers.linking_secrets import way_rows
from bot.handlers.options import ask_missing
from bot.handlers.presses import Press, Pressed
from bot.handlers.saying import change, hint, refuse, say
from bot.handlers.visitors import Visitor
from bot.handlers.wording import linked_words, stronger_words, why
from services import accounts, consents
from services.deps import Deps
from services.errors import BadInput, NetworkError, VaultError
from services.linking import Linked, Owner
from services.networks.base import Network

_LANDED = re.compile(r"\s*https?://\S+/oauth/([a-z]{2,20})/callback\?\S*state=\S+\s*")


async def ask_consent(
    message: Message,
    visitor: Visitor,
    deps: Deps,
    network: str,
    *,
    account_id: int | None = None,
) -> None:
    """Give the button that leads to the network's page.

    Raises:
        NetworkError: It is not set up here.
    """
    asked = deps.networks[network]
    owner = Owner(visitor.space_id, visitor.person_id)
    address = await consents.ask(deps, owner, network, account_id=account_id)
    rows: list[Row] = [[link(visitor.say("button-consent", network=asked.title), address)]]
    if account_id is None:
        rows += _other_rows(visitor, asked)
    words = visitor.say(
        f"{network}-consent-ask" if asked.adds else "consent-ask", network=asked.title
    )
    if deps.settings.web_origin is None:
        words = f"{words}\n\n{visitor.say('consent-copy-address')}"
    await say(message, words, rows)


def _other_rows(visitor: Visitor, network: Network) -> list[Row]:
    """Ways to link without the network's page, for a first time."""
    rows = way_rows(visitor, network.key, network.other_ways())
    if network.pasted_secrets:
        rows.append([button(visitor.say("button-paste"), "paste", network.key, 0)])
    return rows


async def relink_pressed(
    callback: CallbackQuery, press: Press, visitor: Visitor, deps: Deps
) -> None:
    """Ask once more for an account that is linked."""
    view = await accounts.account(deps, visitor.space_id, press.id)
    if view is None or not isinstance(callback.message, Message):
        await refuse(callback, visitor.say("account-gone"), alert=True)
        return
    try:
        await ask_consent(callback.message, visitor, deps, view.network, account_id=view.id)
    except NetworkError as error:
        await hint(callback, why(visitor.reader, error), alert=True)
        return
    await hint(callback)


async def confirmed(callback: CallbackQuery, press: Press, visitor: Visitor, deps: Deps) -> None:
    """Link what was found."""
    owner = Owner(visitor.space_id, visitor.person_id)
    try:
        linked = await consents.confirm(deps, owner, press.id)
    except BadInput as error:
        await refuse(callback, visitor.say(error.text), alert=True)
        return
    except consents.PASSING as error:
        await hint(callback, why(visitor.reader, error), alert=True)
        return
    except (NetworkError, VaultError) as error:
        words = why(visitor.reader, error) if isinstance(error, NetworkError) else ""
        await change(callback, words or visitor.say("consent-over"))
        await hint(callback)
        return
    network = deps.networks[linked.network]
    await change(callback, _done(visitor, network, linked))
    view = await accounts.account(deps, visitor.space_id, linked.account_id)
    if view is not None and isinstance(callback.message, Message):
        await ask_missing(callback.message, view, visitor, deps)
    await hint(callback)


def _done(visitor: Visitor, network: Network, linked: Linked) -> str:
    """That it is linked, or that a linked account can do more."""
    if not network.adds:
        return linked_words(visitor.reader, network.title, linked)
    what = visitor.say(f"{linked.network}-field-{network.adds[0]}")
    return stronger_words(visitor.reader, network.title, linked, what)


async def declined(callback: CallbackQuery, press: Press, visitor: Visitor, deps: Deps) -> None:
    """Forget what was found."""
    owner = Owner(visitor.space_id, visitor.person_id)
    gone = await consents.decline(deps, owner, press.id)
    if not gone:
        await refuse(callback, visitor.say("consent-over"), alert=True)
        return
    await change(callback, visitor.say("consent-declined"))
    await hint(callback)


async def landed(message: Message, visitor: Visitor, deps: Deps, event_update: Update) -> None:
    """Take the address on which a person landed; it holds a code, so the message goes at once."""
    address = urlsplit((message.text or "").strip())
    key = address.path.split("/")[-2]
    network = deps.networks.get(key)
    await ask_to_delete(message, visitor, gone=await delete(message))
    await blank_update(deps, event_update)
    if network is None or not network.consents:
        await say(message, visitor.say("consent-page-unknown", network=key))
        return
    answered = await consents.answer(deps, key, dict(parse_qsl(address.query)))
    if answered.ending in {"unknown", "used", "expired"}:
        await say(message, visitor.say(f"consent-page-{answered.ending}", network=network.title))


def router() -> Router:
    """The handlers of this conversation."""
    made = Router(name="linking_consents")
    made.callback_query.register(relink_pressed, Pressed("relink"))
    made.callback_query.register(confirmed, Pressed("grant"))
    made.callback_query.register(declined, Pressed("nogrant"))
    made.message.register(landed, Q(F.text.regexp(_LANDED)), Q(~F.forward_origin))
    return made
