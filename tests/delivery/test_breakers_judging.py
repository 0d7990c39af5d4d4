"""What counts against an account or a network, and what does not."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.breakers import Breaker
from services.delivery import orders
from services.delivery.backoff import TRIES
from services.delivery.breakers import FAILURES
from services.errors import (
    LoginNeeded,
    NetworkError,
    NotSent,
    RateLimited,
    Rejected,
    Unconfirmed,
)
from services.networks.window import MISSED_WINDOW
from tests.delivery.conftest import Bench
from tests.delivery.silence import (
    BUSY,
    REFUSED,
    breaker,
    network_goes_silent,
    on_new_walls,
    wait_for_the_probe,
)


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


async def test_hours_without_a_clear_answer_use_up_no_tries(bench: Bench) -> None:
    bench.network.down = Unconfirmed("500")
    ids = await on_new_walls(bench, 3)
    for _ in range(8 * 20):
        await bench.engine.turn()
        bench.clock.advance(3 * 60)
    rows = [await bench.delivery(id_) for id_ in ids]
    assert [(row.state, row.reason) for row in rows] == [("asking", "late")] * 3
    assert len(bench.network.asked) > 3 * TRIES
