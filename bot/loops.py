"""Loops that never end: woken at once in this process, looking by themselves otherwise."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Generic, TypeVar

import structlog
from sqlalchemy.exc import SQLAlchemyError

log = structlog.get_logger()

_TROUBLE_PAUSE_S = 1.0
_LEAVE_S = 5.0
_GATHER_S = 0.01
"""While it is busy, a shift lets some places become free before it looks who could have them."""

Row = TypeVar("Row")


class Pulse:
    """What a loop waits on between two looks.

    Args:
        every_s: Real seconds after which it looks in any case: other processes cannot wake it.
    """

    def __init__(self, every_s: float) -> None:
        self._every_s = every_s
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look now, or once more if a look is under way."""
        self._woken.set()

    async def wait(self) -> None:
        """Wait until it is time to look."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._every_s):
                await self._woken.wait()
        self._woken.clear()


class Shift(Generic[Row]):
    """Claims due rows and works on a few of them at once, until cancelled.

    Args:
        name: What the log calls it.
        claim: Takes up to that many rows; a committed transaction of its own.
        work: Sees one row through, and writes down what became of it.
        at_once: How many rows are worked on at the same time.
        every_s: Real seconds between two looks that nobody asked for.
    """

    def __init__(
        self,
        name: str,
        claim: Callable[[int], Awaitable[Sequence[Row]]],
        work: Callable[[Row], Awaitable[None]],
        *,
        at_once: int,
        every_s: float = 0.5,
    ) -> None:
        self._name = name
        self._claim = claim
        self._work = work
        self._at_once = at_once
        self._pulse = Pulse(every_s)
        self._running: dict[asyncio.Task[None], Row] = {}

    @property
    def rows(self) -> list[Row]:
        """What is being worked on."""
        return list(self._running.values())

    def wake(self) -> None:
        """Look for due rows now."""
        self._pulse.wake()

    async def run(self) -> None:
        """Work until cancelled; what is under way is finished first, for a few seconds."""
        try:
            while True:
                await self._look_safely()
                await self._pulse.wait()
                if self._running:
                    await asyncio.sleep(_GATHER_S)
        finally:
            await self._leave()

    async def turn(self) -> int:
        """Claim what is due and see it through; how many. The loop of tests and tools."""
        started = await self._look()
        await asyncio.gather(*self._running)
        return started

    async def _look_safely(self) -> None:
        """An edge of the process: whatever goes wrong is told to the log, and the loop goes on."""
        try:
            await self._look()
        except (SQLAlchemyError, OSError) as error:
            log.warning("loop.database_away", loop=self._name, why=type(error).__name__)
            await asyncio.sleep(_TROUBLE_PAUSE_S)
        except Exception:
            log.exception("loop.failed", loop=self._name)
            await asyncio.sleep(_TROUBLE_PAUSE_S)

    async def _look(self) -> int:
        room = self._at_once - len(self._running)
        if room <= 0:
            return 0
        rows = await self._claim(room)
        for row in rows:
            task = asyncio.create_task(self._see_through(row))
            self._running[task] = row
            task.add_done_callback(self._done)
        return len(rows)

    async def _see_through(self, row: Row) -> None:
        """A task's edge: what comes out of it is told to the log; the row comes up again."""
        try:
            await self._work(row)
        except (SQLAlchemyError, OSError) as error:
            log.warning("loop.database_away", loop=self._name, why=type(error).__name__)
        except Exception:
            log.exception("loop.task_failed", loop=self._name)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running.pop(task, None)
        self._pulse.wake()

    async def _leave(self) -> None:
        tasks = list(self._running)
        if tasks:
            await asyncio.wait(tasks, timeout=_LEAVE_S)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
