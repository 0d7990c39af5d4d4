"""The pretend YouTube: Data API v3, resumable uploads, the token server, channels.

Source: https://developers.google.com/youtube/v3/docs
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from aiohttp import web

from services.sandbox.state import World
from services.sandbox.youtube.about import SWITCHES
from services.sandbox.youtube.api import YoutubeApi
from services.sandbox.youtube.control import YoutubeControl
from services.sandbox.youtube.oauth import TokenServer
from services.sandbox.youtube.section import YoutubeSection
from services.sandbox.youtube.uploading import Uploads

_RIPEN_EVERY_S = 0.2


def setup(app: web.Application, world: World) -> None:
    """Add YouTube to the sandbox."""
    world.settings.declare(*SWITCHES)
    section = YoutubeSection(world)
    world.join(section)
    app.add_routes(YoutubeApi(section).routes())
    app.add_routes(Uploads(section).routes())
    app.add_routes(TokenServer(section).routes())
    app.add_routes(YoutubeControl(section).routes())

    async def ripen(_app: web.Application) -> AsyncIterator[None]:
        ripening = asyncio.create_task(_ripen(section))
        yield
        ripening.cancel()
        with suppress(asyncio.CancelledError):
            await ripening

    app.cleanup_ctx.append(ripen)


async def _ripen(section: YoutubeSection) -> None:
    """Videos get ready and appointed ones go live, whether or not anybody asks."""
    while True:
        section.ripen()
        await asyncio.sleep(_RIPEN_EVERY_S)
