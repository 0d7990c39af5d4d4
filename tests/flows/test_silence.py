"""A network that does not answer: cards say when it is tried again, and nothing is lost or late."""

import re
from collections.abc import AsyncIterator

import pytest

from services.clock import SharedClock
from services.settings import Settings
from tests.flows.faults import Published, later, publish, violations
from tests.flows.house import Chat, House, labels, open_house
from tests.flows.linking import with_wall
from tests.sandbox_control import GARAGE_COMMUNITY, KITCHEN_COMMUNITY, SandboxControl

AWAY = "the network does not answer, next try"


@pytest.fixture
async def house(settings: Settings, sandbox_url: str) -> AsyncIterator[House]:
    """The product with waits that last: two posts have to fail side by side."""
    assert settings.clock_file
    clock = SharedClock(settings.clock_file)
    async with SandboxControl(sandbox_url) as control, open_house(settings, control, clock) as made:
        yield made


async def silenced(chat: Chat, community: int, away: str = AWAY) -> list[Published]:
    """Two posts on a wall to which VK has let nobody write for a while."""
    house = chat.house
    state = await house.control.state()
    await with_wall(chat, next(each for each in state["communities"] if each["id"] == community))
    await house.control.add_fault(
        "vk", "wall.post", "refuse", times=None, error_code=43, error_msg="unavailable"
    )
    posts = [await publish(chat, text) for text in ("Monday soup", "Tuesday soup")]
    await until_away(posts[0], away)
    return posts


async def until_away(post: Published, away: str) -> None:
    """Chance may let the first post use up its tries before the second one says the same."""
    for _ in range(40):
        if away in await post.line("vk"):
            return
        match labels(await post.message()):
            case [retry]:
                await post.press(retry)
            case _:
                await later(post.house, 20)
    raise AssertionError(await post.message())


async def test_both_cards_say_that_vk_does_not_answer_until_it_does(
    house: House, alice: Chat
) -> None:
    posts = await silenced(alice, KITCHEN_COMMUNITY)
    for post in posts:
        assert AWAY in await post.line("vk")
        assert labels(await post.message()) == ["🔁 Retry", "Cancel"]
    asked = [await post.requests("vk") for post in posts]
    for _ in range(8):
        await later(house, 61)
    probes = sum([await post.requests("vk") for post in posts]) - sum(asked)
    assert 1 <= probes <= 4
    assert re.search(r"next try (at \d\d:\d\d UTC|within a minute)", await posts[1].line("vk"))
    await house.control.remove_faults()
    for post in posts:
        await post.until("vk", "live", step_s=61)
    wall = await house.control.visible("vk", -KITCHEN_COMMUNITY)
    assert [entry["text"] for entry in wall] == ["Monday soup", "Tuesday soup"]
    assert await violations(house) == []


async def test_retry_goes_at_once_and_ends_the_wait_for_all(house: House, alice: Chat) -> None:
    posts = await silenced(alice, KITCHEN_COMMUNITY)
    await house.control.remove_faults()
    await posts[1].press("🔁 Retry")
    assert await posts[1].line("vk") == "live"
    await posts[0].until("vk", "live", step_s=30, most=10)
    assert [await post.copies("vk") for post in posts] == [1, 1]
    assert await violations(house) == []


async def test_bob_reads_it_in_russian(house: House, bob: Chat) -> None:
    posts = await silenced(bob, GARAGE_COMMUNITY, "сеть не отвечает,")
    said = await posts[1].line("vk")
    assert re.search(r"следующая попытка в \d\d:\d\d|попробую снова в течение минуты", said)
