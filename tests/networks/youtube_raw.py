"""A YouTube that says exactly what a test wants; only its token server is always well."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from services.clock import SystemClock
from services.errors import NetworkError
from services.networks.window import SendWindow
from services.networks.youtube.client import YoutubeClient
from services.rates import Pace
from tests.networks.vk_raw import Answer, RawServer, Request, no_pace, raw_server
from tests.networks.youtube_world import settings

CANARY = "1//0CANARY-refresh-token-that-must-never-show"
ACCESS = "ya29.CANARY-access-token-that-must-never-show"
KEY = {"refresh_token": CANARY}
_TOKEN = {"access_token": ACCESS, "expires_in": 3599, "token_type": "Bearer", "scope": "a b"}


@dataclass
class Raw:
    """Answers what is asked of the API with what the raw server was told to say."""

    server: RawServer
    minting: bool = True
    clients: list[YoutubeClient] = field(default_factory=list)

    def says(self, body: Any, *, status: int = 200, more_bytes: int = 0) -> None:
        """Answer with JSON, or with text, promising more bytes than come if asked to."""
        self.server.says(body, status=status, more_bytes=more_bytes)
        assert self.server.answer
        self.does(self.server.answer)

    def does(self, answer: Answer) -> None:
        """Answer in this way; but a token is had as long as the token server is well."""

        async def answered(writer: asyncio.StreamWriter) -> None:
            if self.minting and self.server.requests[-1].path == "/token":
                body = json.dumps(_TOKEN).encode()
                head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n"
                writer.write(head.encode() + body)
                await writer.drain()
            else:
                await answer(writer)

        self.server.answer = answered

    def refuses(self, status: int, reason: str, words: str = "Sandbox") -> None:
        """Answer with an error in Google's envelope."""
        self.says(envelope(status, reason, words), status=status)

    @property
    def asked(self) -> list[Request]:
        """What was asked of the API."""
        return [one for one in self.server.requests if one.path != "/token"]

    def client(self, *, pace: Pace = no_pace, sandbox: bool = False, **more: Any) -> YoutubeClient:
        """A client that talks to this server; it is closed with it."""
        waits = {"call_timeout_s": 5.0, **more}
        self.clients.append(
            YoutubeClient(settings(self.server.url, **waits), SystemClock(), pace, sandbox=sandbox)
        )
        return self.clients[-1]

    async def ask(self, client: YoutubeClient | None = None, **more: Any) -> Any:
        """Make a harmless call."""
        return await (client or self.client(**more)).ask(
            KEY, lambda api: api.videos().list(part="status", id="v")
        )

    async def act(
        self, window: SendWindow | None = None, client: YoutubeClient | None = None, **more: Any
    ) -> Any:
        """Make an irrevocable call."""
        return await (client or self.client(**more)).act(
            KEY,
            lambda api: api.videos().update(part="status", body={"id": "v"}),
            window or SendWindow("attempt-1"),
        )

    async def fails(self, how: str, **more: Any) -> NetworkError:
        """How a call fails: `ask` or `act`."""
        with pytest.raises(NetworkError) as caught:
            await (self.ask(**more) if how == "ask" else self.act(**more))
        return caught.value


def envelope(status: int, reason: str, words: str = "Sandbox") -> dict[str, Any]:
    """An error as Google words it."""
    errors = [{"domain": "youtube", "reason": reason, "message": words}]
    return {"error": {"code": status, "message": words, "errors": errors}}


@asynccontextmanager
async def raw_youtube() -> AsyncIterator[Raw]:
    """A raw YouTube for the length of the block."""
    async with raw_server() as server:
        raw = Raw(server)
        raw.says({"items": []})
        yield raw
        for client in raw.clients:
            await client.close()
