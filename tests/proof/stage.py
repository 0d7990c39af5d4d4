"""A stage on which the engine is killed: real servers, the sandbox, Alice with two accounts."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from unittest import mock
from urllib.parse import urlsplit, urlunsplit

from sqlalchemy import select, update

from bot.wiring import open_deps
from db.accounts import Credential, SocialAccount
from db.database import Database
from db.deliveries.tables import Delivery
from db.posts import MediaRow, RevisionMedia
from services.clock import SharedClock
from services.content import Content
from services.delivery import orders
from services.delivery.engine import Engine
from services.delivery.life import worker_life
from services.deps import Deps
from services.settings import Settings
from tests import people
from tests.proof.gate import Gate, Lifeline
from tests.proof.history import AT_REST, History, read_history
from tests.sandbox_control import SandboxControl

_TURNS = 60
_TICK_S = 0.01


@dataclass(frozen=True, slots=True)
class Stage:
    """What a proof works with; `deps` and `engine` belong to a worker who never dies."""

    settings: Settings
    deps: Deps
    engine: Engine
    clock: SharedClock
    control: SandboxControl
    alice: people.Owner

    async def publish(self, account: SocialAccount, content: Content) -> int:
        """Alice publishes something to one account; the delivery's id."""
        now = self.clock.now()
        async with self.deps.db.begin() as session:
            post = await people.post(session, self.alice, content.text, now)
            for position, medium in enumerate(content.media):
                values = medium.model_dump(exclude={"id"})
                row = MediaRow(space_id=self.alice.space_id, **values)
                session.add(row)
                await session.flush()
                session.add(
                    RevisionMedia(
                        post_id=post.id,
                        number=1,
                        position=position,
                        space_id=self.alice.space_id,
                        media_id=row.id,
                    )
                )
            ids = await people.deliver(session, post, [account], now)
        return ids[0]

    async def settle(self, delivery_id: int) -> Delivery:
        """Let the surviving worker bring a delivery to rest, moving the clock as needed.

        Questions are answered by the truth: whether the public sees the post.
        """
        row = await self._row(delivery_id)
        for _ in range(_TURNS):
            await self.engine.sweep()
            await self.engine.turn()
            row = await self._row(delivery_id)
            if row.state == "asking":
                await self._answer(row)
            elif row.state in AT_REST and row.read_back_at is None:
                return row
            next_at = row.read_back_at or row.due_at
            wait_s = (next_at - self.clock.now()).total_seconds()
            self.clock.advance(max(0.05, wait_s + 0.01))
        raise AssertionError(f"delivery {delivery_id} does not come to rest: {row.state}")

    async def history(self) -> History:
        """Both sides of the story so far."""
        ledger = await self.control.ledger()
        return await read_history(self.deps.db, ledger, await self.control.journal())

    async def _row(self, delivery_id: int) -> Delivery:
        async with self.deps.db.begin() as session:
            found = select(Delivery).where(Delivery.id == delivery_id)
            return (await session.execute(found)).scalar_one()

    async def _answer(self, row: Delivery) -> None:
        history = await self.history()
        undecided = {
            str(attempt.id)
            for attempt in history.attempts
            if attempt.delivery_id == row.id and attempt.outcome == "unconfirmed"
        }
        there = any(entry["attempt"] in undecided for entry in history.ledger)
        said: orders.Answer = "there" if there else "again"
        space = self.alice.space_id
        assert await orders.answer(self.deps, space, row.id, row.version, said)


@asynccontextmanager
async def open_stage(settings: Settings, control: SandboxControl) -> AsyncIterator[Stage]:
    """A stage whose surviving worker reaches everything directly."""
    async with open_deps(settings) as deps:
        assert isinstance(deps.clock, SharedClock)
        async with deps.db.begin() as session:
            alice = await people.owner(session, people.ALICE, deps.clock.now())
        async with worker_life(deps, kind="worker", on_lost=lambda: None) as life:
            yield Stage(settings, deps, Engine(deps, life), deps.clock, control, alice)


