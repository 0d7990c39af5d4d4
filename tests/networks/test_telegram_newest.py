"""How far a chat has come: learned by walking to its end, and never believed further than seen."""

import pytest

from services.errors import AccessDenied
from services.networks.base import Unclear
from services.networks.telegram.finding import REACH
from services.networks.telegram.ledger import Ledger
from services.networks.telegram.newest import Walk
from tests.networks.telegram_world import (
    ALICE,
    BOT,
    LEDGER,
    RIGHTS,
    World,
    account,
    network,
    no_pace,
)

NEAR_ENOUGH = 5
GONE = {"error_code": 403, "description": "Forbidden: bot is not a member of the channel chat"}


async def channel(world: World, posts: int) -> int:
    """A new channel of Alice's with so many posts, numbered from 1; the bot may post there."""
    body = {"type": "channel", "title": "Bread", "username": None, "owner_id": ALICE}
    chat_id = int((await world.control("POST", "chats", body))["id"])
    for number in range(1, posts + 1):
        post = {"person_id": ALICE, "text": f"Loaf {number}"}
        await world.control("POST", f"chats/{chat_id}/post", post)
    rights = {"user_id": BOT, "status": "administrator", "rights": RIGHTS}
    await world.control("POST", f"chats/{chat_id}/members", rights)
    return chat_id


async def delete(world: World, chat_id: int, *numbers: int) -> None:
    for number in numbers:
        await world.control("DELETE", f"chats/{chat_id}/messages/{number}")


@pytest.mark.parametrize("posts", [1, 2, 7, 40, 130])
async def test_the_end_of_a_chat_is_found_from_its_beginning(world: World, posts: int) -> None:
    chat_id = await channel(world, posts)
    newest = await world.telegram.newest(str(chat_id), 0)
    assert newest is not None
    assert posts - NEAR_ENOUGH < newest <= posts
    assert await world.messages(LEDGER) == []


async def test_a_known_number_near_the_end_saves_the_way(world: World) -> None:
    chat_id = await channel(world, 30)
    assert await world.telegram.newest(str(chat_id), 30) == 30
    assert len(await world.calls("forwardMessage")) == NEAR_ENOUGH


async def test_deleted_messages_do_not_look_like_the_end(world: World) -> None:
    chat_id = await channel(world, 40)
    await delete(world, chat_id, 1, 2, 3, 6, 20, 21, 22, 37, 39)
    assert await world.telegram.newest(str(chat_id), 0) in {36, 38, 40}


async def test_an_empty_chat_has_no_newest_message(world: World) -> None:
    chat_id = await channel(world, 0)
    assert await world.telegram.newest(str(chat_id), 0) is None


async def test_an_end_that_is_too_far_away_is_not_walked_to(world: World) -> None:
    chat_id = await channel(world, 40)
    ledger = Ledger(world.telegram.bot, no_pace, LEDGER)
    assert await Walk(ledger, chat_id, most_copies=3).to_the_end(0) is None
    assert len(await world.calls("forwardMessage")) <= 3 + NEAR_ENOUGH


async def test_without_a_ledger_chat_nothing_is_learned(world: World) -> None:
    chat_id = await channel(world, 3)
    plain = network(world.url, telegram_ledger_chat_id=None)
    assert await plain.newest(str(chat_id), 3) is None
    await plain.close()


async def test_a_ledger_chat_that_the_bot_left_is_trouble(world: World) -> None:
    chat_id = await channel(world, 3)
    await world.fault("refuse", "forwardMessage", params=GONE)
    with pytest.raises(AccessDenied):
        await world.telegram.newest(str(chat_id), 3)


async def test_many_deleted_messages_in_a_row_are_not_taken_for_the_end(world: World) -> None:
    chat_id = await channel(world, 2 * REACH + 30)
    await delete(world, chat_id, *range(11, 11 + REACH + 5))
    evidence = {"chat_id": chat_id, "last_known": 10, "messages": [trace("Nowhere to be seen")]}
    finding = await world.telegram.find(evidence, account(chat_id))
    assert isinstance(finding, Unclear)
    assert finding.final
    assert await world.messages(LEDGER) == []


async def test_linking_says_whether_lost_posts_can_be_looked_for(world: World) -> None:
    chat_id = await channel(world, 1)
    assert await looks(world, chat_id)
    await world.control("POST", f"chats/{chat_id}/protect", {"protected": True})
    assert not await looks(world, chat_id)
    await world.control("POST", f"chats/{chat_id}/protect", {"protected": False})
    for kind, params in (("refuse", GONE), ("rate_limit", {"retry_after_s": 60})):
        await world.fault(kind, "forwardMessage", params=params)
        assert not await looks(world, chat_id)


async def looks(world: World, chat_id: int) -> bool:
    return (await world.telegram.whoami(str(chat_id), {})).capabilities["look"]


def trace(text: str) -> dict[str, object]:
    return {"text": text, "entities": [], "kind": "text", "unique_ref": None}
