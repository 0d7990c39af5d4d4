"""The kinds of messages in the outbox, each drawn from the rows when it is sent."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from aiogram.types import InlineKeyboardButton
from aiogram.utils.formatting import Text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cards import Reader, Rendered
from bot.cards.live import ANSWERS
from bot.cards.shape import backlog_rows, button, link, rendered
from db.accounts import SocialAccount
from db.base import Json
from db.cards import of_post
from db.consents import ConsentRow
from db.deliveries.backlog import asked_about
from db.deliveries.views import DeliveryRow, one
from services import consents
from services.deps import Deps


@dataclass(frozen=True, slots=True)
class Told:
    """A message ready to be sent, and the message that it answers to, if any."""

    shown: Rendered
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """What a renderer sees: the rows, who reads, and the parts of the process."""

    deps: Deps
    session: AsyncSession
    reader: Reader

    def network(self, key: str) -> str:
        """How people call a network."""
        network = self.deps.networks.get(key)
        return network.title if network else key


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of message is told.

    `draw` gives None when the rows have moved on and nothing is left to say. A message that is
    told `at_most_once` is never repeated, even if nobody knows whether it arrived; all others
    are told at least once.
    """

    draw: Callable[[Setting, Json], Awaitable[Told | None]]
    at_most_once: bool = False


async def _question(setting: Setting, payload: Json) -> Told | None:
    row = await one(setting.session, payload["delivery_id"])
    if row is None or row.question is None or row.version != payload["version"]:
        return None
    card = await of_post(setting.session, row.post_id)
    answers = [
        [button(setting.reader.say(f"button-{verb}"), verb, row.id, row.version)]
        for verb in ANSWERS[row.question]
    ]
    shown = rendered(Text(_asked(setting, row)), answers)
    return Told(shown, card.message_id if card else None)


def _asked(setting: Setting, row: DeliveryRow) -> str:
    network = setting.network(row.network)
    if row.question == "late":
        time = setting.reader.clock(row.due_at, setting.deps.clock.now())
        return setting.reader.say("question-late", network=network, title=row.title, time=time)
    return setting.reader.say("question-unclear", network=network, title=row.title)


async def _account_trouble(setting: Setting, payload: Json) -> Told | None:
    account = await setting.session.get(SocialAccount, payload["account_id"])
    if account is None or account.trouble is None or account.trouble != payload["trouble"]:
        return None
    network = setting.network(account.network)
    words = setting.reader.say(
        f"alert-{account.trouble.replace('_', '-')}",
        network=network,
        title=account.title,
        code=payload["code"] or "-",
    )
    if payload["advice"]:
        words = f"{words}\n\n{setting.reader.say(payload['advice'])}"
    return Told(rendered(Text(words), [_ways_out(setting, account, network, payload["link"])]))


async def _account_ends(setting: Setting, payload: Json) -> Told | None:
    account = await setting.session.get(SocialAccount, payload["account_id"])
    if account is None or account.state != "active" or account.expires_at is None:
        return None
    if account.refresh_at or account.expires_at.isoformat() != payload["ends_at"]:
        return None
    network = setting.network(account.network)
    time = setting.reader.clock(account.expires_at, setting.deps.clock.now())
    words = setting.reader.say("alert-ends", network=network, title=account.title, time=time)
    return Told(rendered(Text(words), [_ways_out(setting, account, network, None)]))


async def _addition_over(setting: Setting, payload: Json) -> Told | None:
    account = await setting.session.get(SocialAccount, payload["account_id"])
    if account is None or account.state == "unlinked" or account.refresh_at:
        return None
    words = setting.reader.say(f"{account.network}-addition-over", title=account.title)
    network = setting.network(account.network)
    return Told(rendered(Text(words), [_ways_out(setting, account, network, None)]))


def _ways_out(
    setting: Setting, account: SocialAccount, network: str, address: str | None
) -> list[InlineKeyboardButton]:
    reader = setting.reader
    account_button = button(reader.say("button-account"), "account", account.id, 0)
    if not address:
        return [account_button]
    return [link(reader.say("alert-open", network=network), address), account_button]


