"""Linking a VK community: pasted, deleted, proved, sealed; and no secret is left lying about."""

from collections.abc import Sequence

import pytest
from sqlalchemy import text

from tests.flows.house import Chat, House
from tests.flows.linking import linked, with_channel, with_wall
from tests.people import ALICE
from tests.sandbox_control import GARAGE_COMMUNITY, KITCHEN, KITCHEN_COMMUNITY, Json


async def community(house: House, number: int = KITCHEN_COMMUNITY) -> Json:
    state = await house.control.state()
    return next(each for each in state["communities"] if each["id"] == number)


async def begin(chat: Chat) -> list[str]:
    await chat.say("/accounts")
    return await chat.press("➕ VK")


async def texts(chat: Chat) -> list[str]:
    return [each.get("text", "") for each in await chat.messages()]


async def leaks(house: House, secrets: Sequence[str]) -> list[str]:
    """Tables in which one of these secrets can be read."""
    found = []
    async with house.deps.db.begin() as session:
        query = text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for table in (await session.execute(query)).scalars().all():
            rows = await session.execute(text(f'SELECT t::text FROM "{table}" t'))  # noqa: S608
            dump = "\n".join(rows.scalars().all())
            if any(each in dump or each.encode().hex() in dump for each in secrets):
                found.append(table)
    return found


async def test_a_community_is_linked_step_by_step(house: House, alice: Chat) -> None:
    kitchen = await community(house)
    [clicks] = await begin(alice)
    assert "API usage → Access tokens" in clicks
    said = await alice.say(kitchen["community_key"])
    assert "✅ Linked: VK · Alice's kitchen (https://vk.com/alices_kitchen)" in said[0]
    assert "I need a token of an administrator" in said[1]
    [view] = await linked(house, alice)
    assert (view.capabilities["text"], view.capabilities["photo"]) == (True, False)
    said = await alice.say(kitchen["user_token"])
    assert said == [
        "✅ VK · Alice's kitchen (https://vk.com/alices_kitchen): administrator’s token saved.\n\n"
        "Forward me a post or write one, and it can go there. More accounts: /accounts"
    ]
    [view] = await linked(house, alice)
    assert view.capabilities["photo"]
    assert view.secrets == ("community_key", "user_token")


async def test_pasted_keys_vanish_from_the_chat_and_from_every_table(
    house: House, alice: Chat
) -> None:
    kitchen = await community(house)
    secrets = [kitchen["community_key"], kitchen["user_token"], kitchen["weak_token"]]
    await begin(alice)
    for secret in (secrets[0], secrets[2], secrets[1]):
        await alice.say(secret)
    assert not any(secret in told for told in await texts(alice) for secret in secrets)
    assert await leaks(house, secrets) == []


async def test_a_key_between_words_is_found(house: House, alice: Chat) -> None:
    kitchen = await community(house)
    await begin(alice)
    said = await alice.say(f"here is my key: {kitchen['community_key']} thanks")
    assert "✅ Linked" in said[0]
    assert await leaks(house, [kitchen["community_key"]]) == []


async def test_a_wrong_key_is_refused_with_a_reason_and_may_be_sent_again(
    house: House, alice: Chat
) -> None:
    kitchen = await community(house)
    await begin(alice)
    [answer] = await alice.say(kitchen["user_token"])
    assert "not the key of a community" in answer
    assert "Nothing is saved" in answer
    assert await linked(house, alice) == []
    assert "✅ Linked" in (await alice.say(kitchen["community_key"]))[0]


async def test_a_dead_key_is_refused(house: House, alice: Chat) -> None:
    kitchen = await community(house)
    await house.control.expire_vk_token(kitchen["community_key"])
    await begin(alice)
    [answer] = await alice.say(kitchen["community_key"])
    assert "VK no longer accepts" in answer
    assert await linked(house, alice) == []


async def test_a_strangers_token_is_refused_for_the_community(house: House, alice: Chat) -> None:
    kitchen, garage = await community(house), await community(house, GARAGE_COMMUNITY)
    await begin(alice)
    await alice.say(kitchen["community_key"])
    [answer] = await alice.say(garage["user_token"])
    assert "no editor or administrator" in answer
    [view] = await linked(house, alice)
    assert view.secrets == ("community_key",)


