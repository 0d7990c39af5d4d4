"""Calls of the Graph API on the wire: what leaves, and what every kind of answer means."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from services.clock import SystemClock
from services.errors import LoginNeeded, NetworkError, NotSent, RateLimited, Transient, Unconfirmed
from services.networks.instagram.official.client import GraphClient
from services.networks.instagram.official.probing import identity
from services.networks.instagram.official.token import Token
from services.networks.instagram.settings import InstagramSettings
from services.networks.window import SendWindow
from services.rates import Rate

CANARY = "IGAA-canary-token-that-must-never-show"
TOKEN = Token(CANARY)
HTML = "<!DOCTYPE html><html><body>Sorry, something went wrong.</body></html>"


async def no_pace(rates: Any) -> None:
    """Every call may leave at once."""
    assert all(isinstance(rate, Rate) for rate in rates)


@dataclass
class Wire:
    """A server that answers everything in one way, and remembers what it was asked."""

    origin: str = ""
    status: int = 200
    body: str = '{"id": "1"}'
    headers: dict[str, str] = field(default_factory=dict)
    pause_s: float = 0.0
    requests: list[tuple[web.Request, bytes]] = field(default_factory=list)

    def client(self, *, sandbox: bool = False, **more: Any) -> GraphClient:
        """A client that talks to this server."""
        settings = InstagramSettings(
            _env_file=None, **{"api_url": self.origin, "call_timeout_s": 10.0, **more}
        )
        return GraphClient(settings, SystemClock(), no_pace, sandbox=sandbox)

    async def ask(self, **more: Any) -> Any:
        """How a harmless call ends."""
        try:
            return await self.client(**more).ask(TOKEN, "me", fields="user_id")
        except NetworkError as error:
            return error

    async def post(self, window: SendWindow | None = None, **more: Any) -> Any:
        """How an irrevocable call ends."""
        window = window or SendWindow("attempt-7")
        try:
            return await self.client(**more).post(TOKEN, "1/media_publish", {"a": "#1"}, window)
        except NetworkError as error:
            return error

    async def answer(self, request: web.Request) -> web.Response:
        """Say it."""
        self.requests.append((request, await request.read()))
        await asyncio.sleep(self.pause_s)
        return web.Response(
            text=self.body, status=self.status, headers=self.headers, content_type="text/javascript"
        )


@asynccontextmanager
async def open_wire() -> AsyncIterator[Wire]:
    """A server for the length of the block."""
    wire = Wire()
    app = web.Application()
    app.add_routes([web.route("*", "/{path:.*}", wire.answer)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    wire.origin = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield wire
    finally:
        await runner.cleanup()


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    async with open_wire() as opened:
        yield opened


async def test_a_call_carries_its_token_in_a_header_and_its_fields_as_json(wire: Wire) -> None:
    assert await wire.post() == {"id": "1"}
    request, body = wire.requests[0]
    assert request.path == "/v26.0/1/media_publish"
    assert request.headers["Authorization"] == f"Bearer {CANARY}"
    assert json.loads(body) == {"a": "#1"}
    assert CANARY not in str(request.url)
    assert CANARY.encode() not in body


async def test_the_version_is_a_setting(wire: Wire) -> None:
    await wire.ask(api_version="v27.0")
    assert wire.requests[0][0].path == "/v27.0/me"
    assert wire.requests[0][0].query == {"fields": "user_id"}


async def test_an_attempt_is_told_to_a_sandbox_only(wire: Wire) -> None:
    await wire.post(sandbox=True)
    await wire.post(sandbox=False)
    told = [request.headers.get("X-Attempt") for request, _ in wire.requests]
    assert told == ["attempt-7", None]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, HTML),
        (200, ""),
        (200, "[]"),
        (200, "null"),
        (200, "[" * 100_000),
        (500, HTML),
        (502, ""),
        (404, "{}"),
        (302, "{}"),
        (500, '{"error": {"code": 2, "message": "x", "is_transient": true}}'),
        (400, '{"error": {"code": 99, "message": "never heard of"}}'),
        (400, '{"error": "words"}'),
        (400, '{"error": {}}'),
    ],
)
async def test_what_is_not_understood_is_no_refusal(wire: Wire, status: int, body: str) -> None:
    wire.status, wire.body = status, body
    wire.headers = {"Location": f"{wire.origin}/elsewhere"} if status == 302 else {}
    assert type(await wire.post()) is Unconfirmed
    assert len(wire.requests) == 1


async def test_a_harmless_call_may_be_made_again(wire: Wire) -> None:
    wire.status, wire.body = 503, HTML
    assert type(await wire.ask()) is Transient
    wire.status = 429
    assert type(await wire.ask()) is RateLimited


async def test_an_answer_that_takes_too_long_is_waited_for_no_longer(wire: Wire) -> None:
    wire.pause_s = 5
    assert type(await wire.post(call_timeout_s=0.2)) is Unconfirmed
    assert type(await wire.ask(call_timeout_s=0.2)) is Transient


async def test_a_server_that_is_not_there_got_nothing(wire: Wire) -> None:
    wire.origin = "http://127.0.0.1:1"
    assert type(await wire.post()) is NotSent
    assert type(await wire.ask()) is NotSent


async def test_a_missed_window_writes_no_byte(wire: Wire) -> None:
    error = await wire.post(SendWindow("late", seconds=-1))
    assert (type(error), error.code) == (NotSent, "send-window")
    assert wire.requests == []


async def test_errors_hold_neither_token_nor_request(wire: Wire) -> None:
    wire.status = 400
    wire.body = json.dumps({"error": {"code": 190, "message": f"bad token {CANARY}"}})
    error = await wire.post()
    assert type(error) is LoginNeeded
    assert CANARY not in f"{error!r} {error}"
    assert error.__context__ is None


async def test_a_profile_in_a_list_of_one_is_understood_too(wire: Wire) -> None:
    profile = {"user_id": "178", "username": "soup", "account_type": "BUSINESS"}
    wire.body = json.dumps({"data": [profile]})
    found = await identity(wire.client(), TOKEN)
    assert (found.target, found.title) == ("178", "soup")
    wire.body = "{}"
    with pytest.raises(Transient):
        await identity(wire.client(), TOKEN)
