"""Drafts: switches, edits, dropping, and what can never become one."""

from typing import Any

import pytest

from tests.flows.house import Chat, House, labels, presses
from tests.flows.linking import history_of, with_channel
from tests.people import ALICE
from tests.sandbox_control import KITCHEN, eventually


async def test_switching_a_target_off_keeps_the_post_off_it(house: House, alice: Chat) -> None:
    other = await house.control.add_chat(ALICE, "Alice's garden")
    await with_channel(alice)
    await with_channel(alice, other["id"])
    await alice.say("Soup")
    assert "🚀 Publish in 2 places" in await alice.labels()
    await alice.press("Alice's garden")
    assert "▫️ Telegram · Alice's garden" in await alice.labels()
    await alice.press("🚀 Publish")
    assert len(await house.control.visible("telegram", KITCHEN)) == 1
    assert await house.control.visible("telegram", other["id"]) == []


async def test_the_last_choice_is_remembered(house: House, alice: Chat) -> None:
    other = await house.control.add_chat(ALICE, "Alice's garden")
    await with_channel(alice)
    await with_channel(alice, other["id"])
    await alice.say("Soup")
    await alice.press("Alice's garden")
    await alice.press("🚀 Publish")
    await alice.say("Stew")
    assert "▫️ Telegram · Alice's garden" in await alice.labels()
    assert "✅ Telegram · Alice's kitchen" in await alice.labels()


async def test_nothing_chosen_publishes_nothing_and_says_so(house: House, alice: Chat) -> None:
    await with_channel(alice)
    await alice.say("Soup")
    await alice.press("Telegram · Alice's kitchen")
    assert "Publish (nothing is chosen)" in await alice.labels()
    await alice.press("Publish (nothing is chosen)")
    assert await house.control.visible("telegram", KITCHEN) == []
    assert (await history_of(alice)).posts[0].state == "draft"


async def test_a_dropped_draft_says_so_and_offers_nothing(alice: Chat) -> None:
    await with_channel(alice)
    await alice.say("Soup")
    await alice.press("Drop")
    card = await alice.newest()
    assert card["text"].startswith("Dropped")
    assert labels(card) == []


async def test_a_draft_without_accounts_is_kept_and_offers_what_is_linked_later(
    house: House, alice: Chat
) -> None:
    [card] = await alice.say("Soup")
    assert "There is nowhere to publish yet" in card
    draft = await alice.newest()
    await alice.press("➕ Link an account")
    await alice.press("➕ Telegram")
    await alice.share(KITCHEN)
    now = next(each for each in await alice.messages() if each["message_id"] == draft["message_id"])
    assert "✅ Telegram · Alice's kitchen" in labels(now)
    publish = next(data for data in presses(now) if data.startswith("publish:"))
    await house.control.press(ALICE, now["message_id"], publish)
    await house.settle()
    assert len(await house.control.visible("telegram", KITCHEN)) == 1


async def test_an_edited_draft_is_published_as_edited(house: House, alice: Chat) -> None:
    await with_channel(alice)
    [sent] = await house.control.send(ALICE, "Soop")
    await house.settle()
    assert await alice.edit(sent["message_id"], "Soup") == []
    assert "Soup" in (await alice.newest())["text"]
    await alice.press("🚀 Publish")
    [entry] = await house.control.visible("telegram", KITCHEN)
    assert entry["text"] == "Soup"


async def test_editing_a_published_message_says_that_nothing_changes_there(
    house: House, alice: Chat
) -> None:
    await with_channel(alice)
    [sent] = await house.control.send(ALICE, "Soup")
    await house.settle()
    await alice.press("🚀 Publish")
    [answer] = await alice.edit(sent["message_id"], "Stew")
    assert "published already" in answer
    [entry] = await house.control.visible("telegram", KITCHEN)
    assert entry["text"] == "Soup"


POLL = {
    "id": "1",
    "question": "Soup?",
    "options": [{"persistent_id": "1", "text": "Yes", "voter_count": 0}],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
    "allows_revoting": False,
    "members_only": False,
}
STICKER = {
    "file_id": "s",
    "file_unique_id": "s",
    "type": "regular",
    "width": 512,
    "height": 512,
    "is_animated": False,
    "is_video": False,
}


@pytest.mark.parametrize(
    ("kind", "content", "named"),
    [
        ("poll", POLL, "polls"),
        ("sticker", STICKER, "stickers"),
        ("location", {"latitude": 1.0, "longitude": 2.0}, "locations"),
        ("contact", {"phone_number": "123", "first_name": "Cook"}, "contacts"),
        ("dice", {"emoji": "🎲", "value": 6}, "dice"),
        ("checklist", {"title": "Shop", "tasks": [{"id": 1, "text": "Milk"}]}, "checklists"),
        ("paid_media", {"star_count": 5, "paid_media": []}, "paid media"),
    ],
)
async def test_unsupported_content_is_named_and_nothing_empty_is_made(
    house: House, alice: Chat, kind: str, content: dict[str, Any], named: str
) -> None:
    await with_channel(alice)
    message: dict[str, Any] = {kind: content}
    [answer] = await alice.say(**message)
    assert f"I cannot publish {named}" in answer
    assert (await history_of(alice)).posts == ()


@pytest.mark.parametrize("block", [{"type": "paragraph", "text": "Soup"}, {"type": "of_tomorrow"}])
async def test_a_rich_message_is_named_even_if_its_blocks_are_new(
    house: House, alice: Chat, block: dict[str, Any]
) -> None:
    await with_channel(alice)
    [answer] = await alice.say(rich_message={"blocks": [block]})
    assert "as an ordinary post" in answer or "A copy as plain text" in answer
    assert (await history_of(alice)).posts == ()


async def test_a_switch_is_shown_at_once_however_young_the_card_is(
    house: House, alice: Chat
) -> None:
    await with_channel(alice)
    await house.control.send(ALICE, "Soup")
    await house.settle()
    for sign in ("▫️", "✅", "▫️"):
        await house.control.press_text(ALICE, "Telegram · Alice's kitchen")
        await eventually(house.turn)
        await house.turn()
        assert f"{sign} Telegram · Alice's kitchen" in await alice.labels()
