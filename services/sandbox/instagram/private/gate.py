"""Where a client in a sandbox learns how to reach Instagram's hosts; opened at the first question.

Nothing listens, and no certificate is made, until somebody asks.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Final

from aiohttp import web

from services.sandbox.state import World

if TYPE_CHECKING:
    from services.sandbox.instagram.private.front import Front

_LOOPBACK: Final = "127.0.0.1"


class Gate:
    """`GET /instagram/private`: `{proxy, ca}`, an address and a certificate as PEM."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._front: Front | None = None
        self._opening = asyncio.Lock()

    def routes(self) -> list[web.RouteDef]:
        """The one address that a client has to know."""
        return [web.get("/instagram/private", self._tell)]

    async def live(self, _app: web.Application) -> AsyncIterator[None]:
        """Close what was opened when the sandbox stops."""
        yield
        if self._front:
            await self._front.stop()

    async def _tell(self, request: web.Request) -> web.Response:
        async with self._opening:
            front = self._front or await self._open(request)
        return web.json_response({"proxy": front.proxy, "ca": front.ca})

    async def _open(self, request: web.Request) -> "Front":
        # Its server and its certificates take a second to load, and most never come here.
        from services.sandbox.instagram.private.front import Front  # noqa: PLC0415

        here = request.transport.get_extra_info("sockname") if request.transport else None
        front = Front(f"http://{_LOOPBACK}:{here[1] if here else 80}", self._refused)
        await front.start()
        self._front = front
        return front

    def _refused(self, host: str) -> None:
        """Write down that somebody wanted to leave the pretend internet."""
        record = self._world.journal.begin("instagram", "private.connect", {"host": host})
        self._world.journal.finish(record, status=403, outcome="refused", effect=False)
