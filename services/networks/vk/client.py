"""Calls of VK's API through `vk_api`, with its traps closed.

A fresh `VkApi` object serves one call, so none is ever shared between threads. Its handlers, which
sleep, call themselves again or ask on the terminal, are gone: every error comes out as one of
ours, made anew, because vk_api's exceptions hold the token.

Source: https://dev.vk.com/api/api-requests
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import jconfig
import requests
import urllib3
import vk_api

from services.clock import Clock
from services.errors import NetworkError, Transient
from services.networks import unanswered
from services.networks.threads import Line
from services.networks.vk.errors import bad_status, refusal
from services.networks.vk.settings import VkSettings
from services.networks.vk.tokens import Token
from services.networks.vk.transport import Transport
from services.networks.window import SendWindow
from services.rates import Pace

API_VERSION = "5.199"

Value = str | int | bool | Sequence[str | int] | None

LOST = (
    *unanswered.LOST,
    requests.RequestException,
    urllib3.exceptions.HTTPError,
    vk_api.VkApiError,
)
"""Whatever a call may end with instead of an answer that we understand."""


class _VkApi(vk_api.VkApi):  # type: ignore[misc]  # vk_api has no types
    """vk_api without pacing, handlers and a state file of its own."""

    RPS_DELAY = 0.0

    def __init__(self, token: str, session: requests.Session) -> None:
        super().__init__(
            token=token, session=session, api_version=API_VERSION, config=jconfig.MemoryConfig
        )
        self.error_handlers: dict[int, Callable[..., Any]] = {}


class VkClient:
    """Asks VK, and posts to it.

    Args:
        settings: Where VK is, and how long a call may take.
        clock: Tells until when a refused call has to wait.
        pace: Waits for a harmless call's turn; irrevocable ones have theirs booked before.
        sandbox: Whether VK is pretended.
    """

    def __init__(self, settings: VkSettings, clock: Clock, pace: Pace, *, sandbox: bool) -> None:
        self._clock = clock
        self._pace = pace
        self._transport = Transport(settings, sandbox=sandbox)

    async def ask(self, token: Token, method: str, **params: Value) -> Any:
        """Make a call that may be repeated.

        Raises:
            NetworkError: Of any class but `Unconfirmed`.
        """
        await self._pace([token.rate])
        return await self._call(token, method, params, None)

    async def post(
        self, token: Token, method: str, params: Mapping[str, Value], window: SendWindow
    ) -> Any:
        """Make a call that must not be repeated, unless its window has been missed.

        Raises:
            NetworkError: `Unconfirmed` when nobody can know whether VK acted.
        """
        return await self._call(token, method, params, window)

    async def close(self) -> None:
        """Wait for the calls that run, and let the threads go."""
        await self._transport.close()

    async def _call(
        self, token: Token, method: str, params: Mapping[str, Value], window: SendWindow | None
    ) -> Any:
        line = Line("VK", window)
        form = {name: _form(value) for name, value in params.items() if value is not None}

        def call(session: requests.Session) -> Any:
            return self._answer(line, token, session, method, form)

        answer = await self._transport.run(line, call)
        if isinstance(answer, NetworkError):
            raise answer
        return answer

    def _answer(
        self, line: Line, token: Token, session: requests.Session, method: str, form: dict[str, str]
    ) -> Any:
        """VK's answer, or the error to raise: raised here, it would carry vk_api's along."""
        try:
            return _VkApi(token.value, session).method(method, form)
        except vk_api.ApiError as error:
            return self._refused(error.error, line, token)
        except vk_api.ApiHttpError as error:
            told = _told(error.response)
            status = error.response.status_code
            return self._refused(told, line, token) if told else self._unwell(status, line)
        except LOST as error:
            return line.lost(line.why(error))

    def _refused(self, error: Mapping[str, Any], line: Line, token: Token) -> NetworkError:
        now = self._clock.now()
        return refusal(error, irrevocable=line.irrevocable, now=now, token=token)

    def _unwell(self, status: int, line: Line) -> NetworkError:
        return bad_status(status, irrevocable=line.irrevocable, now=self._clock.now())


def as_object(answer: Any) -> dict[str, Any]:
    """An answer that has to be an object.

    Raises:
        Transient: VK answered something else.
    """
    if not isinstance(answer, dict):
        raise Transient("VK", "an answer of another shape")
    return answer


def items_of(answer: Any) -> list[dict[str, Any]]:
    """The numbered items of an answer that lists some.

    Raises:
        Transient: VK answered something else.
    """
    items = as_object(answer).get("items", [])
    if not isinstance(items, list) or not all(
        isinstance(as_object(i).get("id"), int) for i in items
    ):
        raise Transient("VK", "an answer of another shape")
    return items


def _form(value: Value) -> str:
    """A parameter as VK reads it: flags as 1 and 0, lists joined by commas."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, str | int):
        return str(value)
    return ",".join(map(str, value or ()))


def _told(response: requests.Response) -> Mapping[str, Any] | None:
    """The error object of an answer with a bad HTTP status, if it is VK's own."""
    try:
        error = response.json()["error"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    return error if isinstance(error, Mapping) and "error_code" in error else None
