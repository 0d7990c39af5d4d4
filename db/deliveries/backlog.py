"""What waits for an account: held back, let go, and called off when the account goes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.base import moment
from db.deliveries.steps import Step, move_all
from db.deliveries.tables import WAITING, Delivery

_WAITS = (*WAITING, "paused", "asking")


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


async def hold_back(
    session: AsyncSession, account_id: int, step: Step, *, now: datetime
) -> list[int]:
    """Let whatever would go to an account wait; ids of what waits now."""
    waiting = and_(Delivery.account_id == account_id, Delivery.state.in_(WAITING))
    return await move_all(session, waiting, step, now=now)


async def let_go(
    session: AsyncSession, account_id: int, *, now: datetime, spacing: timedelta
) -> list[int]:
    """Let go what was held back for an account; ids of what went.

    What is overdue goes out spaced, in its order; what has its time still to come keeps it.
    """
    place = func.row_number().over(order_by=(Delivery.turn_at, Delivery.id)) - 1
    queue = (
        select(Delivery.id, (moment(now) + place * spacing).label("due_at"))
        .where(Delivery.account_id == account_id, Delivery.state == "paused")
        .subquery()
    )
    values = {"due_at": func.greatest(Delivery.turn_at, queue.c.due_at)}
    step = Step("scheduled", "resumed", values=values)
    return await move_all(session, Delivery.id == queue.c.id, step, now=now)


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
