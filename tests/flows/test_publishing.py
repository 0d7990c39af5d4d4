"""From a message to a wall: the card, Publish, progress, and every button on the way."""

import asyncio
from typing import Any

import pytest

from services import posts
from services.posts import HistoryPage
from tests.flows.house import Chat, House, labels, presses
from tests.flows.linking import linked, owner, with_channel
from tests.people import ALICE
from tests.sandbox_control import GARAGE, KITCHEN, Json, eventually

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


GAP_S = 30.0


async def page(house: House, chat: Chat) -> HistoryPage:
    return await posts.history(house.deps, (await owner(chat)).space_id)


async def message(chat: Chat, message_id: int) -> Json:
    return next(each for each in await chat.messages() if each["message_id"] == message_id)


async def test_a_text_goes_from_the_chat_to_the_channel(house: House, alice: Chat) -> None:
    await with_channel(alice)
    [card] = await alice.say("Soup of the day")
    assert card.startswith("Draft\nSoup of the day")
    assert "✅ Telegram · Alice's kitchen" in await alice.labels()
    await alice.press("🚀 Publish")
    [entry] = await house.control.visible("telegram", KITCHEN)
    assert entry["text"] == "Soup of the day"
    card_now = await alice.newest()
    assert "Published" in card_now["text"]
    assert "✅ Telegram · Alice's kitchen: live" in card_now["text"]
    assert card_now["reply_markup"]["inline_keyboard"][0][0]["url"] == entry["url"]


async def test_formatting_arrives_as_it_was(house: House, alice: Chat) -> None:
    await with_channel(alice)
    entities = [
        {"type": "bold", "offset": 0, "length": 4},
        {"type": "text_link", "offset": 5, "length": 4, "url": "https://example.com/"},
    ]
    await alice.say("Soup here 🍲", entities=entities)
    await alice.press("🚀 Publish")
    [entry] = await house.control.visible("telegram", KITCHEN)
    shown = [(each["type"], each["offset"], each["length"]) for each in entry["entities"]]
    assert shown == [("bold", 0, 4), ("text_link", 5, 4)]


async def test_an_album_goes_as_one_album(house: House, alice: Chat) -> None:
    await with_channel(alice)
    uploads = [
        await house.control.upload(PNG, f"{n}.png", mime_type="image/png", kind="photo")
        for n in range(4)
    ]
    before = len(await alice.messages())
    await house.control.send_media(ALICE, uploads, "Four soups")
    await house.settle()
    cards = (await alice.messages())[before + 4 :]
    assert len(cards) == 1
    assert "📎 4 photos" in cards[0]["text"]
    await alice.press("🚀 Publish")
    entries = await house.control.visible("telegram", KITCHEN)
    assert len(entries) == 4
    assert len({entry["album_id"] for entry in entries}) == 1
    assert entries[0]["text"] == "Four soups"


async def test_a_late_part_of_an_album_joins_the_draft(house: House, alice: Chat) -> None:
    await with_channel(alice)
    uploads = [
        await house.control.upload(PNG, f"{n}.png", mime_type="image/png", kind="photo")
        for n in range(2)
    ]
    sending = asyncio.create_task(
        house.control.send_media(ALICE, uploads, "Two soups", gap_s=GAP_S)
    )
    await eventually(house.fetch)
    await house.settle()
    assert "📎 1 photo\n" in (await alice.newest())["text"]
    house.clock.advance(GAP_S)
    await sending
    await house.settle()
    card = (await alice.newest())["text"]
    assert "📎 2 photos" in card
    assert "Two soups" in card
    assert len((await page(house, alice)).posts) == 1


async def test_a_forwarded_album_becomes_one_draft(house: House, alice: Chat) -> None:
    await with_channel(alice)
    samples = await house.control.messages(KITCHEN)
    album = [each["message_id"] for each in samples if "media_group_id" in each]
    assert len(album) > 1
    said = await alice.forward(KITCHEN, *album)
    assert len(said) == 1
    assert len((await page(house, alice)).posts) == 1


