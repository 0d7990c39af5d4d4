"""Loops that never end: woken at once in this process, looking by themselves otherwise."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog
from sqlalchemy.exc import SQLAlchemyError

log = structlog.get_logger()

_TROUBLE_PAUSE_S = 1.0


class Pulse:
    """What a loop waits on between two looks.

    Args:
        every_s: Real seconds after which it looks in any case: other processes cannot wake it.
    """

    def __init__(self, every_s: float) -> None:
        self._every_s = every_s
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look now, or once more if a look is under way."""
        self._woken.set()

    async def wait(self) -> None:
        """Wait until it is time to look."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._every_s):
                await self._woken.wait()
        self._woken.clear()


async def keep_looking(name: str, look: Callable[[], Awaitable[bool]], pulse: Pulse) -> None:
    """Look until cancelled, at once again while there was more to do.

    This is an edge of the process: whatever goes wrong is told to the log, and the loop goes on.
    """
    while True:
        try:
            more = await look()
        except (SQLAlchemyError, OSError) as error:
            log.warning("loop.database_away", loop=name, why=type(error).__name__)
            await asyncio.sleep(_TROUBLE_PAUSE_S)
        except Exception:
            log.exception("loop.failed", loop=name)
            await asyncio.sleep(_TROUBLE_PAUSE_S)
        else:
            if not more:
                await pulse.wait()
