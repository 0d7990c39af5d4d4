"""The wire to the Bot API: what is certain, what is not, and that the token never shows."""

import asyncio
import gc
import importlib
import logging
import pkgutil
import ssl
import traceback
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import http_exceptions, test_utils, web

from services.content import Content
from services.errors import NetworkError, NotSent, Rejected, Transient, Unconfirmed
from services.networks.base import Prepared
from services.networks.telegram.network import TelegramNetwork
from services.networks.telegram.session import LOST, Flight
from services.networks.window import SendWindow
from tests.networks.telegram_world import TOKEN, World, account, medium, network
from tests.networks.works import Bench

SECRET = TOKEN.partition(":")[2]
TEXT = Content(text="Fresh bread")


def every_subclass(kind: type[BaseException]) -> Iterator[type[BaseException]]:
    for child in kind.__subclasses__():
        yield child
        yield from every_subclass(child)


def aiohttp_errors() -> list[type[BaseException]]:
    """Every error class that aiohttp's client defines, in whatever module."""
    for module in pkgutil.iter_modules(aiohttp.__path__):
        if module.name not in {"pytest_plugin", "worker"}:
            importlib.import_module(f"aiohttp.{module.name}")
    kinds = set(every_subclass(Exception))
    others = ("aiohttp.web", "aiohttp._websocket", "aiohttp.http_websocket", "aiohttp.streams")
    return [
        kind
        for kind in kinds
        if kind.__module__.startswith("aiohttp")
        and not kind.__module__.startswith(others)
        and not issubclass(kind, Warning)
    ]


@asynccontextmanager
async def server(answer: bytes, *, read: bool = True) -> AsyncIterator[tuple[str, list[bytes]]]:
    """A server that says the same to everyone and hangs up; with the bytes that came."""
    came: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while read and (chunk := await reader.read(65536)):
            came.append(chunk)
            if b"\r\n\r\n" in b"".join(came) and b"chat_id" in b"".join(came):
                break
        writer.write(answer)
        with_errors = asyncio.gather(writer.drain(), return_exceptions=True)
        await with_errors
        writer.close()

    listening = await asyncio.start_server(talk, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    async with listening:
        yield f"http://127.0.0.1:{port}", came


async def prepared(telegram: TelegramNetwork, content: Content = TEXT) -> Prepared:
    part = telegram.plan(content, account())[0]
    return await telegram.prepare(part, content, account(), Bench().work())


async def published(url: str) -> NetworkError:
    """How publishing to that server ends."""
    telegram = network(url)
    try:
        with pytest.raises(NetworkError) as caught:
            await telegram.publish(await prepared(telegram), account(), SendWindow("a"))
    finally:
        await telegram.close()
    return caught.value


def http(status: str, body: bytes, *, length: int | None = None, kind: str = "text/html") -> bytes:
    size = len(body) if length is None else length
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {size}\r\n\r\n"
    return head.encode() + body


def test_no_error_class_of_aiohttp_is_unclassified() -> None:
    kinds = aiohttp_errors()
    assert {aiohttp.ClientPayloadError, http_exceptions.BadStatusLine} <= set(kinds)
    assert [kind for kind in kinds if not issubclass(kind, LOST)] == []
    assert issubclass(ssl.SSLError, LOST)
    assert issubclass(asyncio.TimeoutError, LOST)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200",
        b"\x16\x03\x01 not http at all\r\n\r\n",
        http("200 OK", b'{"ok":true,"result":{"message_id":1}}', length=400),
        http("200 OK", b"<html>It works!</html>"),
        http("200 OK", b"[]"),
        http("200 OK", b'{"ok":"yes"}'),
        http("200 OK", b'{"ok":true}'),
        http("200 OK", b'{"ok":true,"result":true}'),
        http("200 OK", b'{"ok":true,"result":[{"message_id":1},{}]}'),
        http("200 OK", b"[" * 100_000),
        http("400 Bad Request", b'{"ok":true,"result":{"message_id":1}}'),
        http("400 Bad Request", b"<html>proxy</html>"),
        http("302 Found", b""),
        http("502 Bad Gateway", b"<html>nginx</html>"),
        http("500 Oops", b'{"ok":false,"error_code":500,"description":"restart"}'),
        http("200 OK", b'{"ok":false,"description":"no code"}'),
    ],
)
async def test_whatever_is_no_whole_answer_leaves_the_outcome_open(answer: bytes) -> None:
    async with server(answer) as (url, _):
        assert isinstance(await published(url), Unconfirmed)


async def test_a_page_that_says_too_large_is_an_answer() -> None:
    async with server(http("413 Request Entity Too Large", b"<html>nginx</html>")) as (url, _):
        error = await published(url)
    assert isinstance(error, Rejected)
    assert error.advice == "telegram-file-too-big"


async def test_a_message_of_a_kind_unknown_to_us_has_been_made_all_the_same() -> None:
    body = b"""{"ok":true,"result":{"message_id":12,"date":1,"chat":{"id":-1001,"type":"new"},
      "forward_origin":{"type":"from the future"}}}"""
    async with server(http("200 OK", body, kind="application/json")) as (url, _):
        telegram = network(url)
        ready = await prepared(telegram)
        accepted = await telegram.publish(ready, account(), SendWindow("a"))
        await telegram.close()
    assert accepted.ids == ("12",)


