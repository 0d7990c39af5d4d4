"""Cards: the one message that shows a post and all its deliveries.

Rows stay as long as their post.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, Select, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql import update

from db.base import NOW, ROOM, Base, among
from db.people import out_of_reach

MAX_TRIES = 10
"""A card that could not be shown so often waits until it changes."""

_PACED = timedelta(seconds=3)
"""No pace of a card is longer; whatever is, was asked for by Telegram."""


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
    await want_cards(session, [post_id])


async def want_cards(session: AsyncSession, post_ids: Collection[int]) -> None:
    """Ask for the cards of several posts; in order, so that two who ask never block each other."""
    mine = select(Card.post_id).where(among(Card.post_id, post_ids))
    await session.execute(
        update(Card)
        .where(Card.post_id.in_(mine.order_by(Card.post_id).with_for_update()))
        .values(wanted_version=Card.wanted_version + 1, tries=0)
    )


async def want_card_now(session: AsyncSession, post_id: int, now: datetime) -> None:
    """Ask for the post's card at once: a person pressed something on it and waits.

    A longer silence, which Telegram asked for, is kept.
    """
    await want_card(session, post_id)
    paced = update(Card).where(Card.post_id == post_id, Card.next_at <= now + _PACED)
    await session.execute(paced.values(next_at=now))


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


async def claim(
    session: AsyncSession, *, now: datetime, busy_until: datetime, limit: int
) -> Sequence[Card]:
    """Take cards that do not show what they should; until `busy_until` nobody else draws them."""
    cards = (await session.execute(_due(), {"now": now, "room": limit})).scalars().all()
    if not cards:
        return []
    taken = update(Card).where(Card.post_id.in_([card.post_id for card in cards]))
    await session.execute(taken.values(busy_until=busy_until))
    return cards


@cache
def _due() -> Select[Card]:
    return (
        select(Card)
        .where(
            Card.wanted_version > Card.shown_version,
            Card.next_at <= NOW,
            Card.tries < MAX_TRIES,
            func.coalesce(Card.busy_until, NOW) <= NOW,
            ~out_of_reach(Card.chat_id),
        )
        .order_by(Card.next_at, Card.post_id)
        .limit(ROOM)
        .with_for_update(skip_locked=True)
    )


async def settle(session: AsyncSession, card: Card, **values: Any) -> bool:
    """Write down what became of a claimed card, and let go of it.

    Returns:
        False if the card has been opened as a new message meanwhile: then nothing but the
        letting go is written.
    """
    mine = update(Card).where(Card.post_id == card.post_id)
    same = mine.where(Card.message_id.is_not_distinct_from(card.message_id))
    written = await session.execute(same.values(busy_until=None, **values).returning(Card.post_id))
    if written.first() is None:
        await session.execute(mine.values(busy_until=None))
        return False
    return True


async def of_post(session: AsyncSession, post_id: int) -> Card | None:
    """The card of a post."""
    return await session.get(Card, post_id)


async def oldest_overdue_s(session: AsyncSession, now: datetime) -> float:
    """By how many seconds the longest waiting card is late; 0 when none waits."""
    oldest = select(func.min(Card.next_at)).where(
        Card.wanted_version > Card.shown_version,
        Card.next_at <= now,
        Card.tries < MAX_TRIES,
        ~out_of_reach(Card.chat_id),
    )
    since: datetime | None = (await session.execute(oldest)).scalar_one()
    return 0.0 if since is None else (now - since).total_seconds()
