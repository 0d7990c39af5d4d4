"""From rows to handlers: one chat in order, chats side by side, nothing lost, nothing stuck."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from aiogram import Bot, Router
from aiogram.types import Message
from sqlalchemy import select

from bot.dispatching import open_dispatcher
from bot.inbox import Inbox, Processor
from bot.inbox.processor import MAX_TRIES
from db.inbox import InboxRow
from db.people import Person
from services.clock import SharedClock
from services.delivery.life import worker_life
from services.deps import Deps
from services.errors import BadInput, RateLimited, Transient
from tests import people
from tests.bot import updates
from tests.bot.wire import Wire
from tests.people import ALICE, BOB

Act = Callable[[Message], Awaitable[None]]


@dataclass
class Desk:
    """Processes of the bot, all with the same handler: it writes down what it saw, then acts."""

    deps: Deps
    bot: Bot
    stack: AsyncExitStack
    seen: list[str] = field(default_factory=list)
    albums: list[list[int]] = field(default_factory=list)
    stragglers: list[bool] = field(default_factory=list)
    act: Act | None = None

    async def process(self) -> Processor:
        """One more process of the bot."""
        life = worker_life(self.deps, kind="bot", on_lost=lambda: None)
        worker_id = (await self.stack.enter_async_context(life)).worker_id
        dispatcher = open_dispatcher(self.deps)
        dispatcher.include_router(self._router())
        return Processor(self.deps, worker_id, self.bot, dispatcher, lambda: None)

    async def receive(self, *bodies: bytes) -> None:
        """Store updates one after the other."""
        inbox = Inbox(self.deps, lambda: None)
        for body in bodies:
            await inbox.keep([body])

    async def rows(self) -> dict[int, InboxRow]:
        """Every row by its number."""
        async with self.deps.db.begin() as session:
            found = (await session.execute(select(InboxRow))).scalars()
            return {row.update_id: row for row in found}

    def _router(self) -> Router:
        router = Router()

        @router.message()
        async def see(message: Message, album: list[Message], straggler: bool) -> None:
            self.seen.append(message.text or "")
            self.albums.append([part.message_id for part in album])
            self.stragglers.append(straggler)
            if self.act:
                await self.act(message)

        return router


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


async def test_an_album_is_one_event_when_it_has_settled(
    desk: Desk, processor: Processor, clock: SharedClock
) -> None:
    await desk.receive(updates.part("a", message_id=32))
    clock.advance(1.4)
    await desk.receive(updates.part("a", message_id=31))
    clock.advance(1.4)
    assert await processor.turn() == 0
    clock.advance(0.2)
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


async def test_it_works_at_once_when_woken(desk: Desk, processor: Processor) -> None:
    running = asyncio.create_task(processor.run())
    await asyncio.sleep(0.1)
    inbox = Inbox(desk.deps, processor.wake)
    began = asyncio.get_running_loop().time()
    for n in range(20):
        await inbox.keep([updates.message(f"{n}")])
    async with asyncio.timeout(5):
        while len(desk.seen) < 20:
            await asyncio.sleep(0.005)
    assert asyncio.get_running_loop().time() - began < 4
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


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
