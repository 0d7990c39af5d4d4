"""The first post to a channel that was just linked: a lost answer is looked up, not asked about."""

from collections.abc import Awaitable, Callable

import pytest

from tests.flows.faults import CHECKING, later, publish, violations
from tests.flows.house import Chat, House
from tests.people import ALICE
from tests.sandbox_control import Json

Link = Callable[[Chat, int], Awaitable[None]]
POSTS = 9


async def channel(house: House) -> int:
    """Alice's own new channel, where she has posted by hand."""
    made = await house.control.add_chat(ALICE, "Alice's bread")
    for number in range(POSTS):
        await house.control.post(made["id"], ALICE, f"Loaf {number}")
    return int(made["id"])


async def link_by_button(chat: Chat, channel_id: int) -> None:
    await chat.say("/accounts")
    await chat.press("➕ Telegram")
    [answer] = await chat.share(channel_id)
    assert "✅ Linked" in answer


async def link_by_an_old_post(chat: Chat, channel_id: int) -> None:
    await chat.house.control.make_bot_admin(channel_id)
    await chat.say("/accounts")
    await chat.press("➕ Telegram")
    [answer] = await chat.forward(channel_id, 2)
    assert "✅ Linked" in answer


async def ours(house: House, channel_id: int) -> list[Json]:
    return await house.control.visible("telegram", channel_id)


@pytest.mark.parametrize("link", [link_by_button, link_by_an_old_post])
async def test_the_first_post_is_found_when_its_answer_was_lost(alice: Chat, link: Link) -> None:
    house, channel_id = alice.house, await channel(alice.house)
    await link(alice, channel_id)
    await house.control.add_fault("telegram", "sendMessage", "accept_then_reset", target=channel_id)
    post = await publish(alice, "The first of the bot")
    assert (await post.line("telegram")).startswith(CHECKING)
    await later(house, 3)
    assert await post.line("telegram") == "live"
    assert await post.requests("telegram") == 1
    assert await post.news() == []
    assert await violations(house) == []


@pytest.mark.parametrize("link", [link_by_button, link_by_an_old_post])
async def test_the_first_post_is_sent_again_when_it_surely_never_arrived(
    alice: Chat, link: Link
) -> None:
    house, channel_id = alice.house, await channel(alice.house)
    await link(alice, channel_id)
    await house.control.add_fault("telegram", "sendMessage", "reset", target=channel_id)
    post = await publish(alice, "The first of the bot")
    assert (await post.line("telegram")).startswith(CHECKING)
    await post.until("telegram", "live")
    assert await post.requests("telegram") == 2
    assert [entry["text"] for entry in await ours(house, channel_id)] == [post.text]
    assert await violations(house) == []
