"""Linked accounts: how they are, their switches, unlinking them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import (
    SocialAccount,
    account_of,
    accounts_of,
    credentials_of,
    everyones_accounts,
    forget_credentials,
    secrets_of,
)
from db.deliveries.backlog import call_off, waiting_for
from db.posts.drafts import offer_account, withdraw_account
from services.checking import prove_again
from services.delivery.cases import account_of as network_account
from services.delivery.pauses import pause_account
from services.delivery.refreshing import freshen
from services.deps import Deps
from services.errors import AccessDenied, AccountTrouble, NetworkError, VaultError
from services.networks.base import Choice, Network
from services.revoking import give_back

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class OptionView:
    """Something that may be chosen for an account; nothing has been while `value` is None.

    `label` is how the network called what was chosen, None for choices that have texts of ours.
    """

    name: str
    value: str | None
    label: str | None


@dataclass(frozen=True, slots=True)
class Unlinked:
    """An account that was just unlinked; `by_hand` names the text of what is left to do there."""

    title: str
    network: str
    by_hand: str


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account as its person sees it.

    `trouble` is the kind of what is wrong while it is paused. `waiting` is how many posts wait
    for it, `secrets` which credentials it holds, by name. `backlog_version` is the number of the
    open question about what waited. `proved_at` is when it last showed that it works; until
    `expires_at` its credentials are good, unless `renews` says that they are renewed before.
    """

    id: int
    network: str
    network_title: str
    target: str
    title: str
    url: str | None
    trouble: str | None
    trouble_code: str | None
    trouble_link: str | None
    capabilities: Mapping[str, bool]
    options: tuple[OptionView, ...]
    switched_on: bool
    version: int
    backlog_version: int | None
    proved_at: datetime
    expires_at: datetime | None
    renews: bool
    waiting: int
    secrets: tuple[str, ...]


async def accounts(deps: Deps, space_id: int) -> list[AccountView]:
    """Every linked account of a space."""
    async with deps.db.begin() as session:
        rows = await accounts_of(session, space_id)
        return await _views(session, deps, space_id, rows)


async def account(deps: Deps, space_id: int, account_id: int) -> AccountView | None:
    """One linked account of a space."""
    async with deps.db.begin() as session:
        row = await account_of(session, account_id, space_id)
        return (await _views(session, deps, space_id, [row]))[0] if row else None


async def switch(deps: Deps, space_id: int, account_id: int, *, version: int) -> bool:
    """Turn over whether new posts go there by themselves; False when the account moved on."""
    async with deps.db.begin() as session:
        row = await account_of(session, account_id, space_id, version=version)
        if row is None:
            return False
        row.switched_on = not row.switched_on
        row.version += 1
    return True


async def choices(deps: Deps, space_id: int, account_id: int, option: str) -> list[Choice]:
    """What may be chosen for an account; empty where it has no such option.

    Raises:
        NetworkError: The network, which lists the choices, does not say.
    """
    async with deps.db.begin() as session:
        row = await account_of(session, account_id, space_id)
        if row is None:
            return []
        held = await credentials_of(session, account_id=account_id, space_id=space_id)
    network = deps.networks.get(row.network)
    found = next((one for one in network.options if one.name == option), None) if network else None
    if network is None or found is None:
        return []
    if found.values:
        return [Choice(value, "") for value in found.values]
    try:
        return await network.choices(option, network_account(row, held, deps.vault))
    except VaultError as error:
        raise error.trouble from None


async def choose(
    deps: Deps, space_id: int, account_id: int, option: str, choice: Choice, *, version: int
) -> bool:
    """Keep what a person chose for an account; False when the account moved on."""
    async with deps.db.begin() as session:
        row = await account_of(session, account_id, space_id, version=version)
        if row is None:
            return False
        chosen = {"value": choice.value, "label": choice.label}
        row.options = {**row.options, option: chosen}
        row.version += 1
        await session.flush()
        await offer_account(session, row)
    return True


