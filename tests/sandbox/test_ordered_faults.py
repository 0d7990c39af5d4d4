"""What somebody orders to go wrong goes wrong just so, once, and where it was ordered."""

import asyncio

import aiohttp
import pytest

from tests.sandbox.bot import Bot
from tests.sandbox_control import KITCHEN, SandboxControl, eventually


async def _posted(sandbox: SandboxControl) -> list[str]:
    return [entry["text"] for entry in await sandbox.visible("telegram", KITCHEN)]


@pytest.mark.parametrize("kind", ["refuse", "rate_limit", "server_error", "login_expired"])
async def test_a_fault_before_the_effect_posts_nothing(
    sandbox: SandboxControl, bot: Bot, kitchen: int, kind: str
) -> None:
    await sandbox.add_fault("telegram", "sendMessage", kind)
    async with bot.post("sendMessage", chat_id=kitchen, text="lost") as response:
        assert response.status >= 400
    assert await _posted(sandbox) == []
    (record,) = await sandbox.journal(method="sendMessage")
    assert (record["outcome"], record["effect"]) == (f"fault:{kind}", False)
    await bot.call("sendMessage", chat_id=kitchen, text="the fault is used up")


async def test_a_rate_limit_says_how_long(sandbox: SandboxControl, bot: Bot, kitchen: int) -> None:
    await sandbox.add_fault("telegram", "sendMessage", "rate_limit", retry_after_s=17)
    async with bot.post("sendMessage", chat_id=kitchen, text="x") as response:
        assert response.status == 429
        assert response.headers["Retry-After"] == "17"
        answer = await response.json()
    assert answer["parameters"] == {"retry_after": 17}
    assert answer["description"] == "Too Many Requests: retry after 17"


@pytest.mark.parametrize("kind", ["hang", "accept_then_hang"])
async def test_a_hanging_request_is_never_answered(
    sandbox: SandboxControl, bot: Bot, kitchen: int, kind: str
) -> None:
    await sandbox.add_fault("telegram", "sendMessage", kind)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(bot.call("sendMessage", chat_id=kitchen, text="x"), 0.4)
    accepted = kind == "accept_then_hang"
    assert await _posted(sandbox) == (["x"] if accepted else [])
    (record,) = await sandbox.journal(method="sendMessage")
    assert (record["status"], record["effect"]) == (None, accepted)


@pytest.mark.parametrize("kind", ["reset", "accept_then_reset"])
async def test_a_reset_closes_the_connection_without_an_answer(
    sandbox: SandboxControl, bot: Bot, kitchen: int, kind: str
) -> None:
    await sandbox.add_fault("telegram", "sendMessage", kind)
    with pytest.raises(aiohttp.ClientConnectionError):
        await bot.call("sendMessage", chat_id=kitchen, text="x")
    assert await _posted(sandbox) == (["x"] if kind == "accept_then_reset" else [])


async def test_a_cut_body_ends_before_its_length(
    sandbox: SandboxControl, bot: Bot, kitchen: int
) -> None:
    await sandbox.add_fault("telegram", "sendMessage", "accept_then_cut_body")
    with pytest.raises(aiohttp.ClientPayloadError):
        await bot.call("sendMessage", chat_id=kitchen, text="x")
    assert await _posted(sandbox) == ["x"]


@pytest.mark.parametrize(
    ("kind", "status"), [("accept_then_500", 500), ("accept_then_garbage", 200)]
)
async def test_an_accepted_request_may_look_like_a_failure(
    sandbox: SandboxControl, bot: Bot, kitchen: int, kind: str, status: int
) -> None:
    await sandbox.add_fault("telegram", "sendMessage", kind)
    async with bot.post("sendMessage", chat_id=kitchen, text="x") as response:
        assert (response.status, response.content_type) == (status, "text/html")
    assert await _posted(sandbox) == ["x"]
    (record,) = await sandbox.journal(method="sendMessage")
    assert (record["status"], record["effect"]) == (status, True)


async def test_a_fault_waits_for_its_target_and_its_turn(
    sandbox: SandboxControl, bot: Bot, kitchen: int, alice: int
) -> None:
    await sandbox.add_fault("telegram", "sendMessage", "refuse", target=kitchen, skip=1)
    await bot.call("sendMessage", chat_id=alice, text="another chat")
    await bot.call("sendMessage", chat_id=kitchen, text="first")
    refusal = await bot.refusal("sendMessage", chat_id=kitchen, text="second")
    assert refusal.code == 400
    await bot.call("sendMessage", chat_id=kitchen, text="third")
    assert await _posted(sandbox) == ["first", "third"]


async def test_a_fault_without_number_lasts_until_it_is_removed(
    sandbox: SandboxControl, bot: Bot, kitchen: int
) -> None:
    async with sandbox.fault("telegram", "*", "refuse", error_code=403, description="Forbidden: x"):
        for _ in range(3):
            assert (await bot.refusal("getMe")).code == 403
    assert (await bot.call("getMe"))["is_bot"]
    assert (await sandbox.state())["faults"] == []


async def test_a_slow_answer_comes_when_the_clock_has_moved(
    sandbox: SandboxControl, bot: Bot, kitchen: int
) -> None:
    await sandbox.add_fault("telegram", "sendMessage", "slow", delay_s=600)
    sending = asyncio.ensure_future(bot.call("sendMessage", chat_id=kitchen, text="late"))
    await eventually(lambda: sandbox.journal(method="sendMessage"))
    assert await _posted(sandbox) == []
    await sandbox.advance(601)
    await asyncio.wait_for(sending, 2)
    assert await _posted(sandbox) == ["late"]
