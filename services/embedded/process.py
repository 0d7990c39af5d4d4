"""Start a program that lives no longer than we do, as a user that it accepts."""

import os
import signal
import subprocess
import sys
from enum import StrEnum
from pathlib import Path
from typing import IO

from services.errors import StartError

_BECOME = Path(__file__).with_name("become.py")
_PROBE_TIMEOUT_S = 10
_NEEDED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")


class Guise(StrEnum):
    """As whom a server runs. PostgreSQL refuses to be root."""

    PLAIN = "plain"
    NAMESPACE = "namespace"
    NOBODY = "nobody"


def dying_with_us(
    program: list[str], *, guise: Guise = Guise.PLAIN, death_signal: int = signal.SIGTERM
) -> list[str]:
    """The command line that runs a program in a guise and signals it when this process dies."""
    become = [sys.executable, "-I", "-S", str(_BECOME)]
    return [*become, guise.value, str(int(death_signal)), str(os.getpid()), *program]


def works_as(guise: Guise, program: list[str]) -> bool:
    """Whether a short program ends well in a guise."""
    return output_of(guise, program) is not None


def output_of(guise: Guise, program: list[str]) -> str | None:
    """What a short program prints in a guise; None when it fails or may not run."""
    done = subprocess.run(  # noqa: S603 - our own launcher and a fixed program
        dying_with_us(program, guise=guise),
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env=bare_environment(),
        timeout=_PROBE_TIMEOUT_S,
    )
    return done.stdout if done.returncode == 0 else None


def bare_environment() -> dict[str, str]:
    """What a server needs of our environment; a token of a bot is none of its business."""
    return {name: os.environ[name] for name in _NEEDED if name in os.environ}


def fitting_guises() -> list[Guise]:
    """The guises worth trying here, best first.

    A user namespace leaves every file with its owner; only where the kernel refuses it does root
    become `nobody` for real.
    """
    if os.geteuid() != 0:
        return [Guise.PLAIN]
    guises = [Guise.NAMESPACE, Guise.NOBODY]
    return [guise for guise in guises if works_as(guise, ["/bin/sh", "-c", "exit 0"])]


class Server:
    """One running server program: start, ask whether it lives, stop."""

    def __init__(self, name: str, program: list[str], *, guise: Guise, death_signal: int) -> None:
        self.name = name
        self._program = program
        self._guise = guise
        self._death_signal = death_signal
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process number while it runs."""
        return self._process.pid if self._process and self.is_alive() else None

    def start(self, log: IO[bytes]) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches only its owner."""
        self._process = subprocess.Popen(  # noqa: S603 - a server that we located ourselves
            dying_with_us(self._program, guise=self._guise, death_signal=self._death_signal),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            cwd="/",
            env=bare_environment(),
        )

    def is_alive(self) -> bool:
        """Whether it was started and has not ended."""
        return self._process is not None and self._process.poll() is None

    def stop(self, *, gently: int, hard: int = signal.SIGKILL, patience_s: float = 20) -> None:
        """Ask it to end with one signal, and after a while with a harder one."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(gently)
        try:
            self._process.wait(patience_s)
        except subprocess.TimeoutExpired:
            self._process.send_signal(hard)
            self._process.wait(patience_s)

    def kill(self) -> None:
        """End it at once, as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


def last_words(log_path: Path) -> str:
    """The last line that says what went wrong in a server's log."""
    try:
        lines = log_path.read_text(errors="replace").splitlines()[-40:]
    except OSError:
        return "it left no log"
    telling = [line for line in lines if any(mark in line for mark in _TELLING)]
    return (telling or lines or ["it said nothing"])[-1].strip()


_TELLING = ("FATAL", "PANIC", "ERROR", "error:", "Fatal", "could not", "Can't", "# ")


def died(name: str, log_path: Path) -> StartError:
    """The error for a server that ended while it was awaited."""
    return StartError(f"{name} did not start: {last_words(log_path)} (see {log_path})")
