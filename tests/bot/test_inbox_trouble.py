"""Poison, failing handlers and dying processes: nothing lost, nothing stuck."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
from aiogram import Bot
from aiogram.types import Message

from bot.dispatching import open_dispatcher
from bot.inbox import Processor
from bot.inbox.processor import MAX_TRIES
from services.clock import SharedClock
from services.delivery.life import worker_life
from services.deps import Deps
from services.errors import BadInput, RateLimited, Transient
from tests.bot import updates
from tests.bot.desks import Desk
from tests.bot.wire import Wire
from tests.people import ALICE


@pytest.fixture
async def desk(deps: Deps, bot: Bot) -> AsyncIterator[Desk]:
    async with AsyncExitStack() as stack:
        yield Desk(deps, bot, stack)


@pytest.fixture
async def processor(desk: Desk) -> Processor:
    return await desk.process()


async def test_poison_is_set_aside_and_the_chat_goes_on(
    desk: Desk, processor: Processor, wire: Wire
) -> None:
    deep = b'{"update_id":2,"message":' + b"[" * 50_000 + b"]" * 50_000 + b"}"
    await desk.receive(
        updates.poison(update_id=1), deep, b"what?", updates.message("after", update_id=3)
    )
    assert [await processor.turn() for _ in range(3)] == [3, 1, 0]
    troubles = sorted((number, row.trouble) for number, row in (await desk.rows()).items())
    assert [trouble for _, trouble in troubles] == ["undecodable"] * 3 + [None]
    assert desk.seen == ["after"]
    assert [sent["chat_id"] for sent in wire.of("sendMessage")] == [str(ALICE)]


async def test_a_poisoned_part_does_not_take_its_album_along(
    desk: Desk, processor: Processor, clock: SharedClock
) -> None:
    moon = {"type": "moon", "date": 1}
    await desk.receive(
        updates.part("a", message_id=31, forward_origin=moon), updates.part("a", message_id=32)
    )
    clock.advance(1.6)
    await processor.turn()
    assert desk.albums == [[32]]
    assert [row.trouble for row in (await desk.rows()).values()] == ["undecodable", None]


async def test_an_update_of_an_unknown_kind_is_done(desk: Desk, processor: Processor) -> None:
    await desk.receive(updates.written({"update_id": 1, "surprise": {"chat": {"id": ALICE}}}))
    await processor.turn()
    [row] = (await desk.rows()).values()
    assert (row.done_at is not None, row.trouble) == (True, None)


async def test_a_handler_that_raises_gets_three_tries_and_then_the_person_is_told(
    desk: Desk, processor: Processor, clock: SharedClock, wire: Wire
) -> None:
    async def fail(message: Message) -> None:
        if message.text == "bad":
            raise RuntimeError("no")

    desk.act = fail
    await desk.receive(updates.message("bad", update_id=1), updates.message("good", update_id=2))
    for _ in range(MAX_TRIES):
        assert desk.seen.count("good") == 0
        await processor.turn()
        clock.advance(10)
    await processor.turn()
    assert desk.seen == ["bad"] * MAX_TRIES + ["good"]
    assert (await desk.rows())[1].trouble == "failed: RuntimeError"
    assert len(wire.texts()) == 1


async def test_a_rate_limit_uses_no_try(
    desk: Desk, processor: Processor, clock: SharedClock
) -> None:
    async def limited(_: Message) -> None:
        until = clock.now() + timedelta(seconds=30)
        raise RateLimited("Telegram 429", until=until)

    desk.act = limited
    await desk.receive(updates.message(update_id=1))
    for _ in range(MAX_TRIES + 1):
        assert await processor.turn() == 1
        assert await processor.turn() == 0
        clock.advance(30)
    assert (await desk.rows())[1].tries == 0


async def test_an_outage_does_not_use_up_a_message(
    desk: Desk, processor: Processor, clock: SharedClock
) -> None:
    async def away(_: Message) -> None:
        raise Transient("Telegram", "ClientConnectorError")

    desk.act = away
    await desk.receive(updates.message(update_id=1))
    for _ in range(MAX_TRIES + 2):
        await processor.turn()
        clock.advance(61)
    assert (await desk.rows())[1].done_at is None
    desk.act = None
    await processor.turn()
    row = (await desk.rows())[1]
    assert (row.done_at is not None, row.trouble) == (True, None)


async def test_an_outage_is_not_held_against_what_goes_wrong_after_it(
    desk: Desk, deps: Deps, processor: Processor, clock: SharedClock, wire: Wire
) -> None:
    async def away(_: Message) -> None:
        raise Transient("Telegram", "ClientConnectorError")

    desk.act = away
    await desk.receive(updates.message("soup", update_id=1))
    for _ in range(MAX_TRIES):
        await processor.turn()
        clock.advance(61)
    async with worker_life(deps, kind="bot", on_lost=lambda: None) as life:
        doomed = Processor(deps, life.worker_id, desk.bot, open_dispatcher(deps), lambda: None)
        assert len(await doomed._take(10)) == 1
    await processor.recover()
    desk.act = None
    assert await processor.turn() == 1
    row = (await desk.rows())[1]
    assert (row.trouble, row.tries, row.outages) == (None, 1, MAX_TRIES)
    assert wire.texts() == []


async def test_bad_input_is_explained_and_done(
    desk: Desk, processor: Processor, wire: Wire
) -> None:
    async def refuse(_: Message) -> None:
        raise BadInput("inbox-unreadable")

    desk.act = refuse
    await desk.receive(updates.message(update_id=1))
    await processor.turn()
    assert len(wire.texts()) == 1
    assert (await desk.rows())[1].trouble is None


async def test_a_dead_process_leaves_its_rows_to_the_next(desk: Desk, deps: Deps) -> None:
    async with worker_life(deps, kind="bot", on_lost=lambda: None) as life:
        await desk.receive(updates.message("mine", update_id=1))
        doomed = Processor(deps, life.worker_id, desk.bot, open_dispatcher(deps), lambda: None)
        await doomed._take(10)
        heir = await desk.process()
        await heir.recover()
        assert await heir.turn() == 0
    await heir.recover()
    assert await heir.turn() == 1
    assert desk.seen == ["mine"]
    assert (await desk.rows())[1].tries == 1


async def test_an_update_that_kills_processes_is_set_aside(
    desk: Desk, deps: Deps, wire: Wire
) -> None:
    await desk.receive(updates.message("bomb", update_id=1))
    heir = await desk.process()
    for _ in range(MAX_TRIES):
        async with worker_life(deps, kind="bot", on_lost=lambda: None) as life:
            doomed = Processor(deps, life.worker_id, desk.bot, open_dispatcher(deps), lambda: None)
            assert len(await doomed._take(10)) == 1
        await heir.recover()
    assert (await desk.rows())[1].trouble == "crashed"
    assert len(wire.texts()) == 1


async def test_rows_without_a_task_are_freed(desk: Desk, processor: Processor) -> None:
    await desk.receive(updates.message("lost", update_id=1))
    await processor._take(10)
    assert await processor.turn() == 0
    await processor.recover()
    assert await processor.turn() == 1
    assert (await desk.rows())[1].tries == 0
