"""The webhook: answers only after the commit, and only to whoever knows the secret.

Source: https://core.telegram.org/bots/api#setwebhook
"""

import hmac
import re
from dataclasses import dataclass, field

import structlog
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from bot.inbox.store import Inbox
from services.errors import SettingsError
from services.settings import Settings

log = structlog.get_logger()

PATH = "/telegram/webhook"
MAX_BODY_BYTES = 4 * 1024 * 1024
_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_SECRET = re.compile(r"[A-Za-z0-9_-]{32,256}")


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram brings updates, and what it must say to be believed."""

    url: str
    secret: str = field(repr=False)


def read_webhook(settings: Settings) -> Webhook | None:
    """The webhook of these settings; None without a public address: then we poll.

    Raises:
        SettingsError: The secret is missing, short or not sendable; the start stops.
    """
    if settings.public_url is None:
        return None
    kept = settings.telegram_webhook_secret
    secret = kept.get_secret_value() if kept else ""
    if not _SECRET.fullmatch(secret):
        raise SettingsError(
            "TELEGRAM_WEBHOOK_SECRET must be 32 to 256 letters, digits, _ or -:"
            " it is all that keeps strangers from speaking for Telegram"
        )
    return Webhook(settings.public_url.rstrip("/") + PATH, secret)


def webhook_route(webhook: Webhook, inbox: Inbox) -> web.RouteDef:
    """The route that takes updates.

    A body that is too large is refused with 413; when nothing could be stored, 503 makes
    Telegram come again.
    """

    async def receive(request: web.Request) -> web.Response:
        if not _knows(request, webhook.secret):
            return web.Response(status=401)
        body = await request.read()
        try:
            await inbox.keep([body])
        except (SQLAlchemyError, OSError) as error:
            log.warning("webhook.not_stored", why=type(error).__name__)
            return web.Response(status=503)
        return web.Response()

    return web.post(PATH, receive)


def _knows(request: web.Request, secret: str) -> bool:
    """Compared as bytes: a header that is not ASCII is wrong like any other."""
    given = request.headers.get(_HEADER, "").encode("utf-8", "surrogateescape")
    return hmac.compare_digest(given, secret.encode())
