"""The history: what was posted, with links, and every card again."""

from tests.flows.house import Chat, House, labels
from tests.flows.linking import with_channel
from tests.people import ALICE
from tests.sandbox_control import KITCHEN


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
    assert listed.endswith("Published\nTelegram")
    await alice.press("2")
    card = await alice.newest()
    assert "Soup" in card["text"]
    assert "Take back" in labels(card)
    before = next(
        each for each in await alice.messages() if each["message_id"] == old["message_id"]
    )
    assert labels(before) == []


async def test_a_post_in_many_places_says_how_many_it_does_not_list(
    house: House, alice: Chat
) -> None:
    for number in range(8):
        made = await house.control.add_chat(ALICE, f"Garden {number}")
        await with_channel(alice, made["id"])
    await alice.say("Soup")
    await alice.press("🚀 Publish in 8 places")
    [listed] = await alice.say("/history")
    assert listed.endswith("Garden 4, Garden 5, 2 more")
