"""Keeping credentials alive: refreshed well before they expire, by one worker at a time.

The one right to refresh an account is a column that is claimed: networks that give a new refresh
token for the old one would otherwise lose one of two. What comes back is stored in the transaction
that lets go of the claim; a field that comes back empty, or not at all, stays as it was. Only a
refusal that is surely for good pauses the account; where it concerns what only adds to the account,
that is forgotten, and the account goes on. Access tokens that last for an hour are had in
the same way, but only when they are needed.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import SocialAccount, claim_refresh, due_for_refresh
from db.database import AWAY, DEFECTS
from db.outbox import tell
from services.checking import prove_again
from services.delivery.pauses import pause_account
from services.deps import Deps
from services.errors import (
    AccountTrouble,
    LoginNeeded,
    NetworkError,
    RateLimited,
    Transient,
    VaultError,
)
from services.networks.base import Grant, Network

log = structlog.get_logger()

SOON = timedelta(minutes=5)
"""Credentials that expire within this are refreshed before anything is published with them."""

_CLAIM = timedelta(minutes=2)
"""Longer than any refresh takes; a worker that died meanwhile holds nobody up for longer."""

_AGAIN = timedelta(minutes=10)
_AT_ONCE = 20
_LOOK_AGAIN_S = 0.2
_STORE_AGAIN_S = 1.0


async def refresh_due(deps: Deps) -> int:
    """Refresh what is due, one account after the other; how many that were."""
    now = deps.clock.now()
    async with deps.db.begin() as session:
        due = await due_for_refresh(session, now=now, limit=_AT_ONCE)
    for account_id in due:
        await _refresh(deps, account_id)
    return len(due)


async def freshen(deps: Deps, account_id: int) -> None:
    """See to it that credentials are good now: refresh them, or wait until whoever does has done.

    Raises:
        Transient: They have expired and could not be refreshed this time; using them would only
            look as if the person had to link again.
        NetworkError: There was no access token to be had for them.
    """
    waited_s, is_tried = 0.0, False
    while (account := await _stale(deps, account_id)) and waited_s < _CLAIM.total_seconds():
        if is_tried or not _is_moving(deps, account):
            break
        is_tried = await _refresh(deps, account_id, access=_needs_access(deps, account))
        if not is_tried:
            await deps.clock.sleep(_LOOK_AGAIN_S)
            waited_s += _LOOK_AGAIN_S
    if account and account.expires_at and account.expires_at <= deps.clock.now():
        why = "the credentials could not be refreshed"
        raise Transient(account.network, why, until=account.refresh_at)


def is_stale(deps: Deps, account: SocialAccount) -> bool:
    """Whether credentials are no longer good, or not for long, and can be refreshed."""
    now = deps.clock.now()
    if _needs_access(deps, account):
        lacks = account.access_until is None or account.access_until <= now + SOON
        return account.state == "active" and lacks
    if account.expires_at is None or account.refresh_at is None:
        return False
    return account.expires_at <= now + SOON


def _needs_access(deps: Deps, account: SocialAccount) -> bool:
    network = deps.networks.get(account.network)
    return network is not None and network.renews_access


def _is_moving(deps: Deps, account: SocialAccount) -> bool:
    """Whether stale credentials are to be refreshed now, or somebody is at it.

    Else it has just failed, and is tried again at its time, whoever waits.
    """
    now = deps.clock.now()
    if _needs_access(deps, account):
        return True
    is_due = account.refresh_at is not None and account.refresh_at <= now
    return is_due or (account.refreshing_until is not None and account.refreshing_until > now)


async def _stale(deps: Deps, account_id: int) -> SocialAccount | None:
    async with deps.db.begin() as session:
        account = await session.get(SocialAccount, account_id)
    return account if account and is_stale(deps, account) else None


async def _refresh(deps: Deps, account_id: int, *, access: bool = False) -> bool:
    """Refresh an account, or its access token, if nobody else does; False if somebody does.

    Raises:
        NetworkError: There was no access token to be had: nothing can be done without one.
    """
    now = deps.clock.now()
    async with deps.db.begin() as session:
        account = await claim_refresh(
            session,
            account_id,
            now=now,
            until=now + _CLAIM,
            good_until=now + SOON if access else None,
        )
    network = deps.networks.get(account.network) if account else None
    if account is None or network is None:
        return False
    trouble = await _renew(deps, account, network)
    if trouble and access:
        raise trouble
    return True


async def _renew(deps: Deps, account: SocialAccount, network: Network) -> NetworkError | None:
    """Ask the network, and write what came of it; what is wrong, if anything is."""
    try:
        async with deps.db.begin() as session:
            held = await deps.vault.credentials(
                session, account_id=account.id, space_id=account.space_id
            )
    except VaultError as error:
        await _failed(deps, account, error.trouble)
        return error.trouble
    try:
        grant = await network.refresh(held)
    except NetworkError as error:
        if network.adds and isinstance(error, LoginNeeded):
            await _go_on_without(deps, account, network, held)
            return None
        await _failed(deps, account, error)
        return error
    await _store_surely(deps, account, held, grant)
    return None


async def _go_on_without(
    deps: Deps, account: SocialAccount, network: Network, held: Mapping[str, str]
) -> None:
    """Forget what only helped and is over; its person hears of it, and nothing has to wait."""
    if await _store_surely(deps, account, held, Grant({}), over=network.adds):
        await prove_again(deps, account.space_id, account.id)


async def _store_surely(
    deps: Deps,
    claimed: SocialAccount,
    held: Mapping[str, str],
    grant: Grant,
    *,
    over: Collection[str] = (),
) -> bool:
    """Store, however often that takes: what it was got for is worthless on the network by now."""
    while True:
        try:
            return await _store(deps, claimed, held, grant, over)
        except DEFECTS:
            raise
        except AWAY as error:
            until = claimed.refreshing_until
            if until is None or deps.clock.now() >= until:
                raise
            log.warning("refreshing.database_away", account=claimed.id, why=type(error).__name__)
            await deps.clock.sleep(_STORE_AGAIN_S)


async def _store(
    deps: Deps,
    claimed: SocialAccount,
    held: Mapping[str, str],
    grant: Grant,
    over: Collection[str],
) -> bool:
    """New secrets and their time, together; not if it was unlinked or linked again meanwhile."""
    async with deps.db.begin() as session:
        account = await session.get(SocialAccount, claimed.id, with_for_update=True)
        if account is None or account.refreshing_until != claimed.refreshing_until:
            return False
        if grant.access_until is None:
            account.expires_at, account.refresh_at = grant.expires_at, grant.refresh_at
        else:
            account.access_until = grant.access_until
        account.refreshing_until = None
        left = await _held_now(session, deps, account, held)
        await deps.vault.keep(
            session,
            {name: left[name] for name in left if name not in over} | _whole(grant),
            account_id=account.id,
            space_id=account.space_id,
            now=deps.clock.now(),
        )
        if over:
            await tell(
                session,
                account.linked_by,
                "addition-over",
                {"account_id": account.id},
                dedupe_key=f"addition-over:{account.id}:{account.seal_number}",
                now=deps.clock.now(),
            )
    return True


async def _held_now(
    session: AsyncSession, deps: Deps, account: SocialAccount, held: Mapping[str, str]
) -> Mapping[str, str]:
    """What lies there now: the person may have added something while the network was asked."""
    try:
        return await deps.vault.credentials(
            session, account_id=account.id, space_id=account.space_id
        )
    except VaultError:
        return held


async def _failed(deps: Deps, claimed: SocialAccount, error: NetworkError) -> None:
    """Try again later; or pause the account, once, if the network refuses it for good."""
    now = deps.clock.now()
    for_good = isinstance(error, AccountTrouble)
    log.info("refreshing.failed", account=claimed.id, why=str(error), for_good=for_good)
    async with deps.db.begin() as session:
        account = await session.get(SocialAccount, claimed.id, with_for_update=True)
        if account is None or account.refreshing_until != claimed.refreshing_until:
            return
        account.refreshing_until = None
        if not _needs_access(deps, account):
            account.refresh_at = None if for_good else _later(error, now)
        await session.flush()
        if isinstance(error, AccountTrouble):
            await pause_account(session, account.id, error, now=now)


def _later(error: NetworkError, now: datetime) -> datetime:
    return max(error.until, now) if isinstance(error, RateLimited) else now + _AGAIN


def _whole(grant: Grant) -> dict[str, str]:
    """What came back, without what is empty: an empty value never replaces one."""
    return {name: secret for name, secret in grant.secrets.items() if secret}
