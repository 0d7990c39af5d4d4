"""Keeps the processes of a small server running: starts, restarts with patience, stops in order."""

import asyncio
import os
import signal
import sys
import time
from asyncio.subprocess import Process
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from services.embedded import EmbeddedServers
from services.embedded.process import dying_with_us
from services.errors import StartError

ROOT = Path(__file__).resolve().parent.parent
CANNOT_START = 2
START_GATE = "START_GATE_FD"

_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 30.0
_STEADY_AFTER_S = 60.0
_STOP_PATIENCE_S = 20.0
_LOOK_S = 0.5
_LOG_KEPT_BYTES = 10_000_000
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_HARMLESS = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "USER", "TERM")


def say(sentence: str) -> None:
    """Tell the person at the terminal."""
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


@dataclass(frozen=True)
class Part:
    """One process to keep.

    Attributes:
        name: What people call it.
        arguments: What follows `python`.
        environment: All of its environment.
        cwd: Its working folder, where it would look for `.env`.
        log_path: Where its output goes; None leaves it on the terminal.
        foundation: Whether the other parts stand on it, so that it stops after them.
    """

    name: str
    arguments: list[str]
    environment: dict[str, str]
    cwd: Path = ROOT
    log_path: Path | None = None
    foundation: bool = False


class Gate:
    """Lets processes load their code at once, and go on together when all is ready."""

    def __init__(self) -> None:
        self.reading, self._writing = os.pipe()

    def open(self) -> None:
        """Let everyone through, now and later."""
        if self._writing >= 0:
            os.close(self._writing)
            self._writing = -1

    def close(self) -> None:
        """Give the pipe back."""
        self.open()
        os.close(self.reading)


def wait_at_gate() -> None:
    """In a kept process: wait until whoever started it says that all is ready."""
    if gate := os.environ.pop(START_GATE, ""):
        with os.fdopen(int(gate), "rb") as pipe:
            pipe.read()


@dataclass
class Kept:
    """A part, the process that it is now, and how long to wait before the next one."""

    part: Part
    gate: Gate
    _process: Process | None = None
    _stopping: bool = False
    _pause_s: float = _FIRST_PAUSE_S
    _starts: int = 0

    async def keep(self) -> None:
        """Run it for as long as the supervisor lives.

        Raises:
            StartError: Its very first start says that it cannot start here.
        """
        while True:
            began = time.monotonic()
            code = await self._run_once()
            if self._stopping:
                return
            if code == CANNOT_START and self._starts == 1:
                raise StartError(reason(self.part))
            await self._pause(code, time.monotonic() - began)

    async def stop(self) -> None:
        """End it: politely, then not."""
        self._stopping = True
        if self._process is None or self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), _STOP_PATIENCE_S)
        except TimeoutError:
            say(f"The {self.part.name} does not stop by itself and is ended.")
            self._process.kill()
            await self._process.wait()

    async def _run_once(self) -> int:
        self._process = await start(self.part, self.gate)
        self._starts += 1
        return await self._process.wait()

    async def _pause(self, code: int, lasted_s: float) -> None:
        if lasted_s > _STEADY_AFTER_S:
            self._pause_s = _FIRST_PAUSE_S
        where = f" See {self.part.log_path}." if self.part.log_path else ""
        how = f"by signal {-code}" if code < 0 else f"with code {code}"
        say(f"The {self.part.name} ended {how}; it starts again in {self._pause_s:g} s.{where}")
        await asyncio.sleep(self._pause_s)
        self._pause_s = min(2 * self._pause_s, _LONGEST_PAUSE_S)


@dataclass
class Supervisor:
    """All kept parts of one installation, and the servers that belong to it."""

    servers: EmbeddedServers
    data_dir: Path
    gate: Gate = field(default_factory=Gate)
    _kept: list[Kept] = field(default_factory=list)
    _tasks: "set[asyncio.Task[Any]]" = field(default_factory=set)

    def keep(self, part: Part) -> Kept:
        """Start a part and keep it running."""
        kept = Kept(part, self.gate)
        self._kept.append(kept)
        self._tasks.add(asyncio.create_task(kept.keep()))
        return kept

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
        self._say_where()
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

    def _say_where(self) -> None:
        if self.data_dir not in {self.servers.home, *self.servers.home.parents}:
            say(f"The servers may not enter {self.data_dir}; their data is in {self.servers.home}.")

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
        """On this very thread: the kernel ends a server with the thread that started it."""
        while True:
            await asyncio.sleep(_LOOK_S)
            for name in self.servers.revive():
                say(f"{name} had ended and was started again.")

    async def _stop_all(self) -> None:
        """What the product stands on goes last."""
        for foundation in (False, True):
            await asyncio.gather(
                *(kept.stop() for kept in self._kept if kept.part.foundation is foundation)
            )
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.gate.close()


async def start(part: Part, gate: Gate) -> Process:
    """Start the process of a part; it ends with us, and Ctrl-C reaches only us."""
    with ExitStack() as stack:
        log = _open_log(part.log_path, stack)
        return await asyncio.create_subprocess_exec(
            *dying_with_us([sys.executable, *part.arguments]),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=part.cwd,
            env={**part.environment, START_GATE: str(gate.reading)},
            pass_fds=(gate.reading,),
            start_new_session=True,
        )


def reason(part: Part) -> str:
    """Why a part could not start: the last line that it left."""
    if part.log_path is None:
        return f"The {part.name} cannot start: see above."
    lines = part.log_path.read_text(errors="replace").strip().splitlines()
    said = lines[-1].removeprefix("crossposter: ") if lines else "it said nothing"
    return f"The {part.name} cannot start: {said}"


def bare_environment() -> dict[str, str]:
    """What any program needs of this environment, and nothing that could name a real account."""
    return {name: os.environ[name] for name in _HARMLESS if name in os.environ}


def whole_environment() -> dict[str, str]:
    """This environment, less the switch that makes every start compile all code again."""
    dropped = {"PYTHONDONTWRITEBYTECODE", START_GATE}
    return {name: value for name, value in os.environ.items() if name not in dropped}


def _open_log(path: Path | None, stack: ExitStack) -> int | None:
    if path is None:
        return None
    if path.exists() and path.stat().st_size > _LOG_KEPT_BYTES:
        path.replace(path.with_name(f"{path.name}.old"))
    return stack.enter_context(path.open("ab")).fileno()
