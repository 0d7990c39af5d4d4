"""Where a person stands in a longer conversation with the bot.

Rows go a day after their last change.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Json

FORGOTTEN_AFTER = timedelta(days=1)


class Conversation(Base):
    """State and data of one dialogue, by the dispatcher's own key."""

    __tablename__ = "conversation"

    key: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str | None]
    data: Mapped[Json] = mapped_column(server_default=text("'{}'::jsonb"))
    changed_at: Mapped[datetime]


async def recall(session: AsyncSession, key: str, now: datetime) -> Conversation | None:
    """Where a dialogue stands; None when there is none, or nobody touched it for a day."""
    found = select(Conversation).where(
        Conversation.key == key, Conversation.changed_at > now - FORGOTTEN_AFTER
    )
    return (await session.execute(found)).scalar_one_or_none()


async def keep_state(session: AsyncSession, key: str, state: str | None, now: datetime) -> None:
    """Remember the state of a dialogue; its data stay."""
    await _forget_old(session, key, now)
    row = insert(Conversation).values(key=key, state=state, changed_at=now)
    await session.execute(
        row.on_conflict_do_update(index_elements=["key"], set_={"state": state, "changed_at": now})
    )
    await _drop_empty(session, key)


async def keep_data(session: AsyncSession, key: str, data: Json, now: datetime) -> None:
    """Remember the data of a dialogue; its state stays."""
    await _forget_old(session, key, now)
    row = insert(Conversation).values(key=key, data=data, changed_at=now)
    await session.execute(
        row.on_conflict_do_update(index_elements=["key"], set_={"data": data, "changed_at": now})
    )
    await _drop_empty(session, key)


async def _drop_empty(session: AsyncSession, key: str) -> None:
    await session.execute(
        delete(Conversation).where(
            Conversation.key == key, Conversation.state.is_(None), Conversation.data == {}
        )
    )


async def _forget_old(session: AsyncSession, key: str, now: datetime) -> None:
    """What was forgotten by time must not come back with the next change."""
    old = Conversation.changed_at <= now - FORGOTTEN_AFTER
    await session.execute(delete(Conversation).where(Conversation.key == key, old))
