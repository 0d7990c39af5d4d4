"""Processes that take work, and their death certificates.

Rows stay for as long as an attempt names them, and 30 days after their death.
"""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped

from db.base import Base, RowId


class Worker(Base):
    """A process that took work. It holds an advisory lock of this id for as long as it lives."""

    __tablename__ = "worker"

    id: Mapped[RowId]
    kind: Mapped[str]
    host: Mapped[str]
    pid: Mapped[int]
    started_at: Mapped[datetime]
    dead_at: Mapped[datetime | None]


_LIVES = text(
    "SELECT EXISTS (SELECT FROM worker AS w JOIN pg_locks AS l"
    " ON l.locktype = 'advisory' AND l.granted AND l.classid = :lock_class AND l.objid = w.id"
    " WHERE w.host = :host AND w.kind = :kind AND w.dead_at IS NULL)"
)


async def lives_on(session: AsyncSession, host: str, kind: str, lock_class: int) -> bool:
    """Whether a process of this kind on this machine holds its lock, which is to be alive."""
    about = {"host": host, "kind": kind, "lock_class": lock_class}
    return bool((await session.execute(_LIVES, about)).scalar_one())
