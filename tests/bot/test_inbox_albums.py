"""Albums are one event each, assembled from rows."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from aiogram import Bot
from aiogram.types import Message

from bot.inbox import Processor
from services.clock import SharedClock
from services.deps import Deps
from tests.bot import updates
from tests.bot.desks import Desk
from tests.people import BOB


@pytest.fixture
async def desk(deps: Deps, bot: Bot) -> AsyncIterator[Desk]:
    async with AsyncExitStack() as stack:
        yield Desk(deps, bot, stack)


@pytest.fixture
async def processor(desk: Desk) -> Processor:
    return await desk.process()


async def test_an_album_is_one_event_when_it_has_settled(
    desk: Desk, processor: Processor, clock: SharedClock
) -> None:
    await desk.receive(updates.part("a", message_id=32))
    clock.advance(1.2)
    await desk.receive(updates.part("a", message_id=31))
    clock.advance(0.5)
    assert await processor.turn() == 0
    clock.advance(1.1)
    assert await processor.turn() == 1
    assert (desk.albums, desk.stragglers) == ([[31, 32]], [False])


async def test_an_album_that_keeps_growing_is_handed_on_after_six_seconds(
    desk: Desk, processor: Processor, clock: SharedClock
) -> None:
    for message_id in range(31, 37):
        await desk.receive(updates.part("a", message_id=message_id))
        clock.advance(1.01)
    assert await processor.turn() == 1
    assert desk.albums == [list(range(31, 37))]


async def test_an_album_keeps_its_place_in_the_chat(
    desk: Desk, processor: Processor, clock: SharedClock
) -> None:
    await desk.receive(updates.part("a", message_id=31), updates.message("after", update_id=32))
    assert await processor.turn() == 0
    clock.advance(1.6)
    assert [await processor.turn() for _ in range(2)] == [1, 1]
    assert desk.seen == ["hello", "after"]


async def test_albums_of_the_same_name_in_two_chats_stay_apart(
    desk: Desk, processor: Processor, clock: SharedClock
) -> None:
    await desk.receive(
        updates.part("a", message_id=31), updates.part("a", message_id=32, chat_id=BOB)
    )
    clock.advance(1.6)
    assert await processor.turn() == 2
    assert sorted(desk.albums) == [[31], [32]]


async def test_a_straggler_is_an_event_that_says_so(
    desk: Desk, processor: Processor, clock: SharedClock
) -> None:
    await desk.receive(updates.part("a", message_id=31), updates.part("a", message_id=32))
    clock.advance(1.6)
    await processor.turn()
    await desk.receive(updates.part("a", message_id=33))
    clock.advance(1.6)
    await processor.turn()
    assert (desk.albums, desk.stragglers) == ([[31, 32], [33]], [False, True])


async def test_a_retried_album_comes_with_what_arrived_meanwhile(
    desk: Desk, processor: Processor, clock: SharedClock
) -> None:
    async def fail_once(_: Message) -> None:
        if len(desk.albums) == 1:
            raise RuntimeError("no")

    desk.act = fail_once
    await desk.receive(updates.part("a", message_id=31))
    clock.advance(1.6)
    await processor.turn()
    await desk.receive(updates.part("a", message_id=32))
    clock.advance(1.6)
    await processor.turn()
    assert (desk.albums, desk.stragglers) == ([[31], [31, 32]], [False, False])
