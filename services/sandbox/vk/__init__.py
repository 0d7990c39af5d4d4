"""The pretend VK: API, upload hosts, communities and their walls.

Source: https://dev.vk.com/reference (imitated at version 5.199)
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from aiohttp import web

from services.sandbox.state import World
from services.sandbox.vk.about import SWITCHES
from services.sandbox.vk.api import VkApi
from services.sandbox.vk.asking import HumanChecks
from services.sandbox.vk.control import VkControl
from services.sandbox.vk.hosts import UploadHosts
from services.sandbox.vk.oauth import VkId
from services.sandbox.vk.section import VkSection

_RIPEN_EVERY_S = 0.2


def setup(app: web.Application, world: World) -> None:
    """Add VK to the sandbox."""
    world.settings.declare(*SWITCHES)
    section = VkSection(world)
    world.join(section)
    app.add_routes(VkApi(section).routes())
    app.add_routes(UploadHosts(section).routes())
    app.add_routes(HumanChecks(section).routes())
    app.add_routes(VkControl(section).routes())
    app.add_routes(VkId(section).routes())

    async def ripen(_app: web.Application) -> AsyncIterator[None]:
        ripening = asyncio.create_task(_ripen(section))
        yield
        ripening.cancel()
        with suppress(asyncio.CancelledError):
            await ripening

    app.cleanup_ctx.append(ripen)


async def _ripen(section: VkSection) -> None:
    """Postponed posts go live and videos get ready, whether or not anybody asks."""
    while True:
        section.ripen()
        await asyncio.sleep(_RIPEN_EVERY_S)
