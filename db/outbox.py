"""Messages that people must get: questions, alerts, digests.

Rows go 30 days after they were sent.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Json, RowId


class OutboxRow(Base):
    """One message to one person; `dedupe_key` makes it one, whoever asks for it how often."""

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
        Index("ix_outbox_waiting", "next_at", postgresql_where=text("sent_at IS NULL")),
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
