"""Calls of VK through vk_api: each of its traps is closed, and each ending has one class."""

import ast
import asyncio
import logging
import traceback
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest

import services.networks.vk
from services.clock import SystemClock
from services.errors import (
    AccessDenied,
    LoginNeeded,
    NetworkError,
    PersonNeeded,
    RateLimited,
    Rejected,
    Transient,
    Unconfirmed,
)
from services.networks.vk.tokens import Token
from services.networks.window import SendWindow
from services.rates import Rate
from tests.networks.vk_raw import CANARY, KEY, RawServer, raw_server, silence


@pytest.fixture
async def vk() -> AsyncIterator[RawServer]:
    async with raw_server() as server:
        yield server


async def test_a_call_says_what_vk_reads(vk: RawServer, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    answer = await vk.client().ask(
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


def test_only_the_plain_call_of_vk_api_is_used() -> None:
    """Its helpers for uploads, pages, pools and sign-in repeat, leak and never time out."""
    used = {
        node.attr
        for path in Path(services.networks.vk.__path__[0]).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        if isinstance(node.value, ast.Name) and node.value.id == "vk_api"
    }
    assert used == {"VkApi", "VkApiError", "ApiError", "ApiHttpError"}


async def test_an_attempt_is_told_to_a_sandbox_only(vk: RawServer) -> None:
    for sandbox in (True, False):
        window = SendWindow("attempt-7")
        await vk.client(sandbox=sandbox).post(KEY, "wall.post", {}, window)
    assert vk.requests[0].headers["x-attempt"] == "attempt-7"
    assert "x-attempt" not in vk.requests[1].headers


async def test_error_6_is_neither_slept_on_nor_repeated(vk: RawServer) -> None:
    vk.refuses(6, "Too many requests per second")
    error = await vk.post()
    assert isinstance(error, RateLimited)
    assert error.until > SystemClock().now()
    assert len(vk.requests) == 1


@pytest.mark.parametrize(
    ("form", "link"),
    [
        (
            {"redirect_uri": "https://id.vk.com/not_robot", "remixstlid": 7},
            "https://id.vk.com/not_robot",
        ),
        ({"captcha_sid": "9", "captcha_img": "https://vk.com/captcha.php"}, "https://vk.com"),
    ],
)
async def test_both_forms_of_captcha_need_a_person(
    vk: RawServer, form: dict[str, Any], link: str
) -> None:
    vk.refuses(14, "Captcha needed", **form)
    error = await vk.post()
    assert isinstance(error, PersonNeeded)
    assert error.link == link
    assert error.advice == "vk-advice-captcha"


async def test_a_captcha_without_any_known_field_still_needs_a_person(vk: RawServer) -> None:
    vk.refuses(14)
    assert isinstance(await vk.post(), PersonNeeded)


async def test_a_validation_gives_its_link(vk: RawServer) -> None:
    vk.refuses(17, "Validation required", redirect_uri="https://id.vk.com/validate")
    error = await vk.ask()
    assert isinstance(error, PersonNeeded)
    assert error.link == "https://id.vk.com/validate"


async def test_a_link_that_is_no_web_address_is_not_passed_on(vk: RawServer) -> None:
    vk.refuses(17, redirect_uri="javascript:alert(1)")
    assert (await vk.ask()).link is None


async def test_calls_with_one_token_do_not_wait_for_each_other(vk: RawServer) -> None:
    vk.answer = silence
    client = vk.client()
    tasks = [asyncio.create_task(client.ask(KEY, "wall.get")) for _ in range(5)]
    async with asyncio.timeout(1.5):
        while len(vk.requests) < 5:
            await asyncio.sleep(0.01)
    assert not any(task.done() for task in tasks), "each of them still waits for its answer"
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_harmless_call_waits_for_the_pace_of_its_token(vk: RawServer) -> None:
    asked: list[Rate] = []

    async def pace(rates: Sequence[Rate]) -> None:
        asked.extend(rates)

    client = vk.client(pace=pace)
    await client.ask(KEY, "wall.get")
    await client.ask(Token("another", "user"), "wall.get")
    assert [(rate.count, rate.per_s) for rate in asked] == [(20, 1.15), (3, 1.15)]
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
    for error in (await vk.post(), await vk.ask()):
        logging.getLogger("test").error("it failed", exc_info=error)
        assert error.__cause__ is None
        assert error.__context__ is None
        assert CANARY not in repr(error) + str(error) + repr(vars(error))
        for frame, _ in traceback.walk_tb(error.__traceback__):
            if "/services/" in frame.f_code.co_filename:
                assert CANARY not in repr(frame.f_locals)
    assert CANARY not in caplog.text


@pytest.mark.parametrize(
    ("code", "expected"),
    [(7, AccessDenied), (5, LoginNeeded), (100, Rejected), (10, Unconfirmed), (43, Transient)],
)
async def test_vks_own_words_come_along(
    vk: RawServer, code: int, expected: type[NetworkError]
) -> None:
    vk.refuses(code, "because of the soup")
    error = await vk.post()
    assert type(error) is expected
    assert (error.code, error.detail) == (f"VK {code}", "because of the soup")
