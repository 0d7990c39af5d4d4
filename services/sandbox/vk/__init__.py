"""The pretend VK: API, upload hosts, communities and their walls.

Source: https://dev.vk.com/reference (imitated at version 5.199)
"""

from aiohttp import web

from services.sandbox.background import keep_ripening
from services.sandbox.state import World
from services.sandbox.vk.about import SWITCHES
from services.sandbox.vk.api import VkApi
from services.sandbox.vk.asking import HumanChecks
from services.sandbox.vk.control import VkControl
from services.sandbox.vk.hosts import UploadHosts
from services.sandbox.vk.oauth import VkId
from services.sandbox.vk.section import VkSection


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
    keep_ripening(app, section)
