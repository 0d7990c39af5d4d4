"""Health: how late the oldest due work is, straight from the rows."""

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from db import cards, inbox, outbox
from db.deliveries import sweeping
from services.deps import Deps


def health_route(deps: Deps) -> web.RouteDef:
    """`GET /health`: 200 with seconds overdue per kind of work, 503 without a database."""

    async def health(request: web.Request) -> web.Response:
        del request
        try:
            overdue_s = await _overdue_s(deps)
        except (SQLAlchemyError, OSError):
            return web.json_response({"ok": False, "why": "database"}, status=503)
        return web.json_response({"ok": True, "overdue_s": overdue_s})

    return web.get("/health", health)


async def _overdue_s(deps: Deps) -> dict[str, float]:
    now = deps.clock.now()
    looks = {
        "updates": inbox.oldest_overdue_s,
        "deliveries": sweeping.oldest_overdue_s,
        "cards": cards.oldest_overdue_s,
        "messages": outbox.oldest_overdue_s,
    }
    async with deps.db.begin() as session:
        return {name: round(await look(session, now), 1) for name, look in looks.items()}
