"""A command of ours in a terminal of its own, watched and stopped as a person does it."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.embedded.conftest import is_running
from tests.environment import ROOT, quiet_environment

PATIENCE_S = 60
LOOK_S = 0.1


class Terminal:
    """A running `python -m bot ...`.

    Args:
        said_path: Where to keep what the terminal shows.
        arguments: What follows `python -m bot`.
        cwd: The working folder, where `.env` is looked for.
        environment: What the command finds there beyond the bare necessities.
    """

    def __init__(
        self,
        said_path: Path,
        *arguments: str,
        cwd: Path = ROOT,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._said_path = said_path
        with said_path.open("wb") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot", *arguments],
                stdout=said,
                stderr=subprocess.STDOUT,
                cwd=cwd,
                env=quiet_environment(PYTHONPATH=str(ROOT), **(environment or {})),
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        """All that the terminal shows."""
        return self._said_path.read_text()

    def wait_for(self, pattern: str) -> None:
        """Wait until the terminal shows something."""
        self.wait_until(lambda: bool(re.search(pattern, self.said)), pattern)

    def wait_until(self, came_true: Callable[[], bool], what: str) -> None:
        """Wait until something has come true while the command runs."""
        until = time.monotonic() + PATIENCE_S
        while not came_true():
            assert time.monotonic() < until, f"no {what!r} in time:\n{self.said}"
            assert self.process.poll() is None, f"it ended:\n{self.said}"
            time.sleep(LOOK_S)

    def family(self) -> list[int]:
        """The process numbers of everything that it started."""
        return _descendants(self.process.pid)

    def find(self, command: str) -> set[int]:
        """The processes below it that run a command of ours, such as `worker`."""
        mark = f"-m\0bot\0{command}\0".encode()
        return {pid for pid in self.family() if mark in _read(f"/proc/{pid}/cmdline")}

    def environments(self) -> list[bytes]:
        """What every process below it sees."""
        return [_read(f"/proc/{pid}/environ") for pid in self.family()]

    def press_ctrl_c(self) -> int:
        """Stop it as a person does; its exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE_S)

    def end(self) -> None:
        """Be sure that nothing is left of it."""
        family = self.family()
        self.process.kill()
        self.process.wait()
        assert all_gone(family)


def all_gone(family: list[int]) -> bool:
    """Whether all of these processes end, given time."""
    until = time.monotonic() + PATIENCE_S
    while any(map(is_running, family)) and time.monotonic() < until:
        time.sleep(LOOK_S)
    return not any(map(is_running, family))


def _descendants(pid: int) -> list[int]:
    children = [int(child) for child in _read(f"/proc/{pid}/task/{pid}/children").split()]
    return [*children, *(below for child in children for below in _descendants(child))]


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError:
        return b""
