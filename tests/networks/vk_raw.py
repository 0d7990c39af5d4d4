"""A server that says exactly what a test wants, byte for byte, and remembers what it was told."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import pytest

from services.clock import SystemClock
from services.errors import NetworkError
from services.networks.vk.client import VkClient
from services.networks.vk.settings import VkSettings
from services.networks.vk.tokens import Token
from services.networks.window import SendWindow
from services.rates import Pace, Rate

CANARY = "vk1.a.CANARY-token-that-must-never-show"
KEY = Token(CANARY, "community")

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


async def no_pace(rates: Sequence[Rate]) -> None:
    """Every call may leave at once."""
    del rates


@dataclass
class Request:
    """What a client sent."""

    path: str
    headers: dict[str, str]
    form: dict[str, str]


@dataclass
class RawServer:
    """Answers every request with `answer`."""

    port: int = 0
    answer: Answer | None = None
    requests: list[Request] = field(default_factory=list)
    closed: asyncio.Event = field(default_factory=asyncio.Event)
    clients: list[VkClient] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The origin."""
        return f"http://127.0.0.1:{self.port}"

    def settings(self, **more: Any) -> VkSettings:
        """Settings that lead here, with short waits."""
        waits = {"connect_timeout_s": 5.0, "call_timeout_s": 5.0}
        return VkSettings(_env_file=None, **{"api_url": self.url, **waits, **more})

    def says(self, body: Any, *, status: int = 200, more_bytes: int = 0) -> None:
        """Answer with JSON, or with text, promising more bytes than come if asked to."""
        text = body if isinstance(body, str) else json.dumps(body)
        self.answer = _saying(text.encode(), status, more_bytes)

    def refuses(self, code: int, words: str = "Sandbox", **more: Any) -> None:
        """Answer with an error of VK's."""
        self.says({"error": {"error_code": code, "error_msg": words, **more}})

    def client(self, *, pace: Pace = no_pace, sandbox: bool = False, **settings: Any) -> VkClient:
        """A client that talks to this server; it is closed with it."""
        client = VkClient(self.settings(**settings), SystemClock(), pace, sandbox=sandbox)
        self.clients.append(client)
        return client

    async def ask(self, **settings: Any) -> NetworkError:
        """How a harmless call fails."""
        with pytest.raises(NetworkError) as caught:
            await self.client(**settings).ask(KEY, "wall.get")
        return caught.value

    async def post(self, window: SendWindow | None = None, **settings: Any) -> NetworkError:
        """How an irrevocable call fails."""
        window = window or SendWindow("attempt-1")
        with pytest.raises(NetworkError) as caught:
            await self.client(**settings).post(KEY, "wall.post", {"message": "soup"}, window)
        return caught.value

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Read one request, answer it, wait until the client is gone."""
        try:
            self.requests.append(await _read(reader))
            if self.answer:
                await self.answer(writer)
            await reader.read()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.closed.set()
            writer.close()


@asynccontextmanager
async def raw_server() -> AsyncIterator[RawServer]:
    """A raw server for the length of the block."""
    raw = RawServer()
    server = await asyncio.start_server(raw.serve, "127.0.0.1", 0)
    raw.port = server.sockets[0].getsockname()[1]
    raw.says({"response": 1})
    try:
        yield raw
        for client in raw.clients:
            await client.close()
    finally:
        server.close()


async def silence(writer: asyncio.StreamWriter) -> None:
    """Say nothing."""
    del writer


async def goodbye(writer: asyncio.StreamWriter) -> None:
    """Close without a word."""
    writer.transport.abort()


async def drip(writer: asyncio.StreamWriter) -> None:
    """Keep a client waiting with one byte at a time, for ever."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while not writer.is_closing():
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.05)


def _saying(body: bytes, status: int, more_bytes: int) -> Answer:
    async def say(writer: asyncio.StreamWriter) -> None:
        head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\n"
        head += "Location: /elsewhere\r\n" if 300 <= status < 400 else ""
        head += f"Content-Length: {len(body) + more_bytes}\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        if more_bytes:
            writer.close()

    return say


async def _read(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = {
        name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])
    }
    body = (await reader.readexactly(int(headers.get("content-length", 0)))).decode()
    form = {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
    return Request(head[0].split(" ")[1], headers, form)
