"""What waits for an account: held back, asked about, let go, called off.

What has begun to appear on a network is never asked about: half a post is the worst of all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import SocialAccount
from db.base import moment
from db.deliveries.steps import Step, move_all
from db.deliveries.tables import BACKLOG, WAITING, Delivery, PartRow

_WAITS = (*WAITING, "paused", "asking")
_BEGUN = exists(
    select(1).where(PartRow.delivery_id == Delivery.id, PartRow.external_ids.is_not(None))
)


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waited beyond its time: how many posts, since when, and whether any is late by now."""

    count: int
    since: datetime | None
    is_late: bool


async def waiting_for(
    session: AsyncSession, space_id: int, account_ids: Sequence[int]
) -> dict[int, int]:
    """How many deliveries wait for each of these accounts of a space; absent where none does."""
    found = (
        select(Delivery.account_id, func.count())
        .where(
            Delivery.space_id == space_id,
            Delivery.account_id.in_(account_ids),
            Delivery.state.in_(_WAITS),
        )
        .group_by(Delivery.account_id)
    )
    return {row[0]: row[1] for row in await session.execute(found)}


async def hold_back(session: AsyncSession, account_id: int, reason: str, *, now: datetime) -> None:
    """Let whatever would go to an account wait for its person."""
    waiting = and_(Delivery.account_id == account_id, Delivery.state.in_(WAITING))
    held = or_(waiting, _asked_about(account_id))
    await move_all(session, held, Step("paused", reason), now=now)


async def overdue(session: AsyncSession, account_id: int, *, now: datetime) -> Backlog:
    """What was held back for an account and should have gone by now."""
    return await _sum_up(session, _overdue(account_id, now), now)


async def asked_about(session: AsyncSession, account_id: int, *, now: datetime) -> Backlog:
    """What an account's person is being asked about and has not decided one by one."""
    return await _sum_up(session, _asked_about(account_id), now)


async def ask_about(session: AsyncSession, account_id: int, *, now: datetime) -> None:
    """Let what is overdue for an account wait for its person's answer."""
    await move_all(session, _overdue(account_id, now), Step("asking", BACKLOG), now=now)


async def let_go(
    session: AsyncSession, account_id: int, *, now: datetime, spacing: timedelta
) -> None:
    """Let go what was held back for an account.

    What is overdue goes out spaced, in its order; what has its time still to come keeps it.
    """
    held = and_(Delivery.account_id == account_id, Delivery.state == "paused")
    await _let_go(session, held, now=now, spacing=spacing)


async def send_asked(
    session: AsyncSession,
    account_id: int,
    *,
    now: datetime,
    spacing: timedelta,
    late_after: timedelta,
    newest_only: bool = False,
) -> int:
    """Let go what was asked about, all or just the newest; how many."""
    asked = _asked_about(account_id)
    if newest_only:
        last = (
            select(Delivery.id).where(asked).order_by(Delivery.turn_at.desc(), Delivery.id.desc())
        )
        asked = and_(asked, Delivery.id == last.limit(1).scalar_subquery())
    return await _let_go(session, asked, now=now, spacing=spacing, late_after=late_after)


async def drop_asked(session: AsyncSession, account_id: int, *, now: datetime) -> int:
    """Cancel what was asked about; how many."""
    dropped = Step("cancelled", BACKLOG)
    return len(await move_all(session, _asked_about(account_id), dropped, now=now))


async def free_stranded(session: AsyncSession, *, now: datetime) -> int:
    """Let go what waits for an account that is at work: its pause ended just as this began."""
    at_work = exists(
        select(1).where(SocialAccount.id == Delivery.account_id, SocialAccount.state == "active")
    )
    stranded = and_(Delivery.state == "paused", at_work)
    return await _let_go(session, stranded, now=now, spacing=timedelta(0))


async def call_off(session: AsyncSession, account_id: int, *, now: datetime) -> int:
    """Cancel whatever waits for an account that is being unlinked; how many.

    What may have been sent is left as it is, and what is on its way stops if it still can.
    """
    waiting = and_(Delivery.account_id == account_id, Delivery.state.in_(_WAITS))
    unclear = and_(Delivery.state == "asking", Delivery.reason == "unclear")
    left = await move_all(
        session, and_(waiting, unclear), Step("cancelled", "left_unclear"), now=now
    )
    gone = await move_all(session, waiting, Step("cancelled", "unlinked"), now=now)
    await session.execute(
        update(Delivery)
        .where(Delivery.account_id == account_id, Delivery.state == "publishing")
        .values(cancel_at=now)
    )
    return len(left) + len(gone)


def _overdue(account_id: int, now: datetime) -> ColumnElement[bool]:
    return and_(
        Delivery.account_id == account_id,
        Delivery.state == "paused",
        Delivery.turn_at <= now,
        ~_BEGUN,
    )


def _asked_about(account_id: int) -> ColumnElement[bool]:
    return and_(
        Delivery.account_id == account_id,
        Delivery.state == "asking",
        Delivery.reason == BACKLOG,
    )


async def _sum_up(session: AsyncSession, chosen: ColumnElement[bool], now: datetime) -> Backlog:
    summed = select(
        func.count(),
        func.min(Delivery.turn_at),
        func.coalesce(func.bool_or(Delivery.deadline_at < now), False),
    ).where(chosen)
    count, since, is_late = (await session.execute(summed)).one()
    return Backlog(count, since, is_late)


async def _let_go(
    session: AsyncSession,
    held: ColumnElement[bool],
    *,
    now: datetime,
    spacing: timedelta,
    late_after: timedelta | None = None,
) -> int:
    place = func.row_number().over(order_by=(Delivery.turn_at, Delivery.id)) - 1
    queue = (
        select(Delivery.id, (moment(now) + place * spacing).label("due_at")).where(held).subquery()
    )
    due_at = func.greatest(Delivery.turn_at, queue.c.due_at)
    values: dict[str, ColumnElement[datetime]] = {"due_at": due_at}
    if late_after is not None:
        values["deadline_at"] = due_at + late_after
    step = Step("scheduled", "resumed", values=values)
    return len(await move_all(session, Delivery.id == queue.c.id, step, now=now))
