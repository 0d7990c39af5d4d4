"""How calls travel to the Bot API: one session for cards and deliveries, two kinds of calls.

A call that publishes must never be made twice. It gets a connection of its own, so that no stale
one can make its outcome unknown; it asks its send window just before the first byte; and when its
time is up its connection is reset, so that nothing of it leaves later. All other calls share
connections. No error that comes out of here holds the token: aiohttp's own are never raised again,
never chained, never printed.

Source: https://core.telegram.org/bots/api#making-requests
"""

import asyncio
import contextvars
import socket
import ssl
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar, cast

import aiohttp
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import TelegramMethod
from aiogram.methods.base import Response
from aiohttp.client_reqrep import ClientRequest
from aiohttp.connector import Connection
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.payload import LookupError as NoSuchPayload
from aiohttp.tracing import Trace
from pydantic import ValidationError

from services.clock import Clock
from services.errors import CrossPosterError, NetworkError, NotSent, Transient
from services.networks.bodies import json_object
from services.networks.telegram.errors import bad_status, refusal
from services.networks.telegram.settings import TelegramSettings
from services.networks.unanswered import lost, unclear
from services.networks.window import SendWindow, attempt_header
from services.settings import Settings

LOST = (
    aiohttp.ClientError,
    HttpProcessingError,
    NoSuchPayload,
    CrossPosterError,
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
)
"""Whatever a call may end with instead of an answer."""

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)
_Result = TypeVar("_Result")


