"""A Valkey server of our own: a bell and a stopwatch, never the truth."""

import os
import shutil
import signal
import socket
import time
from pathlib import Path

from services.embedded.binaries import find_valkey
from services.embedded.folder import (
    LOOPBACK,
    make_folder,
    remembered_password,
    start_on_a_port,
    write_private,
)
from services.embedded.place import Place, give_to
from services.embedded.process import Server, died, works_as

_READY_TIMEOUT_S = 20
_ANSWER_TIMEOUT_S = 1
_LOOK_S = 0.01
_STEADY = """\
bind {host}
port {port}
dir {folder}
requirepass {password}
maxmemory-policy noeviction
daemonize no
"""
_DURABLE = "appendonly yes\nappendfsync everysec\n"
_FORGETFUL = 'appendonly no\nsave ""\n'


class EmbeddedValkey:
    """One Valkey (or Redis) server in one folder.

    Args:
        place: Whose folder, and as whom.
        durable: False keeps nothing on disk; for tests.
        search_path: What to use for `PATH`; None means the environment's.
    """

    name = "Valkey"

    def __init__(self, place: Place, *, durable: bool, search_path: str | None = None) -> None:
        self._place = place
        self._durable = durable
        self._folder = place.folder("valkey")
        self._log_path = place.home / "valkey.log"
        self._password = remembered_password(place.home / "valkey.password")
        self._program = runnable_valkey(place, search_path)
        self._port = 0
        self._server: Server | None = None

    @property
    def url(self) -> str:
        """The address for redis-py and arq."""
        return f"redis://:{self._password}@{LOOPBACK}:{self._port}/0"

    @property
    def pid(self) -> int | None:
        """The process number while it runs."""
        return self._server.pid if self._server else None

    def is_alive(self) -> bool:
        """Whether it runs."""
        return self._server is not None and self._server.is_alive()

    def start(self) -> None:
        """Start it and wait until it answers.

        Raises:
            StartError: It cannot start; the text carries the server's own reason.
        """
        if self._port:
            self._start_on(self._port)
        else:
            port_file = self._place.home / "valkey.port"
            self._port = start_on_a_port(port_file, self._start_on)

    def _start_on(self, port: int) -> None:
        settings = self._folder / "valkey.conf"
        write_private(settings, self._settings(port))
        os.chown(settings, self._folder.stat().st_uid, -1)
        program = [str(self._program), str(settings)]
        self._server = Server(
            self.name, program, guise=self._place.guise, death_signal=signal.SIGTERM
        )
        with self._log_path.open("ab") as log:
            self._server.start(log)
        self._wait_until_ready(self._server, port)

    def stop(self) -> None:
        """Let it write its data and end."""
        if self._server:
            self._server.stop(gently=signal.SIGTERM)

    def kill(self) -> None:
        """End it at once, as a crash would."""
        if self._server:
            self._server.kill()

    def _settings(self, port: int) -> str:
        steady = _STEADY.format(
            host=LOOPBACK, port=port, folder=self._folder, password=self._password
        )
        return steady + (_DURABLE if self._durable else _FORGETFUL)

    def _wait_until_ready(self, server: Server, port: int) -> None:
        until = time.monotonic() + _READY_TIMEOUT_S
        while server.is_alive() and time.monotonic() < until:
            if self._answers(port):
                return
            time.sleep(_LOOK_S)
        server.kill()
        raise died(self.name, self._log_path)

    def _answers(self, port: int) -> bool:
        """Whether it says PONG, and not that it is still reading its data."""
        try:
            with socket.create_connection((LOOPBACK, port), _ANSWER_TIMEOUT_S) as wire:
                wire.sendall(f"AUTH {self._password}\r\nPING\r\nQUIT\r\n".encode())
                return b"+PONG" in wire.makefile("rb").read()
        except OSError:
            return False


def runnable_valkey(place: Place, search_path: str | None) -> Path:
    """The server program, copied when its own folder is closed to the guise.

    Raises:
        StartError: There is none.
    """
    program = find_valkey(search_path)
    if works_as(place.guise, [str(program), "--version"]):
        return program
    copy = make_folder(place.home / "programs") / program.name
    if not copy.exists():
        shutil.copy(program, copy)
    give_to(place.guise, copy.parent)
    return copy
