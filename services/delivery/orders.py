"""What a person may order a delivery to do.

Each order names the space and the version of the row that the person saw; when either does not
fit, nothing changes and the answer is False.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.cards import want_card
from db.deliveries.attempts import close_attempt, undecided
from db.deliveries.steps import Step, move, move_all, without_error
from db.deliveries.tables import Delivery
from services.delivery.looking import part_is_there
from services.delivery.pauses import Decided, Wanted, decide_backlog, resume_account
from services.delivery.questions import LATE_AFTER
from services.deps import Deps

__all__ = [
    "Answer",
    "Decided",
    "Wanted",
    "answer",
    "cancel",
    "decide_backlog",
    "recall",
    "resume_account",
    "retry",
]

Answer = Literal["there", "again", "leave", "now", "drop"]


async def cancel(deps: Deps, space_id: int, delivery_id: int, version: int) -> bool:
    """Call off a delivery that has not been attempted yet, at once or at its next step."""
    now = deps.clock.now()
    async with deps.db.begin() as session:
        if not await _may(session, space_id, delivery_id):
            return False
        step = Step("cancelled", "by_person")
        frm = ("scheduled", "retrying", "paused", "rejected", "failed")
        if await move(session, delivery_id, step, frm=frm, now=now, version=version):
            return True
        return await _order(
            session, delivery_id, version, state="publishing", values={"cancel_at": now}
        )


async def recall(deps: Deps, space_id: int, delivery_id: int, version: int) -> bool:
    """Take a published post back from its network.

    What only the person saw there has no id that could be deleted: that is refused.
    """
    now = deps.clock.now()
    async with deps.db.begin() as session:
        ordered = await _is_known(session, space_id, delivery_id) and await _order(
            session,
            delivery_id,
            version,
            state="published",
            values={"recall_at": now, "changed_at": now, **without_error()},
        )
    if ordered:
        await deps.bell.ring()
    return ordered


async def retry(deps: Deps, space_id: int, delivery_id: int, version: int) -> bool:
    """Try again now what failed or waits for its next try; parts that are live stay.

    What is due and waits for its network to answer goes too, whatever its breaker says.
    """
    now = deps.clock.now()
    tried = Delivery.state.in_(("failed", "retrying", "rejected"))
    due = and_(Delivery.state == "scheduled", Delivery.due_at <= now)
    chosen = and_(
        Delivery.id == delivery_id,
        Delivery.space_id == space_id,
        Delivery.version == version,
        or_(tried, due),
    )
    async with deps.db.begin() as session:
        ordered = bool(await move_all(session, chosen, _afresh("retry", now), now=now))
    if ordered:
        await deps.bell.ring()
    return ordered


async def answer(deps: Deps, space_id: int, delivery_id: int, version: int, said: Answer) -> bool:
    """Act on the person's answer to a question, once."""
    now = deps.clock.now()
    async with deps.db.begin() as session:
        row = await _asking(session, space_id, delivery_id, version)
        if row is None or said not in _ANSWERS[row.reason != "unclear"]:
            return False
        await _act(session, row, said, now)
    await deps.bell.ring()
    return True


_ANSWERS: Mapping[bool, tuple[Answer, ...]] = {
    True: ("now", "drop"),
    False: ("there", "again", "leave"),
}
"""By whether it is surely not there yet."""


async def _act(session: AsyncSession, row: Delivery, said: Answer, now: datetime) -> None:
    attempt = await undecided(session, row.id)
    if said == "there" and attempt:
        await close_attempt(session, attempt.id, "accepted", now=now)
        await part_is_there(session, row, attempt, ids=(), url=None, now=now)
        return
    if said == "again" and attempt:
        await close_attempt(session, attempt.id, "overruled", now=now)
    step = {
        "again": _afresh("sent_again", now),
        "now": _afresh("late_but_wanted", now),
        "leave": Step("cancelled", "left_unclear"),
        "drop": Step("cancelled", row.reason),
    }[said]
    await move(session, row.id, step, frm=("asking",), now=now)


def _afresh(reason: str, now: datetime) -> Step:
    values: dict[str, Any] = {
        "due_at": now,
        "deadline_at": now + LATE_AFTER,
        "tries": 0,
        "crashes": 0,
        "holds_until": None,
        "cancel_at": None,
        **without_error(),
    }
    return Step("scheduled", reason, values=values)


async def _asking(
    session: AsyncSession, space_id: int, delivery_id: int, version: int
) -> Delivery | None:
    found = (
        select(Delivery)
        .where(
            Delivery.id == delivery_id,
            Delivery.space_id == space_id,
            Delivery.version == version,
            Delivery.state == "asking",
        )
        .with_for_update()
    )
    return (await session.execute(found)).scalar_one_or_none()


async def _may(session: AsyncSession, space_id: int, delivery_id: int) -> bool:
    mine = select(Delivery.id).where(Delivery.id == delivery_id, Delivery.space_id == space_id)
    return (await session.execute(mine)).first() is not None


async def _is_known(session: AsyncSession, space_id: int, delivery_id: int) -> bool:
    known = select(Delivery.id).where(
        Delivery.id == delivery_id,
        Delivery.space_id == space_id,
        Delivery.external_id.is_not(None),
    )
    return (await session.execute(known)).first() is not None


async def _order(
    session: AsyncSession,
    delivery_id: int,
    version: int,
    *,
    state: str,
    values: dict[str, Any],
) -> bool:
    """Leave an order on a row without changing its state."""
    ordered = (
        update(Delivery)
        .where(Delivery.id == delivery_id, Delivery.version == version, Delivery.state == state)
        .values(version=Delivery.version + 1, **values)
        .returning(Delivery.post_id)
    )
    post_id = (await session.execute(ordered)).scalar_one_or_none()
    if post_id is None:
        return False
    await want_card(session, post_id)
    return True