async def test_a_video_that_telegram_put_off_is_accepted_without_a_number() -> None:
    body = b'{"ok":true,"result":{"message_id":0,"date":1,"chat":{"id":-1001,"type":"channel"}}}'
    async with server(http("200 OK", body, kind="application/json")) as (url, _):
        telegram = network(url)
        ready = await prepared(telegram)
        accepted = await telegram.publish(ready, account(), SendWindow("a"))
        await telegram.close()
    assert (accepted.ids, accepted.url) == ((), None)


async def test_a_certificate_that_does_not_fit_means_that_nothing_was_sent() -> None:
    async with server(b"no TLS here\r\n\r\n", read=False) as (url, _):
        assert isinstance(await published(url.replace("http", "https")), NotSent)


async def test_a_missed_window_reaches_nobody_and_leaves_no_connection_behind() -> None:
    async with server(b"") as (url, came):
        telegram = network(url)
        ready = await prepared(telegram)
        now = 0.0
        window = SendWindow("late", boot_time=lambda: now)
        now = 2.5
        with pytest.raises(NotSent) as caught:
            await telegram.publish(ready, account(), window)
        await asyncio.sleep(0.05)
        await telegram.close()
    assert caught.value.code == "send-window"
    assert came == []
    gc.collect()


async def test_an_irrevocable_call_never_reuses_a_connection(world: World) -> None:
    session = await world.telegram.bot.session.create_session()  # type: ignore[attr-defined]
    await world.publish(TEXT)
    await world.publish(TEXT)
    single = world.telegram._session._single
    assert single is not None
    assert single is not session
    assert single.connector is not None
    assert single.connector.force_close


async def test_a_call_whose_time_is_up_lets_nothing_more_leave() -> None:
    flight = Flight()
    flight.cut_off()
    with pytest.raises(NotSent):
        flight.about_to_write(None)
    assert not flight.written


async def test_the_rest_of_an_upload_does_not_leave_after_the_time_is_up(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(bytes(64 << 20))
    size_bytes = 0
    ended = asyncio.Event()

    async def slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal size_bytes
        size_bytes += len(await reader.read(1000))
        await asyncio.sleep(1.0)
        try:
            while chunk := await reader.read(1 << 20):
                size_bytes += len(chunk)
        except OSError:
            pass
        ended.set()
        writer.close()

    listening = await asyncio.start_server(slowly, "127.0.0.1", 0, limit=1000)
    async with listening:
        port = listening.sockets[0].getsockname()[1]
        telegram = network(
            f"http://127.0.0.1:{port}",
            telegram_ledger_chat_id=None,
            waits={"call_timeout_s": 0.3},
        )
        content = Content(media=(medium("document", 1, origin="vk"),))
        part = telegram.plan(content, account())[0]
        work = Bench({1: path}).work()
        ready = await telegram.prepare(part, content, account(), work)
        with pytest.raises(Unconfirmed):
            await telegram.publish(ready, account(), SendWindow("a"))
        await asyncio.wait_for(ended.wait(), 5)
        await telegram.close()
    assert size_bytes < 64 << 20


async def test_the_token_is_in_no_error_and_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    told = f'{{"ok":false,"error_code":400,"description":"no {TOKEN} here"}}'.encode()
    answers = [b"", http("302 Found", b""), http("200 OK", b"<html>"), http("400 Bad", told)]
    seen = []
    for answer in answers:
        async with server(answer) as (url, _):
            seen.append(await published(url))
    seen += [await published(url) for url in ("http://127.0.0.1:9", "http://a b")]
    for error in seen:
        shown = "".join(traceback.format_exception(error)) + repr(error) + repr(vars(error))
        assert error.__cause__ is None
        assert error.__context__ is None
        assert SECRET not in shown
    assert SECRET not in caplog.text


async def quietly(_fraction: float) -> None:
    """Nobody watches."""


async def test_a_download_that_breaks_shows_no_token(tmp_path: Path) -> None:
    async def known(request: web.Request) -> web.Response:
        about = {"file_id": "r1", "file_unique_id": "u1", "file_size": 5, "file_path": "d/1"}
        return web.json_response({"ok": True, "result": about})

    async def broken(request: web.Request) -> web.StreamResponse:
        assert request.transport
        request.transport.abort()
        return web.Response()

    app = web.Application()
    app.router.add_route("*", f"/bot{TOKEN}/getFile", known)
    app.router.add_route("*", f"/file/bot{TOKEN}/d/1", broken)
    async with test_utils.TestServer(app) as listening:
        telegram = network(str(listening.make_url("")))
        with pytest.raises(Transient) as caught:
            await telegram.download(medium("document"), tmp_path / "d", quietly)
        await telegram.close()
    assert caught.value.__context__ is None
    assert SECRET not in "".join(traceback.format_exception(caught.value))


async def test_real_telegram_is_told_no_attempt(world: World) -> None:
    real = network(world.url, world.clock, sandbox=False)
    world.telegram, usual = real, world.telegram
    await world.publish(TEXT)
    world.telegram = usual
    await real.close()
    assert [entry["attempt"] for entry in await world.wall()] == [None]
