"""Attempts: opened before the irrevocable call, closed after it, looked into when it is unclear."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.base import Json
from db.deliveries.tables import UNDECIDED, Attempt, Delivery, PartRow
from db.lanes import Lane


@dataclass(frozen=True, slots=True)
class Intention:
    """What a worker is about to do, in full, before it does it."""

    id: uuid.UUID
    delivery_id: int
    part_number: int
    revision: int
    worker_id: int
    evidence: Json
    send_before: datetime
    gives_up_at: datetime


class AcceptedAlreadyError(Exception):
    """Somebody is about to send what is on the network: a defect, stopped before the call."""


async def open_attempt(session: AsyncSession, intention: Intention, *, now: datetime) -> bool:
    """Commit to one irrevocable call, if the delivery is still this worker's and still wanted.

    Returns:
        False when it was cancelled or taken away; then the call must not be made.

    Raises:
        AcceptedAlreadyError: The part is on the network.
        IntegrityError: Another attempt is open.
    """
    mine = await session.execute(
        update(Delivery)
        .where(
            Delivery.id == intention.delivery_id,
            Delivery.state == "publishing",
            Delivery.worker_id == intention.worker_id,
            Delivery.cancel_at.is_(None),
        )
        .values(tries=Delivery.tries + 1, reason=None)
        .returning(Delivery.id)
    )
    if mine.first() is None:
        return False
    if await _is_accepted(session, intention):
        raise AcceptedAlreadyError(f"part {intention.part_number} of {intention.delivery_id}")
    row = insert(Attempt).values(
        id=intention.id,
        delivery_id=intention.delivery_id,
        part_number=intention.part_number,
        revision=intention.revision,
        worker_id=intention.worker_id,
        evidence=intention.evidence,
        created_at=now,
        send_before=intention.send_before,
        gives_up_at=intention.gives_up_at,
    )
    await session.execute(row)
    return True


async def _is_accepted(session: AsyncSession, intention: Intention) -> bool:
    accepted = select(Attempt.id).where(
        Attempt.delivery_id == intention.delivery_id,
        Attempt.part_number == intention.part_number,
        Attempt.outcome == "accepted",
    )
    return (await session.execute(accepted)).first() is not None


async def close_attempt(
    session: AsyncSession,
    attempt_id: uuid.UUID,
    outcome: str,
    *,
    now: datetime,
    error: tuple[str, str, str] | None = None,
) -> bool:
    """Write how an undecided attempt ended; False when somebody decided it before.

    Args:
        session: The transaction of the step that this outcome causes.
        attempt_id: Which one.
        outcome: A word of `db.deliveries.tables.OUTCOMES`.
        now: The clock's time.
        error: Kind, code and detail of what went wrong.
    """
    kind, code, detail = error or (None, None, None)
    closed = await session.execute(
        update(Attempt)
        .where(Attempt.id == attempt_id, Attempt.outcome.in_(UNDECIDED))
        .values(
            outcome=outcome,
            ended_at=func.coalesce(Attempt.ended_at, now),
            error_kind=func.coalesce(kind, Attempt.error_kind),
            error_code=func.coalesce(code, Attempt.error_code),
            error_detail=func.coalesce(detail, Attempt.error_detail),
        )
        .returning(Attempt.id)
    )
    return closed.first() is not None


async def accept_part(
    session: AsyncSession,
    delivery_id: int,
    part_number: int,
    *,
    ids: Sequence[str],
    url: str | None,
) -> list[PartRow]:
    """Note what a part became; returns all parts of the delivery, in order."""
    await session.execute(
        update(PartRow)
        .where(PartRow.delivery_id == delivery_id, PartRow.number == part_number)
        .values(external_ids=list(ids), url=url)
    )
    parts = select(PartRow).where(PartRow.delivery_id == delivery_id).order_by(PartRow.number)
    return list((await session.execute(parts, execution_options=_FRESH)).scalars())


async def forget_tries(session: AsyncSession, delivery_id: int) -> None:
    """Let the next part begin anew: what this one took is not held against it."""
    await session.execute(update(Delivery).where(Delivery.id == delivery_id).values(tries=0))


_FRESH = {"populate_existing": True}


async def know_of(session: AsyncSession, lane_id: int, number: int) -> None:
    """Remember the newest message or post number heard of on a target."""
    await session.execute(
        update(Lane)
        .where(Lane.id == lane_id)
        .values(last_known=func.greatest(func.coalesce(Lane.last_known, 0), number))
    )


async def undecided(session: AsyncSession, delivery_id: int) -> Attempt | None:
    """The one attempt of a delivery whose outcome is not known, if there is one."""
    found = select(Attempt).where(
        Attempt.delivery_id == delivery_id, Attempt.outcome.in_(UNDECIDED)
    )
    return (await session.execute(found)).scalar_one_or_none()


async def note_look(
    session: AsyncSession, attempt_id: uuid.UUID, *, absent_at: datetime | None
) -> None:
    """Count a look at the network, and keep when it first did not show the post."""
    await session.execute(
        update(Attempt)
        .where(Attempt.id == attempt_id)
        .values(looks=Attempt.looks + 1, absent_at=absent_at)
    )
