"""Asking networks whether accounts still work: when a person wants to know, and once a week.

So a person hears that an account needs them before a post has to wait for it. The question is
harmless: nobody sees it on the network. What passes by itself is asked again later, and nobody is
told.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import SocialAccount, account_of, claim_check, ending_accounts
from db.outbox import tell
from db.posts.drafts import offer_account
from services.delivery.orders import resume_account
from services.delivery.pauses import pause_account
from services.deps import Deps
from services.errors import (
    AccessDenied,
    AccountTrouble,
    NetworkError,
    RateLimited,
    VaultError,
)
from services.networks.base import Identity
from services.proving import prove

log = structlog.get_logger()

EVERY = timedelta(days=7)
"""An account that has shown nothing for so long is asked."""

SOON = timedelta(days=2)
"""So long before an access ends that cannot be renewed, its person hears of it."""

AT_ONCE = 20
"""So many in one go, one after the other: the rest has time."""

_CLAIM = timedelta(hours=1)
"""Longer than any answer takes; a worker that died meanwhile holds nobody up for longer."""

_AGAIN = timedelta(hours=6)
_QUIET = timedelta(minutes=15)
_TIMES = 3


@dataclass(frozen=True, slots=True)
class _Proof:
    """What a network said of an account, and the secrets that it was asked with."""

    identity: Identity
    secrets: Mapping[str, str] = field(repr=False)


async def prove_again(deps: Deps, space_id: int, account_id: int) -> NetworkError | None:
    """Ask the network whether an account still works; what waited for it goes out if it does.

    Returns:
        What is wrong. Trouble of the account pauses it; anything else leaves it as it is. Of
        secrets that were replaced while the network was asked nothing is wrong: it is asked again.
    """
    error: NetworkError | None = None
    for _ in range(_TIMES):
        async with deps.db.begin() as session:
            row = await account_of(session, account_id, space_id)
        if row is None:
            return None
        try:
            proof = await _ask(deps, row)
        except NetworkError as wrong:
            error = wrong
            if await _is_to_blame(deps, row, error):
                break
        else:
            if await _keep(deps, row, proof):
                await resume_account(deps, space_id, account_id)
            return None
    return error


async def check_due(deps: Deps) -> int:
    """Ask about accounts that have been silent for a week, one by one; how many."""
    for count in range(AT_ONCE):
        if not await _check_next(deps):
            return count
    return AT_ONCE


async def warn_ending(deps: Deps) -> int:
    """Tell people whose access is soon over, once for each end; how many accounts that concerns."""
    now = deps.clock.now()
    async with deps.db.begin() as session:
        ending = await ending_accounts(session, now=now, before=now + SOON)
        for row in ending:
            ends_at = row.expires_at.isoformat() if row.expires_at else ""
            await tell(
                session,
                row.linked_by,
                "account-ends",
                {"account_id": row.id, "ends_at": ends_at},
                dedupe_key=f"account-ends:{row.id}:{ends_at}",
                now=now,
            )
    return len(ending)


async def _check_next(deps: Deps) -> bool:
    now = deps.clock.now()
    async with deps.db.begin() as session:
        account = await claim_check(
            session,
            deps.networks.keys(),
            proved_before=now - EVERY,
            quiet_until=now + _QUIET,
            now=now,
            until=now + _CLAIM,
        )
    if account is None:
        return False
    try:
        proof = await _ask(deps, account)
    except NetworkError as error:
        await _failed(deps, account, error)
    else:
        await _keep(deps, account, proof)
    return True


async def _ask(deps: Deps, row: SocialAccount) -> _Proof:
    """What the network says of an account and of its person's right to it.

    Raises:
        NetworkError: It does not work, or there is no saying now.
    """
    network = deps.networks.get(row.network)
    if network is None:
        raise AccessDenied(row.network, advice="network-is-off")
    try:
        async with deps.db.begin() as session:
            secrets = await deps.vault.credentials(
                session, account_id=row.id, space_id=row.space_id
            )
    except VaultError as error:
        raise error.trouble from None
    identity = await prove(deps, row.network, row.target, secrets)
    await network.admit(row.target, row.linked_by)
    return _Proof(identity, secrets)


async def _is_to_blame(deps: Deps, asked: SocialAccount, error: NetworkError) -> bool:
    """Pause an account that surely does not work; False if others are its secrets by now."""
    async with deps.db.begin() as session:
        row = await account_of(session, asked.id, asked.space_id)
        if row is not None and row.seal_number != asked.seal_number:
            return False
        if row is not None and isinstance(error, AccountTrouble):
            await pause_account(session, row.id, error, now=deps.clock.now())
    return True


async def _keep(deps: Deps, asked: SocialAccount, proof: _Proof) -> bool:
    """Write down that an account works, and what it can do; False if it was unlinked meanwhile."""
    now = deps.clock.now()
    async with deps.db.begin() as session:
        row = await account_of(session, asked.id, asked.space_id)
        if row is None:
            return False
        row.proved_at, row.next_check_at = now, None
        await _show(session, row, proof.identity)
        if kept := proof.identity.secrets:
            await deps.vault.change(
                session, row.id, row.space_id, before=proof.secrets, after=kept, now=now
            )
    return True


async def _show(session: AsyncSession, row: SocialAccount, identity: Identity) -> None:
    """Draw anew what shows an account, if there is anything new about it."""
    capabilities = dict(identity.capabilities)
    before = (row.title, row.url, row.capabilities, row.state)
    if before == (identity.title, identity.url, capabilities, "active"):
        return
    row.title, row.url, row.capabilities = identity.title, identity.url, capabilities
    row.version += 1
    await session.flush()
    await offer_account(session, row)


async def _failed(deps: Deps, asked: SocialAccount, error: NetworkError) -> None:
    """Pause an account that surely does not work; ask again later about any other.

    What was linked again or renewed meanwhile is not to blame for what it was before.
    """
    now = deps.clock.now()
    log.info("checking.failed", account=asked.id, why=str(error))
    async with deps.db.begin() as session:
        row = await account_of(session, asked.id, asked.space_id)
        if row is None:
            return
        row.next_check_at = _later(error, now)
        await session.flush()
        if isinstance(error, AccountTrouble) and _as_it_was(row) == _as_it_was(asked):
            await pause_account(session, row.id, error, now=now)


def _as_it_was(row: SocialAccount) -> tuple[object, ...]:
    return row.proved_at, row.expires_at, row.seal_number


def _later(error: NetworkError, now: datetime) -> datetime:
    again = now + _AGAIN
    return max(error.until, again) if isinstance(error, RateLimited) else again
