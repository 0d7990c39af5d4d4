"""From a message to a wall: the card, Publish, progress, and every button on the way."""

import asyncio

from services.accounts import unlink
from tests.flows.faults import PNG
from tests.flows.house import Chat, House
from tests.flows.linking import history_of, last_alert, linked, owner, with_channel
from tests.people import ALICE
from tests.sandbox_control import GARAGE, KITCHEN, eventually

GAP_S = 30.0


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
    assert len((await history_of(alice)).posts) == 1


async def test_a_forwarded_album_becomes_one_draft(house: House, alice: Chat) -> None:
    await with_channel(alice)
    samples = await house.control.messages(KITCHEN)
    album = [each["message_id"] for each in samples if "media_group_id" in each]
    assert len(album) > 1
    said = await alice.forward(KITCHEN, *album)
    assert len(said) == 1
    assert len((await history_of(alice)).posts) == 1


async def test_taking_back_asks_first_and_then_deletes(house: House, alice: Chat) -> None:
    await with_channel(alice)
    await alice.say("Soup")
    await alice.press("🚀 Publish")
    card = await alice.newest()
    [asked] = await alice.press("Take back")
    assert "deleted there for everyone" in asked
    await alice.press("Yes, delete it there")
    assert await house.control.visible("telegram", KITCHEN) == []
    now = await alice.message(card["message_id"])
    assert "taken back" in now["text"]
    assert "taking it back" in (await alice.newest())["text"]


async def test_what_is_not_linked_any_more_cannot_be_taken_back(house: House, alice: Chat) -> None:
    await with_channel(alice)
    await alice.say("Soup")
    await alice.press("🚀 Publish")
    [view] = await linked(house, alice)
    space_id = (await owner(alice)).space_id
    await unlink(house.deps, space_id, view.id, version=view.version)
    assert await alice.press("Take back") == []
    assert "“Telegram · Alice's kitchen” is not linked any more" in await last_alert(house)
    assert len(await house.control.visible("telegram", KITCHEN)) == 1


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
    assert "Published in both places" in (await alice.newest())["text"]


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
    now = await alice.message(card["message_id"])
    assert "a right is missing" in now["text"]
    [view] = await linked(house, alice)
    assert view.trouble == "access_denied"
    await alice.press("🔧 Fix")
    await alice.press("Check now")
    assert len(await house.control.visible("telegram", KITCHEN)) == 1


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
