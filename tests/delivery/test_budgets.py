"""Daily budgets: never overdrawn, given back where nothing was sent, and waited for."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select

from db.budgets import Budget
from db.deliveries.tables import Delivery
from services.delivery import orders
from services.delivery.engine import Engine
from services.delivery.life import worker_life
from services.errors import NetworkError, NotSent, NotYet, RateLimited, Rejected, Transient
from services.rates import Charge
from tests import people
from tests.delivery.conftest import Bench

HOUR = timedelta(hours=1)


def hourly(granted: int | None, *, amount: int = 1) -> Callable[[datetime], Charge]:
    """So many for everybody, from one full hour to the next."""

    def charge(now: datetime) -> Charge:
        begins_at = now.replace(minute=0, second=0, microsecond=0)
        return Charge("scripted:posts", begins_at, begins_at + HOUR, granted, amount)

    return charge


async def used(bench: Bench) -> list[tuple[int, int]]:
    async with bench.deps.db.begin() as session:
        rows = select(Budget.used, Budget.granted).order_by(Budget.window_start)
        return [(row.used, row.granted) for row in await session.execute(rows)]


async def on_walls(bench: Bench, count: int) -> list[int]:
    """One post on each of so many walls."""
    now = bench.clock.now()
    ids: list[int] = []
    async with bench.deps.db.begin() as session:
        for number in range(count):
            wall = await people.account(session, bench.alice, "scripted", f"wall{number}", now)
            post = await people.post(session, bench.alice, str(number), now)
            ids += await people.deliver(session, post, [wall], now)
    return ids


async def next_hour(bench: Bench) -> None:
    left = hourly(None)(bench.clock.now()).ends_at - bench.clock.now()
    bench.clock.advance(left.total_seconds() + 0.01)


async def early(bench: Bench) -> None:
    """The beginning of an hour, so that none ends within the test."""
    await next_hour(bench)


async def test_two_workers_and_fifty_attempts_take_exactly_what_is_granted(bench: Bench) -> None:
    await early(bench)
    bench.network.budget = hourly(10)
    ids = await on_walls(bench, 50)
    async with worker_life(bench.deps, kind="worker", on_lost=lambda: None) as life:
        other = Engine(bench.deps, life)
        while {"scheduled"} & set(await bench.states(ids)):
            await asyncio.gather(bench.engine.turn(), other.turn())
    assert len(bench.network.wall) == 10
    assert await used(bench) == [(10, 10)]
    rows = [await bench.delivery(id_) for id_ in ids]
    waiting = [row for row in rows if row.state == "retrying"]
    ends_at = hourly(10)(bench.clock.now()).ends_at
    assert {(row.reason, row.due_at, row.error_detail) for row in waiting} == {
        ("budget", ends_at, "10")
    }
    assert len(waiting) == 40
    assert {row.tries for row in waiting} == {0}


async def test_what_waits_goes_when_the_window_turns_however_late_it_is_then(bench: Bench) -> None:
    await early(bench)
    bench.network.budget = hourly(1)
    first, second = await bench.publish_all(2)
    await bench.engine.turn()
    await bench.engine.turn()
    assert await bench.states([first, second]) == ["published", "retrying"]
    async with bench.deps.db.begin() as session:
        row = await session.get_one(Delivery, second)
        assert row.deadline_at == row.due_at + timedelta(hours=6)
    await next_hour(bench)
    await bench.engine.turn()
    assert await bench.states([second]) == ["published"]
    assert await used(bench) == [(1, 1), (1, 1)]


async def test_what_was_not_sent_is_given_back(bench: Bench) -> None:
    await early(bench)
    bench.network.budget = hourly(1)
    bench.network.script = [NotSent("x", "refused")]
    id_ = await bench.publish()
    await bench.engine.turn()
    assert (await bench.delivery(id_)).state == "retrying"
    assert await used(bench) == [(0, 1)]
    await bench.until(id_, "published")
    assert await used(bench) == [(1, 1)]


async def test_what_the_network_was_not_ready_for_is_given_back(bench: Bench) -> None:
    await early(bench)
    bench.network.budget = hourly(1)
    bench.network.script = [NotYet("x", until=bench.clock.now())]
    id_ = await bench.publish()
    await bench.engine.turn()
    assert await used(bench) == [(0, 1)]
    await bench.until(id_, "published")
    assert await used(bench) == [(1, 1)]


async def test_what_was_refused_is_not_given_back(bench: Bench) -> None:
    await early(bench)
    bench.network.budget = hourly(5)
    errors: list[NetworkError] = [Transient("x"), Rejected("400")]
    bench.network.script = list(errors)
    await on_walls(bench, 2)
    await bench.engine.turn()
    assert await used(bench) == [(2, 5)]


async def test_what_was_called_off_is_given_back(bench: Bench) -> None:
    await early(bench)
    bench.network.budget = hourly(1)
    id_ = await bench.publish()

    async def call_off() -> None:
        version = (await bench.delivery(id_)).version
        assert await orders.cancel(bench.deps, bench.alice.space_id, id_, version)

    bench.network.while_preparing = call_off
    await bench.engine.turn()
    assert await bench.states([id_]) == ["cancelled"]
    assert await used(bench) == [(0, 1)]


async def test_nothing_is_prepared_for_what_cannot_go_today(bench: Bench) -> None:
    await early(bench)
    bench.network.budget = hourly(1)
    ids = await on_walls(bench, 1)
    await bench.engine.turn()
    more = await bench.publish_all(1)
    await bench.engine.turn()
    assert await bench.states([*ids, *more]) == ["published", "retrying"]
    assert len(bench.network.known) == 1


async def test_one_refusal_tells_everybody_how_much_there_is(bench: Bench) -> None:
    await early(bench)
    bench.network.budget = hourly(None)
    later = bench.clock.now() + timedelta(minutes=5)
    bench.network.script = [None, RateLimited("214", "5 posts a day", until=later, granted=5)]
    ids = await on_walls(bench, 2)
    await bench.engine.turn()
    ids += await bench.publish_all(3)
    await bench.engine.turn()
    await bench.engine.turn()
    await bench.engine.turn()
    assert sorted(await bench.states(ids)) == ["published", *["retrying"] * 4]
    assert len(bench.network.known) == 2
    assert await used(bench) == [(5, 5)]
    waits = [row for row in [await bench.delivery(id_) for id_ in ids] if row.state == "retrying"]
    ends_at = hourly(None)(bench.clock.now()).ends_at
    assert {(row.reason, row.error_detail, row.due_at) for row in waits} == {
        ("budget", "5", ends_at)
    }
    await next_hour(bench)
    for id_ in ids:
        await bench.until(id_, "published")
    assert len(bench.network.wall) == 5
    mine = [text for target, text in bench.network.wall if target == bench.wall.target]
    assert mine == ["0/1", "1/1", "2/1"]
