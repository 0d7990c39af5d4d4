"""Questions that only the person can answer: is it there? shall it still go?"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.deliveries.loading import DeliveryCase
from db.deliveries.steps import Step, move
from db.deliveries.tables import Delivery
from db.outbox import tell
from db.posts import Post
from services.deps import Deps

LATE_AFTER = timedelta(hours=6)
"""A post this much past its time asks before it goes."""


async def ask_late(deps: Deps, case: DeliveryCase, *, worker_id: int) -> None:
    """Ask whether a post that missed its time shall still go."""
    now = deps.clock.now()
    async with deps.db.begin() as session:
        step = Step("asking", "late")
        if await move(
            session, case.delivery.id, step, frm=("publishing",), now=now, worker_id=worker_id
        ):
            await _tell(session, case.delivery.id, "question-late", now)


async def ask_unclear(session: AsyncSession, delivery_id: int, *, now: datetime) -> None:
    """Ask whether a post that may have been accepted is there; nobody sends meanwhile."""
    if await move(session, delivery_id, Step("asking", "unclear"), frm=("unconfirmed",), now=now):
        await _tell(session, delivery_id, "question-unclear", now)


async def _tell(session: AsyncSession, delivery_id: int, kind: str, now: datetime) -> None:
    found = (
        select(Delivery.version, Delivery.post_id, Post.person_id)
        .join(Post, Post.id == Delivery.post_id)
        .where(Delivery.id == delivery_id)
    )
    row = (await session.execute(found)).one()
    await tell(
        session,
        row.person_id,
        kind,
        {"delivery_id": delivery_id, "post_id": row.post_id, "version": row.version},
        dedupe_key=f"{kind}:{delivery_id}:{row.version}",
        now=now,
    )