async def test_another_communitys_key_does_not_replace_this_ones(house: House, alice: Chat) -> None:
    kitchen, garage = await community(house), await community(house, GARAGE_COMMUNITY)
    await with_wall(alice, kitchen, "community_key")
    await alice.say("/accounts")
    await alice.press("VK · Alice's kitchen")
    await alice.press("Replace: community’s key")
    [answer] = await alice.say(garage["community_key"])
    assert "belongs to another community" in answer
    assert [view.title for view in await linked(house, alice)] == ["Alice's kitchen"]


async def test_the_token_can_be_skipped_and_added_later(house: House, alice: Chat) -> None:
    kitchen = await community(house)
    await begin(alice)
    await alice.say(kitchen["community_key"])
    [told] = await alice.press("Skip for now")
    assert "I will ask you to look" in told
    [card] = await alice.say("Soup")
    assert card.startswith("Draft")
    await alice.say("/accounts")
    await alice.press("VK · Alice's kitchen")
    about = (await alice.newest())["text"]
    assert "Cannot do: photos" in about
    await alice.press("Add: administrator’s token")
    assert "✅" in (await alice.say(kitchen["user_token"]))[0]
    [view] = await linked(house, alice)
    assert view.capabilities["photo"]


async def test_who_stops_before_anything_is_linked_is_not_told_that_posts_can_go_there(
    alice: Chat,
) -> None:
    await begin(alice)
    [told] = await alice.press("Stop")
    assert told.startswith("Stopped.")
    assert "can go there" not in told


async def test_words_that_are_no_key_are_left_alone(alice: Chat) -> None:
    await begin(alice)
    [answer] = await alice.say("what is a key?")
    assert "does not look like it" in answer
    assert "what is a key?" in await texts(alice)


async def test_words_are_a_post_where_no_key_is_needed_yet(house: House, alice: Chat) -> None:
    kitchen = await community(house)
    await begin(alice)
    await alice.say(kitchen["community_key"])
    [card] = await alice.say("Soup of the day")
    assert card.startswith("Draft")
    said = await alice.say(kitchen["user_token"])
    assert "administrator’s token saved." in said[0]


@pytest.mark.parametrize("asked", [True, False])
async def test_a_key_that_stays_in_the_chat_is_told(
    house: House, alice: Chat, *, asked: bool
) -> None:
    kitchen = await community(house)
    await (begin(alice) if asked else alice.say("/help"))
    async with house.control.fault("telegram", "deleteMessage", "refuse"):
        said = await alice.say(kitchen["community_key"])
    assert said[-1] == "I could not delete your message with the key. Please delete it yourself."
    assert not any("I deleted" in each for each in said)
    assert await leaks(house, [kitchen["community_key"]]) == []


async def test_cancel_ends_the_waiting_for_a_key(house: House, alice: Chat) -> None:
    await begin(alice)
    await alice.say("/cancel")
    [card] = await alice.say("what is a key?")
    assert card.startswith("Draft")


async def test_a_key_that_nobody_waits_for_becomes_no_post(house: House, alice: Chat) -> None:
    kitchen = await community(house)
    await alice.say("/help")
    [answer] = await alice.say(kitchen["community_key"])
    assert "I deleted your message" in answer
    assert kitchen["community_key"] not in await texts(alice)
    assert await leaks(house, [kitchen["community_key"]]) == []


async def test_vk_trouble_while_linking_is_told_and_nothing_is_saved(
    house: House, alice: Chat
) -> None:
    kitchen = await community(house)
    await begin(alice)
    async with house.control.fault("vk", "*", "server_error"):
        [answer] = await alice.say(kitchen["community_key"])
    assert "Nothing is saved" in answer
    assert await linked(house, alice) == []
    assert await leaks(house, [kitchen["community_key"]]) == []


