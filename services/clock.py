"""The one clock: decisions take its time, waits go through it, tests and the sandbox move it."""

import asyncio
import mmap
import struct
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

_LOOK_S = 0.02
_OFFSET = struct.Struct("<d")


class Clock(Protocol):
    """What every part of the product asks for the time."""

    def now(self) -> datetime:
        """The time, aware UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait until that many seconds of this clock have passed."""
        ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """The time, aware UTC."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Wait that many seconds."""
        await asyncio.sleep(max(0.0, seconds))


class SharedClock:
    """Real time plus an offset that several processes read from one small file.

    The file holds one little-endian double: seconds. Whoever writes it moves the clock of the
    bot, the worker and the sandbox in the same instant. Only a sandbox is run like this.
    """

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(_OFFSET.pack(0.0))
        with path.open("r+b") as file:
            self._offset = mmap.mmap(file.fileno(), _OFFSET.size)

    @property
    def offset_s(self) -> float:
        """Seconds by which this clock is ahead of the machine's."""
        return float(_OFFSET.unpack_from(self._offset)[0])

    def advance(self, seconds: float) -> None:
        """Move the clock of everyone who shares the file."""
        _OFFSET.pack_into(self._offset, 0, self.offset_s + seconds)

    def now(self) -> datetime:
        """The shared time, aware UTC."""
        return datetime.fromtimestamp(self._timestamp(), UTC)

    async def sleep(self, seconds: float) -> None:
        """Wait until the shared clock has passed that many seconds, however it is moved."""
        until = self._timestamp() + seconds
        while (left := until - self._timestamp()) > 0:  # noqa: ASYNC110 - others move it
            await asyncio.sleep(min(left, _LOOK_S))

    def _timestamp(self) -> float:
        return time.time() + self.offset_s
