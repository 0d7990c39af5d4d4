"""The one way in which deliveries change their state, one or many."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Text,
    Uuid,
    and_,
    case,
    exists,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import SocialAccount
from db.base import among, moment
from db.cards import want_cards
from db.deliveries.tables import (
    IN_FLIGHT,
    SURELY_NOT,
    WAITING,
    Attempt,
    Delivery,
    DeliveryEvent,
    PartRow,
)
from db.lanes import Lane

KEEPS_TURN = timedelta(minutes=5)
"""How long a retrying head is not overtaken by the next in its lane."""

_FORGET: dict[str, Any] = {"worker_id": None, "progress_percent": None}
_WHO_CALLED_OFF = case(
    (
        exists(
            select(1).where(
                SocialAccount.id == Delivery.account_id, SocialAccount.state == "unlinked"
            )
        ),
        "unlinked",
    ),
    else_="by_person",
)
_NO_ERROR: dict[str, Any] = {"error_code": None, "error_detail": None, "error_advice": None}


@dataclass(frozen=True, slots=True)
class Step:
    """Where a delivery goes, and why. `values` are further columns of its row."""

    to: str
    reason: str | None = None
    attempt_id: uuid.UUID | None = None
    values: dict[str, Any] | None = None


async def move(
    session: AsyncSession,
    delivery_id: int,
    step: Step,
    *,
    frm: Sequence[str],
    now: datetime,
    worker_id: int | None = None,
    version: int | None = None,
) -> bool:
    """Take a delivery from one of some states to another, with everything that hangs on it.

    `worker_id` and `version`, when given, must be the row's own: a late writer changes nothing.

    Returns:
        False when the row was not there to be moved; then nothing has changed.
    """
    chosen = and_(Delivery.id == delivery_id, Delivery.state.in_(frm))
    if worker_id is not None:
        chosen = and_(chosen, Delivery.worker_id == worker_id)
    if version is not None:
        chosen = and_(chosen, Delivery.version == version)
    return bool(await move_all(session, chosen, step, now=now, worker_id=worker_id))


async def move_all(
    session: AsyncSession,
    chosen: ColumnElement[bool],
    step: Step,
    *,
    now: datetime,
    worker_id: int | None = None,
) -> list[int]:
    """Take every chosen delivery to another state, in as many statements as for one.

    Writes the events, frees or keeps the lanes, asks for the cards. A delivery that the person
    has called off meanwhile does not go back to waiting, be it for them: it ends as cancelled,
    or as unlinked if its account went with it.

    Args:
        session: A transaction.
        chosen: Which deliveries; the states that they may come from are part of it.
        step: Where they go; its `values` may be expressions over what `chosen` names.
        now: The clock's time.
        worker_id: Whose step it is, for the history.

    Returns:
        Ids of the deliveries that were moved.
    """
    change = (
        update(Delivery)
        .where(chosen)
        .values(
            state=_unless_called_off(step, step.to, "cancelled"),
            reason=_unless_called_off(step, step.reason, _WHO_CALLED_OFF),
            version=Delivery.version + 1,
            changed_at=now,
            **_FORGET,
            **_values(step),
        )
        .returning(Delivery.id, Delivery.post_id, Delivery.state)
    )
    moved = (await session.execute(change)).all()
    if not moved:
        return []
    for state in sorted({row.state for row in moved}):
        await _keep_or_free_lanes(session, [row.id for row in moved if row.state == state], state)
    ids = [row.id for row in moved]
    await _order_discarding(session, [row.id for row in moved if row.state == "cancelled"], now)
    await log_events(session, ids, now=now, worker_id=worker_id, attempt_id=step.attempt_id)
    await want_cards(session, {row.post_id for row in moved})
    return ids


def _values(step: Step) -> dict[str, Any]:
    """Whoever retries keeps its turn: a worker whose clock was read before would pass it over."""
    values = step.values or {}
    if step.to == "retrying" and "due_at" in values:
        return {"holds_until": values["due_at"] + KEEPS_TURN, **values}
    return values


def _unless_called_off(
    step: Step, value: str | None, otherwise: str | ColumnElement[str]
) -> ColumnElement[str | None]:
    waits = step.to in (*WAITING, "paused") or (step.to, step.reason) == ("asking", "late")
    if not waits or "cancel_at" in (step.values or {}):
        return literal(value, Text())
    return case((Delivery.cancel_at.is_(None), literal(value, Text())), else_=otherwise)


def without_error() -> dict[str, Any]:
    """Columns of a delivery that has nothing to complain about any more."""
    return dict(_NO_ERROR)


async def log_events(
    session: AsyncSession,
    ids: Sequence[int],
    *,
    now: datetime,
    worker_id: int | None = None,
    attempt_id: uuid.UUID | None = None,
) -> None:
    """Write a line into the history of each of these deliveries: where it is now, and why."""
    lines = select(
        Delivery.id,
        moment(now),
        Delivery.state,
        Delivery.reason,
        literal(worker_id, BigInteger()),
        literal(attempt_id, Uuid()),
    ).where(among(Delivery.id, ids))
    columns = ["delivery_id", "at", "state", "reason", "worker_id", "attempt_id"]
    await session.execute(insert(DeliveryEvent).from_select(columns, lines.order_by(Delivery.id)))


async def _order_discarding(session: AsyncSession, ids: Sequence[int], now: datetime) -> None:
    """Have taken away what was uploaded for these and surely was never seen."""
    if not ids:
        return
    maybe_seen = exists(
        select(1).where(
            Attempt.delivery_id == PartRow.delivery_id,
            Attempt.part_number == PartRow.number,
            Attempt.outcome.not_in(SURELY_NOT),
        )
    )
    in_vain = exists(
        select(1).where(
            PartRow.delivery_id == Delivery.id,
            PartRow.checkpoint != literal({}, JSONB),
            ~maybe_seen,
        )
    )
    theirs = update(Delivery).where(
        among(Delivery.id, ids), Delivery.reason != "unlinked", Delivery.revision.is_not(None)
    )
    await session.execute(theirs.where(in_vain).values(recall_at=now))


async def hold_lanes(session: AsyncSession, ids: Sequence[int]) -> None:
    """Keep the lane of each of these deliveries for it alone."""
    await session.execute(
        update(Lane)
        .where(Lane.id == Delivery.lane_id, among(Delivery.id, ids))
        .values(delivery_id=Delivery.id)
    )


async def _keep_or_free_lanes(session: AsyncSession, ids: Sequence[int], state: str) -> None:
    """A lane stays held while nobody else may send there: in flight, or between two parts."""
    if state in IN_FLIGHT:
        await hold_lanes(session, ids)
        return
    theirs = update(Lane).where(among(Lane.delivery_id, ids)).values(delivery_id=None)
    if state in WAITING:
        begun = exists(
            select(1).where(
                PartRow.delivery_id == Lane.delivery_id, PartRow.external_ids.is_not(None)
            )
        )
        theirs = theirs.where(~begun)
    await session.execute(theirs)