async def _backlog(setting: Setting, payload: Json) -> Told | None:
    account = await setting.session.get(SocialAccount, payload["account_id"])
    if account is None or account.backlog_version != payload["version"]:
        return None
    now = setting.deps.clock.now()
    waited = await asked_about(setting.session, account.id, now=now)
    if waited.since is None:
        return None
    words = setting.reader.say(
        "question-backlog",
        network=setting.network(account.network),
        title=account.title,
        count=waited.count,
        time=setting.reader.clock(waited.since, now),
    )
    return Told(rendered(Text(words), backlog_rows(account.id, payload["version"], setting.reader)))


async def _consent_found(setting: Setting, payload: Json) -> Told | None:
    row = await setting.session.get(ConsentRow, payload["consent_id"])
    if row is None:
        return None
    found = await consents.found(setting.session, setting.deps, row.id, row.space_id)
    if found is None:
        return None
    reader, network = setting.reader, setting.network(row.network)
    address = f" ({found.url})" if found.url else ""
    words = reader.say("consent-found", network=network, title=f"{found.title}{address}")
    yes = button(reader.say("button-grant"), "grant", row.id, 0)
    no = button(reader.say("button-nogrant"), "nogrant", row.id, 0)
    return Told(rendered(Text(words), [[yes], [no]]))


async def _consent_denied(setting: Setting, payload: Json) -> Told:
    network = setting.network(payload["network"])
    return Told(rendered(Text(setting.reader.say("consent-denied", network=network)), []))


async def _consent_failed(setting: Setting, payload: Json) -> Told:
    reader, network = setting.reader, setting.network(payload["network"])
    key = payload["advice"] or "try-again-later"
    why = reader.say(key, code=payload["code"])
    words = reader.say("consent-failed", network=network)
    return Told(rendered(Text(f"{words}\n\n{why}"), []))


async def _dismissed(setting: Setting, payload: Json) -> Told:
    """What went with a person's access, and where they have something to do by hand."""
    reader = setting.reader
    words = reader.say("guest-gone", accounts=payload["accounts"], posts=payload["posts"])
    by_hand = [reader.say(text) for text in payload["by_hand"]]
    return Told(rendered(Text("\n\n".join([words, *by_hand])), []))


async def _sign_in_failed(setting: Setting, payload: Json) -> Told:
    reader, network = setting.reader, setting.network(payload["network"])
    why = reader.say(payload["advice"] or "sign-in-no-answer", code=payload["code"])
    words = [reader.say("sign-in-failed", network=network), why]
    if payload["until"]:
        until = datetime.fromisoformat(payload["until"])
        time = reader.clock(until, setting.deps.clock.now())
        words.append(reader.say("sign-in-until", time=time))
    return Told(rendered(Text("\n\n".join(words)), []))


async def _sign_in_approval(setting: Setting, payload: Json) -> Told:
    reader, network = setting.reader, setting.network(payload["network"])
    what = f"{payload['network']}.{payload['account_id'] or 0}"
    rows = [[button(reader.say("button-approved"), "signin", what, 0)]]
    if payload["link"]:
        rows.insert(0, [link(reader.say("button-solve", network=network), payload["link"])])
    return Told(rendered(Text(reader.say("sign-in-approval", network=network)), rows))


KINDS: Mapping[str, Kind] = {
    "question-unclear": Kind(_question),
    "question-late": Kind(_question),
    "question-backlog": Kind(_backlog),
    "account-trouble": Kind(_account_trouble),
    "account-ends": Kind(_account_ends),
    "addition-over": Kind(_addition_over),
    "consent-found": Kind(_consent_found),
    "consent-denied": Kind(_consent_denied),
    "consent-failed": Kind(_consent_failed),
    "sign-in-failed": Kind(_sign_in_failed),
    "sign-in-approval": Kind(_sign_in_approval),
    "dismissed": Kind(_dismissed),
}
