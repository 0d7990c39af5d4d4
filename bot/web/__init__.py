"""The web server: Telegram's webhook, and health for whoever watches the process."""

from bot.web.server import open_web, web_app
from bot.web.webhook import Webhook, read_webhook

__all__ = ["Webhook", "open_web", "read_webhook", "web_app"]
