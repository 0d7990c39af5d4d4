"""Whose turn it is: to have credentials refreshed, to show that it works."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import and_, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts.tables import SocialAccount
from db.lanes import Lane


async def due_for_refresh(session: AsyncSession, *, now: datetime, limit: int) -> list[int]:
    """Accounts whose credentials are to be refreshed, and that nobody refreshes now."""
    due = (
        select(SocialAccount.id)
        .where(
            SocialAccount.state != "unlinked",
            SocialAccount.refresh_at <= now,
            func.coalesce(SocialAccount.refreshing_until, now) <= now,
        )
        .order_by(SocialAccount.refresh_at)
        .limit(limit)
    )
    return list((await session.execute(due)).scalars())


async def claim_refresh(
    session: AsyncSession,
    account_id: int,
    *,
    now: datetime,
    until: datetime,
    good_until: datetime | None = None,
) -> SocialAccount | None:
    """Take the one right to refresh an account that is due; None while somebody else has it.

    With `good_until` it needs an access token that is good until then, and is due without one.
    Whoever was about to do so when another had just done it comes too late: nothing is due then.
    """
    due = SocialAccount.refresh_at <= now
    if good_until:
        due = func.coalesce(SocialAccount.access_until, now) <= good_until
    claimed = (
        update(SocialAccount)
        .where(
            SocialAccount.id == account_id,
            SocialAccount.state != "unlinked",
            due,
            func.coalesce(SocialAccount.refreshing_until, now) <= now,
        )
        .values(refreshing_until=until)
        .returning(SocialAccount)
    )
    return (await session.execute(claimed)).scalar_one_or_none()


async def claim_check(
    session: AsyncSession,
    networks: Collection[str],
    *,
    proved_before: datetime,
    quiet_until: datetime,
    now: datetime,
    until: datetime,
) -> SocialAccount | None:
    """Take the account that has not shown for the longest time that it works; None if all have.

    Until `until` nobody else asks about it. An account is left alone while it publishes, which
    proves as much, and where its credentials end or are renewed before `quiet_until`: old ones
    may be worthless by the time that they are tried.
    """
    publishes = exists().where(Lane.id == SocialAccount.lane_id, Lane.delivery_id.is_not(None))
    restless = or_(
        SocialAccount.refresh_at <= quiet_until,
        and_(SocialAccount.refresh_at.is_not(None), SocialAccount.expires_at <= quiet_until),
    )
    due = (
        select(SocialAccount.id)
        .where(
            SocialAccount.state == "active",
            SocialAccount.network.in_(networks),
            SocialAccount.proved_at <= proved_before,
            func.coalesce(SocialAccount.next_check_at, now) <= now,
            restless.is_not(True),
            ~publishes,
        )
        .order_by(SocialAccount.proved_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    claimed = (
        update(SocialAccount)
        .where(SocialAccount.id == due.scalar_subquery())
        .values(next_check_at=until)
        .returning(SocialAccount)
    )
    return (await session.execute(claimed)).scalar_one_or_none()


async def ending_accounts(
    session: AsyncSession, *, now: datetime, before: datetime
) -> Sequence[SocialAccount]:
    """Accounts at work whose credentials end before then, and are not renewed by themselves."""
    found = select(SocialAccount).where(
        SocialAccount.state == "active",
        SocialAccount.refresh_at.is_(None),
        SocialAccount.expires_at > now,
        SocialAccount.expires_at <= before,
    )
    return (await session.execute(found)).scalars().all()


async def note_proof(session: AsyncSession, account_id: int, *, now: datetime) -> None:
    """Write that an account has just shown that it works."""
    proved = update(SocialAccount).where(SocialAccount.id == account_id)
    await session.execute(proved.values(proved_at=now, next_check_at=None))
