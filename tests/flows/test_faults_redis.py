"""Redis is a bell: without it the bot answers and posts go out, a little later."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from time import monotonic

import pytest

from services.embedded.folder import LOOPBACK, free_port
from services.settings import Settings
from tests.flows.faults import on_wall, violations
from tests.flows.house import Chat, House, open_house
from tests.flows.linking import with_channel
from tests.people import ALICE
from tests.sandbox_control import SandboxControl, eventually

SECONDS = 10.0


@asynccontextmanager
async def nobody_listens() -> AsyncIterator[int]:
    """A port on which Redis has stopped."""
    yield free_port()


@asynccontextmanager
async def nobody_answers() -> AsyncIterator[int]:
    """A port on which Redis takes every call and says nothing, like a host that has gone."""
    async with await asyncio.start_server(_say_nothing, LOOPBACK, 0) as server:
        yield server.sockets[0].getsockname()[1]


async def _say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while await reader.read(4096):
        pass
    writer.close()


@pytest.fixture(params=[nobody_listens, nobody_answers])
async def lonely(
    request: pytest.FixtureRequest, settings: Settings, sandbox_url: str
) -> AsyncIterator[House]:
    """A house whose Redis is away."""
    async with request.param() as port, SandboxControl(sandbox_url) as control:
        without = settings.model_copy(update={"redis_url": f"redis://{LOOPBACK}:{port}/0"})
        async with open_house(without, control) as opened:
            yield opened


async def test_the_bot_answers_and_posts_go_out_within_seconds(lonely: House) -> None:
    alice = Chat(lonely, ALICE)
    await with_channel(alice)
    [card] = await alice.say("Soup of the day")
    assert card.startswith("Draft")
    engine = asyncio.create_task(lonely.engine.run())
    try:
        for _ in range(3):
            assert await _takes(lambda: _publish(alice)) < SECONDS
    finally:
        engine.cancel()
        await asyncio.wait({engine})
    await lonely.settle()
    assert "Published" in (await alice.newest())["text"]
    assert await violations(lonely) == []


async def _publish(chat: Chat) -> None:
    """Publish a draft, with the engine running by itself and nobody to ring for it."""
    count = len(await on_wall(chat, "telegram"))
    await chat.say("Soup of the day")
    await chat.house.control.press_text(chat.person_id, "🚀 Publish")
    await chat.house.turn(publishing=False)

    async def is_there() -> bool:
        return len(await on_wall(chat, "telegram")) == count + 1

    await eventually(is_there, timeout_s=SECONDS)


async def _takes(act: Callable[[], Awaitable[None]]) -> float:
    begun = monotonic()
    await act()
    return monotonic() - begun
