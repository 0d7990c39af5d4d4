"""Where nothing answers, nobody tries for a growing while; then one does."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from db.breakers import WHOLE_NETWORK, Breaker
from db.deliveries.sweeping import oldest_overdue_s
from db.deliveries.tables import Delivery
from services.delivery import orders
from services.delivery.breakers import FAILURES, LONGEST_PAUSE
from services.delivery.engine import Engine
from services.delivery.life import worker_life
from services.errors import (
    RateLimited,
)
from tests.delivery.conftest import Bench
from tests.delivery.silence import (
    breaker,
    go_silent,
    network_goes_silent,
    on_new_walls,
    seen,
    wait_for_the_probe,
)


async def test_after_some_failures_nobody_tries_any_more(bench: Bench) -> None:
    await go_silent(bench)
    asked = len(bench.network.asked)
    assert asked == FAILURES
    for _ in range(5):
        bench.clock.advance(5)
        await bench.engine.turn()
    assert len(bench.network.asked) == asked


async def test_one_tries_at_the_end_and_a_success_lets_all_go_in_their_order(bench: Bench) -> None:
    ids = await go_silent(bench)
    asked = len(bench.network.asked)
    bench.network.down = None
    await wait_for_the_probe(bench)
    await bench.engine.turn()
    assert len(bench.network.asked) == asked + 1
    for _ in range(4):
        await bench.engine.turn()
    assert await bench.states(ids) == ["published"] * 4
    assert [text for _, text in bench.network.wall] == ["0/1", "1/1", "2/1", "3/1"]
    assert await breaker(bench) is None


async def test_each_failed_probe_doubles_the_pause_and_costs_no_post_a_try(bench: Bench) -> None:
    ids = await go_silent(bench)
    longest = LONGEST_PAUSE.total_seconds() / 60
    tries = [(await bench.delivery(id_)).tries for id_ in ids]
    pauses = []
    for _ in range(6):
        await wait_for_the_probe(bench)
        asked = len(bench.network.asked)
        await bench.engine.turn()
        await bench.engine.turn()
        assert len(bench.network.asked) == asked + 1
        row = await breaker(bench)
        assert row is not None
        assert row.open_until is not None
        pauses.append((row.open_until - bench.clock.now()).total_seconds() / 60)
    assert pauses == pytest.approx([2, 4, 8, longest, longest, longest], abs=0.5)
    assert [(await bench.delivery(id_)).tries for id_ in ids] == tries
    bench.network.down = None
    await wait_for_the_probe(bench)
    for id_ in ids:
        await bench.until(id_, "published")
    assert [text for _, text in bench.network.wall] == ["0/1", "1/1", "2/1", "3/1"]


async def test_a_day_of_silence_loses_nothing_and_asks_what_is_late(bench: Bench) -> None:
    ids = await go_silent(bench)
    for _ in range(24 * 4):
        bench.clock.advance(15 * 60 + 1)
        await bench.engine.turn()
    assert await bench.states(ids) == ["asking"] * 4
    bench.network.down = None
    for id_ in ids:
        row = await bench.delivery(id_)
        assert row.reason == "late"
        assert await orders.answer(bench.deps, bench.alice.space_id, id_, row.version, "now")
        await bench.until(id_, "published")
    assert [text for _, text in bench.network.wall] == ["0/1", "1/1", "2/1", "3/1"]


async def test_whoever_has_not_failed_tries_first_when_a_network_may_be_back(
    bench: Bench,
) -> None:
    await network_goes_silent(bench)
    [fresh] = await on_new_walls(bench, 1)
    bench.network.down = None
    await wait_for_the_probe(bench, WHOLE_NETWORK)
    await bench.engine.turn()
    assert [target for target, _ in bench.network.wall] == [(await seen(bench, fresh)).title]


async def test_a_network_that_is_back_frees_all_its_accounts(bench: Bench) -> None:
    ids = await network_goes_silent(bench)
    for _ in range(4):
        await wait_for_the_probe(bench, WHOLE_NETWORK)
        await bench.engine.turn()
    bench.network.down = None
    await wait_for_the_probe(bench, WHOLE_NETWORK)
    await bench.engine.turn()
    bench.clock.advance(1)
    await bench.engine.turn()
    assert await bench.states(ids) == ["published"] * 3
    async with bench.deps.db.begin() as session:
        assert (await session.execute(select(Breaker))).first() is None


async def test_an_answer_ends_the_waits_for_a_next_try_and_no_other_wait(bench: Bench) -> None:
    first, second, third, fourth = await go_silent(bench)
    await wait_for_the_probe(bench)
    now = bench.clock.now()
    in_ten_minutes = now + timedelta(minutes=10)
    waits = {first: "transient", second: "not_sent", third: "rate_limited"}
    async with bench.deps.db.begin() as session:
        for id_, reason in waits.items():
            row = await session.get_one(Delivery, id_)
            row.state, row.reason, row.due_at = "retrying", reason, in_ten_minutes
            row.holds_until = now
    bench.network.down = None
    await bench.engine.turn()
    assert await bench.states([fourth]) == ["published"]
    for _ in range(3):
        await bench.engine.turn()
    assert await bench.states([first, second]) == ["published"] * 2
    assert (await bench.delivery(third)).due_at == in_ten_minutes


async def test_another_worker_and_one_that_starts_later_know_it_too(bench: Bench) -> None:
    await go_silent(bench)
    asked = len(bench.network.asked)
    async with worker_life(bench.deps, kind="worker", on_lost=lambda: None) as life:
        other = Engine(bench.deps, life)
        assert await other.turn() == 0
        assert len(bench.network.asked) == asked


async def test_two_workers_let_one_probe_through_between_them(bench: Bench) -> None:
    await network_goes_silent(bench)
    await on_new_walls(bench, 10)
    async with worker_life(bench.deps, kind="worker", on_lost=lambda: None) as life:
        other = Engine(bench.deps, life)
        for _ in range(4):
            asked = len(bench.network.asked)
            await wait_for_the_probe(bench, WHOLE_NETWORK)
            await asyncio.gather(bench.engine.turn(), other.turn())
            assert len(bench.network.asked) == asked + 1


async def test_a_probe_whose_worker_died_strands_nobody(bench: Bench) -> None:
    ids = await go_silent(bench)
    bench.network.down = None
    await wait_for_the_probe(bench)
    async with worker_life(bench.deps, kind="worker", on_lost=lambda: None) as life:
        from db.deliveries.taking import take

        async with bench.deps.db.begin() as session:
            now = bench.clock.now()
            taken = await take(session, worker_id=life.worker_id, now=now, limit=10)
    assert taken == ids[:1]
    assert await bench.engine.turn() == 0
    await bench.engine.sweep()
    for id_ in ids:
        await bench.until(id_, "published")
    assert [text for _, text in bench.network.wall] == ["0/1", "1/1", "2/1", "3/1"]


async def test_retry_by_the_person_goes_at_once_and_makes_nobody_wait_longer(bench: Bench) -> None:
    first, *_, last = await go_silent(bench)
    space, before = bench.alice.space_id, await breaker(bench)
    assert before is not None
    asked = len(bench.network.asked)
    for times, id_ in enumerate((first, last), 1):
        version = (await bench.delivery(id_)).version
        assert await orders.retry(bench.deps, space, id_, version)
        await bench.engine.turn()
        assert len(bench.network.asked) == asked + times
    after = await breaker(bench)
    assert after is not None
    assert after.open_until == before.open_until
    bench.network.down = None
    version = (await bench.delivery(last)).version
    assert await orders.retry(bench.deps, space, last, version)
    await bench.engine.turn()
    assert await bench.states([last]) == ["published"]
    assert await breaker(bench) is None


async def test_a_post_that_is_not_due_cannot_be_hurried(bench: Bench) -> None:
    [tomorrow] = await bench.publish_all(1, due_in=timedelta(days=1))
    version = (await bench.delivery(tomorrow)).version
    assert not await orders.retry(bench.deps, bench.alice.space_id, tomorrow, version)


async def test_what_waits_for_an_answer_is_not_late_on_our_side(bench: Bench) -> None:
    await go_silent(bench)
    bench.clock.advance(30)
    async with bench.deps.db.begin() as session:
        assert await oldest_overdue_s(session, bench.clock.now()) == 0
    bench.clock.advance(60)
    async with bench.deps.db.begin() as session:
        assert await oldest_overdue_s(session, bench.clock.now()) > 0


async def test_cards_are_drawn_anew_when_it_opens_and_when_it_closes(bench: Bench) -> None:
    ids = await go_silent(bench)
    row = await breaker(bench)
    assert row is not None
    assert not row.is_news
    assert {(await seen(bench, id_)).silent_until for id_ in ids} == {row.open_until}
    bench.network.down = None
    await wait_for_the_probe(bench)
    await bench.engine.turn()
    assert {(await seen(bench, id_)).silent_until for id_ in ids} == {None}


async def test_hundreds_who_wait_are_not_asked_one_by_one(bench: Bench) -> None:
    await network_goes_silent(bench)
    with bench.statements() as for_few:
        await bench.engine.turn()
    await on_new_walls(bench, 150)
    await bench.publish_all(50)
    with bench.statements() as for_many:
        await bench.engine.turn()
    assert len(for_many) == len(for_few)
    assert not [asked for asked in for_many if asked.startswith("UPDATE")]


async def test_heads_that_keep_their_turn_do_not_keep_other_lanes_from_theirs(
    bench: Bench,
) -> None:
    bench.deps.settings.publish_at_once = 5
    walls = await bench.walls(6)
    until = bench.clock.now() + timedelta(minutes=4)
    bench.network.script = [RateLimited("429", until=until) for _ in walls]
    for wall in walls:
        await bench.publish("head", wall=wall)
        await bench.publish("next", wall=wall)
    await bench.engine.turn()
    await bench.engine.turn()
    [healthy] = await on_new_walls(bench, 1, "other")
    await bench.engine.turn()
    assert await bench.states([healthy]) == ["published"]
