"""Dead, not late: who may be called dead, and what becomes of what they held."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import select, text, update

from db.deliveries.attempts import Intention, open_attempt
from db.deliveries.sweeping import certify_deaths
from db.deliveries.tables import HANDLING_MEDIA, Delivery
from db.deliveries.taking import take
from db.workers import Worker
from services.delivery.life import worker_life
from tests.delivery.conftest import Bench
from tests.environment import ROOT, quiet_environment

_BE_A_WORKER = """
import asyncio, sys
import asyncpg
async def live():
    connection = await asyncpg.connect(sys.argv[1])
    async with connection.transaction():
        worker = await connection.fetchval(
            "INSERT INTO worker (kind, host, pid, started_at)"
            " VALUES ('worker', 'there', 1, now()) RETURNING id")
        await connection.execute("SELECT pg_advisory_lock(7210, $1::int)", worker)
    print(worker, flush=True)
    await asyncio.sleep(600)
asyncio.run(live())
"""


@pytest.fixture
def other(bench: Bench) -> Iterator["subprocess.Popen[bytes]"]:
    """A worker in a process of its own."""
    url = bench.deps.settings.database_url.replace("+asyncpg", "")
    program = [sys.executable, "-c", _BE_A_WORKER, url]
    environment = quiet_environment()
    with subprocess.Popen(program, stdout=subprocess.PIPE, cwd=ROOT, env=environment) as process:
        yield process
        process.kill()


async def _id_of(process: "subprocess.Popen[bytes]") -> int:
    assert process.stdout is not None
    return int(await asyncio.to_thread(process.stdout.readline))


async def _deaths(bench: Bench) -> list[int]:
    async with bench.deps.db.begin() as session:
        return await certify_deaths(session, now=bench.clock.now())


async def _died_within(bench: Bench, worker_id: int, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if worker_id in await _deaths(bench):
            return True
        await asyncio.sleep(0.05)
    return False


async def test_the_living_are_not_called_dead(bench: Bench) -> None:
    assert await _deaths(bench) == []


async def test_a_killed_worker_is_dead_at_once(
    bench: Bench, other: "subprocess.Popen[bytes]"
) -> None:
    worker_id = await _id_of(other)
    assert await _deaths(bench) == []
    other.kill()
    assert await _died_within(bench, worker_id, 5)
    assert await _deaths(bench) == []


async def test_a_frozen_worker_is_late_not_dead(
    bench: Bench, other: "subprocess.Popen[bytes]"
) -> None:
    worker_id = await _id_of(other)
    os.kill(other.pid, signal.SIGSTOP)
    assert not await _died_within(bench, worker_id, 1)
    os.kill(other.pid, signal.SIGKILL)
    assert await _died_within(bench, worker_id, 5)


async def test_losing_the_connection_ends_the_process(bench: Bench) -> None:
    lost = asyncio.Event()
    async with worker_life(bench.deps, kind="worker", on_lost=lost.set) as life:
        async with bench.deps.db.begin() as session:
            kill = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE objid = :id"
            await session.execute(text(kill), {"id": life.worker_id})
        await asyncio.wait_for(lost.wait(), 5)
        assert await _deaths(bench) == [life.worker_id], "others may believe it dead by now"


async def _held_by(
    bench: Bench,
    worker_id: int,
    id_: int,
    *,
    crashes: int = 0,
    reason: str | None = HANDLING_MEDIA,
) -> None:
    """The delivery as a worker left it, in the middle of publishing."""
    await bench.engine.turn()
    async with bench.deps.db.begin() as session:
        held = {
            "state": "publishing",
            "worker_id": worker_id,
            "crashes": crashes,
            "reason": reason,
        }
        await session.execute(update(Delivery).where(Delivery.id == id_).values(**held))


async def _dead_worker(bench: Bench) -> int:
    async with worker_life(bench.deps, kind="worker", on_lost=lambda: None) as life:
        return life.worker_id


async def _interrupted(bench: Bench) -> int:
    """A delivery whose second part nobody has attempted, taken by somebody."""
    from services.errors import RateLimited

    bench.network.parts = 2
    bench.network.preparing = []
    bench.network.script = [RateLimited("429", until=bench.clock.now())]
    return await bench.publish()


async def test_an_orphan_without_an_attempt_goes_again(bench: Bench) -> None:
    id_ = await _interrupted(bench)
    await _held_by(bench, await _dead_worker(bench), id_)
    assert await bench.engine.sweep() == 1
    row = await bench.delivery(id_)
    assert (row.state, row.reason, row.crashes) == ("retrying", "worker_died", 1)
    assert (await bench.until(id_, "published")).state == "published"
    assert len(bench.network.wall) == 2


async def test_an_orphan_is_not_overtaken_by_whoever_read_the_clock_before(bench: Bench) -> None:
    first, second = await bench.publish_all(2)
    before = bench.clock.now()
    dead = await _dead_worker(bench)
    async with bench.deps.db.begin() as session:
        assert await take(session, worker_id=dead, now=before, limit=1) == [first]
    bench.clock.advance(10)
    assert await bench.engine.sweep() == 1
    async with bench.deps.db.begin() as session:
        assert await take(session, worker_id=dead, now=before, limit=1) == []
    assert (await bench.until(second, "published")).state == "published"
    assert [text for _, text in bench.network.wall] == ["0/1", "1/1"]


async def test_an_orphan_with_an_open_attempt_is_looked_for(bench: Bench) -> None:
    id_ = await _interrupted(bench)
    dead = await _dead_worker(bench)
    await _held_by(bench, dead, id_)
    now = bench.clock.now()
    import uuid

    intention = Intention(uuid.uuid4(), id_, 1, 1, dead, {"text": "hello/1"}, now, now)
    async with bench.deps.db.begin() as session:
        assert await open_attempt(session, intention, now=now)
    await bench.engine.sweep()
    assert (await bench.delivery(id_)).state == "unconfirmed"
    assert (await bench.until(id_, "published")).state == "published"
    outcomes = [attempt.outcome for attempt in await bench.attempts(id_)]
    assert outcomes == ["rejected", "absent", "accepted", "accepted"]
    assert len(bench.network.wall) == 2


async def test_the_third_crash_sets_a_delivery_aside(bench: Bench) -> None:
    id_ = await _interrupted(bench)
    await _held_by(bench, await _dead_worker(bench), id_, crashes=2)
    await bench.engine.sweep()
    row = await bench.delivery(id_)
    assert (row.state, row.reason) == ("failed", "poison")


async def test_dying_while_a_post_only_waits_is_not_its_fault(bench: Bench) -> None:
    id_ = await _interrupted(bench)
    await _held_by(bench, await _dead_worker(bench), id_, crashes=2, reason=None)
    await bench.engine.sweep()
    row = await bench.delivery(id_)
    assert (row.state, row.crashes) == ("retrying", 2)


async def test_a_row_without_a_task_is_a_crash_of_ones_own(bench: Bench) -> None:
    id_ = await _interrupted(bench)
    async with bench.deps.db.begin() as session:
        me = select(Worker.id).where(Worker.dead_at.is_(None))
        worker_id = (await session.execute(me)).scalar_one()
    await _held_by(bench, worker_id, id_)
    assert await bench.engine.sweep() == 0
    bench.clock.advance(6)
    assert await bench.engine.sweep() == 1
    assert (await bench.delivery(id_)).state == "retrying"
