"""The pretend Pinterest: consent page, API v5, the bucket for videos, people and boards.

Source: https://developers.pinterest.com/docs/api/v5/ (imitated at version 5.23)
"""

from aiohttp import web

from services.sandbox.pinterest.about import SWITCHES
from services.sandbox.pinterest.api import PinterestApi
from services.sandbox.pinterest.bucket import Bucket
from services.sandbox.pinterest.control import PinterestControl
from services.sandbox.pinterest.oauth import TokenServer
from services.sandbox.pinterest.section import PinterestSection
from services.sandbox.state import World


def setup(app: web.Application, world: World) -> None:
    """Add Pinterest to the sandbox."""
    world.settings.declare(*SWITCHES)
    section = PinterestSection(world)
    world.join(section)
    parts = (TokenServer, PinterestApi, Bucket, PinterestControl)
    for part in (each(section) for each in parts):
        app.add_routes(part.routes())
