"""The publishing loop of a worker: takes what is due, looks for what is lost, sweeps."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from functools import partial

import structlog

from db.database import AWAY, DEFECTS
from db.deliveries.sweeping import Errand, claim
from db.deliveries.taking import next_due, take
from services.delivery.breakers import tell_waiting
from services.delivery.discarding import discard
from services.delivery.hands import Hands
from services.delivery.life import WorkerLife
from services.delivery.looking import look
from services.delivery.publishing import Publisher
from services.delivery.reading_back import read_back
from services.delivery.recalling import recall
from services.delivery.sweep import hand_back, sweep
from services.deps import Deps

log = structlog.get_logger()

_LOOK_EVERY_S = 2.0
_SWEEP_EVERY_S = 5.0
_SHORTEST_WAIT_S = 0.02
_TROUBLE_PAUSE_S = 1.0
_LEAVING_S = 2.0
_ERRAND_LEASE = timedelta(seconds=180)
_ERRANDS: dict[Errand, Callable[[Deps, int], Awaitable[None]]] = {
    "look": look,
    "recall": recall,
    "discard": discard,
    "read_back": read_back,
}


class Engine:
    """One worker's share of all publishing. Only the rows know what it has done."""

    def __init__(self, deps: Deps, life: WorkerLife) -> None:
        self._deps = deps
        self._worker_id = life.worker_id
        self._publisher = Publisher(Hands.of(deps, life.worker_id))
        self._running: dict[int, asyncio.Task[None]] = {}
        self._errands: set[asyncio.Task[None]] = set()
        self._spared: set[int] = set()
        self._rung = asyncio.Event()
        self._leaving = False

    def ring(self) -> None:
        """Look for due work now."""
        self._rung.set()

    async def run(self) -> None:
        """Publish until cancelled; what is on its way to a network is finished first."""
        loops = [self._forever(self._publish_due), self._forever(self._sweep)]
        try:
            async with asyncio.TaskGroup() as group:
                for loop in loops:
                    group.create_task(loop)
        finally:
            await self._leave()

    async def turn(self) -> int:
        """Take what is due and see it through; how many. The loop of tests and tools."""
        taken = await self._start_due()
        await asyncio.gather(*self._running.values())
        errands = await self._start_errands()
        await asyncio.gather(*self._errands)
        return taken + errands + await tell_waiting(self._deps)

    async def sweep(self) -> int:
        """Sweep once; how many orphans there were."""
        # Not a copy: what is taken while the sweep begins has a task, too.
        running = self._running.keys()
        return await sweep(
            self._deps, worker_id=self._worker_id, running=running, spared=self._spared
        )

    async def _publish_due(self) -> None:
        self._rung.clear()
        await self._start_due()
        await self._start_errands()
        await tell_waiting(self._deps)
        await self._until_rung(await self._patience_s())

    async def _sweep(self) -> None:
        await self.sweep()
        await self._deps.clock.sleep(_SWEEP_EVERY_S)

    async def _forever(self, step: Callable[[], Awaitable[None]]) -> None:
        while not self._leaving:
            try:
                await step()
            except AWAY as error:
                log.warning("engine.database_away", why=type(error).__name__)
                await asyncio.sleep(_TROUBLE_PAUSE_S)

    async def _start_due(self) -> int:
        room = self._deps.settings.publish_at_once - len(self._running)
        if room <= 0 or self._leaving:
            return 0
        async with self._deps.db.begin() as session:
            # What is taken must look just taken to the sweep, however long a connection took.
            await session.connection()
            now = self._deps.clock.now()
            taken = await take(session, worker_id=self._worker_id, now=now, limit=room)
        for delivery_id in taken:
            task = asyncio.create_task(self._see_through(delivery_id))
            self._running[delivery_id] = task
            task.add_done_callback(partial(self._done, delivery_id))
        return len(taken)

    async def _see_through(self, delivery_id: int) -> None:
        self._spared.discard(delivery_id)
        async with _told(delivery_id, self._spared):
            await self._publisher.publish(delivery_id)

    def _done(self, delivery_id: int, _: asyncio.Task[None]) -> None:
        self._running.pop(delivery_id, None)
        self._rung.set()

    async def _start_errands(self) -> int:
        room = self._deps.settings.publish_at_once - len(self._errands)
        if room <= 0 or self._leaving:
            return 0
        async with self._deps.db.begin() as session:
            now = self._deps.clock.now()
            due = await claim(session, now=now, lease=_ERRAND_LEASE, limit=room)
        for errand, delivery_id in due:
            task = asyncio.create_task(self._run_errand(_ERRANDS[errand], delivery_id))
            self._errands.add(task)
            task.add_done_callback(self._errand_done)
        return len(due)

    async def _run_errand(self, act: Callable[[Deps, int], Awaitable[None]], id_: int) -> None:
        async with _told(id_):
            await act(self._deps, id_)

    def _errand_done(self, task: asyncio.Task[None]) -> None:
        self._errands.discard(task)
        self._rung.set()

    async def _patience_s(self) -> float:
        """Until the next delivery is due, and at most the time between two looks."""
        now = self._deps.clock.now()
        async with self._deps.db.begin() as session:
            due_at = await next_due(session, now)
        if due_at is None:
            return _LOOK_EVERY_S
        return min(_LOOK_EVERY_S, max(_SHORTEST_WAIT_S, (due_at - now).total_seconds()))

    async def _until_rung(self, seconds: float) -> None:
        rung = asyncio.create_task(self._rung.wait())
        slept = asyncio.create_task(self._deps.clock.sleep(seconds))
        try:
            await asyncio.wait({rung, slept}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            rung.cancel()
            slept.cancel()

    async def _leave(self) -> None:
        """Stop preparing at once, finish what may already be on the wire."""
        self._leaving = True
        tasks = [*self._running.values(), *self._errands]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with suppress(*AWAY):
            async with asyncio.timeout(_LEAVING_S):
                await hand_back(self._deps, self._worker_id)


@asynccontextmanager
async def _told(delivery_id: int, spared: set[int] | None = None) -> AsyncIterator[None]:
    """A task's edge: whatever comes out of it is told to the log and left to the sweep.

    When the database or the machine is at fault, the delivery is `spared` the blame.
    """
    try:
        yield
    except DEFECTS:
        log.exception("engine.task_failed", delivery=delivery_id)
    except AWAY as error:
        if spared is not None:
            spared.add(delivery_id)
        log.warning("engine.database_away", delivery=delivery_id, why=type(error).__name__)
    except Exception:
        log.exception("engine.task_failed", delivery=delivery_id)
