"""What the engine does with each way in which a call can end."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from db.outbox import OutboxRow
from services.delivery import orders
from services.errors import (
    AccessDenied,
    LoginNeeded,
    NetworkError,
    NotSent,
    PersonNeeded,
    RateLimited,
    Rejected,
    Transient,
    Unconfirmed,
)
from services.networks.base import Unclear
from tests import people
from tests.delivery.conftest import Bench


async def test_it_publishes_what_is_due(bench: Bench) -> None:
    id_ = await bench.publish("hello")
    row = await bench.until(id_, "published")
    assert (row.state, row.external_id, row.url) == ("published", "1", "https://example.org/1")
    assert bench.network.wall == [("wall", "hello/1")]
    assert [attempt.outcome for attempt in await bench.attempts(id_)] == ["accepted"]


async def test_it_leaves_alone_what_is_not_due(bench: Bench) -> None:
    now = bench.clock.now()
    async with bench.deps.db.begin() as session:
        post = await people.post(session, bench.alice, "later", now)
        due_at = now + timedelta(hours=1)
        [id_] = await people.deliver(session, post, [bench.wall], now, due_at=due_at)
    await bench.engine.turn()
    assert (await bench.delivery(id_)).state == "scheduled"
    bench.clock.advance(3601)
    await bench.engine.turn()
    assert (await bench.delivery(id_)).state == "published"


@pytest.mark.parametrize("error", [Transient("x", "busy"), NotSent("x", "refused")])
async def test_it_tries_again_after_what_passes_by_itself(
    bench: Bench, error: NetworkError
) -> None:
    bench.network.script = [error]
    id_ = await bench.publish()
    await bench.engine.turn()
    waiting = await bench.delivery(id_)
    assert (waiting.state, waiting.error_code) == ("retrying", "x")
    assert waiting.due_at > bench.clock.now()
    row = await bench.until(id_, "published")
    assert (row.state, row.error_code, len(bench.network.wall)) == ("published", None, 1)


async def test_it_waits_as_long_as_the_network_says(bench: Bench) -> None:
    until = bench.clock.now() + timedelta(seconds=90)
    bench.network.script = [RateLimited("429", until=until)]
    id_ = await bench.publish()
    await bench.engine.turn()
    waiting = await bench.delivery(id_)
    assert (waiting.state, waiting.due_at, waiting.tries) == ("retrying", until, 0)


async def test_it_gives_up_after_eight_tries_and_retries_when_told(bench: Bench) -> None:
    bench.network.script = [Transient("x") for _ in range(8)]
    id_ = await bench.publish()
    row = await bench.until(id_, "failed", "published")
    assert (row.state, bench.network.wall) == ("failed", [])
    assert len(await bench.attempts(id_)) == 8
    assert await orders.retry(bench.deps, bench.alice.space_id, id_, row.version)
    assert (await bench.until(id_, "published")).state == "published"


async def test_it_does_not_repeat_what_is_refused(bench: Bench) -> None:
    bench.network.script = [Rejected("400", "too long")]
    id_ = await bench.publish()
    row = await bench.until(id_, "rejected")
    assert (row.state, row.error_detail) == ("rejected", "too long")
    bench.clock.advance(7200)
    await bench.engine.turn()
    assert bench.network.wall == []


@pytest.mark.parametrize("kind", [LoginNeeded, PersonNeeded, AccessDenied])
async def test_it_pauses_the_account_once_and_frees_its_posts_spaced(
    bench: Bench, kind: type[LoginNeeded]
) -> None:
    bench.network.script = [kind("VK 5", "expired")]
    ids = [await bench.publish(str(number)) for number in range(2)]
    await bench.engine.turn()
    assert [(await bench.delivery(id_)).state for id_ in ids] == ["paused"] * 2
    async with bench.deps.db.begin() as session:
        told = (await session.execute(select(OutboxRow))).scalars().all()
    assert [row.kind for row in told] == ["account-trouble"]
    resumed = await orders.resume_account(bench.deps, bench.alice.space_id, bench.wall.id)
    assert resumed
    due = [(await bench.delivery(id_)).due_at for id_ in ids]
    assert [(later - due[0]).total_seconds() for later in due] == [0, 5]
    for id_ in ids:
        await bench.until(id_, "published")
    assert [text for _, text in bench.network.wall] == ["0/1", "1/1"]


async def test_it_finds_what_arrived_though_the_answer_was_lost(bench: Bench) -> None:
    bench.network.lost = [Unconfirmed("timeout")]
    id_ = await bench.publish()
    await bench.engine.turn()
    assert (await bench.delivery(id_)).state == "unconfirmed"
    row = await bench.until(id_, "published")
    assert (row.state, len(bench.network.wall)) == ("published", 1)


async def test_it_sends_again_only_when_absence_is_proved(bench: Bench) -> None:
    bench.network.script = [Unconfirmed("timeout")]
    id_ = await bench.publish()
    await bench.engine.turn()
    since = bench.clock.now()
    row = await bench.until(id_, "published")
    assert [a.outcome for a in await bench.attempts(id_)] == ["absent", "accepted"]
    waited = row.published_at - since if row.published_at else timedelta(0)
    limits = bench.network.limits
    assert waited >= timedelta(seconds=limits.call_timeout_s + 2 * limits.grace_s)
    assert len(bench.network.wall) == 1


@pytest.mark.parametrize(
    ("said", "state", "copies"),
    [("there", "published", 1), ("again", "published", 2), ("leave", "cancelled", 1)],
)
async def test_it_asks_when_looking_cannot_tell(
    bench: Bench, said: orders.Answer, state: str, copies: int
) -> None:
    bench.network.lost = [Unconfirmed("timeout")]
    bench.network.blind = [Unclear("no eyes", final=True)]
    id_ = await bench.publish()
    row = await bench.until(id_, "asking")
    assert (row.state, row.reason) == ("asking", "unclear")
    space = bench.alice.space_id
    assert not await orders.answer(bench.deps, space, id_, row.version - 1, said)
    assert not await orders.answer(bench.deps, space + 1, id_, row.version, said)
    assert await orders.answer(bench.deps, space, id_, row.version, said)
    assert not await orders.answer(bench.deps, space, id_, row.version, said)
    row = await bench.until(id_, state)
    assert (row.state, len(bench.network.wall)) == (state, copies)


async def test_it_asks_after_a_quarter_of_an_hour_without_certainty(bench: Bench) -> None:
    bench.network.lost = [Unconfirmed("timeout")]
    bench.network.blind = [Unclear("fog") for _ in range(100)]
    id_ = await bench.publish()
    await bench.engine.turn()
    since = bench.clock.now()
    await bench.until(id_, "asking", turns=100)
    assert timedelta(minutes=14) < bench.clock.now() - since < timedelta(minutes=17)


async def test_one_lane_is_in_order_and_never_overlaps(bench: Bench) -> None:
    ids = [await bench.publish(str(number)) for number in range(5)]
    bench.network.lost = [Unconfirmed("timeout")]
    for _ in range(2):
        await bench.engine.turn()
    assert len(bench.network.wall) == 1
    for id_ in ids:
        await bench.until(id_, "published")
    assert [text for _, text in bench.network.wall] == [f"{number}/1" for number in range(5)]


async def test_a_retrying_head_keeps_its_turn_for_five_minutes(bench: Bench) -> None:
    until = bench.clock.now() + timedelta(hours=2)
    bench.network.script = [RateLimited("429", until=bench.clock.now() + timedelta(minutes=1))]
    first, second = await bench.publish("first"), await bench.publish("second")
    await bench.engine.turn()
    await bench.engine.turn()
    assert bench.network.wall == []
    for id_ in (first, second):
        await bench.until(id_, "published")
    assert [text for _, text in bench.network.wall] == ["first/1", "second/1"]
    assert bench.clock.now() < until


async def test_accepted_parts_are_never_sent_again(bench: Bench) -> None:
    bench.network.parts = 3
    id_ = await bench.publish("long")
    bench.network.lost = [Unconfirmed("timeout")]
    row = await bench.until(id_, "published")
    assert row.state == "published"
    assert [text for _, text in bench.network.wall] == ["long/1", "long/2", "long/3"]


async def test_a_late_post_asks_before_it_goes(bench: Bench) -> None:
    id_ = await bench.publish("old news")
    bench.clock.advance(6 * 3600 + 1)
    await bench.engine.turn()
    row = await bench.delivery(id_)
    assert (row.state, row.reason, bench.network.wall) == ("asking", "late", [])
    assert await orders.answer(bench.deps, bench.alice.space_id, id_, row.version, "now")
    assert (await bench.until(id_, "published")).state == "published"


async def test_cancel_before_the_attempt_sends_nothing(bench: Bench) -> None:
    id_ = await bench.publish()
    row = await bench.delivery(id_)
    assert not await orders.cancel(bench.deps, bench.alice.space_id + 1, id_, row.version)
    assert await orders.cancel(bench.deps, bench.alice.space_id, id_, row.version)
    await bench.engine.turn()
    assert ((await bench.delivery(id_)).state, bench.network.wall) == ("cancelled", [])


async def test_recall_takes_every_part_back(bench: Bench) -> None:
    bench.network.parts = 2
    id_ = await bench.publish()
    row = await bench.until(id_, "published")
    assert await orders.recall(bench.deps, bench.alice.space_id, id_, row.version)
    row = await bench.until(id_, "recalled")
    assert (row.state, [text for _, text in bench.network.wall]) == ("recalled", ["deleted"] * 2)


async def test_what_only_the_person_saw_cannot_be_taken_back(bench: Bench) -> None:
    bench.network.lost = [Unconfirmed("timeout")]
    bench.network.blind = [Unclear("no eyes", final=True)]
    id_ = await bench.publish()
    asked = await bench.until(id_, "asking")
    space = bench.alice.space_id
    assert await orders.answer(bench.deps, space, id_, asked.version, "there")
    row = await bench.delivery(id_)
    assert (row.state, row.external_id) == ("published", None)
    assert not await orders.recall(bench.deps, space, id_, row.version)


async def test_it_says_what_the_network_dropped(bench: Bench) -> None:
    bench.network.dropped = ["photo 2"]
    id_ = await bench.publish()
    await bench.until(id_, "published")
    await bench.engine.turn()
    row = await bench.delivery(id_)
    assert (row.state, list(row.missing), row.read_back_at) == ("published", ["photo 2"], None)


async def test_many_lanes_are_published_at_once(bench: Bench) -> None:
    walls = []
    async with bench.deps.db.begin() as session:
        for number in range(15):
            wall = f"wall{number}"
            walls.append(
                await people.account(session, bench.alice, "scripted", wall, bench.clock.now())
            )
    ids = [await bench.publish("hello", wall=wall) for wall in walls]
    await bench.engine.turn()
    states = {(await bench.delivery(id_)).state for id_ in ids}
    assert states == {"published"}
    assert len(bench.network.wall) == 15


async def test_two_engines_never_take_the_same_delivery(bench: Bench) -> None:
    from services.delivery.engine import Engine
    from services.delivery.life import worker_life

    ids = [await bench.publish(str(number)) for number in range(10)]
    async with worker_life(bench.deps, kind="worker", on_lost=lambda: None) as life:
        other = Engine(bench.deps, life)
        for _ in range(12):
            await asyncio.gather(bench.engine.turn(), other.turn())
    assert {(await bench.delivery(id_)).state for id_ in ids} == {"published"}
    assert sorted(text for _, text in bench.network.wall) == sorted(f"{n}/1" for n in range(10))


async def test_each_part_is_looked_for_after_the_one_before(bench: Bench) -> None:
    bench.network.parts = 2
    id_ = await bench.publish()
    await bench.until(id_, "published")
    assert bench.network.known == [None, "1"]
