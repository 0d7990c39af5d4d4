"""A database that is slow, or whose connections are all taken, is waited for."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace

import pytest
from sqlalchemy import select

from db.database import Database
from services.delivery.engine import Engine
from services.delivery.life import worker_life
from tests.delivery.conftest import Bench


@asynccontextmanager
async def _all_taken(db: Database, times: int) -> AsyncIterator[None]:
    """Nobody gets a connection meanwhile."""
    async with AsyncExitStack() as stack:
        for _ in range(times):
            session = await stack.enter_async_context(db.begin())
            await session.execute(select(1))
        yield


@pytest.fixture
async def small(bench: Bench) -> AsyncIterator[Bench]:
    """The same with two connections, for which nobody waits long."""
    db = Database(bench.deps.db.url, pool_size=1)
    db.engine.pool._timeout = 0.2  # type: ignore[attr-defined]
    deps = replace(bench.deps, db=db)
    async with worker_life(deps, kind="worker", on_lost=lambda: None) as life:
        yield replace(bench, deps=deps, engine=Engine(deps, life))
    await db.close()


async def test_the_engine_goes_on(bench: Bench, small: Bench) -> None:
    running = asyncio.create_task(small.engine.run())
    try:
        async with _all_taken(small.deps.db, 2):
            await asyncio.sleep(3)
        id_ = await bench.publish()
        async with asyncio.timeout(10):
            while (await bench.delivery(id_)).state != "published":
                await asyncio.sleep(0.05)
    finally:
        running.cancel()
        await asyncio.wait({running})


async def test_what_a_network_answered_is_written_down_all_the_same(
    bench: Bench, small: Bench
) -> None:
    taken, free = asyncio.Event(), asyncio.Event()

    async def hog() -> None:
        async with _all_taken(small.deps.db, 2):
            taken.set()
            await free.wait()

    hogging: list[asyncio.Task[None]] = []
    publish = small.network.publish

    async def publish_slowly(*given: object) -> object:
        accepted = await publish(*given)  # type: ignore[arg-type]
        hogging.append(asyncio.create_task(hog()))
        await taken.wait()
        asyncio.get_running_loop().call_later(1.0, free.set)
        return accepted

    small.network.publish = publish_slowly  # type: ignore[method-assign,assignment]
    id_ = await bench.publish()
    await small.engine.turn()
    await asyncio.gather(*hogging)
    assert (await bench.delivery(id_)).state == "published"
    assert small.network.wall == [("wall", "hello/1")]
