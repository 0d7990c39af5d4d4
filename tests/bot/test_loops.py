"""Shifts look when they are woken, never take too much, and outlive whatever goes wrong."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from bot.loops import Shift

NEVER_S = 3600.0
PATIENCE_S = 30


@asynccontextmanager
async def running(shift: "Shift[Any]") -> AsyncIterator[None]:
    task = asyncio.create_task(shift.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(is_true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not is_true():
            await asyncio.sleep(0.01)


class Queue:
    """Numbers to work on; a negative one breaks whoever works on it."""

    def __init__(self) -> None:
        self.waiting: list[int] = []
        self.done: list[int] = []
        self.looks = 0
        self.most = 0
        self.working = 0
        self.breaks = 0

    async def claim(self, room: int) -> list[int]:
        """Up to that many numbers."""
        self.looks += 1
        if self.breaks:
            self.breaks -= 1
            raise RuntimeError("no look")
        taken, self.waiting = self.waiting[:room], self.waiting[room:]
        return taken

    async def work(self, number: int) -> None:
        """Take a moment, or break."""
        self.working += 1
        self.most = max(self.most, self.working)
        await asyncio.sleep(0.02)
        self.working -= 1
        if number < 0:
            raise RuntimeError("no number")
        self.done.append(number)


async def test_it_looks_only_when_woken_or_when_it_is_time() -> None:
    queue = Queue()
    shift = Shift[int]("numbers", queue.claim, queue.work, at_once=3, every_s=NEVER_S)
    async with running(shift):
        await until(lambda: queue.looks == 1)
        queue.waiting = [1]
        await asyncio.sleep(0.1)
        assert queue.done == []
        shift.wake()
        await until(lambda: queue.done == [1])


async def test_it_goes_on_by_itself_and_never_has_more_than_it_may() -> None:
    queue = Queue()
    queue.waiting = list(range(20))
    shift = Shift[int]("numbers", queue.claim, queue.work, at_once=3, every_s=NEVER_S)
    async with running(shift):
        await until(lambda: len(queue.done) == 20)
    assert queue.most == 3


async def test_a_broken_look_and_a_broken_row_stop_nobody() -> None:
    queue = Queue()
    queue.breaks = 1
    queue.waiting = [-1, 2]
    shift = Shift[int]("numbers", queue.claim, queue.work, at_once=1, every_s=0.01)
    async with running(shift):
        await until(lambda: bool(queue.done))
    assert (queue.breaks, queue.waiting, queue.done) == (0, [], [2])


async def test_what_is_under_way_is_finished_when_it_stops() -> None:
    queue = Queue()
    queue.waiting = [1, 2, 3]
    shift = Shift[int]("numbers", queue.claim, queue.work, at_once=2, every_s=NEVER_S)
    async with running(shift):
        await until(lambda: queue.working == 2)
    assert sorted(queue.done) == [1, 2]
