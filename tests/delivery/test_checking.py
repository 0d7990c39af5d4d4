"""Accounts that have been silent for a week are asked whether they still work, once each."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from db.accounts import SocialAccount
from db.lanes import Lane
from db.outbox import OutboxRow
from services.accounts import unlink
from services.checking import AT_ONCE, check_due
from services.errors import (
    AccessDenied,
    LoginNeeded,
    NetworkError,
    PersonNeeded,
    RateLimited,
    Transient,
    Unconfirmed,
)
from services.networks.base import Identity
from tests.delivery.conftest import Bench

WEEK_S = 7 * 86_400.0
HOUR_S = 3600.0


async def wall(bench: Bench) -> SocialAccount:
    async with bench.deps.db.begin() as session:
        found = select(SocialAccount).where(SocialAccount.id == bench.wall.id)
        return (await session.execute(found)).scalar_one()


async def change(bench: Bench, **values: Any) -> None:
    async with bench.deps.db.begin() as session:
        await session.execute(
            update(SocialAccount).where(SocialAccount.id == bench.wall.id).values(**values)
        )


async def told(bench: Bench) -> list[str]:
    async with bench.deps.db.begin() as session:
        return list((await session.execute(select(OutboxRow.kind))).scalars())


async def test_a_week_of_silence_ends_with_a_question_that_proves_it(bench: Bench) -> None:
    bench.clock.advance(WEEK_S - 60)
    assert await check_due(bench.deps) == 0
    bench.clock.advance(61)
    before = bench.clock.now()
    assert await check_due(bench.deps) == 1
    account = await wall(bench)
    assert account.proved_at >= before
    assert (account.next_check_at, account.version) == (None, bench.wall.version)
    assert await check_due(bench.deps) == 0
    assert bench.network.proved == ["wall"]
    assert await told(bench) == []


async def test_two_workers_ask_once_about_each_account(bench: Bench) -> None:
    walls = await bench.walls(6)
    bench.clock.advance(WEEK_S + 1)
    counts = await asyncio.gather(*(check_due(bench.deps) for _ in range(4)))
    assert sum(counts) == len(walls) + 1
    assert sorted(bench.network.proved) == sorted(["wall", *(one.target for one in walls)])


async def test_a_crowd_is_asked_bit_by_bit_the_longest_silent_first(bench: Bench) -> None:
    bench.clock.advance(60)
    await bench.walls(AT_ONCE + 1)
    bench.clock.advance(WEEK_S + 1)
    assert await check_due(bench.deps) == AT_ONCE
    assert bench.network.proved[0] == "wall"
    assert await check_due(bench.deps) == 2


@pytest.mark.parametrize("error", [LoginNeeded, AccessDenied, PersonNeeded])
async def test_what_surely_fails_pauses_the_account_and_tells_its_person_once(
    bench: Bench, error: type[NetworkError]
) -> None:
    bench.network.proving = [error("Scripted 401")]
    bench.clock.advance(WEEK_S + 1)
    await check_due(bench.deps)
    account = await wall(bench)
    assert (account.state, account.trouble) == ("paused", error.kind)
    for _ in range(3):
        bench.clock.advance(WEEK_S)
        assert await check_due(bench.deps) == 0
    assert await told(bench) == ["account-trouble"]


@pytest.mark.parametrize("error", [Transient("Scripted 502"), Unconfirmed("Scripted odd")])
async def test_what_may_pass_is_asked_again_later_and_nobody_hears_of_it(
    bench: Bench, error: NetworkError
) -> None:
    bench.network.proving = [error]
    bench.clock.advance(WEEK_S + 1)
    assert await check_due(bench.deps) == 1
    bench.clock.advance(5 * HOUR_S)
    assert await check_due(bench.deps) == 0
    assert (await wall(bench)).state == "active"
    bench.clock.advance(HOUR_S)
    assert await check_due(bench.deps) == 1
    assert (await wall(bench)).proved_at > bench.clock.now() - timedelta(minutes=1)
    assert await told(bench) == []


async def test_a_network_that_names_a_time_is_not_asked_before(bench: Bench) -> None:
    bench.clock.advance(WEEK_S + 1)
    until = bench.clock.now() + timedelta(hours=20)
    bench.network.proving = [RateLimited("Scripted 429", until=until)]
    await check_due(bench.deps)
    bench.clock.advance(19 * HOUR_S)
    assert await check_due(bench.deps) == 0
    bench.clock.advance(2 * HOUR_S)
    assert await check_due(bench.deps) == 1


async def test_a_worker_that_died_asking_holds_nobody_up_for_long(bench: Bench) -> None:
    bench.clock.advance(WEEK_S + 1)
    asked = asyncio.Event()

    async def hang() -> None:
        asked.set()
        await asyncio.sleep(60)

    bench.network.while_proving = hang
    worker = asyncio.create_task(check_due(bench.deps))
    await asked.wait()
    worker.cancel()
    await asyncio.gather(worker, return_exceptions=True)
    bench.network.while_proving = None
    assert await check_due(bench.deps) == 0
    bench.clock.advance(HOUR_S)
    assert await check_due(bench.deps) == 1


async def test_publishing_proves_as_much_and_writes_it_at_most_once_an_hour(bench: Bench) -> None:
    bench.clock.advance(WEEK_S + 1)
    await bench.publish("one")
    with bench.statements() as first:
        await bench.engine.turn()
    proved_at = (await wall(bench)).proved_at
    assert proved_at > bench.wall.proved_at + timedelta(days=7)
    await bench.publish("two")
    with bench.statements() as second:
        await bench.engine.turn()
    assert (await wall(bench)).proved_at == proved_at
    proofs = [[one for one in some if "UPDATE account SET" in one] for some in (first, second)]
    assert [len(each) for each in proofs] == [1, 0]
    assert await check_due(bench.deps) == 0


async def test_an_account_that_publishes_or_is_being_renewed_is_left_alone(bench: Bench) -> None:
    bench.clock.advance(WEEK_S + 1)
    id_ = await bench.publish()
    now = bench.clock.now()

    async def hold(delivery_id: int | None) -> None:
        lane = update(Lane).where(Lane.id == bench.wall.lane_id)
        async with bench.deps.db.begin() as session:
            await session.execute(lane.values(delivery_id=delivery_id))

    await hold(id_)
    assert await check_due(bench.deps) == 0
    await hold(None)
    soon, late = now + timedelta(minutes=10), now + timedelta(days=3)
    for times in ((late, soon), (soon, late), (None, soon)):
        await change(bench, expires_at=times[0], refresh_at=times[1])
        assert await check_due(bench.deps) == 0
    await change(bench, expires_at=late, refresh_at=late)
    assert await check_due(bench.deps) == 1


async def relinked(bench: Bench) -> None:
    """The person has linked the account again."""
    await change(bench, proved_at=bench.clock.now())


async def renewed(bench: Bench) -> None:
    """New credentials came for the old ones."""
    await change(bench, expires_at=bench.clock.now() + timedelta(days=60))


@pytest.mark.parametrize("meanwhile", [relinked, renewed])
async def test_a_refusal_of_old_credentials_says_nothing_about_new_ones(
    bench: Bench, meanwhile: Callable[[Bench], Awaitable[None]]
) -> None:
    bench.clock.advance(WEEK_S + 1)
    bench.network.while_proving = lambda: meanwhile(bench)
    bench.network.proving = [LoginNeeded("Scripted 401")]
    assert await check_due(bench.deps) == 1
    assert (await wall(bench)).state == "active"
    assert await told(bench) == []


@pytest.mark.parametrize("said", [Identity("wall", "wall"), AccessDenied("Scripted 403")])
async def test_an_account_that_was_unlinked_meanwhile_stays_unlinked(
    bench: Bench, said: Identity | NetworkError
) -> None:
    bench.clock.advance(WEEK_S + 1)
    bench.network.proving = [said]

    async def gone() -> None:
        bench.network.while_proving = None
        await unlink(bench.deps, bench.alice.space_id, bench.wall.id, version=bench.wall.version)

    bench.network.while_proving = gone
    assert await check_due(bench.deps) == 1
    account = await wall(bench)
    assert (account.state, account.proved_at) == ("unlinked", bench.wall.proved_at)
    assert await told(bench) == []


async def test_what_the_account_can_do_now_is_written_down(bench: Bench) -> None:
    bench.clock.advance(WEEK_S + 1)
    bench.network.proving = [Identity("wall", "Soup", "https://example.org", {"photo": False})]
    await check_due(bench.deps)
    account = await wall(bench)
    assert (account.title, account.capabilities) == ("Soup", {"photo": False})
    assert account.version == bench.wall.version + 1


async def test_a_network_that_is_switched_off_pauses_nobody(bench: Bench) -> None:
    await bench.walls(1, network="forgotten")
    bench.clock.advance(WEEK_S + 1)
    assert await check_due(bench.deps) == 1
    assert bench.network.proved == ["wall"]
