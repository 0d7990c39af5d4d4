"""Instagram's hosts as the app meets them: HTTP/2 over TLS, and almost nothing older.

What arrives is handed to the plain server of the sandbox, below `/instagram/private/{host}`, and
what that says goes back: answers whole or cut, a silence, a broken connection.

Source: https://github.com/subzeroid/instagrapi/pull/2778 (an empty 429 for HTTP/1.1)
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Any, Final

import aiohttp
import trustme
from hypercorn.asyncio import serve
from hypercorn.config import Config

from services.sandbox.instagram.private.tunnel import HOSTS, Tunnel

_LOOPBACK: Final = "127.0.0.1"
_PATIENCE_S: Final = 0.5
_FOR_THE_WEBSITE: Final = "/api/v1/qe/sync/"
"""The one path that answers what browsers speak, too: the website's visitors get a key there."""

_OF_THE_CONNECTION: Final = frozenset(
    {b"connection", b"host", b"keep-alive", b"proxy-connection", b"transfer-encoding", b"date"}
)

Headers = list[tuple[bytes, bytes]]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Front:
    """A server for Instagram's hosts and the tunnel that leads to it; both on free ports.

    Args:
        origin: Where the plain server of the sandbox is.
        refused: Hears of hosts that are not Instagram's.
    """

    def __init__(self, origin: str, refused: Callable[[str], None]) -> None:
        self._origin = origin
        self._tunnel = Tunnel(refused)
        self._over = asyncio.Event()
        self._serving: asyncio.Task[None] | None = None
        self._http: aiohttp.ClientSession | None = None
        authority = trustme.CA()
        self.ca = authority.cert_pem.bytes().decode()
        """The certificate that a client has to trust, as PEM."""
        self._config = _Config(authority)

    @property
    def proxy(self) -> str:
        """The address of the tunnel."""
        return self._tunnel.address

    async def start(self) -> None:
        """Listen; returns when somebody may come."""
        self._http = aiohttp.ClientSession(
            auto_decompress=False, timeout=aiohttp.ClientTimeout(total=None)
        )
        self._serving = asyncio.create_task(
            serve(self._app, self._config, shutdown_trigger=self._over.wait)  # type: ignore[arg-type]
        )
        await self._tunnel.start(self._config.port)

    async def stop(self) -> None:
        """Break every connection and listen no more."""
        await self._tunnel.stop()
        self._over.set()
        if self._serving:
            await self._serving
        if self._http:
            await self._http.close()

    async def _app(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif not _spoken(scope) or _host(scope) not in HOSTS:
            await send({"type": "http.response.start", "status": 429, "headers": []})
            await send({"type": "http.response.body"})
        else:
            await self._until_gone(scope, receive, send)

    async def _until_gone(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Relay a request, unless its client goes before there is an answer."""
        body = _Body(receive)
        relay = asyncio.create_task(self._relay(scope, body, send))
        gone = asyncio.create_task(body.gone())
        await asyncio.wait({relay, gone}, return_when=asyncio.FIRST_COMPLETED)
        gone.cancel()
        if not relay.done():
            relay.cancel()
        with suppress(asyncio.CancelledError):
            await relay

    async def _relay(self, scope: dict[str, Any], body: "_Body", send: Send) -> None:
        if self._http is None:
            raise RuntimeError("the front has not been started")
        path = scope["raw_path"].decode()
        url = f"{self._origin}/instagram/private/{_host(scope)}{path}"
        if query := scope["query_string"].decode():
            url = f"{url}?{query}"
        headers = [(name.decode(), value.decode("latin-1")) for name, value in _carried(scope)]
        data = body.chunks() if scope["method"] == "POST" else await body.whole()
        try:
            async with self._http.request(
                scope["method"], url, headers=headers, data=data, allow_redirects=False
            ) as answer:
                await _pass_on(answer, send)
        except aiohttp.ClientError:
            self._tunnel.cut(scope["client"][1])


class _Config(Config):
    """Settings of the server: HTTP/2 alone, a certificate of this moment, no word to the log."""

    def __init__(self, authority: trustme.CA) -> None:
        super().__init__()
        self.alpn_protocols = ["h2"]
        self.graceful_timeout = _PATIENCE_S
        self.loglevel = "CRITICAL"
        self.bind = [f"{_LOOPBACK}:0"]
        self._leaf = authority.issue_cert(*sorted(HOSTS))
        self._made = super().create_sockets()

    @property
    def port(self) -> int:
        """Where the server listens."""
        return int(self._made.secure_sockets[0].getsockname()[1])

    @property
    def ssl_enabled(self) -> bool:
        return True

    def create_sockets(self) -> Any:
        """The sockets whose port is known already."""
        return self._made

    def create_ssl_context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.set_alpn_protocols(self.alpn_protocols)
        self._leaf.configure_cert(context)
        return context


class _Body:
    """The body of a request as it arrives, and the news that its sender has gone."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._whole = asyncio.Event()

    async def chunks(self) -> AsyncIterator[bytes]:
        while not self._whole.is_set():
            event = await self._receive()
            if event["type"] == "http.disconnect":
                raise aiohttp.ClientConnectionError("the client went while it was sending")
            if not event.get("more_body"):
                self._whole.set()
            yield event.get("body", b"")

    async def whole(self) -> bytes:
        """All of it, for a request that should have none."""
        return b"".join([chunk async for chunk in self.chunks()])

    async def gone(self) -> None:
        """Return when the sender has hung up after the last byte of a body."""
        await self._whole.wait()
        while (await self._receive())["type"] != "http.disconnect":
            continue


async def _pass_on(answer: aiohttp.ClientResponse, send: Send) -> None:
    raw: Headers = [(name.lower(), value) for name, value in answer.raw_headers]
    headers = [one for one in raw if one[0] not in _OF_THE_CONNECTION]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    async for chunk in answer.content.iter_any():
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body"})


async def _live(receive: Receive, send: Send) -> None:
    while True:
        event = (await receive())["type"]
        await send({"type": f"{event}.complete"})
        if event == "lifespan.shutdown":
            return


def _spoken(scope: dict[str, Any]) -> bool:
    return bool(scope["http_version"] == "2") or str(scope["path"]) == _FOR_THE_WEBSITE


def _host(scope: dict[str, Any]) -> str:
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    return hosts[0].decode().partition(":")[0] if hosts else ""


def _carried(scope: dict[str, Any]) -> Headers:
    """The headers of a request but for those of its connection; pseudo-headers are none."""
    return [
        (name, value)
        for name, value in scope["headers"]
        if name not in _OF_THE_CONNECTION and not name.startswith(b":")
    ]
