"""Messages that people must get: questions, alerts, digests.

Rows go 30 days after they were sent.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ForeignKey, Index, Select, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from db.base import NOW, ROOM, Base, Json, RowId
from db.people import out_of_reach


class OutboxRow(Base):
    """One message to one person; `dedupe_key` makes it one, whoever asks for it how often.

    `trouble` says why a row will not be sent: `answered`, or what went wrong for good.
    """

    __tablename__ = "outbox"

    id: Mapped[RowId]
    dedupe_key: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    payload: Mapped[Json]
    created_at: Mapped[datetime]
    next_at: Mapped[datetime]
    busy_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(server_default="0")
    sent_at: Mapped[datetime | None]
    trouble: Mapped[str | None]

    __table_args__ = (
        Index(
            "ix_outbox_waiting",
            "next_at",
            postgresql_where=text("sent_at IS NULL AND trouble IS NULL"),
        ),
    )


async def tell(
    session: AsyncSession,
    person_id: int,
    kind: str,
    payload: Json,
    *,
    dedupe_key: str,
    now: datetime,
) -> None:
    """Put a message into the outbox, once for this key."""
    row = insert(OutboxRow).values(
        dedupe_key=dedupe_key,
        person_id=person_id,
        kind=kind,
        payload=payload,
        created_at=now,
        next_at=now,
    )
    await session.execute(row.on_conflict_do_nothing(index_elements=["dedupe_key"]))


async def claim(
    session: AsyncSession, *, now: datetime, busy_until: datetime, limit: int
) -> Sequence[OutboxRow]:
    """Take messages that are due; until `busy_until` nobody else sends them."""
    rows = (await session.execute(_due(), {"now": now, "room": limit})).scalars().all()
    if not rows:
        return []
    taken = update(OutboxRow).where(OutboxRow.id.in_([row.id for row in rows]))
    await session.execute(taken.values(busy_until=busy_until))
    return rows


@cache
def _due() -> Select[OutboxRow]:
    return (
        select(OutboxRow)
        .where(
            OutboxRow.sent_at.is_(None),
            OutboxRow.trouble.is_(None),
            OutboxRow.next_at <= NOW,
            func.coalesce(OutboxRow.busy_until, NOW) <= NOW,
            ~out_of_reach(OutboxRow.person_id),
        )
        .order_by(OutboxRow.next_at, OutboxRow.id)
        .limit(ROOM)
        .with_for_update(skip_locked=True)
    )


async def settle(session: AsyncSession, row_id: int, **values: Any) -> None:
    """Write down what became of a claimed message, and let go of it."""
    await session.execute(
        update(OutboxRow).where(OutboxRow.id == row_id).values(busy_until=None, **values)
    )


async def oldest_overdue_s(session: AsyncSession, now: datetime) -> float:
    """By how many seconds the longest waiting message is late; 0 when none waits."""
    oldest = select(func.min(OutboxRow.next_at)).where(
        OutboxRow.sent_at.is_(None),
        OutboxRow.trouble.is_(None),
        OutboxRow.next_at <= now,
        ~out_of_reach(OutboxRow.person_id),
    )
    since: datetime | None = (await session.execute(oldest)).scalar_one()
    return 0.0 if since is None else (now - since).total_seconds()
