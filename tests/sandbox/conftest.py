"""A sandbox in its first state, and a bot that speaks raw HTTP to it."""

from collections.abc import AsyncIterator

import pytest

from tests.sandbox.bot import Bot
from tests.sandbox.pinterest_client import Pinterest, open_client
from tests.sandbox.vk_client import Vk
from tests.sandbox.youtube_client import Youtube
from tests.sandbox_control import KITCHEN, SandboxControl


@pytest.fixture
async def sandbox(sandbox_url: str) -> AsyncIterator[SandboxControl]:
    """The control API of a sandbox in its first state."""
    async with SandboxControl(sandbox_url) as control:
        await control.reset()
        yield control


@pytest.fixture
async def bot(sandbox: SandboxControl) -> AsyncIterator[Bot]:
    """The bot; nobody has written to it yet."""
    async with Bot(sandbox.url) as client:
        yield client
        await client.call("deleteWebhook", drop_pending_updates=True)
        await client.call("getUpdates", allowed_updates=[])


@pytest.fixture
async def kitchen(sandbox: SandboxControl, bot: Bot) -> int:
    """Alice's channel, where the bot is an admin."""
    await sandbox.make_bot_admin(KITCHEN)
    await bot.forget_updates()
    return KITCHEN


@pytest.fixture
async def alice(sandbox: SandboxControl, bot: Bot) -> int:
    """Alice, who has started the bot."""
    await sandbox.send(101, "/start")
    await bot.forget_updates()
    return 101


@pytest.fixture
async def vk(sandbox: SandboxControl) -> AsyncIterator[Vk]:
    """The pretend VK with the communities of Alice and Bob."""
    alices, bobs = (await sandbox.state())["communities"]
    async with Vk(sandbox, alices, bobs) as client:
        yield client


@pytest.fixture
async def pinterest(sandbox: SandboxControl) -> AsyncIterator[Pinterest]:
    """The pretend Pinterest with the boards of Alice and Bob."""
    async with open_client(sandbox) as client:
        yield client


@pytest.fixture
async def youtube(sandbox: SandboxControl) -> AsyncIterator[Youtube]:
    """The pretend YouTube with the channels of Alice and Bob."""
    async with Youtube(sandbox) as client:
        yield client
