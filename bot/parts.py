"""The processes of a small server: how each starts, waits, comes back and ends."""

import asyncio
import json
import os
import sys
import time
from asyncio.subprocess import Process
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from services.embedded.process import dying_with_us
from services.errors import StartError

ROOT = Path(__file__).resolve().parent.parent
CANNOT_START = 2
START_GATE = "START_GATE_FD"

_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 30.0
_STEADY_AFTER_S = 60.0
_STOP_PATIENCE_S = 20.0
_LOG_KEPT_BYTES = 10_000_000
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
    """Lets processes load their code at once, and go on when all is ready.

    What they need to know by then, such as the address of the database, they are told there.
    """

    def __init__(self) -> None:
        self._told: bytes | None = None
        self._waiting: list[int] = []

    def admit(self) -> int:
        """A pipe for one more process to read from; the caller closes it."""
        reading, writing = os.pipe()
        self._waiting.append(writing)
        if self._told is not None:
            self._let_in()
        return reading

    def open(self, environment: Mapping[str, str] | None = None) -> None:
        """Let everyone through, now and later, with more variables in their environment."""
        self._told = json.dumps(dict(environment or {})).encode()
        self._let_in()

    def close(self) -> None:
        """Send away whoever still waits."""
        for pipe in self._waiting:
            os.close(pipe)
        self._waiting.clear()

    def _let_in(self) -> None:
        for pipe in self._waiting:
            with suppress(BrokenPipeError):
                os.write(pipe, self._told or b"")
        self.close()


def wait_at_gate() -> None:
    """In a kept process: wait until whoever started it says that all is ready."""
    if gate := os.environ.pop(START_GATE, ""):
        with os.fdopen(int(gate), "rb") as pipe:
            told = pipe.read()
        if not told:
            sys.exit(0)
        os.environ.update(json.loads(told))


@dataclass
class Kept:
    """A part, the process that it is now, and how long to wait before the next one."""

    part: Part
    gate: Gate
    _process: Process | None = None
    _began: float = 0.0
    _stopping: bool = False
    _pause_s: float = _FIRST_PAUSE_S
    _starts: int = 0

    async def begin(self) -> None:
        """Start its process."""
        self._began = time.monotonic()
        self._process = await start(self.part, self.gate)
        self._starts += 1

    async def keep(self) -> None:
        """Start it again whenever it ends, for as long as the supervisor lives.

        Raises:
            StartError: Its very first start says that it cannot start here.
        """
        while self._process:
            code = await self._process.wait()
            if self._stopping:
                return
            if code == CANNOT_START and self._starts == 1:
                raise StartError(reason(self.part))
            await self._pause(code)
            if not self._stopping:
                await self.begin()

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

    async def _pause(self, code: int) -> None:
        if time.monotonic() - self._began > _STEADY_AFTER_S:
            self._pause_s = _FIRST_PAUSE_S
        where = f" See {self.part.log_path}." if self.part.log_path else ""
        how = f"by signal {-code}" if code < 0 else f"with code {code}"
        say(f"The {self.part.name} ended {how}; it starts again in {self._pause_s:g} s.{where}")
        await asyncio.sleep(self._pause_s)
        self._pause_s = min(2 * self._pause_s, _LONGEST_PAUSE_S)


async def start(part: Part, gate: Gate) -> Process:
    """Start the process of a part; it ends with us, and Ctrl-C reaches only us."""
    with ExitStack() as stack:
        log = _open_log(part.log_path, stack)
        pipe = gate.admit()
        stack.callback(os.close, pipe)
        return await asyncio.create_subprocess_exec(
            *dying_with_us([sys.executable, *part.arguments]),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=part.cwd,
            env={**part.environment, START_GATE: str(pipe)},
            pass_fds=(pipe,),
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
