"""Cards: the one message that shows a post and all its deliveries.

Rows stay as long as their post.
"""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql import update

from db.base import Base


class Card(Base):
    """A mirror of rows in a chat.

    Whoever changes what it shows raises `wanted_version`; the notifier renders it from the rows
    and writes what it showed into `shown_version`. `busy_until` keeps a second notifier off.
    """

    __tablename__ = "card"

    post_id: Mapped[int] = mapped_column(primary_key=True)
    space_id: Mapped[int]
    chat_id: Mapped[int]
    message_id: Mapped[int | None]
    reply_to: Mapped[int | None]
    wanted_version: Mapped[int] = mapped_column(server_default="1")
    shown_version: Mapped[int] = mapped_column(server_default="0")
    shown_hash: Mapped[str | None]
    next_at: Mapped[datetime]
    busy_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(server_default="0")

    __table_args__ = (
        ForeignKeyConstraint(
            ["post_id", "space_id"], ["post.id", "post.space_id"], ondelete="CASCADE"
        ),
        Index("ix_card_wanted", "next_at", postgresql_where=text("wanted_version > shown_version")),
        Index("ix_card_message", "chat_id", "message_id"),
    )


async def want_card(session: AsyncSession, post_id: int) -> None:
    """Ask for the post's card to be drawn anew, soon."""
    await session.execute(
        update(Card)
        .where(Card.post_id == post_id)
        .values(wanted_version=Card.wanted_version + 1, tries=0)
    )
