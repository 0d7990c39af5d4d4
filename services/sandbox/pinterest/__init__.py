"""The pretend Pinterest: API v5, the bucket that takes videos, people and their boards.

Source: https://developers.pinterest.com/docs/api/v5/ (imitated at version 5.23)
"""

from aiohttp import web

from services.sandbox.pinterest.about import SWITCHES
from services.sandbox.pinterest.api import PinterestApi
from services.sandbox.pinterest.bucket import Bucket
from services.sandbox.pinterest.control import PinterestControl
from services.sandbox.pinterest.section import PinterestSection
from services.sandbox.state import World


def setup(app: web.Application, world: World) -> None:
    """Add Pinterest to the sandbox."""
    world.settings.declare(*SWITCHES)
    section = PinterestSection(world)
    world.join(section)
    for part in (PinterestApi(section), Bucket(section), PinterestControl(section)):
        app.add_routes(part.routes())
