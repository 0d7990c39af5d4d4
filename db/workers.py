"""Processes that take work, and their death certificates.

Rows stay for as long as an attempt names them, and 30 days after their death.
"""

from datetime import datetime

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
