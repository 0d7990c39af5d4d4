"""Whom a worker may have died of: a post that kills is set aside, healthy ones never."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

from sqlalchemy import update

from db.deliveries.attempts import Intention, open_attempt
from db.deliveries.loading import load, note_media, write_parts
from db.deliveries.tables import Delivery
from db.deliveries.taking import take
from services.delivery import orders
from services.delivery.engine import Engine
from services.delivery.life import worker_life
from services.delivery.room import Room
from tests.delivery.conftest import Bench


async def photos(bench: Bench, times: int) -> list[int]:
    """So many photos, each on a wall of its own."""
    walls = await bench.walls(times)
    return [await bench.publish_photo(str(n), wall=wall) for n, wall in enumerate(walls)]


async def killed(
    bench: Bench, *, with_media: Sequence[int] = (), sending: Sequence[int] = ()
) -> None:
    """A worker takes everything that is due, has this in hand, and is killed; another sweeps."""
    async with worker_life(bench.deps, kind="worker", on_lost=lambda: None) as life:
        now = bench.clock.now()
        async with bench.deps.db.begin() as session:
            await take(session, worker_id=life.worker_id, now=now, limit=50)
        async with bench.deps.db.begin() as session:
            for id_ in with_media:
                await note_media(session, id_, worker_id=life.worker_id)
        for id_ in sending:
            await _send(bench, life.worker_id, id_)
    await bench.engine.sweep()


async def _send(bench: Bench, worker_id: int, id_: int) -> None:
    now = bench.clock.now()
    async with bench.deps.db.begin() as session:
        text = (await load(session, id_)).revision.text
        await write_parts(session, id_, [(1, "text", {"text": f"{text}/1"})])
        intention = Intention(uuid.uuid4(), id_, 1, 1, worker_id, {"text": f"{text}/1"}, now, now)
        assert await open_attempt(session, intention, now=now)


async def crashes(bench: Bench, ids: Sequence[int]) -> list[int]:
    return [(await bench.delivery(id_)).crashes for id_ in ids]


async def due_again(bench: Bench) -> None:
    bench.clock.advance(120)


async def test_killing_a_busy_worker_again_and_again_sets_no_post_aside(bench: Bench) -> None:
    ids = await photos(bench, 6)
    for _ in range(5):
        await killed(bench, with_media=ids)
        await due_again(bench)
    assert await crashes(bench, ids) == [1] * 6
    for id_ in ids:
        await bench.until(id_, "published")
    assert await bench.states(ids) == ["published"] * 6


async def test_what_kills_alone_is_set_aside_and_its_companions_are_not(bench: Bench) -> None:
    poison, *others = await photos(bench, 4)
    await killed(bench, with_media=[poison, *others])
    for _ in range(2):
        await due_again(bench)
        await killed(bench, with_media=[poison])
    assert await bench.states([poison]) == ["failed"]
    assert (await bench.delivery(poison)).reason == "poison"
    for id_ in others:
        await bench.until(id_, "published")
    assert await crashes(bench, others) == [1] * 3


async def test_what_was_sent_while_media_were_in_hand_is_not_suspected(bench: Bench) -> None:
    photo, text = await photos(bench, 2)
    await killed(bench, with_media=[photo], sending=[text])
    assert await crashes(bench, [photo, text]) == [1, 0]
    assert await bench.states([photo, text]) == ["retrying", "unconfirmed"]


async def test_a_post_that_turns_out_to_be_there_killed_nobody(bench: Bench) -> None:
    bench.network.parts = 2
    id_ = await bench.publish()
    async with bench.deps.db.begin() as session:
        await session.execute(update(Delivery).values(crashes=2))
    bench.network.wall.append(("wall", "hello/1"))
    async with worker_life(bench.deps, kind="worker", on_lost=lambda: None) as life:
        async with bench.deps.db.begin() as session:
            await take(session, worker_id=life.worker_id, now=bench.clock.now(), limit=1)
        async with bench.deps.db.begin() as session:
            parts = [(number, "text", {"text": f"hello/{number}"}) for number in (1, 2)]
            await write_parts(session, id_, parts)
            now = bench.clock.now()
            intention = Intention(
                uuid.uuid4(), id_, 1, 1, life.worker_id, {"text": "hello/1"}, now, now
            )
            assert await open_attempt(session, intention, now=now)
    await bench.engine.sweep()
    assert await crashes(bench, [id_]) == [3]
    await bench.engine.turn()
    assert (await bench.states([id_]), await crashes(bench, [id_])) == (["retrying"], [0])
    assert (await bench.until(id_, "published")).state == "published"


async def test_a_suspect_comes_back_a_little_later_and_the_others_at_once(bench: Bench) -> None:
    photo, text = await photos(bench, 2)
    before = bench.clock.now()
    await killed(bench, with_media=[photo])
    suspect, bystander = await bench.delivery(photo), await bench.delivery(text)
    assert before + timedelta(seconds=1) <= suspect.due_at
    assert suspect.due_at <= bench.clock.now() + timedelta(minutes=1)
    assert bystander.due_at <= bench.clock.now()


@asynccontextmanager
async def running(engine: Engine) -> AsyncIterator[None]:
    """An engine that runs by itself, and is asked to leave at the end."""
    task = asyncio.create_task(engine.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


async def test_a_worker_that_leaves_hands_back_what_it_prepares_without_blame(
    bench: Bench,
) -> None:
    inside, never = asyncio.Event(), asyncio.Event()

    async def hang() -> None:
        inside.set()
        await never.wait()

    id_ = await bench.publish_photo()
    for _ in range(4):
        inside.clear()
        bench.network.while_fetching = hang
        async with worker_life(bench.deps, kind="worker", on_lost=lambda: None) as life:
            async with running(Engine(bench.deps, life)):
                await asyncio.wait_for(inside.wait(), 10)
                assert (await bench.delivery(id_)).reason == "media"
            row = await bench.delivery(id_)
            assert (row.state, row.reason, row.crashes) == ("retrying", "worker_left", 0)
    bench.network.while_fetching = None
    assert (await bench.until(id_, "published")).state == "published"


async def test_a_database_or_a_disk_that_went_away_is_no_crash(bench: Bench) -> None:
    async def fail() -> None:
        raise OSError("the disk is full")

    id_ = await bench.publish_photo()
    bench.network.while_preparing = fail
    for _ in range(4):
        await bench.engine.turn()
        bench.clock.advance(6)
        await bench.engine.sweep()
        await due_again(bench)
    assert (await bench.states([id_]), await crashes(bench, [id_])) == (["retrying"], [0])


async def test_a_defect_that_a_post_meets_each_time_sets_it_aside(bench: Bench) -> None:
    async def fail() -> None:
        raise LookupError("a defect")

    id_ = await bench.publish()
    bench.network.while_preparing = fail
    for _ in range(3):
        await bench.engine.turn()
        bench.clock.advance(6)
        await bench.engine.sweep()
        await due_again(bench)
    row = await bench.delivery(id_)
    assert (row.state, row.reason) == ("failed", "poison")
    bench.network.while_preparing = None
    assert await orders.retry(bench.deps, bench.alice.space_id, id_, row.version)
    assert (await bench.until(id_, "published")).crashes == 0


async def test_a_suspect_has_its_media_in_hand_alone(bench: Bench) -> None:
    ids = await photos(bench, 6)
    suspects = {str(number) for number in (2, 4)}
    async with bench.deps.db.begin() as session:
        chosen = update(Delivery).where(Delivery.id.in_([ids[2], ids[4]]))
        await session.execute(chosen.values(crashes=1))
    inside: set[str] = set()
    companies: list[set[str]] = []

    async def be_inside(text: str) -> None:
        inside.add(text)
        companies.append(set(inside))
        await asyncio.sleep(0.05)
        inside.discard(text)

    bench.network.with_photo = be_inside
    await bench.engine.turn()
    assert await bench.states(ids) == ["published"] * 6
    assert all(len(company) == 1 for company in companies if company & suspects)
    assert max(map(len, companies)) > 1


async def test_who_would_be_alone_does_not_wait_for_ever(bench: Bench) -> None:
    room, order = Room(), []

    async def visit(name: str, *, alone: bool) -> None:
        async with room.enter(alone=alone):
            order.append(name)
            await asyncio.sleep(0.01)

    first = asyncio.create_task(visit("first", alone=False))
    await asyncio.sleep(0)
    suspect = asyncio.create_task(visit("suspect", alone=True))
    await asyncio.sleep(0)
    later = [asyncio.create_task(visit("later", alone=False)) for _ in range(3)]
    await asyncio.gather(first, suspect, *later)
    assert order == ["first", "suspect", "later", "later", "later"]


async def test_who_gives_up_waiting_to_be_alone_keeps_nobody_out() -> None:
    room = Room()
    async with room.enter(alone=False):
        suspect = asyncio.create_task(_be_alone(room))
        await asyncio.sleep(0)
        suspect.cancel()
        await asyncio.wait({suspect})
        assert suspect.cancelled()
        async with asyncio.timeout(1), room.enter(alone=False):
            pass


async def _be_alone(room: Room) -> None:
    async with room.enter(alone=True):
        pass
