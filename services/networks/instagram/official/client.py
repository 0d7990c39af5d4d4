"""Calls of the Graph API: the token in a header, parameters as JSON, each ending one class.

Source: https://developers.facebook.com/documentation/instagram-platform/reference
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import aiohttp

from services.clock import Clock
from services.errors import NetworkError, NotSent
from services.networks.base import Json
from services.networks.instagram.official.errors import bad_status, failure, refusal
from services.networks.instagram.official.token import Token
from services.networks.instagram.settings import InstagramSettings
from services.networks.line import Line
from services.networks.window import SendWindow
from services.rates import Pace

_AGENT = "CrossPoster"


@dataclass(frozen=True, slots=True)
class _Request:
    """One call, ready to leave."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: Json | None = None
    window: SendWindow | None = None


class GraphClient:
    """Asks Instagram, and makes things there.

    Args:
        settings: Where Instagram is, and how long a call may take.
        clock: Tells until when a refused call has to wait.
        pace: Waits for a harmless call's turn; irrevocable ones have theirs booked before.
        sandbox: Whether Instagram is pretended.
    """

    def __init__(
        self, settings: InstagramSettings, clock: Clock, pace: Pace, *, sandbox: bool
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._pace = pace
        self._sandbox = sandbox

    async def ask(self, token: Token, path: str, **query: str | int) -> Json:
        """Read something.

        Raises:
            NetworkError: Of any class but `Unconfirmed`.
        """
        await self._pace([token.rate])
        texts = {name: str(value) for name, value in query.items()}
        return await self._call(token, _Request("GET", path, texts))

    async def make(self, token: Token, path: str, body: Json) -> Json:
        """Make something that the public does not see, and that may be made again.

        Raises:
            NetworkError: Of any class but `Unconfirmed`.
        """
        await self._pace([token.rate])
        return await self._call(token, _Request("POST", path, body=body))

    async def post(self, token: Token, path: str, body: Json, window: SendWindow) -> Json:
        """Make a call that must not be repeated, unless its window has been missed.

        Raises:
            NetworkError: `Unconfirmed` when nobody can know whether Instagram acted.
        """
        return await self._call(token, _Request("POST", path, body=body, window=window))

    async def _call(self, token: Token, request: _Request) -> Json:
        """Make a call.

        An error is made anew and raised here: aiohttp's own hold the request with its token.
        """
        answer = await self._answer(token, request)
        if isinstance(answer, NetworkError):
            raise answer
        return answer

    async def _answer(self, token: Token, request: _Request) -> Json | NetworkError:
        line, irrevocable = Line(request.window), request.window is not None
        try:
            async with (
                aiohttp.ClientSession(connector=line, timeout=self._timeout) as http,
                http.request(
                    request.method,
                    self._url(request.path),
                    params=request.query,
                    json=request.body,
                    headers=self._headers(token, request.window),
                    allow_redirects=False,
                ) as response,
            ):
                status, headers, body = response.status, response.headers, await response.read()
        except NotSent as error:
            return NotSent(error.code, error.detail)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return failure(type(error).__name__, written=line.written, irrevocable=irrevocable)
        told = _object(body)
        if isinstance(told.get("error"), dict):
            return refusal(
                told["error"],
                irrevocable=irrevocable,
                now=self._clock.now(),
                token=token.value,
                headers=headers,
            )
        if status != HTTPStatus.OK:
            return bad_status(status, irrevocable=irrevocable, now=self._clock.now())
        if not told:
            return failure("no JSON", written=True, irrevocable=irrevocable)
        return told

    @property
    def _timeout(self) -> aiohttp.ClientTimeout:
        return aiohttp.ClientTimeout(
            total=self._settings.call_timeout_s, sock_connect=self._settings.connect_timeout_s
        )

    def _url(self, path: str) -> str:
        return f"{self._settings.api_url}/{self._settings.api_version}/{path}"

    def _headers(self, token: Token, window: SendWindow | None) -> dict[str, str]:
        headers = {"Authorization": f"Bearer {token.value}", "User-Agent": _AGENT}
        if window and self._sandbox:
            headers["X-Attempt"] = window.attempt
        return headers


def items_of(answer: Json) -> list[Json]:
    """The objects of an answer that lists some; nothing else counts."""
    data = answer.get("data")
    return [one for one in data if isinstance(one, dict)] if isinstance(data, list) else []


def _object(body: bytes) -> dict[str, Any]:
    """An answer's object; empty for anything else, such as a page of HTML."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
