"""Updates of Telegram, stored before anybody acts on them.

Rows go 48 hours after they are done.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


class InboxRow(Base):
    """One update: its bytes as they came, and how far we are with it.

    `chat_id` and `album` are read leniently when it arrives; None when they cannot be read.
    `tries` counts what may be the update's own fault: handlers that failed, processes that died of
    it. `outages` counts tries that failed because a server was away. `trouble` says why a done row
    was set aside.
    """

    __tablename__ = "inbox"

    bot_id: Mapped[int] = mapped_column(primary_key=True)
    update_id: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[bytes]
    chat_id: Mapped[int | None]
    album: Mapped[str | None]
    received_at: Mapped[datetime]
    next_at: Mapped[datetime]
    worker_id: Mapped[int | None] = mapped_column(ForeignKey("worker.id"))
    tries: Mapped[int] = mapped_column(server_default="0")
    outages: Mapped[int] = mapped_column(server_default="0")
    done_at: Mapped[datetime | None]
    trouble: Mapped[str | None]

    __table_args__ = (
        Index(
            "ix_inbox_due",
            "next_at",
            "update_id",
            postgresql_where=text("done_at IS NULL AND worker_id IS NULL"),
        ),
        Index("ix_inbox_open", "chat_id", "update_id", postgresql_where=text("done_at IS NULL")),
        Index("ix_inbox_album", "chat_id", "album", postgresql_where=text("album IS NOT NULL")),
        Index("ix_inbox_worker", "worker_id", postgresql_where=text("worker_id IS NOT NULL")),
        Index("ix_inbox_done", "done_at", postgresql_where=text("done_at IS NOT NULL")),
    )
