"""The one-time page for a name and a password, where a network lets programs in no other way.

A press sends a form and leads back to the same address, so that going back or looking again sends
nothing twice. The password is in the one request that brought it, and nowhere after.
"""

import hashlib
import hmac
import math
import re
import secrets
from urllib.parse import parse_qsl

from aiohttp import web
from pydantic import SecretStr

from bot.texts import language_of
from bot.web.sign_in_page import shown, turned_away
from services import consents
from services.consents import SignIn, Typed
from services.deps import Deps
from services.rates import Rate

COOKIE = "sign-in"

_PATH = consents.page_path("{network:[a-z]{2,20}}", "{word:[A-Za-z0-9_-]{43}}")
_BROWSER = re.compile(r"[A-Za-z0-9_-]{43}")
_BROWSER_BYTES = 32
_BROWSER_S = 3600
_FORM = "application/x-www-form-urlencoded"
"""Our page is in UTF-8, and so is what browsers send from it, whatever they call it."""

_LIMIT_BYTES = 8192
_NAME, _PASSWORD, _CODE = 200, 500, 40
_A_MINUTE = 60


def sign_in_routes(deps: Deps) -> list[web.RouteDef]:
    """`GET` shows how far it is, `POST` goes on with what was typed."""

    async def show(request: web.Request) -> web.Response:
        key, word = _where(deps, request)
        browser = _browser(request) or secrets.token_urlsafe(_BROWSER_BYTES)
        state = await consents.look(deps, key, word, browser)
        await _not_too_often(deps, request, state)
        answer = shown(state, deps, _language(state, request), _form_key(browser, word))
        _remember(deps, answer, browser)
        return answer

    async def take(request: web.Request) -> web.Response:
        key, word = _where(deps, request)
        browser = _browser(request)
        await _not_too_often(deps, request, await consents.look(deps, key, word, browser or ""))
        typed, form_key = await _read(request)
        if browser is None or not _is_from_our_page(request, browser, word, form_key):
            return turned_away(deps.networks[key].title, _language(None, request))
        await consents.enter(deps, key, word, browser, typed)
        raise web.HTTPSeeOther(request.path, headers={"Cache-Control": "no-store"})

    return [web.get(_PATH, show), web.post(_PATH, take)]


def _where(deps: Deps, request: web.Request) -> tuple[str, str]:
    """The network and the word that stand in the address."""
    key = request.match_info["network"]
    if key not in deps.networks or not deps.networks[key].signs_in():
        raise web.HTTPNotFound
    return key, request.match_info["word"]


async def _not_too_often(deps: Deps, request: web.Request, state: SignIn) -> None:
    """Nobody guesses an address of 256 bits; this keeps them from trying at our expense.

    Behind a proxy everybody comes from one address: who guesses slows down those who guess, while
    each page that there is has a pace of its own.
    """
    is_guess = state.stage == "unknown"
    whose = request.remote if is_guess else hashlib.sha256(request.path.encode()).hexdigest()
    burst = _A_MINUTE // 2
    rate = Rate(f"sign-in-page:{whose}", count=_A_MINUTE, per_s=60.0, burst=burst)
    slot = await deps.limiter.book([rate], patience_s=0.0)
    if not slot.booked:
        raise web.HTTPTooManyRequests(headers={"Retry-After": str(math.ceil(slot.wait_s))})


async def _read(request: web.Request) -> tuple[Typed, str]:
    """What a form says; nothing of it is larger than what people type."""
    if request.content_length is None or request.content_length > _LIMIT_BYTES:
        raise web.HTTPRequestEntityTooLarge(_LIMIT_BYTES, request.content_length or 0)
    if request.content_type != _FORM:
        raise web.HTTPUnsupportedMediaType
    body = (await request.read()).decode(errors="replace")
    form = dict(parse_qsl(body, keep_blank_values=True))

    def field(name: str, limit: int) -> str:
        return form.get(name, "")[:limit]

    typed = Typed(
        name=field("name", _NAME).strip(),
        password=SecretStr(field("password", _PASSWORD)),
        code=field("code", _CODE).strip(),
    )
    return typed, field("form", _NAME)


def _browser(request: web.Request) -> str | None:
    """The browser's own word, if it has one of ours."""
    kept = request.cookies.get(COOKIE, "")
    return kept if _BROWSER.fullmatch(kept) else None


def _remember(deps: Deps, answer: web.Response, browser: str) -> None:
    """Let the browser that types first be the only one that goes on."""
    answer.set_cookie(
        COOKIE,
        browser,
        max_age=_BROWSER_S,
        path=consents.page_path("", "").rstrip("/"),
        secure=(deps.settings.web_origin or "").startswith("https:"),
        httponly=True,
        samesite="Lax",
    )


def _form_key(browser: str, word: str) -> str:
    """What only a page says that was shown to this browser at this address."""
    return hmac.digest(browser.encode(), word.encode(), hashlib.sha256).hex()


def _is_from_our_page(request: web.Request, browser: str, word: str, form_key: str) -> bool:
    """Whether a form came from our own page; without a referrer, browsers hide its origin."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    given, wanted = form_key.encode(), _form_key(browser, word).encode()
    return site == "same-origin" and hmac.compare_digest(given, wanted)


def _language(state: SignIn | None, request: web.Request) -> str:
    known = state.language if state else None
    return known or language_of(request.headers.get("Accept-Language"))
