"""The way to YouTube is encrypted: a call over TLS is watched and cut off like any other."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httplib2
import pytest
import trustme

from services.errors import NotSent
from services.networks.threads import Line
from services.networks.window import SendWindow
from services.networks.youtube.settings import YoutubeSettings
from services.networks.youtube.transport import LOST, LineHttp, Transport
from tests.networks.youtube_world import settings


@dataclass
class Tls:
    """A server behind TLS that says something, or nothing."""

    port: int = 0
    says: bool = True
    asked: int = 0

    def settings(self) -> YoutubeSettings:
        return settings(f"https://localhost:{self.port}", call_timeout_s=0.5)

    async def get(self, line: Line) -> bytes:
        """Ask it over the transport."""
        transport = Transport(self.settings(), sandbox=False)

        def call(http: LineHttp) -> bytes:
            return bytes(http.request(f"https://localhost:{self.port}/")[1])

        try:
            return await transport.run(line, call)
        finally:
            await transport.close()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        self.asked += 1
        if self.says:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nsoup")
        await reader.read()
        writer.close()


@asynccontextmanager
async def tls_server(folder: Path, authority: trustme.CA) -> AsyncIterator[Tls]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    tls = Tls()
    server = await asyncio.start_server(tls.serve, "127.0.0.1", 0, ssl=context)
    tls.port = server.sockets[0].getsockname()[1]
    authority.cert_pem.write_to_path(folder / "ca.pem")
    yield tls
    server.close()


@pytest.fixture
async def tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Tls]:
    async with tls_server(tmp_path, trustme.CA()) as server:
        monkeypatch.setattr(httplib2, "CA_CERTS", str(tmp_path / "ca.pem"))
        yield server


async def test_an_answer_comes_through_tls(tls: Tls) -> None:
    assert await tls.get(Line("YouTube")) == b"soup"


async def test_silence_behind_tls_is_cut_off(tls: Tls) -> None:
    tls.says = False
    line = Line("YouTube", SendWindow("a"))
    with pytest.raises(LOST):
        await tls.get(line)
    assert (line.written, line.cut, tls.asked) == (True, True, 1)


async def test_a_missed_window_writes_nothing_into_tls(tls: Tls) -> None:
    line = Line("YouTube", SendWindow("a", seconds=-1))
    with pytest.raises(NotSent):
        await tls.get(line)
    assert tls.asked == 0


async def test_a_certificate_of_nobody_is_no_way(tls: Tls, tmp_path: Path) -> None:
    other = trustme.CA()
    other.cert_pem.write_to_path(tmp_path / "ca.pem")
    line = Line("YouTube", SendWindow("a"))
    with pytest.raises(ssl.SSLError):
        await tls.get(line)
    assert not line.written
    assert tls.asked == 0
