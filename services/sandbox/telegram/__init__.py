"""The pretend Telegram: Bot API, people with their clients, channels.

Source: https://core.telegram.org/bots/api (imitated at Bot API 10)
"""

from aiohttp import web

from services.sandbox.background import work_alongside
from services.sandbox.state import World
from services.sandbox.telegram.api import BotApi
from services.sandbox.telegram.control import TelegramControl
from services.sandbox.telegram.seed import lay_out
from services.sandbox.telegram.store import Telegram


def setup(app: web.Application, world: World) -> None:
    """Add Telegram to the sandbox."""
    telegram = Telegram(world, lay_out)
    world.join(telegram)
    app.add_routes(BotApi(telegram).routes())
    app.add_routes(TelegramControl(telegram).routes())
    work_alongside(app, telegram.webhook.deliver)
