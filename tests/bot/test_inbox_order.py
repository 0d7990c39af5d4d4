"""One chat in order, chats side by side, and a stop that loses nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from aiogram import Bot
from aiogram.types import Message

from bot.inbox import Inbox, Processor
from db.people import Person
from services.deps import Deps
from tests import people
from tests.bot import updates
from tests.bot.desks import Desk
from tests.people import ALICE, BOB


@pytest.fixture
async def desk(deps: Deps, bot: Bot) -> AsyncIterator[Desk]:
    async with AsyncExitStack() as stack:
        yield Desk(deps, bot, stack)


@pytest.fixture
async def processor(desk: Desk) -> Processor:
    return await desk.process()


async def test_one_chat_is_handled_in_order_one_at_a_time(desk: Desk, processor: Processor) -> None:
    await desk.receive(*(updates.message(f"{n}") for n in range(3)))
    for told in (["0"], ["0", "1"], ["0", "1", "2"]):
        assert await processor.turn() == 1
        assert desk.seen == told
    assert await processor.turn() == 0


async def test_chats_are_handled_side_by_side(desk: Desk, processor: Processor) -> None:
    both = asyncio.Barrier(2)

    async def meet(_: Message) -> None:
        async with asyncio.timeout(5):
            await both.wait()

    desk.act = meet
    await desk.receive(updates.message("a", chat_id=ALICE), updates.message("b", chat_id=BOB))
    assert await processor.turn() == 2
    assert all(row.done_at and not row.trouble for row in (await desk.rows()).values())


async def test_a_busy_chat_is_left_alone_even_if_an_older_update_comes_late(
    desk: Desk, processor: Processor
) -> None:
    await desk.receive(updates.message("new", update_id=10))
    await processor._take(10)
    await desk.receive(updates.message("old", update_id=9))
    other = await desk.process()
    assert await other.turn() == 0
    assert desk.seen == []


async def test_processes_never_work_on_the_same_chat(desk: Desk) -> None:
    processes = [await desk.process() for _ in range(3)]
    busy: set[int] = set()

    async def alone(message: Message) -> None:
        assert message.chat.id not in busy
        busy.add(message.chat.id)
        await asyncio.sleep(0.005)
        busy.remove(message.chat.id)

    desk.act = alone
    chats = [ALICE, BOB, 103, 104]
    for n in range(8):
        await desk.receive(*(updates.message(f"{chat}:{n}", chat_id=chat) for chat in chats))
    for _ in range(40):
        await asyncio.gather(*(process.turn() for process in processes))
    assert [row.trouble for row in (await desk.rows()).values()] == [None] * 32
    for chat in chats:
        mine = [text for text in desk.seen if text.startswith(f"{chat}:")]
        assert mine == [f"{chat}:{n}" for n in range(8)]


async def test_it_finishes_what_runs_when_it_is_stopped(desk: Desk, processor: Processor) -> None:
    started = asyncio.Event()

    async def slow(_: Message) -> None:
        started.set()
        await asyncio.sleep(0.3)

    desk.act = slow
    running = asyncio.create_task(processor.run())
    await desk.receive(updates.message(update_id=1), updates.message(update_id=2))
    processor.wake()
    await asyncio.wait_for(started.wait(), 5)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    rows = await desk.rows()
    assert rows[1].done_at is not None
    assert (rows[2].done_at, rows[2].worker_id) == (None, None)


async def test_what_is_stored_in_the_same_process_is_handled_without_a_turn(
    desk: Desk, processor: Processor
) -> None:
    running = asyncio.create_task(processor.run())
    inbox = Inbox(desk.deps, processor.wake)
    for n in range(5):
        await inbox.keep([updates.message(f"{n}")])
    async with asyncio.timeout(30):
        while len(desk.seen) < 5:
            await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert desk.seen == ["0", "1", "2", "3", "4"]


async def test_who_blocked_the_bot_is_remembered_until_they_return(
    desk: Desk, processor: Processor
) -> None:
    async with desk.deps.db.begin() as session:
        await people.owner(session, ALICE, desk.deps.clock.now())
    await desk.receive(_membership("kicked", 1), _membership("member", 2))
    known = []
    for _ in range(2):
        await processor.turn()
        known.append(await _unreachable(desk.deps, ALICE))
    assert known == [True, False]


def _membership(status: str, update_id: int) -> bytes:
    bot = {"id": 7000000001, "is_bot": True, "first_name": "B"}
    until = {"until_date": 0} if status == "kicked" else {}
    change = {
        "chat": {"id": ALICE, "type": "private", "first_name": "Alice"},
        "from": {"id": ALICE, "is_bot": False, "first_name": "Alice"},
        "date": 1,
        "old_chat_member": {"user": bot, "status": "left"},
        "new_chat_member": {"user": bot, "status": status, **until},
    }
    return updates.written({"update_id": update_id, "my_chat_member": change})


async def _unreachable(deps: Deps, person_id: int) -> bool:
    async with deps.db.begin() as session:
        person = await session.get(Person, person_id)
        assert person is not None
        return person.unreachable_at is not None
