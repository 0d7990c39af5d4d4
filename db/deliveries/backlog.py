"""What waits for an account, and calling it off when the account goes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.deliveries.steps import Step, move
from db.deliveries.tables import Delivery

_WAITS = ("scheduled", "retrying", "paused", "asking")


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


async def call_off(session: AsyncSession, account_id: int, *, now: datetime) -> int:
    """Cancel whatever waits for an account that is being unlinked; how many.

    What may have been sent is left as it is, and what is on its way stops if it still can.
    """
    waiting = select(Delivery.id, Delivery.state, Delivery.reason).where(
        Delivery.account_id == account_id, Delivery.state.in_(_WAITS)
    )
    rows = (await session.execute(waiting.order_by(Delivery.id))).all()
    for row in rows:
        unclear = row.state == "asking" and row.reason != "late"
        step = Step("cancelled", "left_unclear" if unclear else "unlinked")
        await move(session, row.id, step, frm=(row.state,), now=now)
    await session.execute(
        update(Delivery)
        .where(Delivery.account_id == account_id, Delivery.state == "publishing")
        .values(cancel_at=now)
    )
    return len(rows)
