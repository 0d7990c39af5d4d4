"""Opening and closing the web server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from aiohttp import web

from bot.inbox.store import Inbox
from bot.web.consents import consent_route
from bot.web.health import health_route
from bot.web.media import media_route
from bot.web.sign_in import sign_in_routes
from bot.web.webhook import MAX_BODY_BYTES, Webhook, webhook_route
from services.deps import Deps
from services.errors import StartError

log = structlog.get_logger()

_SHUTDOWN_TIMEOUT_S = 3.0


def web_app(deps: Deps, inbox: Inbox, webhook: Webhook | None) -> web.Application:
    """The routes of this process: health, media and answers always, the webhook if there is one."""
    app = web.Application(client_max_size=MAX_BODY_BYTES)
    app.add_routes([health_route(deps), media_route(deps), consent_route(deps)])
    app.add_routes(sign_in_routes(deps))
    if webhook is not None:
        app.add_routes([webhook_route(webhook, inbox)])
    return app


@asynccontextmanager
async def open_web(deps: Deps, app: web.Application) -> AsyncIterator[None]:
    """Serve for the length of the block; requests under way are finished at its end.

    No access log: addresses may hold what only their sender should know.

    Raises:
        StartError: The port is taken.
    """
    host, port = deps.settings.web_host, deps.settings.web_port
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=_SHUTDOWN_TIMEOUT_S)
    await runner.setup()
    try:
        await _listen(runner, host, port)
        log.info("web.listening", host=host, port=port)
        yield
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, host: str, port: int) -> None:
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        raise StartError(f"WEB_PORT: cannot listen on {host}:{port} ({error.strerror})") from None
