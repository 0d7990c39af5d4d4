"""Work that goes on beside the application, as long as it is up."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import suppress
from typing import Any, Protocol

from aiohttp import web

_RIPEN_EVERY_S = 0.2


class Ripening(Protocol):
    """A section whose things get ready, whether or not anybody asks."""

    def ripen(self) -> None:
        """Let everything happen whose time has come."""
        ...


def work_alongside(
    app: web.Application,
    work: Callable[[], Coroutine[Any, Any, None]],
    finish: Callable[[], None] = lambda: None,
) -> None:
    """Begin some work with the application, and cancel it with its end.

    Args:
        app: The application.
        work: What goes on until it is cancelled.
        finish: What is done then.
    """

    async def alongside(_app: web.Application) -> AsyncIterator[None]:
        working = asyncio.create_task(work())
        yield
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
        finish()

    app.cleanup_ctx.append(alongside)


def keep_ripening(app: web.Application, section: Ripening) -> None:
    """Let time do to a section what it does, as long as the application is up."""

    async def ripen() -> None:
        while True:
            section.ripen()
            await asyncio.sleep(_RIPEN_EVERY_S)

    work_alongside(app, ripen)
