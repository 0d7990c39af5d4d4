"""Where people come back to from a network's own page; the rest is said in the chat.

The page holds nothing secret, loads nothing, and never sends anybody on to another address.
"""

from aiohttp import web

from bot.texts import language_of, t
from bot.web.pages import page, paragraph
from services import consents
from services.consents import Answered
from services.deps import Deps
from services.networks.base import Network

_PATH = consents.callback_path("{network:[a-z]{2,20}}")
_SIGNS = {"found": "👍", "denied": "✋", "expired": "⌛", "used": "☑️"}
_STATUS = {"unknown": 404, "used": 410, "expired": 410, "failed": 502}


def consent_route(deps: Deps) -> web.RouteDef:
    """`GET /oauth/{network}/callback`: takes an answer, and shows what came of it."""

    async def receive(request: web.Request) -> web.Response:
        network = deps.networks.get(request.match_info["network"])
        if network is None or not network.consents:
            raise web.HTTPNotFound
        answered = await consents.answer(deps, network.key, request.query)
        language = answered.language or language_of(request.headers.get("Accept-Language"))
        return _page(answered, network, language)

    return web.get(_PATH, receive)


def _page(answered: Answered, network: Network, language: str) -> web.Response:
    values = {
        "network": network.title,
        "title": answered.title,
        "person": answered.asked_by,
    }
    words = t(language, f"consent-page-{answered.ending}", **values)
    if answered.error is not None and answered.error.advice:
        words = t(language, answered.error.advice)
    return page(
        language,
        sign=_SIGNS.get(answered.ending, "⚠️"),
        heading=t(language, f"consent-page-{answered.ending}-heading", **values),
        body=paragraph(words),
        status=_STATUS.get(answered.ending, 200),
    )
