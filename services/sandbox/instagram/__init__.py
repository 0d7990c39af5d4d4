"""The pretend Instagram: profiles, containers, posts and comments.

Source: https://developers.facebook.com/documentation/instagram-platform (imitated at version 26.0)
"""

from aiohttp import web

from services.sandbox.instagram import private
from services.sandbox.instagram.about import SWITCHES
from services.sandbox.instagram.control import InstagramControl
from services.sandbox.instagram.graph import GraphApi
from services.sandbox.instagram.oauth import TokenServers
from services.sandbox.instagram.section import InstagramSection
from services.sandbox.state import World


def setup(app: web.Application, world: World) -> None:
    """Add Instagram to the sandbox."""
    world.settings.declare(*SWITCHES, *private.SWITCHES)
    section = InstagramSection(world)
    world.join(section)
    private.add_routes(app, section.private)
    app.add_routes(TokenServers(section).routes())
    app.add_routes(GraphApi(section).routes())
    app.add_routes(InstagramControl(section).routes())