async def test_a_double_tap_on_publish_publishes_once(house: House, alice: Chat) -> None:
    await with_channel(alice)
    await alice.say("Soup")
    card = await alice.newest()
    publish = next(data for data in presses(card) if data.startswith("publish:"))
    for _ in range(3):
        await house.control.press(ALICE, card["message_id"], publish)
    await house.settle()
    assert len(await house.control.visible("telegram", KITCHEN)) == 1


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
    assert (await page(house, alice)).posts[0].state == "draft"


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


async def test_publish_pressed_on_what_the_person_no_longer_sees_changes_nothing(
    house: House, alice: Chat
) -> None:
    await with_channel(alice)
    [sent] = await house.control.send(ALICE, "Soop")
    await house.settle()
    card = await alice.newest()
    stale = next(data for data in presses(card) if data.startswith("publish:"))
    await alice.edit(sent["message_id"], "Soup")
    await house.control.press(ALICE, card["message_id"], stale, force=True)
    await house.settle()
    assert await house.control.visible("telegram", KITCHEN) == []
    assert "Draft" in (await alice.newest())["text"]


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
        ("poll", POLL, "Polls"),
        ("sticker", STICKER, "Stickers"),
        ("location", {"latitude": 1.0, "longitude": 2.0}, "Locations"),
        ("contact", {"phone_number": "123", "first_name": "Cook"}, "Contacts"),
        ("dice", {"emoji": "🎲", "value": 6}, "Dice"),
    ],
)
async def test_unsupported_content_is_named_and_nothing_empty_is_made(
    house: House, alice: Chat, kind: str, content: dict[str, Any], named: str
) -> None:
    await with_channel(alice)
    message: dict[str, Any] = {kind: content}
    [answer] = await alice.say(**message)
    assert f"{named} cannot be published by me" in answer
    assert (await page(house, alice)).posts == ()


async def test_taking_back_asks_first_and_then_deletes(house: House, alice: Chat) -> None:
    await with_channel(alice)
    await alice.say("Soup")
    await alice.press("🚀 Publish")
    card = await alice.newest()
    [asked] = await alice.press("Take back")
    assert "deleted there for everyone" in asked
    await alice.press("Yes, delete it there")
    assert await house.control.visible("telegram", KITCHEN) == []
    now = await message(alice, card["message_id"])
    assert "taken back" in now["text"]
    assert "taking it back" in (await alice.newest())["text"]


async def test_keeping_it_after_all_keeps_it(house: House, alice: Chat) -> None:
    await with_channel(alice)
    await alice.say("Soup")
    await alice.press("🚀 Publish")
    await alice.press("Take back")
    await alice.press("No, keep it")
    assert len(await house.control.visible("telegram", KITCHEN)) == 1


async def test_a_refusal_is_told_and_retry_touches_only_what_failed(
    house: House, alice: Chat
) -> None:
    other = await house.control.add_chat(ALICE, "Alice's garden")
    await with_channel(alice)
    await with_channel(alice, other["id"])
    await house.control.add_fault(
        "telegram",
        "sendMessage",
        "refuse",
        target=KITCHEN,
        error_code=400,
        description="Bad Request: message text is haunted",
    )
    await alice.say("Soup")
    await alice.press("🚀 Publish")
    card = (await alice.newest())["text"]
    assert "refused. «Bad Request: message text is haunted»" in card
    assert "Something needs you" in card
    assert len(await house.control.visible("telegram", other["id"])) == 1
    await alice.press("🔁 Retry")
    assert len(await house.control.visible("telegram", KITCHEN)) == 1
    assert len(await house.control.visible("telegram", other["id"])) == 1
    assert "Published in all 2 places" in (await alice.newest())["text"]


