"""Making deliveries, and taking the ones that are due: one per lane, each lane in order."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Select, and_, bindparam, case, exists, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlalchemy.sql.dml import ReturningUpdate

from db.accounts import SocialAccount
from db.base import NOW, ROOM
from db.cards import want_card, want_cards
from db.deliveries.doors import Head, find_doors, passable
from db.deliveries.steps import hold_lanes, log_events
from db.deliveries.tables import IN_FLIGHT, WAITING, Attempt, Delivery
from db.lanes import Lane
from db.posts import Post

_lane = aliased(Lane)
_holder = aliased(Delivery)
"""Made once, for an alias copies every column of its table, and taking is what engines do most."""


async def create(
    session: AsyncSession,
    *,
    post: Post,
    accounts: Sequence[SocialAccount],
    now: datetime,
    due_at: datetime,
    deadline_at: datetime,
) -> list[int]:
    """Make one delivery per account. A paused account's wait for the person from the start.

    Raises:
        IntegrityError: One of them exists already, or an account belongs to another space.
    """
    if not accounts:
        return []
    rows = [
        {
            "space_id": post.space_id,
            "post_id": post.id,
            "account_id": account.id,
            "lane_id": account.lane_id,
            "lineage_root": post.lineage_root,
            "automatic": post.automatic,
            "state": "scheduled" if account.state == "active" else "paused",
            "reason": account.trouble,
            "turn_at": due_at,
            "due_at": due_at,
            "deadline_at": deadline_at,
            "created_at": now,
            "changed_at": now,
        }
        for account in accounts
    ]
    made = await session.execute(insert(Delivery).returning(Delivery.id), rows)
    ids = list(made.scalars())
    await log_events(session, ids, now=now)
    await want_card(session, post.id)
    return ids


async def take(session: AsyncSession, *, worker_id: int, now: datetime, limit: int) -> list[int]:
    """Take up to `limit` due deliveries for a worker, the head of each free lane.

    The lanes are locked first, skipping those that another worker is taking from, and then looked
    at with fresh eyes, so that two workers never find the same lane free.
    """
    doors = await find_doors(session, now)
    given = {"now": now, "room": limit, **doors.barred}
    lanes = list((await session.execute(_free_lanes(), given)).scalars())
    if not lanes:
        return []
    heads = (await session.execute(_heads_of(), {**given, "lanes": lanes})).all()
    due = doors.let_through([Head(*row) for row in heads if row.due_at <= now])
    if not due:
        return []
    taken = (await session.execute(_taking(due, worker_id, now))).all()
    ids = [row.id for row in taken]
    await hold_lanes(session, ids)
    await log_events(session, ids, now=now, worker_id=worker_id)
    await want_cards(session, {row.post_id for row in taken})
    return ids


async def next_due(session: AsyncSession, now: datetime) -> datetime | None:
    """When the next waiting delivery becomes due; None when none waits."""
    waiting = select(func.min(Delivery.due_at)).where(
        Delivery.state.in_(WAITING), Delivery.due_at > now
    )
    return (await session.execute(waiting)).scalar_one()


@cache
def _free_lanes() -> Select[int]:
    """Free lanes whose head is due, those first that have waited longest."""
    waiting = (
        select(Delivery.lane_id, func.min(Delivery.due_at).label("since"))
        .join(Lane, Lane.id == Delivery.lane_id)
        .where(Delivery.state.in_(WAITING), Delivery.due_at <= NOW, passable())
        .group_by(Delivery.lane_id)
        .subquery()
    )
    head = _heads().where(Lane.id == _lane.id).limit(1).correlate(_lane).lateral()
    return (
        select(_lane.id)
        .join(waiting, waiting.c.lane_id == _lane.id)
        .join(head, head.c.due_at <= NOW)
        .order_by(waiting.c.since, _lane.id)
        .limit(ROOM)
        .with_for_update(of=_lane, skip_locked=True)
    )


@cache
def _heads_of() -> Select[int, datetime, int, str, str | None]:
    """The first of each of some `lanes`."""
    return _heads().where(Lane.id.in_(bindparam("lanes", expanding=True)))


def _heads() -> Select[int, datetime, int, str, str | None]:
    """The first of each free lane; a head that retries keeps its turn for a while though not due.

    A lane that is held between two parts has only the delivery that holds it.
    """
    between_parts = exists(
        select(1).where(_holder.id == Lane.delivery_id, _holder.state.in_(WAITING))
    )
    free = or_(Lane.delivery_id.is_(None), and_(Lane.delivery_id == Delivery.id, between_parts))
    return (
        select(Delivery.id, Delivery.due_at, Delivery.account_id, Lane.network, Delivery.reason)
        .join(Lane, Lane.id == Delivery.lane_id)
        .where(
            Delivery.state.in_(WAITING),
            free,
            or_(Delivery.due_at <= NOW, Delivery.holds_until > NOW),
            passable(),
        )
        .ext(distinct_on(Delivery.lane_id))
        .order_by(Delivery.lane_id, Delivery.turn_at, Delivery.id)
    )


def _taking(due: Sequence[int], worker_id: int, now: datetime) -> ReturningUpdate[int, int]:
    """A revision is pinned by the first attempt; until then each taking reads the newest."""
    tried = exists(select(1).where(Attempt.delivery_id == Delivery.id))
    newest = select(Post.current_revision).where(Post.id == Delivery.post_id).scalar_subquery()
    return (
        update(Delivery)
        .where(Delivery.id.in_(due), Delivery.state.in_(WAITING))
        .values(
            state=IN_FLIGHT[0],
            worker_id=worker_id,
            reason=None,
            revision=case((tried, Delivery.revision), else_=newest),
            version=Delivery.version + 1,
            changed_at=now,
        )
        .returning(Delivery.id, Delivery.post_id)
    )
