"""How a call of VK ends when the wire fails: whether anything left decides the class."""

import asyncio
import ssl
import threading
from collections.abc import AsyncIterator
from typing import Any

import pytest
import requests
import urllib3
import vk_api

from services.errors import LoginNeeded, NotSent, RateLimited, Transient, Unconfirmed
from services.networks.vk.client import LOST
from services.networks.window import SendWindow
from tests.networks.vk_raw import KEY, RawServer, drip, goodbye, raw_server, silence


@pytest.fixture
async def vk() -> AsyncIterator[RawServer]:
    async with raw_server() as server:
        yield server


@pytest.mark.parametrize(
    "body",
    [
        "<html>Bad gateway</html>",
        "",
        "[]",
        "7",
        "null",
        "{}",
        '{"error": "words"}',
        '{"error": {}}',
        '{"error": {"error_code": "x", "error_msg": "m"}}',
        "[" * 100_000,
        '{"response": {"post_id": 1',
    ],
)
async def test_what_is_no_answer_of_vks_leaves_a_post_unconfirmed(vk: RawServer, body: str) -> None:
    vk.says(body)
    assert type(await vk.post()) is Unconfirmed
    assert type(await vk.ask()) is Transient


@pytest.mark.parametrize("status", [301, 307, 400, 403, 500, 502, 504])
async def test_a_bad_status_leaves_a_post_unconfirmed(vk: RawServer, status: int) -> None:
    vk.says("<html></html>", status=status)
    assert type(await vk.post()) is Unconfirmed
    assert type(await vk.ask()) is Transient
    assert [request.path for request in vk.requests] == ["/method/wall.post", "/method/wall.get"]


async def test_status_429_is_a_pace_to_keep(vk: RawServer) -> None:
    vk.says("slow down", status=429)
    assert isinstance(await vk.post(), RateLimited)


async def test_a_refusal_counts_whatever_status_it_comes_with(vk: RawServer) -> None:
    vk.says({"error": {"error_code": 5, "error_msg": "no"}}, status=401)
    assert isinstance(await vk.post(), LoginNeeded)


async def test_a_cut_answer_leaves_a_post_unconfirmed(vk: RawServer) -> None:
    vk.says({"response": {"post_id": 1}}, more_bytes=40)
    assert type(await vk.post()) is Unconfirmed
    assert type(await vk.ask()) is Transient


@pytest.mark.parametrize("way", [silence, drip])
async def test_a_call_ends_at_its_limit_and_so_does_its_thread(vk: RawServer, way: Any) -> None:
    vk.answer = way
    client = vk.client(call_timeout_s=0.4)
    with pytest.raises(Unconfirmed, match="no answer in time"):
        await client.post(KEY, "wall.post", {}, SendWindow("a"))
    await asyncio.wait_for(vk.closed.wait(), 2)
    await asyncio.wait_for(client.close(), 2)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("vk_")]


async def test_a_dropped_connection_leaves_a_post_unconfirmed(vk: RawServer) -> None:
    vk.answer = goodbye
    assert type(await vk.post()) is Unconfirmed
    assert type(await vk.ask()) is Transient


async def test_a_refused_connection_is_not_sent(vk: RawServer) -> None:
    assert type(await vk.post(api_url="http://127.0.0.1:1")) is NotSent


async def test_a_name_that_cannot_be_looked_up_is_not_sent(vk: RawServer) -> None:
    assert type(await vk.post(api_url=f"https://{'a' * 70}.invalid")) is NotSent


async def test_a_broken_tls_handshake_is_not_sent(vk: RawServer) -> None:
    vk.answer = None
    error = await vk.post(api_url=f"https://127.0.0.1:{vk.port}", call_timeout_s=0.5)
    assert type(error) is NotSent
    assert vk.requests == []


async def test_a_missed_send_window_lets_nothing_out(vk: RawServer) -> None:
    now = [0.0]
    window = SendWindow("a", boot_time=lambda: now[0])
    now[0] = 2.1
    error = await vk.post(window)
    assert type(error) is NotSent
    assert error.detail == "the send window was missed"
    assert vk.requests == []


async def test_a_cancelled_post_goes_on_to_its_end(vk: RawServer) -> None:
    began = asyncio.Event()

    async def late(writer: asyncio.StreamWriter) -> None:
        began.set()
        await asyncio.sleep(0.3)
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{"response":1}')

    vk.answer = late
    call = vk.client().post(KEY, "wall.post", {}, SendWindow("a"))
    task = asyncio.create_task(call)
    await began.wait()
    started = asyncio.get_running_loop().time()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert asyncio.get_running_loop().time() - started >= 0.25


async def test_a_cancelled_question_is_hung_up_at_once(vk: RawServer) -> None:
    vk.answer = silence
    task = asyncio.create_task(vk.client(call_timeout_s=20).ask(KEY, "wall.get"))
    while not vk.requests:
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(task, 2)
    await asyncio.wait_for(vk.closed.wait(), 2)


def family(root: type[BaseException]) -> set[type[BaseException]]:
    return {root}.union(*(family(child) for child in root.__subclasses__()))


@pytest.mark.parametrize(
    "root",
    [
        requests.RequestException,
        urllib3.exceptions.HTTPError,
        vk_api.VkApiError,
        OSError,
        ssl.SSLError,
    ],
)
def test_no_exception_of_the_wire_is_unclassified(root: type[BaseException]) -> None:
    unlisted = {kind for kind in family(root) if not issubclass(kind, LOST)}
    assert unlisted == set()
    assert len(family(root)) > 2