@pytest.mark.parametrize("method", ["groups.getTokenPermissions", "docs.getWallUploadServer"])
async def test_one_call_too_many_in_a_second_does_not_end_linking(
    house: House, alice: Chat, method: str
) -> None:
    kitchen = await community(house)
    await begin(alice)
    await house.control.add_fault("vk", method, "rate_limit")
    said = await alice.say(kitchen["community_key"])
    assert "✅ Linked: VK · Alice's kitchen" in said[0]
    [view] = await linked(house, alice)
    assert view.capabilities["document"]


async def test_a_text_goes_to_both_networks_at_once(house: House, alice: Chat) -> None:
    await with_channel(alice)
    await with_wall(alice, await community(house))
    await alice.say("Soup of the day")
    assert "🚀 Publish in 2 places" in await alice.labels()
    await alice.press("🚀 Publish")
    for network, target in (("telegram", KITCHEN), ("vk", -KITCHEN_COMMUNITY)):
        [entry] = await house.control.visible(network, target)
        assert entry["text"] == "Soup of the day"
    assert "Published in both places" in (await alice.newest())["text"]


async def test_the_card_says_before_publishing_what_vk_will_change(
    house: House, alice: Chat
) -> None:
    await with_channel(alice)
    await with_wall(alice, await community(house))
    entities = [{"type": "bold", "offset": 0, "length": 4}]
    [card] = await alice.say("Soup of the day", entities=entities)
    assert "✂️ VK: bold, italics and code become plain text." in card
    await alice.press("VK · Alice's kitchen")
    assert "✂️" not in (await alice.newest())["text"]


async def test_what_vk_refuses_stays_off_and_goes_to_the_rest(house: House, alice: Chat) -> None:
    await with_channel(alice)
    await with_wall(alice, await community(house))
    track = await house.control.upload(b"ID3" + bytes(500), "soup.mp3", kind="audio")
    await house.control.send_media(ALICE, [track])
    await house.settle()
    card = (await alice.newest())["text"]
    assert "⛔ VK: the track is left out: VK takes no music from bots." in card
    assert "⛔ VK · Alice's kitchen" in await alice.labels()
    await alice.press("⛔ VK")
    await alice.press("🚀 Publish")
    assert len(await house.control.visible("telegram", KITCHEN)) == 1
    assert await house.control.visible("vk", -KITCHEN_COMMUNITY) == []


async def test_a_captcha_pauses_the_account_and_fix_after_solving_goes_on(
    house: House, alice: Chat
) -> None:
    kitchen = await community(house)
    await with_wall(alice, kitchen)
    await alice.say("Soup")
    await house.control.add_fault("vk", "wall.post", "captcha", form="new")
    await alice.press("🚀 Publish")
    [view] = await linked(house, alice)
    assert view.trouble == "person_needed"
    told = await texts(alice)
    assert any("wants to see a human" in each for each in told)
    await alice.press("🔧 Fix")
    await alice.press("Check now")
    assert len(await house.control.visible("vk", -KITCHEN_COMMUNITY)) == 1


async def test_a_dead_login_is_cured_by_a_new_key(house: House, alice: Chat) -> None:
    kitchen = await community(house)
    await with_wall(alice, kitchen, "community_key")
    await alice.say("Soup")
    await house.control.expire_vk_token(kitchen["community_key"])
    await alice.press("🚀 Publish")
    [view] = await linked(house, alice)
    assert view.trouble == "login_needed"
    fresh = await house.control.vk_token("community", community_id=KITCHEN_COMMUNITY)
    await alice.press("🔧 Fix")
    await alice.press("Replace: community’s key")
    said = await alice.say(fresh)
    assert "✅ Linked again" in said[0]
    assert len(await house.control.visible("vk", -KITCHEN_COMMUNITY)) == 1


@pytest.mark.parametrize("verb", ["secret", "link"])
async def test_forged_linking_buttons_change_nothing(
    house: House, alice: Chat, charlie: Chat, verb: str
) -> None:
    account_id = await with_wall(alice, await community(house), "community_key")
    await charlie.say("/help")
    for what in (f"{account_id}.0", f"{account_id}.9", "telegram.0", "nowhere"):
        assert await charlie.force(f"{verb}:{what}:0") == []
    assert await linked(house, charlie) == []
    assert [view.secrets for view in await linked(house, alice)] == [("community_key",)]
