"""Where a worker handles media: many at once, but alone what a worker may have died of."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Room:
    """If the process dies while a suspect is alone in here, it was the suspect."""

    def __init__(self) -> None:
        self._inside = 0
        self._is_closed = False
        self._suspects = 0
        self._changed = asyncio.Condition()

    @asynccontextmanager
    async def enter(self, *, alone: bool) -> AsyncIterator[None]:
        """Be inside for the length of the block; whoever would be alone goes before the others."""
        async with self._changed:
            await (self._wait_alone() if alone else self._wait())
            self._inside += 1
            self._is_closed = alone
        try:
            yield
        finally:
            async with self._changed:
                self._inside -= 1
                self._is_closed = False
                self._changed.notify_all()

    async def _wait(self) -> None:
        await self._changed.wait_for(lambda: not self._is_closed and not self._suspects)

    async def _wait_alone(self) -> None:
        self._suspects += 1
        try:
            await self._changed.wait_for(lambda: not self._inside)
        finally:
            self._suspects -= 1
            self._changed.notify_all()