@asynccontextmanager
async def hurrying(clock: SharedClock, speed: float) -> AsyncIterator[None]:
    """Let everybody's clock run faster, so that paces and graces cost no real time."""

    async def tick() -> None:
        while True:
            await asyncio.sleep(_TICK_S)
            clock.advance(_TICK_S * (speed - 1))

    ticking = asyncio.create_task(tick())
    try:
        yield
    finally:
        ticking.cancel()


async def link_channel(stage: Stage, title: str) -> SocialAccount:
    """A channel of Alice's in which the bot may post, with one post to begin looking from."""
    chat = await stage.control.add_chat(people.ALICE, title)
    await stage.control.make_bot_admin(chat["id"])
    account = await _link(stage, "telegram", str(chat["id"]), {})
    [first] = await stage.control.post(chat["id"], people.ALICE, "the first post")
    await _heard_of(stage.deps.db, account, first["message_id"])
    return account


async def link_wall(stage: Stage, name: str) -> SocialAccount:
    """A VK community of Alice's with both of its keys."""
    community = await stage.control.add_community(name)
    credentials = {
        "community_key": community["community_key"],
        "user_token": community["user_token"],
    }
    return await _link(stage, "vk", f"-{community['id']}", credentials)


async def _link(
    stage: Stage, network: str, target: str, credentials: dict[str, str]
) -> SocialAccount:
    identity = await stage.deps.networks[network].whoami(target, credentials)
    now = stage.clock.now()
    async with stage.deps.db.begin() as session:
        row = await people.account(session, stage.alice, network, target, now)
        proved = update(SocialAccount).where(SocialAccount.id == row.id)
        await session.execute(proved.values(capabilities=dict(identity.capabilities)))
        session.add_all(_sealed(stage, row, name, secret) for name, secret in credentials.items())
    return row


def _sealed(stage: Stage, row: SocialAccount, name: str, secret: str) -> Credential:
    box = stage.deps.vault.seal(secret, account_id=row.id, space_id=row.space_id, field=name)
    return Credential(
        account_id=row.id,
        field=name,
        space_id=row.space_id,
        key_id=box.key_id,
        nonce=box.nonce,
        box=box.box,
        saved_at=datetime.now(tz=row.linked_at.tzinfo),
    )


async def _heard_of(db: Database, account: SocialAccount, number: int) -> None:
    from db.deliveries.attempts import know_of

    async with db.begin() as session:
        await know_of(session, account.lane_id, number)


@asynccontextmanager
async def gated(settings: Settings, life: Lifeline) -> AsyncIterator[Settings]:
    """The same settings, but everything is reached through gates that one lifeline counts."""
    async with AsyncExitStack() as stack:

        async def through(name: str, url: str) -> str:
            parts = urlsplit(url)
            assert parts.port is not None
            gate = await stack.enter_async_context(Gate(name, parts.port, life))
            netloc = parts.netloc.replace(f":{parts.port}", f":{gate.port}")
            return urlunsplit(parts._replace(netloc=netloc))

        vk_api_url = await through("vk", os.environ["VK_API_URL"])
        stack.enter_context(mock.patch.dict(os.environ, {"VK_API_URL": vk_api_url}))
        yield settings.model_copy(
            update={
                "database_url": await through("postgresql", settings.database_url),
                "redis_url": await through("redis", settings.redis_url),
                "telegram_api_url": await through("telegram", settings.telegram_api_url),
            }
        )


async def live_until_death(settings: Settings, life: Lifeline) -> None:
    """Be a worker that takes what is due and publishes it, until done or dead."""
    async with gated(settings, life) as through:
        working = asyncio.create_task(_work(through, life))
        dying = asyncio.create_task(life.dead.wait())
        await asyncio.wait({working, dying}, return_when=asyncio.FIRST_COMPLETED)
        dying.cancel()
        while not working.done():
            working.cancel()
            await asyncio.wait({working}, timeout=0.05)


async def _work(settings: Settings, life: Lifeline) -> None:
    async with (
        open_deps(settings) as deps,
        worker_life(deps, kind="worker", on_lost=life.die) as me,
    ):
        life.counting = True
        await Engine(deps, me).turn()
        life.counting = False
