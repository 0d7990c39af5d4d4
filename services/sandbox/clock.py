"""The clock of the pretend internet: real time plus an offset that several processes share."""

import asyncio
import mmap
import struct
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

_LOOK_S = 0.04
_OFFSET = struct.Struct("<d")


class SandboxClock:
    """Reads and moves the offset in an 8-byte file (little-endian double, seconds).

    The product's processes map the same file, so one move moves everybody at once.
    """

    def __init__(self, path: Path) -> None:
        if not path.exists() or path.stat().st_size != _OFFSET.size:
            path.write_bytes(_OFFSET.pack(0.0))
        with path.open("r+b") as file:
            self._offset = mmap.mmap(file.fileno(), _OFFSET.size)

    @property
    def offset_s(self) -> float:
        """Seconds by which this clock is ahead of the machine's."""
        return float(_OFFSET.unpack_from(self._offset)[0])

    def set_offset(self, seconds: float) -> None:
        """Put the clock at that distance from the machine's."""
        _OFFSET.pack_into(self._offset, 0, seconds)

    def advance(self, seconds: float) -> None:
        """Move the clock forward (or, with a negative number, back)."""
        self.set_offset(self.offset_s + seconds)

    def timestamp(self) -> float:
        """Sandbox time as Unix seconds."""
        return time.time() + self.offset_s

    def now(self) -> datetime:
        """Sandbox time, aware UTC."""
        return datetime.fromtimestamp(self.timestamp(), UTC)

    async def sleep(self, seconds: float) -> None:
        """Wait until that many seconds have passed here, however the clock is moved meanwhile."""
        await self.wait_for(lambda: False, seconds)

    async def wait_for(self, ready: Callable[[], bool], timeout_s: float) -> bool:
        """Wait until `ready()` or until the time is over.

        Returns:
            What `ready()` said last.
        """
        until = self.timestamp() + timeout_s
        while not (done := ready()) and (left := until - self.timestamp()) > 0:  # noqa: ASYNC110
            await asyncio.sleep(min(left, _LOOK_S))
        return done
