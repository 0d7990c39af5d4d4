"""Where nothing answers, nobody tries for a growing while; then one does."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from db.breakers import WHOLE_NETWORK, Breaker
from db.deliveries import DeliveryRow, one
from db.deliveries.sweeping import oldest_overdue_s
from services.delivery import orders
from services.delivery.breakers import FAILURES, LONGEST_PAUSE
from services.delivery.engine import Engine
from services.delivery.life import worker_life
from services.errors import (
    LoginNeeded,
    NetworkError,
    NotSent,
    RateLimited,
    Rejected,
    Transient,
    Unconfirmed,
)
from services.networks.window import MISSED_WINDOW
from tests.delivery.conftest import Bench

REFUSED = NotSent("x", "connection refused")
BUSY = Transient("x 43", "temporarily unavailable")


async def breaker(bench: Bench, account_id: int | None = None) -> Breaker | None:
    """The row of an account, Alice's wall if none is named."""
    async with bench.deps.db.begin() as session:
        mine = bench.wall.id if account_id is None else account_id
        return await session.get(Breaker, ("scripted", mine))


async def seen(bench: Bench, id_: int) -> DeliveryRow:
    async with bench.deps.db.begin() as session:
        row = await one(session, id_)
    assert row is not None
    return row


async def on_new_walls(bench: Bench, times: int, network: str = "scripted") -> list[int]:
    walls = await bench.walls(times, network)
    return [await bench.publish(str(number), wall=wall) for number, wall in enumerate(walls)]


async def go_silent(bench: Bench, error: NetworkError = REFUSED) -> list[int]:
    """Several posts on Alice's wall, which has failed until its breaker opened."""
    bench.network.down = error
    ids = await bench.publish_all(4)
    for _ in range(40):
        await bench.engine.turn()
        row = await breaker(bench)
        if row is not None and row.open_until is not None:
            return ids
        bench.clock.advance(20)
    raise AssertionError("the breaker never opens")


async def wait_for_the_probe(bench: Bench, account_id: int | None = None) -> None:
    row = await breaker(bench, account_id)
    assert row is not None
    assert row.open_until is not None
    left = row.open_until - bench.clock.now()
    bench.clock.advance(left.total_seconds() + 0.01)


async def network_goes_silent(bench: Bench) -> list[int]:
    """Posts on three walls, whose failures have opened the whole network's breaker."""
    bench.network.down = BUSY
    ids = await on_new_walls(bench, 3)
    for _ in range(2):
        await bench.engine.turn()
        bench.clock.advance(20)
    assert await breaker(bench, WHOLE_NETWORK) is not None
    return ids


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


async def test_one_content_that_keeps_failing_proves_nothing_against_its_account(
    bench: Bench,
) -> None:
    bench.network.down = BUSY
    id_ = await bench.publish()
    row = await bench.until(id_, "failed")
    assert (row.state, row.reason, len(bench.network.asked)) == ("failed", "tries", 8)
    found = await breaker(bench)
    assert found is not None
    assert found.open_until is None


async def test_one_post_that_never_left_does(bench: Bench) -> None:
    bench.network.down = REFUSED
    id_ = await bench.publish()
    for _ in range(60):
        await bench.engine.turn()
        bench.clock.advance(60)
    row = await bench.delivery(id_)
    assert (row.state, row.tries) == ("retrying", FAILURES - 1)
    bench.network.down = None
    await wait_for_the_probe(bench)
    assert (await bench.until(id_, "published")).state == "published"


@pytest.mark.parametrize(
    "error",
    [
        Rejected("400", "too long"),
        LoginNeeded("5", "expired"),
        NotSent(MISSED_WINDOW, "the send window was missed"),
    ],
    ids=lambda error: error.kind,
)
async def test_what_says_nothing_against_the_network_opens_no_breaker(
    bench: Bench, error: NetworkError
) -> None:
    bench.network.down = error
    await on_new_walls(bench, 8)
    for _ in range(2):
        await bench.engine.turn()
        bench.clock.advance(60)
    async with bench.deps.db.begin() as session:
        assert (await session.execute(select(Breaker))).first() is None


async def test_being_told_to_wait_opens_no_breaker(bench: Bench) -> None:
    bench.network.down = RateLimited("429", until=bench.clock.now() + timedelta(seconds=1))
    await on_new_walls(bench, 8)
    await bench.engine.turn()
    async with bench.deps.db.begin() as session:
        assert (await session.execute(select(Breaker))).first() is None


async def test_a_refusal_is_an_answer_and_ends_a_row_of_failures(bench: Bench) -> None:
    ids = await bench.publish_all(6)
    bench.network.script = [*[REFUSED] * 4, Rejected("400"), *[REFUSED] * 4]
    for id_ in ids:
        await bench.until(id_, "published", "rejected")
    assert sorted(set(await bench.states(ids))) == ["published", "rejected"]
    assert len(bench.network.asked) == 6 + 8


async def test_originals_that_cannot_be_fetched_are_not_this_networks_fault(bench: Bench) -> None:
    bench.network.fetching = [REFUSED for _ in range(20)]
    for number in range(2):
        await bench.publish_photo(str(number))
    for _ in range(12):
        await bench.engine.turn()
        bench.clock.advance(30)
    assert len(bench.network.fetching) < 20 - FAILURES
    assert await breaker(bench) is None


async def test_failures_of_several_accounts_stop_their_whole_network_and_no_other(
    bench: Bench,
) -> None:
    failed = await network_goes_silent(bench)
    asked = len(bench.network.asked)
    elsewhere = await on_new_walls(bench, 2, "other")
    [fresh] = await on_new_walls(bench, 1)
    await bench.engine.turn()
    assert len(bench.network.asked) == asked
    assert await bench.states(elsewhere) == ["published"] * 2
    assert await bench.states([fresh, *failed]) == ["scheduled", *["retrying"] * 3]


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


async def test_a_lost_answer_counts_and_finding_the_post_closes(bench: Bench) -> None:
    bench.network.lost = [Unconfirmed("timeout") for _ in range(4)]
    ids = await bench.publish_all(4)
    for id_ in ids:
        await bench.until(id_, "published")
    assert await bench.states(ids) == ["published"] * 4
    assert await breaker(bench) is None
    bench.network.down = Unconfirmed("timeout")
    ids = await on_new_walls(bench, 12)
    bench.deps.settings.publish_at_once = 6
    await bench.engine.turn()
    bench.network.down = None
    states = await bench.states(ids)
    assert states.count("unconfirmed") == 6
    await bench.engine.turn()
    assert len(bench.network.asked) == 4 + 6


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


async def test_failures_an_hour_apart_have_nothing_to_do_with_each_other(bench: Bench) -> None:
    for _ in range(2 * FAILURES):
        bench.network.script = [REFUSED]
        id_ = await bench.publish()
        await bench.engine.turn()
        version = (await bench.delivery(id_)).version
        assert await orders.cancel(bench.deps, bench.alice.space_id, id_, version)
        bench.clock.advance(3601)
    found = await breaker(bench)
    assert found is not None
    assert (found.failures, found.open_until) == (1, None)


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
