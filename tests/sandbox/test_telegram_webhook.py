"""Delivery to a webhook: secret, order, repeats."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from tests.sandbox.bot import Bot
from tests.sandbox_control import SandboxControl, eventually


@dataclass
class Hook:
    """A webhook that answers what a test tells it to; 200 when nothing is told."""

    url: str = ""
    seen: list[tuple[str, str]] = field(default_factory=list)
    answers: dict[str, list[web.Response]] = field(default_factory=dict)

    async def take(self, request: web.Request) -> web.Response:
        """Note an update's text and the secret."""
        update: dict[str, Any] = await request.json()
        text = update["message"]["text"]
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        self.seen.append((text, secret))
        told = self.answers.get(text, [])
        return told.pop(0) if told else web.Response()

    @property
    def texts(self) -> list[str]:
        """What came, in order."""
        return [text for text, _ in self.seen]


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    """A running webhook."""
    hook = Hook()
    app = web.Application()
    app.router.add_post("/hook", hook.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await runner.cleanup()


async def _came(hook: Hook, count: int) -> None:
    async def enough() -> bool:
        return len(hook.seen) >= count

    await eventually(enough)


async def test_updates_come_with_the_secret(
    sandbox: SandboxControl, bot: Bot, alice: int, hook: Hook
) -> None:
    await bot.call("setWebhook", url=hook.url, secret_token="open-sesame")
    await sandbox.send(alice, "hello")
    await _came(hook, 1)
    assert hook.seen == [("hello", "open-sesame")]

    async def nothing_waits() -> bool:
        info = await bot.call("getWebhookInfo")
        assert info["url"] == hook.url
        return bool(info["pending_update_count"] == 0)

    await eventually(nothing_waits)


async def test_one_chat_stays_in_order_and_others_do_not_wait(
    sandbox: SandboxControl, bot: Bot, alice: int, hook: Hook
) -> None:
    hook.answers["first"] = [web.Response(status=500)]
    await bot.call("setWebhook", url=hook.url)
    await sandbox.send(alice, "first")
    await sandbox.send(alice, "second")
    await sandbox.send(102, "from Bob")
    await _came(hook, 2)
    assert sorted(hook.texts) == ["first", "from Bob"]
    info = await bot.call("getWebhookInfo")
    assert info["last_error_message"].startswith("Wrong response from the webhook: 500")
    await sandbox.advance(1)
    await _came(hook, 4)
    assert hook.texts[2:] == ["first", "second"]


async def test_repeats_take_twice_as_long_each_time(
    sandbox: SandboxControl, bot: Bot, alice: int, hook: Hook
) -> None:
    hook.answers["again"] = [web.Response(status=502), web.Response(status=502)]
    await bot.call("setWebhook", url=hook.url)
    await sandbox.send(alice, "again")
    await _came(hook, 1)
    await sandbox.advance(1.05)
    await _came(hook, 2)
    await sandbox.advance(1)
    await asyncio.sleep(0.2)
    assert len(hook.seen) == 2
    await sandbox.advance(1)
    await _came(hook, 3)


async def test_a_wait_that_was_asked_for_is_kept(
    sandbox: SandboxControl, bot: Bot, alice: int, hook: Hook
) -> None:
    hook.answers["later"] = [web.Response(status=429, headers={"Retry-After": "100"})]
    await bot.call("setWebhook", url=hook.url)
    await sandbox.send(alice, "later")
    await _came(hook, 1)
    await sandbox.advance(90)
    await asyncio.sleep(0.2)
    assert len(hook.seen) == 1
    await sandbox.advance(11)
    await _came(hook, 2)


async def test_a_webhook_that_is_gone_for_a_day_is_forgotten(
    sandbox: SandboxControl, bot: Bot, alice: int, hook: Hook
) -> None:
    hook.answers["gone"] = [
        web.Response(status=410, headers={"Retry-After": "3600"}) for _ in range(50)
    ]
    await bot.call("setWebhook", url=hook.url)
    await sandbox.send(alice, "gone")
    for hours in range(1, 24):
        assert (await bot.call("getWebhookInfo"))["url"] == hook.url
        await _came(hook, hours)
        await sandbox.advance(3601)

    async def forgotten() -> bool:
        return not (await bot.call("getWebhookInfo"))["url"]

    await eventually(forgotten)
    [update] = await bot.call("getUpdates")
    assert update["message"]["text"] == "gone", "what was not taken can be asked for again"


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"url": "nonsense"}, "bad webhook"),
        ({"url": "http://127.0.0.1:9/", "secret_token": "spaces are bad"}, "unallowed characters"),
        ({"url": "https://example.com/hook"}, "only this machine is reached"),
        ({}, 'parameter "url" is required'),
    ],
)
async def test_a_wrong_webhook_is_refused(bot: Bot, params: dict[str, Any], words: str) -> None:
    refusal = await bot.refusal("setWebhook", **params)
    assert words in refusal.description
