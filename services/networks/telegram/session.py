"""How the Bot API is spoken to: one request, one answer, and the truth about what is between.

A call that cannot be taken back runs inside `irrevocable`: on a connection of its own, with the
send window checked after connecting and just before the first byte, and with a bound on the whole
call that closes the socket. What fails before the first byte is `NotSent`; what fails after it
without a whole, understood answer is `Unconfirmed`.
"""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

import aiohttp
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import TelegramMethod
from aiogram.methods.base import Response, TelegramType
from pydantic import ValidationError

from services.clock import Clock
from services.errors import NetworkError, NotSent, Transient, Unconfirmed
from services.networks.telegram.errors import refused
from services.networks.window import SendWindow

CONNECT_TIMEOUT_S = 10.0
HARMLESS_TIMEOUT_S = 30.0


@dataclass(slots=True)
class Irrevocable:
    """The one request that an attempt may make."""

    window: SendWindow
    timeout_s: float
    connected: bool = False


_call: ContextVar[Irrevocable | None] = ContextVar("telegram_call", default=None)


@contextmanager
def irrevocable(window: SendWindow, timeout_s: float) -> Iterator[None]:
    """Inside, a request is made once, within its window and its time, or not at all."""
    token = _call.set(Irrevocable(window, timeout_s))
    try:
        yield
    finally:
        _call.reset(token)


def in_attempt() -> bool:
    """Whether the running request belongs to an attempt: then its pace was kept before."""
    return _call.get() is not None


class TelegramSession(AiohttpSession):
    """aiogram's session with our rules for time, windows and errors.

    Args:
        server: Telegram's Bot API server, one's own, or the sandbox's.
        clock: From whose now Telegram's delays count.
        sandbox: Whether requests carry the attempt's name for the sandbox's journal.
    """

    def __init__(self, server: TelegramAPIServer, clock: Clock, *, sandbox: bool) -> None:
        super().__init__(api=server)
        self._clock = clock
        self._sandbox = sandbox
        self._careful: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close every connection."""
        await super().close()
        if self._careful is not None:
            await self._careful.close()

    async def make_request(
        self, bot: Bot, method: TelegramMethod[TelegramType], timeout: int | None = None
    ) -> TelegramType:
        """Call one method.

        Raises:
            NetworkError: Of the class that the outcome deserves. Its text never holds the token.
        """
        call = _call.get()
        status, body = await self._exchange(bot, method, call, timeout)
        return self._understand(bot, method, status, body, careful=call is not None)

    async def _exchange(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        call: Irrevocable | None,
        timeout: int | None,
    ) -> tuple[int, bytes]:
        try:
            async with self._post(bot, method, call, timeout) as response:
                return response.status, await response.read()
        except NetworkError:
            raise
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise _unanswered(call, error) from None

    @asynccontextmanager
    async def _post(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        call: Irrevocable | None,
        timeout: int | None,
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        session = await self.create_session() if call is None else self._careful_session()
        total = call.timeout_s if call else float(timeout or HARMLESS_TIMEOUT_S)
        headers = {"X-Attempt": call.window.attempt} if call and self._sandbox else {}
        async with session.post(
            self.api.api_url(token=bot.token, method=method.__api_method__),
            data=self.build_form_data(bot, method),
            timeout=aiohttp.ClientTimeout(total=total, sock_connect=CONNECT_TIMEOUT_S),
            headers=headers,
            trace_request_ctx=call,
        ) as response:
            yield response

    def _careful_session(self) -> aiohttp.ClientSession:
        """Connections that are used once: a stale one can never make an outcome unclear."""
        if self._careful is None or self._careful.closed:
            trace = aiohttp.TraceConfig()
            trace.on_connection_create_end.append(_before_first_byte)
            trace.on_connection_reuseconn.append(_before_first_byte)
            self._careful = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(force_close=True), trace_configs=[trace]
            )
        return self._careful

    def _understand(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        status: int,
        body: bytes,
        *,
        careful: bool,
    ) -> TelegramType:
        unclear = Unconfirmed if careful else Transient
        try:
            answer = json.loads(body)
            ok, code = bool(answer["ok"]), int(answer.get("error_code", status))
        except (ValueError, KeyError, TypeError, RecursionError):
            raise unclear(f"Telegram {status}", "not an answer of the Bot API") from None
        if not ok or status >= 500:
            raise self._refusal(answer, code if not ok else status, careful=careful)
        try:
            returning = Response[method.__returning__]  # type: ignore[name-defined]
            parsed = returning.model_validate(answer, context={"bot": bot})
        except ValidationError:
            raise unclear(f"Telegram {status}", "an answer that we do not understand") from None
        return cast(TelegramType, parsed.result)

    def _refusal(self, answer: dict[str, Any], code: int, *, careful: bool) -> NetworkError:
        parameters = answer.get("parameters") or {}
        description = str(answer.get("description", ""))
        error = refused(
            code, description, retry_after_s=parameters.get("retry_after"), clock=self._clock
        )
        if isinstance(error, Unconfirmed) and not careful:
            return Transient(error.code, error.detail)
        return error


async def _before_first_byte(
    session: aiohttp.ClientSession, context: SimpleNamespace, params: object
) -> None:
    del session, params
    call: Irrevocable = context.trace_request_ctx
    call.window.check()
    call.connected = True


def _unanswered(call: Irrevocable | None, error: Exception) -> NetworkError:
    name = type(error).__name__
    if call is None:
        return Transient("Telegram", name)
    if not call.connected:
        return NotSent("Telegram", name)
    return Unconfirmed("Telegram", name)
