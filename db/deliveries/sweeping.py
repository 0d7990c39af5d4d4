"""What the sweep asks for: orphans of dead workers, lost answers to look for, orders left over."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Literal

from sqlalchemy import Select, and_, exists, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from db.accounts import SocialAccount
from db.base import NOW, ROOM
from db.breakers import silent_until
from db.deliveries.steps import Step, move_all
from db.deliveries.tables import HANDLING_MEDIA, UNDECIDED, WAITING, Attempt, Delivery
from db.workers import Worker

LOCK_CLASS = 7210

Errand = Literal["look", "recall", "discard", "read_back"]
"""Work on a delivery outside of publishing: find a lost post, take it back, take away what was
uploaded in vain, read it back."""

_ERRANDS: dict[Errand, tuple[str, InstrumentedAttribute[Any]]] = {
    "look": ("unconfirmed", Delivery.due_at),
    "recall": ("published", Delivery.recall_at),
    "discard": ("cancelled", Delivery.recall_at),
    "read_back": ("published", Delivery.read_back_at),
}
_CERTIFICATE = text("SELECT pg_try_advisory_xact_lock(:class, :id)")


@dataclass(frozen=True, slots=True)
class Orphan:
    """A delivery that says it is being published by a worker who is not there.

    `had_media` is whether that worker had its media in hand when it was last heard of,
    `attempt_id` the attempt that it had open.
    """

    id: int
    worker_id: int
    crashes: int
    had_media: bool
    attempt_id: uuid.UUID | None


async def certify_deaths(session: AsyncSession, *, now: datetime) -> list[int]:
    """Find workers that died: only whoever can take a worker's lock may call it dead.

    Returns:
        Ids of the workers that are newly known to be dead.
    """
    alive = select(Worker.id).where(Worker.dead_at.is_(None)).order_by(Worker.id)
    alive = alive.with_for_update(skip_locked=True, key_share=True)
    dead = []
    for worker_id in (await session.execute(alive)).scalars():
        had = await session.execute(_CERTIFICATE, {"class": LOCK_CLASS, "id": worker_id})
        if had.scalar_one():
            dead.append(worker_id)
    if dead:
        buried = update(Worker).where(Worker.id.in_(dead)).values(dead_at=now)
        await session.execute(buried)
    return dead


async def orphans(
    session: AsyncSession, *, worker_id: int, running: Collection[int], before: datetime
) -> list[Orphan]:
    """Deliveries in publishing whose worker is dead, or is this one and does not run them.

    Args:
        session: A transaction.
        worker_id: Who asks.
        running: Deliveries that the asking worker has tasks for.
        before: Own rows taken after this moment are left alone: their task is just starting.
    """
    mine_lost = and_(
        Delivery.worker_id == worker_id,
        Delivery.id.not_in(list(running)),
        Delivery.changed_at < before,
    )
    found = (
        select(
            Delivery.id,
            Worker.id,
            Delivery.crashes,
            Delivery.reason == HANDLING_MEDIA,
            Attempt.id,
        )
        .join(Worker, Worker.id == Delivery.worker_id)
        .outerjoin(
            Attempt, and_(Attempt.delivery_id == Delivery.id, Attempt.outcome.in_(UNDECIDED))
        )
        .where(Delivery.state == "publishing", or_(Worker.dead_at.is_not(None), mine_lost))
        .order_by(Delivery.id)
    )
    return [
        Orphan(id_, worker, crashes, bool(had_media), attempt_id)
        for id_, worker, crashes, had_media, attempt_id in await session.execute(found)
    ]


async def hand_back(session: AsyncSession, worker_id: int, *, now: datetime) -> int:
    """Let others take what a worker leaves unsent; how many. What it may have sent is looked for.

    Going is no crash: nothing is held against what was in its hands.
    """
    undecided = exists(
        select(1).where(Attempt.delivery_id == Delivery.id, Attempt.outcome.in_(UNDECIDED))
    )
    unsent = and_(Delivery.worker_id == worker_id, Delivery.state == "publishing", ~undecided)
    step = Step("retrying", "worker_left", values={"due_at": now})
    return len(await move_all(session, unsent, step, now=now, worker_id=worker_id))


async def claim(
    session: AsyncSession, *, now: datetime, lease: timedelta, limit: int
) -> list[tuple[Errand, int]]:
    """Take deliveries on which an errand is due; for the lease nobody else gets them."""
    claimed: list[tuple[Errand, int]] = []
    for errand in _ERRANDS:
        room = limit - len(claimed)
        if room > 0:
            ids = await _claim(session, errand, now=now, lease=lease, limit=room)
            claimed += [(errand, id_) for id_ in ids]
    return claimed


async def _claim(
    session: AsyncSession, errand: Errand, *, now: datetime, lease: timedelta, limit: int
) -> list[int]:
    ids = list((await session.execute(_due(errand), {"now": now, "room": limit})).scalars())
    if ids:
        _, column = _ERRANDS[errand]
        later = update(Delivery).where(Delivery.id.in_(ids)).values({column: now + lease})
        await session.execute(later)
    return ids


@cache
def _due(errand: Errand) -> Select[int]:
    state, column = _ERRANDS[errand]
    return (
        select(Delivery.id)
        .where(Delivery.state == state, column <= NOW)
        .order_by(column)
        .limit(ROOM)
        .with_for_update(skip_locked=True)
    )


async def oldest_overdue_s(session: AsyncSession, now: datetime) -> float:
    """By how many seconds the longest waiting due delivery is late; 0 when none is.

    What waits for a network to answer is not late on our side.
    """
    silent = silent_until(SocialAccount) > now
    oldest = (
        select(func.min(Delivery.due_at))
        .join(SocialAccount, SocialAccount.id == Delivery.account_id)
        .where(Delivery.state.in_(WAITING), Delivery.due_at <= now, silent.is_not(True))
    )
    since: datetime | None = (await session.execute(oldest)).scalar_one()
    return 0.0 if since is None else (now - since).total_seconds()
