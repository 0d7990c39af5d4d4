"""The one way in which a delivery changes its state."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, case, exists, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Lane
from db.cards import want_card
from db.deliveries.tables import WAITING, Delivery, DeliveryEvent, PartRow

_FORGET: dict[str, Any] = {"worker_id": None, "progress_percent": None}
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

    Writes the event, frees or keeps the lane, asks for the card. `worker_id` and `version`, when
    given, must be the row's own: a late writer changes nothing. A delivery that the person has
    called off meanwhile does not go back to waiting: it ends as cancelled.

    Returns:
        False when the row was not there to be moved; then nothing has changed.
    """
    change = (
        update(Delivery)
        .where(Delivery.id == delivery_id, Delivery.state.in_(frm))
        .values(
            state=_unless_called_off(step, step.to, "cancelled"),
            reason=_unless_called_off(step, step.reason, "by_person"),
            version=Delivery.version + 1,
            changed_at=now,
            **_FORGET,
            **(step.values or {}),
        )
    )
    if worker_id is not None:
        change = change.where(Delivery.worker_id == worker_id)
    if version is not None:
        change = change.where(Delivery.version == version)
    moved = (
        await session.execute(
            change.returning(Delivery.post_id, Delivery.lane_id, Delivery.state, Delivery.reason)
        )
    ).one_or_none()
    if moved is None:
        return False
    step = replace(step, to=moved.state, reason=moved.reason)
    await _keep_or_free_lane(session, moved.lane_id, delivery_id, step.to)
    await log_event(session, delivery_id, step, now=now, worker_id=worker_id)
    await want_card(session, moved.post_id)
    return True


def _unless_called_off(step: Step, value: str | None, otherwise: str) -> ColumnElement[str | None]:
    if step.to not in WAITING or "cancel_at" in (step.values or {}):
        return literal(value, Text())
    return case((Delivery.cancel_at.is_(None), literal(value, Text())), else_=otherwise)


def without_error() -> dict[str, Any]:
    """Columns of a delivery that has nothing to complain about any more."""
    return dict(_NO_ERROR)


async def log_event(
    session: AsyncSession,
    delivery_id: int,
    step: Step,
    *,
    now: datetime,
    worker_id: int | None = None,
) -> None:
    """Write one line of a delivery's history."""
    await session.execute(
        insert(DeliveryEvent).values(
            delivery_id=delivery_id,
            at=now,
            state=step.to,
            reason=step.reason,
            worker_id=worker_id,
            attempt_id=step.attempt_id,
        )
    )


async def _keep_or_free_lane(
    session: AsyncSession, lane_id: int, delivery_id: int, state: str
) -> None:
    """A lane stays held while nobody else may send there: in flight, or between two parts."""
    lane = update(Lane).where(Lane.id == lane_id)
    if state in {"publishing", "unconfirmed"}:
        await session.execute(lane.values(delivery_id=delivery_id))
        return
    mine = lane.where(Lane.delivery_id == delivery_id).values(delivery_id=None)
    if state in {"retrying", "processing"}:
        begun = exists(
            select(1).where(PartRow.delivery_id == delivery_id, PartRow.external_ids.is_not(None))
        )
        mine = mine.where(~begun)
    await session.execute(mine)
