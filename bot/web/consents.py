"""Where people come back to from a network's own page; the rest is said in the chat.

The page holds nothing secret, loads nothing, and never sends anybody on to another address.
"""

import html

from aiohttp import web

from bot.texts import language_of, t
from services import consents
from services.consents import Answered
from services.deps import Deps
from services.networks.base import Network

_PATH = consents.callback_path("{network:[a-z]{2,20}}")
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
        " frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
_SIGNS = {"found": "👍", "denied": "✋", "expired": "⌛", "used": "☑️"}
_STATUS = {"unknown": 404, "used": 410, "expired": 410, "failed": 502}
_PAGE = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>CrossPoster</title>
<style>
:root {{ color-scheme: light dark; font: 17px/1.5 system-ui, sans-serif; }}
body {{ display: grid; min-height: 90vh; margin: 0 16px; place-items: center; }}
main {{ max-width: 26em; text-align: center; overflow-wrap: anywhere; }}
.sign {{ font-size: 56px; line-height: 1.2; }}
h1 {{ font-size: 22px; }}
</style>
<main>
<div class="sign" aria-hidden="true">{sign}</div>
<h1>{heading}</h1>
<p>{words}</p>
</main>
</html>
"""


def consent_route(deps: Deps) -> web.RouteDef:
    """`GET /oauth/{network}/callback`: takes an answer, and shows what came of it."""

    async def receive(request: web.Request) -> web.Response:
        network = deps.networks.get(request.match_info["network"])
        if network is None or not network.consents:
            raise web.HTTPNotFound
        answered = await consents.answer(deps, network.key, request.query)
        language = answered.language or language_of(request.headers.get("Accept-Language"))
        return web.Response(
            text=_page(answered, network, language),
            status=_STATUS.get(answered.ending, 200),
            content_type="text/html",
            headers=_HEADERS,
        )

    return web.get(_PATH, receive)


def _page(answered: Answered, network: Network, language: str) -> str:
    values = {
        "network": network.title,
        "title": answered.title,
        "person": answered.asked_by,
    }
    words = t(language, f"consent-page-{answered.ending}", **values)
    if answered.error is not None and answered.error.advice:
        words = t(language, answered.error.advice)
    return _PAGE.format(
        language=language,
        sign=_SIGNS.get(answered.ending, "⚠️"),
        heading=html.escape(t(language, f"consent-page-{answered.ending}-heading", **values)),
        words=html.escape(words),
    )
