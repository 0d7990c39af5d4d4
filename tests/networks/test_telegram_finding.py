"""Looking for a post through the ledger chat: what is believed, and what is left to the person."""

import pytest

from services.content import Content, Entity
from services.errors import RateLimited, Unconfirmed
from services.networks.base import Absent, Found, Prepared, Unclear
from tests.networks.telegram_world import ALICE, KITCHEN, LEDGER, World, account, network

TEXT = Content(text="Fresh bread", entities=(Entity(kind="bold", offset_utf16=0, length_utf16=5),))


async def lost(world: World, content: Content = TEXT, method: str = "sendMessage") -> Prepared:
    """Publish something whose answer gets lost."""
    prepared = await world.prepared(content)
    await world.fault("accept_then_reset", method)
    with pytest.raises(Unconfirmed):
        await world.send(prepared)
    return prepared


async def human_post(world: World, text: str, **more: object) -> None:
    body = {"person_id": ALICE, "text": text, **more}
    await world.control("POST", f"chats/{KITCHEN}/post", body)


async def test_posts_of_people_in_between_do_not_stop_the_search(world: World) -> None:
    prepared = await world.prepared(TEXT)
    for number in range(25):
        await human_post(world, f"Something quite different, number {number}")
    await world.fault("accept_then_500")
    with pytest.raises(Unconfirmed):
        await world.send(prepared)
    [entry] = await world.wall()
    found = await world.telegram.find(prepared.evidence, account())
    assert isinstance(found, Found)
    assert found.ids == (entry["post_id"],)
    assert await world.messages(LEDGER) == []


async def test_posts_of_people_alone_are_not_ours(world: World) -> None:
    prepared = await world.prepared(TEXT)
    await human_post(world, "Something quite different")
    assert isinstance(await world.telegram.find(prepared.evidence, account()), Absent)


async def test_two_posts_that_match_are_left_to_the_person(world: World) -> None:
    prepared = await lost(world)
    bold = [{"type": "bold", "offset": 0, "length": 5}]
    await human_post(world, TEXT.text, entities=bold)
    finding = await world.telegram.find(prepared.evidence, account())
    assert isinstance(finding, Unclear)
    assert finding.final


@pytest.mark.parametrize("text", ["Fresh bread today", "Fresh bread"])
async def test_a_post_corrected_by_hand_is_left_to_the_person(world: World, text: str) -> None:
    prepared = await lost(world)
    [entry] = await world.wall()
    number = int(entry["post_id"])
    await world.telegram.bot.edit_message_text(text, chat_id=KITCHEN, message_id=number)
    finding = await world.telegram.find(prepared.evidence, account())
    assert isinstance(finding, Unclear)
    assert finding.final


async def test_a_deleted_post_is_absent(world: World) -> None:
    prepared = await lost(world)
    [entry] = await world.wall()
    await world.control("DELETE", f"chats/{KITCHEN}/messages/{entry['post_id']}")
    assert isinstance(await world.telegram.find(prepared.evidence, account()), Absent)


async def test_half_an_album_is_left_to_the_person(world: World) -> None:
    content = await world.shown("photo", "photo")
    prepared = await lost(world, content, "sendMediaGroup")
    last = (await world.wall())[-1]
    await world.control("DELETE", f"chats/{KITCHEN}/messages/{last['post_id']}")
    finding = await world.telegram.find(prepared.evidence, account())
    assert isinstance(finding, Unclear)


async def test_two_albums_with_the_same_pictures_are_left_to_the_person(world: World) -> None:
    content = await world.shown("photo", "photo")
    prepared = await lost(world, content, "sendMediaGroup")
    await world.send(prepared)
    finding = await world.telegram.find(prepared.evidence, account())
    assert isinstance(finding, Unclear)


async def test_a_media_post_is_known_by_its_file_and_caption(world: World) -> None:
    content = await world.shown("video", caption="Watch")
    prepared = await lost(world, content, "sendVideo")
    assert isinstance(await world.telegram.find(prepared.evidence, account()), Found)


async def test_without_a_ledger_or_a_known_message_nothing_can_be_told(world: World) -> None:
    prepared = await lost(world)
    plain = network(world.url, telegram_ledger_chat_id=None)
    no_ledger = await plain.find(prepared.evidence, account())
    await plain.close()
    nothing_known = await world.telegram.find({**prepared.evidence, "last_known": None}, account())
    for finding in (no_ledger, nothing_known):
        assert isinstance(finding, Unclear)
        assert finding.final


async def test_a_known_message_that_is_gone_proves_presence_only(world: World) -> None:
    prepared = await world.prepared(TEXT)
    known = prepared.evidence["last_known"]
    await world.control("DELETE", f"chats/{KITCHEN}/messages/{known}")
    finding = await world.telegram.find(prepared.evidence, account())
    assert isinstance(finding, Unclear)
    assert finding.final
    await world.send(prepared)
    assert isinstance(await world.telegram.find(prepared.evidence, account()), Found)


async def test_a_protected_channel_is_left_to_the_person(world: World) -> None:
    prepared = await lost(world)
    await world.control("POST", f"chats/{KITCHEN}/protect", {"protected": True})
    finding = await world.telegram.find(prepared.evidence, account())
    assert isinstance(finding, Unclear)
    assert finding.final


async def test_a_ledger_that_the_bot_left_is_no_proof(world: World) -> None:
    prepared = await world.prepared(TEXT)
    gone = {"error_code": 403, "description": "Forbidden: bot is not a member of the channel chat"}
    await world.fault("refuse", "forwardMessage", params=gone)
    finding = await world.telegram.find(prepared.evidence, account())
    assert isinstance(finding, Unclear)
    assert finding.final


async def test_trouble_while_looking_is_tried_again_later(world: World) -> None:
    prepared = await lost(world)
    await world.fault("rate_limit", "forwardMessage")
    with pytest.raises(RateLimited):
        await world.telegram.find(prepared.evidence, account())


async def test_copies_are_silent_and_deleted(world: World) -> None:
    prepared = await lost(world)
    await world.telegram.find(prepared.evidence, account())
    copied = [*await world.calls("forwardMessage")]
    assert copied
    assert all(str(call["params"]["disable_notification"]).lower() == "true" for call in copied)
    assert await world.messages(LEDGER) == []
