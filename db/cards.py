"""Cards: the one message that shows a post and all its deliveries.

Rows stay as long as their post.
"""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, select, text
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


async def open_card(
    session: AsyncSession,
    *,
    post_id: int,
    space_id: int,
    chat_id: int,
    reply_to: int | None,
    now: datetime,
) -> int | None:
    """Ask for a post's card as a new message in a chat.

    Returns:
        The message that was its card until now, if there was one; it is a mirror no longer.
    """
    card = await session.get(Card, post_id, with_for_update=True)
    if card is None:
        card = Card(post_id=post_id, space_id=space_id, wanted_version=0, shown_version=0)
        session.add(card)
    before, card.message_id = card.message_id, None
    card.chat_id, card.reply_to, card.next_at = chat_id, reply_to, now
    card.wanted_version, card.shown_hash, card.tries = card.wanted_version + 1, None, 0
    await session.flush()
    return before


async def shows(session: AsyncSession, post_id: int, chat_id: int, message_id: int) -> bool:
    """Whether a message is the post's card, and not one from before."""
    found = select(Card.post_id).where(
        Card.post_id == post_id, Card.chat_id == chat_id, Card.message_id == message_id
    )
    return (await session.execute(found)).first() is not None