async def check_now(deps: Deps, space_id: int, account_id: int) -> NetworkError | None:
    """Ask the network whether an account works, with credentials that are good: what is wrong.

    Old ones would be refused, and the person told to link again, while all they need is a refresh.
    """
    async with deps.db.begin() as session:
        row = await account_of(session, account_id, space_id)
    if row is None:
        return None
    try:
        await freshen(deps, account_id)
    except NetworkError as error:
        return error
    return await prove_again(deps, space_id, account_id)


async def unlink(deps: Deps, space_id: int, account_id: int, *, version: int) -> Unlinked | None:
    """Unlink an account: its secrets go at once, what waits for it is cancelled.

    The network is told afterwards; whatever it says, nothing of the account is left here.

    Returns:
        None when the account had moved on.
    """
    async with deps.db.begin() as session:
        row = await account_of(session, account_id, space_id, version=version)
        if row is None:
            return None
        secrets = await _secrets_of(session, deps, row)
        await forget_credentials(session, row.id)
        row.state, row.trouble, row.trouble_code, row.trouble_link = "unlinked", None, None, None
        row.backlog_version = row.expires_at = row.refresh_at = row.access_until = None
        row.refreshing_until = None
        row.version += 1
        await session.flush()
        await withdraw_account(session, row)
        await call_off(session, row.id, now=deps.clock.now())
    by_hand = await give_back(deps, row.network, row.target, secrets, space_id=space_id)
    return Unlinked(row.title, row.network, by_hand)


async def lose_target(deps: Deps, network: str, target: str, error: AccountTrouble) -> int:
    """The network says that a target is lost to us: pause everybody's accounts there; how many."""
    now = deps.clock.now()
    async with deps.db.begin() as session:
        rows = await everyones_accounts(session, network, target)
        for row in rows:
            await pause_account(session, row.id, error, now=now)
            await offer_account(session, row)
    return len(rows)


async def regain_target(deps: Deps, network: str, target: str) -> int:
    """The network says that a target is ours again: resume who waited for just that; how many.

    Each is proved: who has no right to the target any more does not get it back with ours.

    Raises:
        NetworkError: There is no saying now about somebody; it may be repeated.
    """
    async with deps.db.begin() as session:
        rows = await everyones_accounts(session, network, target)
    waiting = [row for row in rows if row.trouble == AccessDenied.kind]
    errors = [await prove_again(deps, row.space_id, row.id) for row in waiting]
    for error in errors:
        if error is not None and not isinstance(error, AccountTrouble):
            raise error
    return errors.count(None)


async def _secrets_of(session: AsyncSession, deps: Deps, row: SocialAccount) -> Mapping[str, str]:
    """What an account holds; nothing, where that cannot be opened any more."""
    try:
        return await deps.vault.credentials(session, account_id=row.id, space_id=row.space_id)
    except VaultError as error:
        log.warning("accounts.secrets_lost", account=row.id, why=str(error))
        return {}


def _options(row: SocialAccount, network: Network | None) -> tuple[OptionView, ...]:
    """What there is to choose on its network, and what stands now; the first value if nothing."""
    views = []
    for option in network.options if network else ():
        default = option.values[0] if option.values else None
        chosen = row.options.get(option.name, {})
        label = chosen.get("label") or None
        views.append(OptionView(option.name, chosen.get("value", default), label))
    return tuple(views)


async def _views(
    session: AsyncSession, deps: Deps, space_id: int, rows: Sequence[SocialAccount]
) -> list[AccountView]:
    waiting = await waiting_for(session, space_id, [row.id for row in rows])
    secrets = await secrets_of(session, space_id)
    views = []
    for row in rows:
        network = deps.networks.get(row.network)
        views.append(
            AccountView(
                id=row.id,
                network=row.network,
                network_title=network.title if network else row.network,
                target=row.target,
                title=row.title,
                url=row.url,
                trouble=row.trouble,
                trouble_code=row.trouble_code,
                trouble_link=row.trouble_link,
                capabilities=row.capabilities,
                options=_options(row, network),
                switched_on=row.switched_on,
                version=row.version,
                backlog_version=row.backlog_version,
                proved_at=row.proved_at,
                expires_at=row.expires_at,
                renews=row.refresh_at is not None,
                waiting=waiting.get(row.id, 0),
                secrets=tuple(secrets.get(row.id, ())),
            )
        )
    return views
