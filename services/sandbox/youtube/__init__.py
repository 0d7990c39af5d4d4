"""The pretend YouTube: Data API v3, resumable uploads, the token server, channels.

Source: https://developers.google.com/youtube/v3/docs
"""

from aiohttp import web

from services.sandbox.background import keep_ripening
from services.sandbox.state import World
from services.sandbox.youtube.about import SWITCHES
from services.sandbox.youtube.api import YoutubeApi
from services.sandbox.youtube.control import YoutubeControl
from services.sandbox.youtube.oauth import TokenServer
from services.sandbox.youtube.section import YoutubeSection
from services.sandbox.youtube.thumbnails import Thumbnails
from services.sandbox.youtube.uploading import Uploads


def setup(app: web.Application, world: World) -> None:
    """Add YouTube to the sandbox."""
    world.settings.declare(*SWITCHES)
    section = YoutubeSection(world)
    world.join(section)
    app.add_routes(YoutubeApi(section).routes())
    app.add_routes(Uploads(section).routes())
    app.add_routes(Thumbnails(section).routes())
    app.add_routes(TokenServer(section).routes())
    app.add_routes(YoutubeControl(section).routes())
    keep_ripening(app, section)
