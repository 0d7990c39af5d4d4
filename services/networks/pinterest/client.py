"""Calls of Pinterest's API v5 over aiohttp, each on a connection of its own.

Nothing is retried, reused or redirected, and no proxy of the environment comes between. Every
error is made anew: aiohttp's own hold the request with its token.

Source: https://developers.pinterest.com/docs/api/v5/
"""

import base64
import hashlib
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from services.clock import Clock
from services.errors import LoginNeeded, NetworkError, NotSent, Transient
from services.networks.base import App, Json
from services.networks.bodies import whole
from services.networks.line import Line
from services.networks.pinterest.body import Body
from services.networks.pinterest.errors import Reply, failure
from services.networks.pinterest.settings import CALL_LIMIT_S, PinterestSettings
from services.networks.settings import USER_AGENT
from services.networks.window import SendWindow, attempt_header
from services.rates import Pace, Rate

PAGE = 250
"""The largest page that Pinterest gives."""

_ANSWER_BYTES = 16 << 20

_GRANT_LIMIT_S = 30.0
"""Somebody looks at a page meanwhile, or holds the right to refresh an account."""


class PinterestClient:
    """Asks Pinterest, and pins to it.

    Args:
        settings: Where Pinterest is, and how long a call may take.
        clock: Tells until when a refused call has to wait.
        pace: Waits for a harmless call's turn; irrevocable ones have theirs booked before.
        sandbox: Whether Pinterest is pretended; the real one is never told of attempts.
    """

    def __init__(
        self, settings: PinterestSettings, clock: Clock, pace: Pace, *, sandbox: bool
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._pace = pace
        self._sandbox = sandbox

    async def ask(
        self,
        credentials: Mapping[str, str],
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Json | None = None,
    ) -> Json:
        """Make a call that may be repeated.

        Raises:
            NetworkError: Of any class but `Unconfirmed`.
        """
        token = token_of(credentials)
        await self._pace([_rate(token)])
        sent = None if body is None else Body.of(body)
        return await self._call(_Request(_Key.bearer(token), method, path, query or {}, sent))

    async def post(
        self, credentials: Mapping[str, str], path: str, body: Body, window: SendWindow
    ) -> Json:
        """Make a call that must not be repeated, unless its window has been missed.

        Raises:
            NetworkError: `Unconfirmed` when nobody can know whether Pinterest acted.
        """
        key = _Key.bearer(token_of(credentials))
        return await self._call(_Request(key, "POST", path, body=body, window=window))

    async def grant(self, app: App, form: Mapping[str, str]) -> Json:
        """Ask the token server, once, in the name of the app.

        Raises:
            NetworkError: Of any class but `Unconfirmed`.
        """
        request = _Request(
            _Key.basic(app, form),
            "POST",
            "oauth/token",
            body=Body.form(form),
            limit_s=_GRANT_LIMIT_S,
        )
        return await self._call(request)

    async def pages(
        self, credentials: Mapping[str, str], path: str, *, size: int = PAGE
    ) -> AsyncIterator[list[Json]]:
        """The pages of a list, of which any may be empty.

        Raises:
            NetworkError: Of any class but `Unconfirmed`.
        """
        query = {"page_size": str(size)}
        while True:
            told = await self.ask(credentials, "GET", path, query=query)
            items, bookmark = told.get("items"), told.get("bookmark")
            if not isinstance(items, list):
                raise Transient("Pinterest", "a list without items")
            yield [item for item in items if isinstance(item, dict)]
            if not bookmark or bookmark == query.get("bookmark"):
                return
            query["bookmark"] = str(bookmark)

    async def _call(self, request: "_Request") -> Json:
        line = Line("Pinterest", request.window)
        try:
            reply = await self._reply(request, line)
        except NotSent as error:
            problem: NetworkError = error
        except (aiohttp.ClientError, OSError, ValueError, RecursionError) as error:
            problem = line.lost(type(error).__name__)
        else:
            if _is_fine(reply):
                return reply.told or {}
            now = self._clock.now()
            problem = failure(
                reply, irrevocable=line.irrevocable, now=now, secrets=request.key.secrets
            )
        raise problem

    async def _reply(self, request: "_Request", line: Line) -> Reply:
        async with (
            aiohttp.ClientSession(
                connector=line,
                timeout=self._timeout(request),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": USER_AGENT},
            ) as http,
            http.request(
                request.method,
                f"{self._settings.api_url}/v5/{request.path}",
                params=request.query,
                headers=self._headers(request),
                data=request.body.pieces() if request.body else None,
                allow_redirects=False,
            ) as response,
        ):
            return Reply(response.status, response.headers, await _json(response))

    def _headers(self, request: "_Request") -> dict[str, str]:
        headers = {"Authorization": request.key.header}
        if body := request.body:
            headers |= {"Content-Type": body.mime_type, "Content-Length": str(body.size_bytes)}
        return headers | attempt_header(request.window, sandbox=self._sandbox)

    def _timeout(self, request: "_Request") -> aiohttp.ClientTimeout:
        return aiohttp.ClientTimeout(
            total=min(self._settings.call_timeout_s, request.limit_s),
            sock_connect=self._settings.connect_timeout_s,
        )


@dataclass(frozen=True, slots=True)
class _Key:
    """What lets a call in, and what must never stand in an error."""

    header: str = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)

    @classmethod
    def bearer(cls, token: str) -> "_Key":
        return cls(f"Bearer {token}", (token,))

    @classmethod
    def basic(cls, app: App, form: Mapping[str, str]) -> "_Key":
        pair = base64.b64encode(f"{app.id}:{app.secret}".encode()).decode()
        told = (form[name] for name in ("code", "refresh_token") if name in form)
        return cls(f"Basic {pair}", (app.secret, pair, *told))


@dataclass(frozen=True, slots=True)
class _Request:
    """What is asked for; irrevocable with a `window`."""

    key: _Key
    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: Body | None = field(default=None, repr=False)
    window: SendWindow | None = None
    limit_s: float = CALL_LIMIT_S


def token_of(credentials: Mapping[str, str]) -> str:
    """The access token of an account.

    Raises:
        LoginNeeded: There is none.
    """
    token = credentials.get("access_token")
    if not token:
        raise LoginNeeded("Pinterest", advice="pinterest-advice-login")
    return token


def _rate(token: str) -> Rate:
    """Far below what Pinterest grants a user, whoever uses the token."""
    name = hashlib.sha256(token.encode()).hexdigest()[:16]
    return Rate(f"pinterest:token:{name}", count=5, per_s=1.0, burst=5)


def _is_fine(reply: Reply) -> bool:
    """Whether it is a success with the answer that belongs to it: an object, or nothing at 204."""
    if reply.status == 204:
        return True
    return reply.status in {200, 201} and isinstance(reply.told, dict)


async def _json(response: aiohttp.ClientResponse) -> Any:
    """What the body says, None if it is no JSON.

    Raises:
        ValueError: It does not end.
    """
    raw = await whole(response, _ANSWER_BYTES)
    try:
        return json.loads(raw)
    except ValueError:
        return None
