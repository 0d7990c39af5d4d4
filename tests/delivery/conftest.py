"""An engine on real servers, with a scripted network outside."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from arq.connections import ArqRedis
from redis.asyncio import Redis
from sqlalchemy import event, select

from db.accounts import SocialAccount
from db.database import Database
from db.deliveries.tables import Attempt, Delivery
from db.posts import MediaRow, RevisionMedia
from services.bell import Bell
from services.clock import SharedClock
from services.delivery.engine import Engine
from services.delivery.life import worker_life
from services.deps import Deps
from services.limits import Limiter
from services.links import MediaLinks
from services.settings import Settings
from services.vault import Vault
from tests import people
from tests.delivery.scripted import ScriptedNetwork

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Bench:
    """An engine, the network outside it, and Alice with one account there."""

    deps: Deps
    network: ScriptedNetwork
    engine: Engine
    clock: SharedClock
    alice: people.Owner
    wall: SocialAccount

    @property
    def other(self) -> ScriptedNetwork:
        """Another network."""
        network = self.deps.networks["other"]
        assert isinstance(network, ScriptedNetwork)
        return network

    async def publish(self, text: str = "hello", *, wall: SocialAccount | None = None) -> int:
        """Alice publishes a text; the delivery's id."""
        now = self.clock.now()
        async with self.deps.db.begin() as session:
            post = await people.post(session, self.alice, text, now)
            ids = await people.deliver(session, post, [wall or self.wall], now)
        return ids[0]

    async def publish_all(
        self, times: int, *, wall: SocialAccount | None = None, due_in: timedelta = timedelta(0)
    ) -> list[int]:
        """Alice publishes the numbers from 0 on; the deliveries' ids."""
        now = self.clock.now()
        ids: list[int] = []
        async with self.deps.db.begin() as session:
            for number in range(times):
                post = await people.post(session, self.alice, str(number), now)
                where = [wall or self.wall]
                ids += await people.deliver(session, post, where, now, due_at=now + due_in)
        return ids

    async def publish_photo(self, text: str = "hello", *, wall: SocialAccount | None = None) -> int:
        """Alice publishes a photo; the delivery's id."""
        id_ = await self.publish(text, wall=wall)
        async with self.deps.db.begin() as session:
            photo = MediaRow(
                space_id=self.alice.space_id,
                kind="photo",
                origin="scripted",
                ref=text,
                unique_ref=text,
            )
            session.add(photo)
            await session.flush()
            shown = RevisionMedia(
                post_id=(await session.get_one(Delivery, id_)).post_id,
                number=1,
                position=0,
                space_id=self.alice.space_id,
                media_id=photo.id,
            )
            session.add(shown)
        return id_

    async def walls(self, times: int, network: str = "scripted") -> list[SocialAccount]:
        """So many more accounts of Alice's."""
        now = self.clock.now()
        async with self.deps.db.begin() as session:
            names = [f"{network}-wall-{next(_numbers)}" for _ in range(times)]
            return [await people.account(session, self.alice, network, name, now) for name in names]

    async def states(self, ids: Sequence[int]) -> list[str]:
        """Where these deliveries are, in order."""
        return [(await self.delivery(id_)).state for id_ in ids]

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """What is asked of the database meanwhile."""
        asked: list[str] = []

        def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            asked.append(statement)

        engine = self.deps.db.engine.sync_engine
        event.listen(engine, "before_cursor_execute", hear)
        try:
            yield asked
        finally:
            event.remove(engine, "before_cursor_execute", hear)

    async def delivery(self, delivery_id: int) -> Delivery:
        """The row as it is now."""
        async with self.deps.db.begin() as session:
            found = select(Delivery).where(Delivery.id == delivery_id)
            return (await session.execute(found)).scalar_one()

    async def attempts(self, delivery_id: int) -> list[Attempt]:
        """Its attempts in order."""
        async with self.deps.db.begin() as session:
            found = select(Attempt).where(Attempt.delivery_id == delivery_id)
            return list((await session.execute(found.order_by(Attempt.created_at))).scalars())

    async def until(self, delivery_id: int, *states: str, turns: int = 40) -> Delivery:
        """Turn the engine, moving the clock to whatever is due next, until a state is reached."""
        for _ in range(turns):
            await self.engine.turn()
            row = await self.delivery(delivery_id)
            if row.state in states:
                return row
            wait_s = (row.due_at - self.clock.now()).total_seconds()
            self.clock.advance(max(0.01, wait_s + 0.01))
        return await self.delivery(delivery_id)


@pytest.fixture
def settings(clean_database: str, redis_url: str, tmp_path: Path) -> Settings:
    """Settings of a process in a sandbox."""
    return Settings(
        _env_file=None,
        telegram_token="7000000001:SANDBOX-not-a-real-token-AAAAAAAAAAAA",
        database_url=clean_database,
        redis_url=redis_url,
        data_dir=tmp_path,
        sandbox=True,
    )


@pytest.fixture
async def deps(settings: Settings, clock_file: Path) -> AsyncIterator[Deps]:
    """Parts of a process, with nothing but a scripted network."""
    clock = SharedClock(clock_file)
    db = Database(settings.database_url)
    redis: ArqRedis = ArqRedis(Redis.from_url(settings.redis_url).connection_pool)
    await redis.flushall()
    vault = await Vault.open_vault(settings, db)
    yield Deps(
        settings=settings,
        clock=clock,
        db=db,
        bell=Bell(redis),
        limiter=Limiter(redis, clock),
        vault=vault,
        links=MediaLinks(settings, vault),
        networks={"scripted": ScriptedNetwork(), "other": ScriptedNetwork()},
    )
    await redis.aclose()
    await db.close()


@pytest.fixture
async def bench(deps: Deps) -> AsyncIterator[Bench]:
    """An engine ready to turn."""
    network = deps.networks["scripted"]
    assert isinstance(network, ScriptedNetwork)
    assert isinstance(deps.clock, SharedClock)
    async with deps.db.begin() as session:
        alice = await people.owner(session, people.ALICE, deps.clock.now())
        wall = await people.account(session, alice, "scripted", "wall", deps.clock.now())
    async with worker_life(deps, kind="worker", on_lost=lambda: None) as life:
        yield Bench(deps, network, Engine(deps, life), deps.clock, alice, wall)
