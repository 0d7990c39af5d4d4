"""A Bot API server that says what its script says: also what no real server should say."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import web

Json = dict[str, Any]
_PATIENCE_S = 30


@dataclass(frozen=True, slots=True)
class Call:
    """One request as it came."""

    method: str
    params: Json


@dataclass(slots=True)
class Wire:
    """The server's script and its memory.

    `answers` are status and body by method, used up one by one; without one, every call succeeds.
    `updates` are raw bodies by number, kept until an offset confirms them. A method in `slow_s`
    answers that much later.
    """

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    answers: dict[str, deque[tuple[int, bytes]]] = field(default_factory=dict)
    updates: dict[int, bytes] = field(default_factory=dict)
    slow_s: dict[str, float] = field(default_factory=dict)
    numbers: "count[int]" = field(default_factory=lambda: count(500))

    def will(self, method: str, *answers: tuple[int, bytes]) -> None:
        """Answer the next calls of a method like this."""
        self.answers.setdefault(method, deque()).extend(answers)

    def of(self, method: str) -> list[Json]:
        """The parameters of every call of a method."""
        return [call.params for call in self.calls if call.method == method]

    def texts(self) -> list[str]:
        """What was sent and edited, in order."""
        told = ("sendMessage", "editMessageText")
        return [str(call.params["text"]) for call in self.calls if call.method in told]

    async def called(self, method: str) -> None:
        """Wait until a method is being called."""
        async with asyncio.timeout(_PATIENCE_S):
            while not self.of(method):
                await asyncio.sleep(0.01)

    async def answer(self, request: web.Request) -> web.Response:
        """Remember a call, then do what the script says."""
        method = request.match_info["method"]
        params = await _params(request)
        self.calls.append(Call(method, params))
        await asyncio.sleep(self.slow_s.get(method, 0))
        if script := self.answers.get(method):
            status, body = script.popleft()
            return web.Response(status=status, body=body, content_type="application/json")
        if method == "getUpdates":
            return await self._updates(params)
        return web.Response(body=self._success(method, params), content_type="application/json")

    async def _updates(self, params: Json) -> web.Response:
        for number in [known for known in self.updates if known < params.get("offset", 0)]:
            del self.updates[number]
        if not self.updates:
            await asyncio.sleep(0.02)
        bodies = [self.updates[number] for number in sorted(self.updates)]
        listed = b'{"ok":true,"result":[' + b",".join(bodies) + b"]}"
        return web.Response(body=listed, content_type="application/json")

    def _success(self, method: str, params: Json) -> bytes:
        if method not in {"sendMessage", "editMessageText"}:
            return b'{"ok":true,"result":true}'
        chat_id = int(params["chat_id"])
        message = {
            "message_id": int(params.get("message_id") or next(self.numbers)),
            "date": 1,
            "chat": {"id": chat_id, "type": "private", "first_name": "P"},
            "text": params["text"],
        }
        return json.dumps({"ok": True, "result": message}).encode()


def refusal(code: int, words: str, **parameters: int) -> tuple[int, bytes]:
    """An answer that says no, in Telegram's form."""
    said: Json = {"ok": False, "error_code": code, "description": words}
    return code, json.dumps(said | ({"parameters": parameters} if parameters else {})).encode()


@asynccontextmanager
async def wire_server() -> AsyncIterator[Wire]:
    """A running server on a free port of this machine."""
    wire = Wire()
    app = web.Application()
    app.router.add_route("*", "/bot{token}/{method}", wire.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    wire.url = f"http://{host}:{port}"
    try:
        yield wire
    finally:
        await runner.cleanup()


async def _params(request: web.Request) -> Json:
    if request.content_type == "application/json":
        given: Json = await request.json()
        return given
    return dict(await request.post())
