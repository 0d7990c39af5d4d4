"""Keeps the processes of a small server running, and stops them in order."""

import asyncio
import signal
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.parts import Gate, Kept, Part, reason, say, start
from services.embedded import EmbeddedServers, Urls, running_servers
from services.errors import StartError

_LOOK_S = 0.5
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass
class Supervisor:
    """All kept parts of one installation, and the servers that belong to it."""

    data_dir: Path
    gate: Gate = field(default_factory=Gate)
    servers: EmbeddedServers | None = None
    _stack: ExitStack = field(default_factory=ExitStack)
    _kept: list[Kept] = field(default_factory=list)
    _tasks: "set[asyncio.Task[Any]]" = field(default_factory=set)

    def start_servers(self, *, database_url: str = "", redis_url: str = "") -> Urls:
        """Start the servers whose addresses are not given, and keep them running.

        On this very thread, and not in another: the kernel ends them with the thread that
        started them.

        Raises:
            StartError: They cannot start.
        """
        running = running_servers(self.data_dir, database_url=database_url, redis_url=redis_url)
        self.servers = self._stack.enter_context(running)
        if self.data_dir not in {self.servers.home, *self.servers.home.parents}:
            say(f"The servers may not enter {self.data_dir}; their data is in {self.servers.home}.")
        return self.servers.urls

    async def keep(self, part: Part) -> None:
        """Start a part and keep it running."""
        kept = Kept(part, self.gate)
        self._kept.append(kept)
        await kept.begin()
        self._tasks.add(asyncio.create_task(kept.keep()))

    async def once(self, part: Part) -> None:
        """Run a part to its end.

        Raises:
            StartError: It failed.
        """
        process = await start(part, self.gate)
        try:
            code = await process.wait()
        finally:
            if process.returncode is None:
                process.terminate()
                await process.wait()
        if code:
            raise StartError(reason(part))

    async def run(self, prepare: Callable[["Supervisor"], Coroutine[Any, Any, None]]) -> None:
        """Prepare, then stay until told to stop.

        Raises:
            StartError: A part cannot start, or a server does not come back.
        """
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in _STOP_SIGNALS:
            loop.add_signal_handler(number, stopping.set)
        stop = asyncio.create_task(stopping.wait())
        self._tasks |= {
            stop,
            asyncio.create_task(prepare(self)),
            asyncio.create_task(self._revive_servers()),
        }
        try:
            while stop in self._tasks:
                await self._next_end()
        finally:
            await self._stop_all()
            for number in _STOP_SIGNALS:
                loop.remove_signal_handler(number)

    async def _next_end(self) -> None:
        """Wait for a task to end; look again now and then, because parts are added meanwhile."""
        done, _ = await asyncio.wait(
            self._tasks, timeout=_LOOK_S, return_when=asyncio.FIRST_COMPLETED
        )
        self._tasks -= done
        for failure in [task.exception() for task in done]:
            if failure:
                raise failure

    async def _revive_servers(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_S)
            for name in self.servers.revive() if self.servers else []:
                say(f"{name} had ended and was started again.")

    async def _stop_all(self) -> None:
        """What the product stands on goes last."""
        self.gate.close()
        for foundation in (False, True):
            await asyncio.gather(
                *(kept.stop() for kept in self._kept if kept.part.foundation is foundation)
            )
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._stack.close()
