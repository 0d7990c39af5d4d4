"""Calls of VK through vk_api: each of its traps is closed, and each ending has one class."""

import asyncio
import logging
import ssl
import threading
import traceback
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import requests
import urllib3
import vk_api

from services.clock import SystemClock
from services.errors import (
    AccessDenied,
    LoginNeeded,
    NetworkError,
    NotSent,
    PersonNeeded,
    RateLimited,
    Rejected,
    Transient,
    Unconfirmed,
)
from services.networks.vk.client import LOST, VkClient
from services.networks.vk.tokens import Token
from services.networks.window import SendWindow
from services.rates import Rate
from tests.networks.vk_raw import RawServer, drip, goodbye, raw_server, silence

CANARY = "vk1.a.CANARY-token-that-must-never-show"
KEY = Token(CANARY, "community")


async def no_pace(rates: Sequence[Rate]) -> None:
    del rates


CLIENTS: list[VkClient] = []


@pytest.fixture
async def vk() -> AsyncIterator[RawServer]:
    async with raw_server() as server:
        yield server
        while CLIENTS:
            await CLIENTS.pop().close()


def client_of(vk: RawServer, *, sandbox: bool = False, **settings: Any) -> VkClient:
    CLIENTS.append(VkClient(vk.settings(**settings), SystemClock(), no_pace, sandbox=sandbox))
    return CLIENTS[-1]


async def ask(vk: RawServer, **settings: Any) -> NetworkError:
    with pytest.raises(NetworkError) as caught:
        await client_of(vk, **settings).ask(KEY, "wall.get")
    return caught.value


async def post(vk: RawServer, window: SendWindow | None = None, **settings: Any) -> NetworkError:
    window = window or SendWindow("attempt-1")
    with pytest.raises(NetworkError) as caught:
        await client_of(vk, **settings).post(KEY, "wall.post", {"message": "soup"}, window)
    return caught.value


async def test_a_call_says_what_vk_reads(vk: RawServer, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    answer = await client_of(vk).ask(
        KEY, "wall.get", from_group=True, signed=False, posts=["-1_2", "-1_3"], count=5, guid=None
    )
    assert answer == 1
    sent = vk.requests[0]
    assert sent.path == "/method/wall.get"
    assert sent.form == {
        "from_group": "1",
        "signed": "0",
        "posts": "-1_2,-1_3",
        "count": "5",
        "v": "5.199",
        "access_token": CANARY,
    }
    assert sent.headers["user-agent"].startswith("CrossPoster")
    assert sent.headers["connection"] == "close"
    assert list(tmp_path.iterdir()) == []


async def test_an_attempt_is_told_to_a_sandbox_only(vk: RawServer) -> None:
    for sandbox in (True, False):
        window = SendWindow("attempt-7")
        await client_of(vk, sandbox=sandbox).post(KEY, "wall.post", {}, window)
    assert vk.requests[0].headers["x-attempt"] == "attempt-7"
    assert "x-attempt" not in vk.requests[1].headers


async def test_error_6_is_neither_slept_on_nor_repeated(vk: RawServer) -> None:
    vk.refuses(6, "Too many requests per second")
    error = await post(vk)
    assert isinstance(error, RateLimited)
    assert error.until > SystemClock().now()
    assert len(vk.requests) == 1


@pytest.mark.parametrize(
    "form",
    [
        {"redirect_uri": "https://id.vk.com/not_robot", "remixstlid": 7},
        {"captcha_sid": "9", "captcha_img": "https://id.vk.com/not_robot"},
    ],
)
async def test_both_forms_of_captcha_need_a_person(vk: RawServer, form: dict[str, Any]) -> None:
    vk.refuses(14, "Captcha needed", **form)
    error = await post(vk)
    assert isinstance(error, PersonNeeded)
    assert error.link == "https://id.vk.com/not_robot"
    assert error.advice == "vk-advice-captcha"


async def test_a_captcha_without_any_known_field_still_needs_a_person(vk: RawServer) -> None:
    vk.refuses(14)
    assert isinstance(await post(vk), PersonNeeded)


async def test_a_validation_gives_its_link(vk: RawServer) -> None:
    vk.refuses(17, "Validation required", redirect_uri="https://id.vk.com/validate")
    error = await ask(vk)
    assert isinstance(error, PersonNeeded)
    assert error.link == "https://id.vk.com/validate"


async def test_a_link_that_is_no_web_address_is_not_passed_on(vk: RawServer) -> None:
    vk.refuses(17, redirect_uri="javascript:alert(1)")
    assert (await ask(vk)).link is None


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
    assert type(await post(vk)) is Unconfirmed
    assert type(await ask(vk)) is Transient


@pytest.mark.parametrize("status", [301, 307, 400, 403, 500, 502, 504])
async def test_a_bad_status_leaves_a_post_unconfirmed(vk: RawServer, status: int) -> None:
    vk.says("<html></html>", status=status)
    assert type(await post(vk)) is Unconfirmed
    assert type(await ask(vk)) is Transient
    assert [request.path for request in vk.requests] == ["/method/wall.post", "/method/wall.get"]


async def test_status_429_is_a_pace_to_keep(vk: RawServer) -> None:
    vk.says("slow down", status=429)
    assert isinstance(await post(vk), RateLimited)


async def test_a_refusal_counts_whatever_status_it_comes_with(vk: RawServer) -> None:
    vk.says({"error": {"error_code": 5, "error_msg": "no"}}, status=401)
    assert isinstance(await post(vk), LoginNeeded)


async def test_a_cut_answer_leaves_a_post_unconfirmed(vk: RawServer) -> None:
    vk.says({"response": {"post_id": 1}}, more_bytes=40)
    assert type(await post(vk)) is Unconfirmed
    assert type(await ask(vk)) is Transient


@pytest.mark.parametrize("way", [silence, drip])
async def test_a_call_ends_at_its_limit_and_so_does_its_thread(vk: RawServer, way: Any) -> None:
    vk.answer = way
    client = client_of(vk, call_timeout_s=0.4)
    with pytest.raises(Unconfirmed, match="no answer in time"):
        await client.post(KEY, "wall.post", {}, SendWindow("a"))
    await asyncio.wait_for(vk.closed.wait(), 2)
    await asyncio.wait_for(client.close(), 2)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("vk_")]


