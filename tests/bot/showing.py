"""Alice's post, its card and a notifier that is turned by hand."""

from dataclasses import dataclass
from typing import Any

from aiogram import Bot
from sqlalchemy import select, update

from bot.notifier import Notifier
from db.accounts import SocialAccount
from db.base import Json
from db.cards import Card, open_card, want_card
from db.deliveries.tables import Delivery
from db.outbox import OutboxRow, tell
from db.posts import Post, Revision
from services.deps import Deps
from tests import people
from tests.people import ALICE

PACE_S = 2.1
"""Longer than a card is left alone."""

LONG_S = 600.0
"""Longer than any pause after a failure."""


@dataclass
class Desk:
    """Alice's post with one delivery, its card, and a notifier."""

    deps: Deps
    notifier: Notifier
    alice: people.Owner
    post: Post
    account: SocialAccount
    delivery_id: int

    async def show(self) -> int:
        """Let the notifier show cards once."""
        return await self.notifier.cards.shift.turn()

    async def tell(self) -> int:
        """Let the notifier send messages once."""
        return await self.notifier.outbox.shift.turn()

    async def rewrite(self, text: str) -> None:
        """Change what the card mirrors, and say so."""
        async with self.deps.db.begin() as session:
            revision = update(Revision).where(Revision.post_id == self.post.id)
            await session.execute(revision.values(text=text))
            await want_card(session, self.post.id)

    async def card(self) -> Card:
        """The card's row."""
        async with self.deps.db.begin() as session:
            return (await session.execute(select(Card))).scalar_one()

    async def ask(self, kind: str, payload: Json, key: str = "k") -> None:
        """Put a message into the outbox."""
        async with self.deps.db.begin() as session:
            now = self.deps.clock.now()
            await tell(session, ALICE, kind, payload, dedupe_key=key, now=now)

    async def messages(self) -> list[OutboxRow]:
        """The outbox."""
        async with self.deps.db.begin() as session:
            found = select(OutboxRow).order_by(OutboxRow.id)
            return list((await session.execute(found)).scalars())

    async def put(self, table: Any, **values: Any) -> None:
        """Change every row of a table."""
        async with self.deps.db.begin() as session:
            await session.execute(update(table).values(**values))

    async def question(self) -> Json:
        """Let the delivery ask whether it arrived; what the engine would put into the outbox."""
        await self.put(Delivery, state="asking", reason="unclear", version=3)
        return {"delivery_id": self.delivery_id, "post_id": self.post.id, "version": 3}


async def open_desk(deps: Deps, bot: Bot) -> Desk:
    """A post with one delivery, and a card that nobody has shown yet."""
    now = deps.clock.now()
    async with deps.db.begin() as session:
        alice = await people.owner(session, ALICE, now)
        account = await people.account(session, alice, "vk", "Alice's wall", now)
        post = await people.post(session, alice, "first words", now)
        [delivery_id] = await people.deliver(session, post, [account], now)
        await open_card(
            session,
            post_id=post.id,
            space_id=alice.space_id,
            chat_id=ALICE,
            reply_to=77,
            now=now,
        )
    return Desk(deps, Notifier(deps, bot), alice, post, account, delivery_id)
