"""Clocks on which paces and graces cost no real time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.clock import SharedClock

_TICK_S = 0.01


class LeapingClock(SharedClock):
    """Nobody waits on it: whoever would sleep moves it on for everybody.

    So a worker that is alone does the same things at the same moments in every run.
    """

    async def sleep(self, seconds: float) -> None:
        """Let that many seconds pass at once."""
        self.advance(max(0.0, seconds))
        await asyncio.sleep(0)


@asynccontextmanager
async def hurrying(clock: SharedClock, speed: float) -> AsyncIterator[None]:
    """Let everybody's clock run faster, in all processes that share it."""

    async def tick() -> None:
        while True:
            await asyncio.sleep(_TICK_S)
            clock.advance(_TICK_S * (speed - 1))

    ticking = asyncio.create_task(tick())
    try:
        yield
    finally:
        ticking.cancel()
