"""Breakers: when to stop trying where nothing answers, and when to try again.

One delivery alone proves nothing against its account: its content may be what fails. Refusals
are answers, and close a breaker as a success does.
"""

from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db import breakers
from db.accounts import SocialAccount
from db.breakers import Breaker
from db.deliveries import doors
from services.delivery.backoff import doubled
from services.deps import Deps
from services.errors import NetworkError, NotSent, Transient, Unconfirmed
from services.networks.window import MISSED_WINDOW

log = structlog.get_logger()

FAILURES = 5
"""So many in a row, without one answer between them, open a breaker."""

ACCOUNTS = 3
"""In so many accounts before their whole network is held to be out."""

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=15)

_STREAK_ENDS = timedelta(hours=1)
"""Failures further apart than this have nothing to do with each other."""

_WITNESSES = 20


def is_silence(error: NetworkError) -> bool:
    """Whether an error says that the other side is not well; a window that we missed does not."""
    return isinstance(error, Transient | Unconfirmed) and error.code != MISSED_WINDOW


async def note_failure(
    session: AsyncSession,
    account: SocialAccount,
    delivery_id: int,
    error: NetworkError,
    *,
    now: datetime,
) -> datetime | None:
    """Count a call that was not answered; until when nobody tries there, if it comes to that."""
    whole, own = await breakers.to_judge(session, account.network, account.id, now=now)
    _count(whole, account.id, now)
    _count(own, delivery_id, now)
    _judge(whole, len(whole.witnesses) >= ACCOUNTS, now)
    _judge(own, len(own.witnesses) > 1 or isinstance(error, NotSent), now)
    await session.flush()
    return max((row.open_until for row in (whole, own) if row.open_until), default=None)


async def note_answer(session: AsyncSession, account: SocialAccount) -> None:
    """Somebody answered there, be it with a refusal."""
    await breakers.close(session, account.network, account.id)


async def tell_waiting(deps: Deps) -> int:
    """Let the cards of those who wait say what has changed; how many breakers have."""
    async with deps.db.begin() as session:
        return await doors.tell_waiting(session, deps.clock.now())


def _count(row: Breaker, witness: int, now: datetime) -> None:
    if row.open_until is None and row.failed_at < now - _STREAK_ENDS:
        row.failures, row.witnesses = 0, []
    row.failures += 1
    row.failed_at = now
    if witness not in row.witnesses:
        row.witnesses = [*row.witnesses[-_WITNESSES + 1 :], witness]


def _judge(row: Breaker, is_proof: bool, now: datetime) -> None:
    """Open at first; when the probe failed too, for longer. Late failures change nothing."""
    if row.open_until is None:
        if row.failures < FAILURES or not is_proof:
            return
    elif now < row.open_until:
        return
    row.open_until = now + doubled(FIRST_PAUSE, row.openings, most=LONGEST_PAUSE)
    row.openings += 1
    row.is_news = True
    until = row.open_until.isoformat()
    log.warning("breaker.open", network=row.network, account=row.account_id or None, until=until)