async def test_losing_the_channel_while_publishing_needs_the_person_and_fix_resumes(
    house: House, alice: Chat
) -> None:
    await with_channel(alice)
    await alice.say("Soup")
    await house.control.add_fault(
        "telegram",
        "sendMessage",
        "refuse",
        target=KITCHEN,
        error_code=403,
        description="Forbidden: bot is not a member of the channel chat",
    )
    card = await alice.newest()
    await alice.press("🚀 Publish")
    now = await message(alice, card["message_id"])
    assert "a right is missing" in now["text"]
    [view] = await linked(house, alice)
    assert view.trouble == "access_denied"
    await alice.press("🔧 Fix")
    await alice.press("Check now")
    assert len(await house.control.visible("telegram", KITCHEN)) == 1


async def test_the_history_lists_posts_with_links_and_opens_cards_again(
    house: House, alice: Chat
) -> None:
    await with_channel(alice)
    await alice.say("Soup")
    await alice.press("🚀 Publish")
    old = await alice.newest()
    await alice.say("Stew")
    [listed] = await alice.say("/history")
    assert "1. Stew" in listed
    assert "2. Soup" in listed
    shown = await alice.newest()
    links = [each["url"] for each in shown["entities"] if each["type"] == "text_link"]
    [entry] = await house.control.visible("telegram", KITCHEN)
    assert links == [entry["url"]]
    await alice.press("2")
    card = await alice.newest()
    assert "Soup" in card["text"]
    assert "Take back" in labels(card)
    before = next(
        each for each in await alice.messages() if each["message_id"] == old["message_id"]
    )
    assert labels(before) == []


@pytest.mark.parametrize(
    "verb", ["publish", "drop", "target", "post", "recall", "retry", "recallyes"]
)
async def test_nobody_touches_a_foreign_post_by_a_forged_button(
    house: House, alice: Chat, charlie: Chat, verb: str
) -> None:
    await with_channel(alice)
    await alice.say("Secret soup")
    space_id = (await owner(alice)).space_id
    before = (await page(house, alice)).posts[0]
    await charlie.say("/help")
    what = f"{before.id}.1" if verb == "target" else str(before.id)
    assert await charlie.force(f"{verb}:{what}:1") == []
    assert (await posts.history(house.deps, space_id)).posts[0] == before
    assert await house.control.visible("telegram", KITCHEN) == []
    assert not any("Secret" in each.get("text", "") for each in await charlie.messages())


@pytest.mark.parametrize(
    "data",
    [
        "publish:99999999999999999999:1",
        "publish:1:99999999999",
        "publish::",
        "target:1:1",
        "target:1.1.1:1",
        "drop:-1:1",
        "nonsense",
        "🍲" * 15,
        "publish:1:1'; DROP TABLE post; --",
        "older:99999999999999999:0",
    ],
)
async def test_malformed_buttons_are_answered_and_change_nothing(
    house: House, alice: Chat, data: str
) -> None:
    await with_channel(alice)
    await alice.say("Soup")
    before = await page(house, alice)
    await alice.force(data)
    assert await page(house, alice) == before
    answers = await house.control.journal(network="telegram", method="answerCallbackQuery")
    presses_made = [each for each in answers if each["status"] == 200]
    assert presses_made
    assert "inbox" not in str(await alice.newest())


async def test_two_people_publish_side_by_side_and_see_only_their_own(
    house: House, alice: Chat, bob: Chat
) -> None:
    await with_channel(alice)
    await with_channel(bob, GARAGE)
    await alice.say("Soup")
    await bob.say("Гараж")
    await alice.press("🚀 Publish")
    await bob.press("🚀 Опубликовать")
    assert [each["text"] for each in await house.control.visible("telegram", KITCHEN)] == ["Soup"]
    assert [each["text"] for each in await house.control.visible("telegram", GARAGE)] == ["Гараж"]
    [listed] = await bob.say("/history")
    assert "Soup" not in listed