@dataclass(slots=True)
class Flight:
    """One call on its way. `window` is that of an irrevocable call; others have none."""

    window: SendWindow | None = None
    written: bool = False
    cut: bool = False
    transport: asyncio.Transport | None = None

    @property
    def irrevocable(self) -> bool:
        """Whether this call must never be made twice."""
        return self.window is not None

    def about_to_write(self, transport: asyncio.Transport | None) -> None:
        """Let the first byte leave.

        Raises:
            NotSent: The send window has been missed, or the call's time is up.
        """
        if self.cut:
            raise NotSent("Telegram", "the call took too long")
        if self.window:
            self.window.check()
        self.transport = transport
        self.written = True

    def cut_off(self) -> None:
        """End the call: what has not left this machine yet never will."""
        self.cut = True
        if self.transport is None:
            return
        connection = self.transport.get_extra_info("socket")
        with suppress(OSError, AttributeError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        self.transport.abort()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: an HTTP status and a whole body."""

    status: int
    body: bytes

    @property
    def told(self) -> dict[str, Any] | None:
        """The Bot API's object, if this is one."""
        told = json_object(self.body)
        return told if isinstance(told.get("ok"), bool) else None


_flight: contextvars.ContextVar[Flight | None] = contextvars.ContextVar(
    "telegram_flight", default=None
)


class _Connector(aiohttp.TCPConnector):
    """Reports to the flight of its task between having a connection and using it.

    aiohttp's tracing hooks come at the same moment, but leak the connection if they refuse it.
    """

    async def connect(
        self, req: ClientRequest, traces: list[Trace], timeout: aiohttp.ClientTimeout
    ) -> Connection:
        connection = await super().connect(req, traces, timeout)
        if flight := _flight.get():
            try:
                flight.about_to_write(connection.transport)
            except NotSent:
                connection.close()
                raise
        return connection


class TelegramSession(AiohttpSession):
    """The session of the one bot of a process.

    Args:
        settings: Where the Bot API server is, and whether it is a sandbox's.
        telegram: How long calls may take.
        clock: Tells until when a refused call has to wait.
    """

    def __init__(self, settings: Settings, telegram: TelegramSettings, clock: Clock) -> None:
        server = TelegramAPIServer.from_base(
            settings.telegram_api_url, is_local=settings.telegram_api_local
        )
        super().__init__(api=server, timeout=telegram.ask_timeout_s)
        self.telegram = telegram
        self._clock = clock
        self._sandbox = settings.sandbox
        self._tls: ssl.SSLContext = self._connector_init["ssl"]
        self._shared: aiohttp.ClientSession | None = None
        self._single: aiohttp.ClientSession | None = None

    async def make_request(
        self, bot: Bot, method: TelegramMethod[_Result], timeout: int | None = None
    ) -> _Result:
        """Make a call that may be repeated, as everything that goes through `bot(...)` may.

        Raises:
            NetworkError: Of any class but `Unconfirmed`.
        """
        limit_s = float(timeout or self.telegram.ask_timeout_s)
        flight = Flight()
        result = self._result(await self._carry(bot, method, flight, limit_s), flight)
        parsed = _parsed(bot, method, result)
        if parsed is None:
            raise Transient("Telegram", f"{method.__api_method__}: an answer of unknown shape")
        return cast(_Result, parsed.result)

    async def send(self, bot: Bot, method: TelegramMethod[Any], window: SendWindow) -> Any:
        """Make a call that must not be repeated; the plain JSON of its result.

        aiogram's types are left out of it: a message that they cannot read has been made all
        the same.

        Raises:
            NetworkError: `Unconfirmed` when nobody can know whether a message was made.
        """
        flight = Flight(window)
        answer = await self._carry(bot, method, flight, self.telegram.call_timeout_s)
        return self._result(answer, flight)

    async def create_session(self) -> aiohttp.ClientSession:
        """The connections that harmless calls and downloads share."""
        if self._shared is None or self._shared.closed:
            self._shared = self._opened(force_close=False)
        return self._shared

    async def close(self) -> None:
        """Close all connections."""
        for http in (self._shared, self._single):
            if http is not None:
                await http.close()

    def _opened(self, *, force_close: bool) -> aiohttp.ClientSession:
        connect_s = self.telegram.connect_timeout_s
        return aiohttp.ClientSession(
            connector=_Connector(
                ssl=self._tls, limit=0, ttl_dns_cache=300, force_close=force_close
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": "CrossPoster"},
            timeout=aiohttp.ClientTimeout(total=None, connect=connect_s, sock_connect=connect_s),
        )

    async def _connections(self, flight: Flight) -> aiohttp.ClientSession:
        if not flight.irrevocable:
            return await self.create_session()
        if self._single is None or self._single.closed:
            self._single = self._opened(force_close=True)
        return self._single

    async def _carry(
        self, bot: Bot, method: TelegramMethod[Any], flight: Flight, limit_s: float
    ) -> Answer | NetworkError:
        """The answer, or what became of the call without one.

        That is returned: raised here, it would carry aiohttp's error along, and the token in it.
        """
        mark = _flight.set(flight)
        # Before the timeout cancels, for then aiohttp would let buffered bytes go on leaving.
        cutting = asyncio.get_running_loop().call_later(limit_s, flight.cut_off)
        try:
            async with asyncio.timeout(limit_s):
                return await self._post(bot, method, flight)
        except NotSent as error:
            return NotSent(error.code, error.detail)
        except LOST as error:
            why = "no answer in time" if flight.cut else type(error).__name__
            return lost("Telegram", why, written=flight.written, irrevocable=flight.irrevocable)
        finally:
            cutting.cancel()
            _flight.reset(mark)

    async def _post(self, bot: Bot, method: TelegramMethod[Any], flight: Flight) -> Answer:
        http = await self._connections(flight)
        url = self.api.api_url(bot.token, method.__api_method__)
        headers = attempt_header(flight.window, sandbox=self._sandbox)
        form = self.build_form_data(bot, method)
        async with http.post(url, data=form, headers=headers, allow_redirects=False) as response:
            body = await response.read()
            return Answer(response.status, body.replace(bot.token.encode(), b"***"))

    def _result(self, answer: Answer | NetworkError, flight: Flight) -> Any:
        if isinstance(answer, NetworkError):
            raise answer
        told, now, irrevocable = answer.told, self._clock.now(), flight.irrevocable
        if told is None:
            raise bad_status(answer.status, irrevocable=irrevocable, now=now)
        if not told["ok"]:
            raise refusal(told, irrevocable=irrevocable, now=now)
        if not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES or "result" not in told:
            raise unclear(f"Telegram HTTP {answer.status}", irrevocable=irrevocable)
        return told["result"]


def _parsed(bot: Bot, method: TelegramMethod[Any], result: Any) -> Response[Any] | None:
    shape: Callable[..., Response[Any]] = Response[method.__returning__].model_validate  # type: ignore[name-defined]
    try:
        return shape({"ok": True, "result": result}, context={"bot": bot})
    except ValidationError:
        return None