async def test_a_dropped_connection_leaves_a_post_unconfirmed(vk: RawServer) -> None:
    vk.answer = goodbye
    assert type(await post(vk)) is Unconfirmed
    assert type(await ask(vk)) is Transient


async def test_a_refused_connection_is_not_sent(vk: RawServer) -> None:
    assert type(await post(vk, api_url="http://127.0.0.1:1")) is NotSent


async def test_a_name_that_cannot_be_looked_up_is_not_sent(vk: RawServer) -> None:
    assert type(await post(vk, api_url=f"https://{'a' * 70}.invalid")) is NotSent


async def test_a_broken_tls_handshake_is_not_sent(vk: RawServer) -> None:
    vk.answer = None
    error = await post(vk, api_url=f"https://127.0.0.1:{vk.port}", call_timeout_s=0.5)
    assert type(error) is NotSent
    assert vk.requests == []


async def test_a_missed_send_window_lets_nothing_out(vk: RawServer) -> None:
    now = [0.0]
    window = SendWindow("a", boot_time=lambda: now[0])
    now[0] = 2.1
    error = await post(vk, window)
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
    call = client_of(vk).post(KEY, "wall.post", {}, SendWindow("a"))
    task = asyncio.create_task(call)
    await began.wait()
    started = asyncio.get_running_loop().time()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert asyncio.get_running_loop().time() - started >= 0.25


async def test_a_cancelled_question_is_hung_up_at_once(vk: RawServer) -> None:
    vk.answer = silence
    task = asyncio.create_task(client_of(vk, call_timeout_s=20).ask(KEY, "wall.get"))
    while not vk.requests:
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(task, 2)
    await asyncio.wait_for(vk.closed.wait(), 2)


async def test_calls_with_one_token_do_not_wait_for_each_other(vk: RawServer) -> None:
    vk.answer = silence
    client = client_of(vk)
    tasks = [asyncio.create_task(client.ask(KEY, "wall.get")) for _ in range(5)]
    async with asyncio.timeout(1.5):
        while len(vk.requests) < 5:
            await asyncio.sleep(0.01)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_harmless_call_waits_for_the_pace_of_its_token(vk: RawServer) -> None:
    asked: list[Rate] = []

    async def pace(rates: Sequence[Rate]) -> None:
        asked.extend(rates)

    client = VkClient(vk.settings(), SystemClock(), pace, sandbox=False)
    CLIENTS.append(client)
    await client.ask(KEY, "wall.get")
    await client.ask(Token("another", "user"), "wall.get")
    assert [(rate.count, rate.per_s) for rate in asked] == [(20, 1.0), (3, 1.0)]
    assert len({rate.key for rate in asked}) == 2
    assert CANARY not in str(asked)


@pytest.mark.parametrize(
    "body",
    [
        {
            "error": {
                "error_code": 5,
                "error_msg": f"bad token {CANARY}",
                "request_params": [CANARY],
            }
        },
        {"error": {"error_code": 14, "error_msg": "captcha", "request_params": [CANARY]}},
        {"error": {"error_code": 6, "error_msg": "fast"}},
        {"error": {"error_code": 10, "error_msg": "inside"}},
        f"<html>{CANARY}</html>",
        {"nothing": CANARY},
    ],
)
@pytest.mark.parametrize("status", [200, 500])
async def test_the_token_shows_nowhere(
    vk: RawServer, body: Any, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    vk.says(body, status=status)
    for error in (await post(vk), await ask(vk)):
        logging.getLogger("test").error("it failed", exc_info=error)
        assert error.__cause__ is None
        assert error.__context__ is None
        assert CANARY not in repr(error) + str(error) + repr(vars(error))
        for frame, _ in traceback.walk_tb(error.__traceback__):
            if "/services/" in frame.f_code.co_filename:
                assert CANARY not in repr(frame.f_locals)
    assert CANARY not in caplog.text


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


@pytest.mark.parametrize(
    ("code", "expected"),
    [(7, AccessDenied), (5, LoginNeeded), (100, Rejected), (10, Unconfirmed), (43, Transient)],
)
async def test_vks_own_words_come_along(
    vk: RawServer, code: int, expected: type[NetworkError]
) -> None:
    vk.refuses(code, "because of the soup")
    error = await post(vk)
    assert type(error) is expected
    assert (error.code, error.detail) == (f"VK {code}", "because of the soup")
