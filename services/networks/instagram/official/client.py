"""Calls of the Graph API: the token in a header, parameters as JSON, each ending one class.

Token servers are asked as they want it: secrets in an address or a form.

Source: https://developers.facebook.com/documentation/instagram-platform/reference
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import aiohttp

from services.clock import Clock
from services.errors import NetworkError, NotSent
from services.networks.base import Json
from services.networks.bodies import json_object
from services.networks.instagram.official.errors import bad_status, refusal, refused_grant
from services.networks.instagram.official.token import Token
from services.networks.instagram.settings import CALL_LIMIT_S, InstagramSettings
from services.networks.line import Line
from services.networks.settings import USER_AGENT
from services.networks.unanswered import unclear
from services.networks.window import SendWindow, attempt_header
from services.rates import Pace

_GRANT_LIMIT_S = 30.0
"""Somebody looks at a page meanwhile, or holds the right to refresh an account."""


@dataclass(frozen=True, slots=True)
class _Request:
    """One call, ready to leave; `secrets` are what must never stand in an error."""

    method: str
    address: str
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: Json | None = None
    form: Mapping[str, str] | None = field(default=None, repr=False)
    bearer: str = field(default="", repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    window: SendWindow | None = None
    limit_s: float = CALL_LIMIT_S


@dataclass(frozen=True, slots=True)
class _Reply:
    """A whole answer; `told` is empty where there was no object."""

    status: int
    headers: Mapping[str, str]
    told: Json = field(repr=False)


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
        return await self._call(self._graph(token, "GET", path, query=texts))

    async def make(self, token: Token, path: str, body: Json) -> Json:
        """Make something that the public does not see, and that may be made again.

        Raises:
            NetworkError: Of any class but `Unconfirmed`.
        """
        await self._pace([token.rate])
        return await self._call(self._graph(token, "POST", path, body=body))

    async def post(self, token: Token, path: str, body: Json, window: SendWindow) -> Json:
        """Make a call that must not be repeated, unless its window has been missed.

        Raises:
            NetworkError: `Unconfirmed` when nobody can know whether Instagram acted.
        """
        return await self._call(self._graph(token, "POST", path, body=body, window=window))

    async def grant(
        self, method: str, address: str, fields: Mapping[str, str], secrets: tuple[str, ...]
    ) -> Json:
        """Ask a token server, once: fields go in the address of a GET, in the form of a POST.

        Raises:
            NetworkError: Of any class but `Unconfirmed`; no text of it holds one of the `secrets`.
        """
        is_get = method == "GET"
        request = _Request(
            method,
            address,
            query=fields if is_get else {},
            form=None if is_get else fields,
            secrets=secrets,
            limit_s=_GRANT_LIMIT_S,
        )
        return await self._call(request)

    def _graph(self, token: Token, method: str, path: str, **more: Any) -> _Request:
        address = f"{self._settings.api_url}/{self._settings.api_version}/{path}"
        return _Request(method, address, bearer=token.value, secrets=(token.value,), **more)

    async def _call(self, request: _Request) -> Json:
        """Make a call.

        An error is made anew and raised here: aiohttp's own hold the request with its token.
        """
        answer = await self._answer(request)
        if isinstance(answer, NetworkError):
            raise answer
        return answer

    async def _answer(self, request: _Request) -> Json | NetworkError:
        line = Line("Instagram", request.window)
        try:
            async with (
                aiohttp.ClientSession(connector=line, timeout=self._timeout(request)) as http,
                http.request(
                    request.method,
                    request.address,
                    params=request.query,
                    json=request.body,
                    data=request.form,
                    headers=self._headers(request),
                    allow_redirects=False,
                ) as response,
            ):
                status, headers, body = response.status, response.headers, await response.read()
        except NotSent as error:
            return NotSent(error.code, error.detail)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return line.lost(type(error).__name__)
        return self._judged(request, _Reply(status, headers, json_object(body)))

    def _judged(self, request: _Request, reply: _Reply) -> Json | NetworkError:
        """What a whole answer means."""
        now, irrevocable = self._clock.now(), request.window is not None
        told, secrets = reply.told, request.secrets
        if isinstance(error := told.get("error"), dict):
            return refusal(
                error, irrevocable=irrevocable, now=now, secrets=secrets, headers=reply.headers
            )
        if "error_type" in told:
            return refused_grant(told, secrets=secrets)
        if reply.status != HTTPStatus.OK:
            return bad_status(reply.status, irrevocable=irrevocable, now=now)
        return told or unclear("Instagram", "no JSON", irrevocable=irrevocable)

    def _timeout(self, request: _Request) -> aiohttp.ClientTimeout:
        return aiohttp.ClientTimeout(
            total=min(self._settings.call_timeout_s, request.limit_s),
            sock_connect=self._settings.connect_timeout_s,
        )

    def _headers(self, request: _Request) -> dict[str, str]:
        headers = {"User-Agent": USER_AGENT}
        if request.bearer:
            headers["Authorization"] = f"Bearer {request.bearer}"
        return headers | attempt_header(request.window, sandbox=self._sandbox)


def items_of(answer: Json) -> list[Json]:
    """The objects of an answer that lists some; nothing else counts."""
    data = answer.get("data")
    return [one for one in data if isinstance(one, dict)] if isinstance(data, list) else []
