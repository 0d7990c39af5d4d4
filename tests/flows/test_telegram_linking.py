"""Linking channels and groups: both the bot and the person must be administrators there."""

import pytest

from tests.flows.house import Chat, House, labels
from tests.flows.linking import linked
from tests.people import ALICE, BOB
from tests.sandbox_control import GARAGE, KITCHEN


async def begin(chat: Chat) -> list[str]:
    await chat.say("/accounts")
    return await chat.press("➕ Telegram")


async def test_a_shared_channel_is_linked_by_its_name(house: House, alice: Chat) -> None:
    asked = await begin(alice)
    assert "choose your channel or group" in asked[0]
    [answer] = await alice.share(KITCHEN)
    assert "✅ Linked: Telegram · Alice's kitchen (https://t.me/alices_kitchen)" in answer
    [view] = await linked(house, alice)
    assert (view.target, view.trouble) == (str(KITCHEN), None)


@pytest.mark.parametrize("label", ["Stop", "Прервать"])
async def test_the_keyboard_can_be_left(house: House, alice: Chat, label: str) -> None:
    await begin(alice)
    keyboard = (await alice.newest())["reply_markup"]["keyboard"]
    assert keyboard[-1] == [{"text": "Stop"}]
    [answer] = await alice.say(label)
    assert answer.startswith("Stopped.")
    assert (await alice.newest())["reply_markup"] == {"remove_keyboard": True}
    assert await linked(house, alice) == []
    [card] = await alice.say("Stop")
    assert card.startswith("Draft")


async def test_the_keyboard_asks_for_rights_to_post(alice: Chat) -> None:
    await begin(alice)
    keyboard = (await alice.newest())["reply_markup"]["keyboard"]
    channel = keyboard[0][0]["request_chat"]
    assert channel["chat_is_channel"]
    assert channel["bot_administrator_rights"]["can_post_messages"]
    assert channel["user_administrator_rights"]["can_post_messages"]


async def test_a_channel_where_the_bot_is_no_administrator_is_not_linked(
    house: House, alice: Chat
) -> None:
    await begin(alice)
    [answer] = await alice.share(KITCHEN, grant_bot=False)
    assert "add me with the right to post" in answer
    assert await linked(house, alice) == []


async def test_a_stranger_cannot_link_a_foreign_channel_by_forwarding(
    house: House, charlie: Chat
) -> None:
    await house.control.make_bot_admin(GARAGE)
    posts = await house.control.messages(GARAGE)
    await begin(charlie)
    [answer] = await charlie.forward(GARAGE, posts[0]["message_id"])
    assert "You are not an administrator there" in answer
    assert await linked(house, charlie) == []


async def test_a_plain_member_cannot_link(house: House, bob: Chat) -> None:
    await house.control.make_bot_admin(KITCHEN)
    await house.control.set_member(KITCHEN, BOB, "member")
    posts = await house.control.messages(KITCHEN)
    await bob.say("/accounts")
    await bob.press("➕ Telegram")
    [answer] = await bob.forward(KITCHEN, posts[0]["message_id"])
    assert "Вы там не администратор" in answer
    assert await linked(house, bob) == []


async def test_an_administrator_without_the_right_to_post_cannot_link(
    house: House, bob: Chat
) -> None:
    await house.control.make_bot_admin(KITCHEN)
    await house.control.set_member(
        KITCHEN, BOB, "administrator", {"can_post_messages": False, "can_delete_messages": True}
    )
    posts = await house.control.messages(KITCHEN)
    await bob.say("/accounts")
    await bob.press("➕ Telegram")
    [answer] = await bob.forward(KITCHEN, posts[0]["message_id"])
    assert "без права публиковать" in answer
    assert await linked(house, bob) == []


async def test_a_forwarded_post_links_its_channel(house: House, alice: Chat) -> None:
    await house.control.make_bot_admin(KITCHEN)
    posts = await house.control.messages(KITCHEN)
    await begin(alice)
    [answer] = await alice.forward(KITCHEN, posts[0]["message_id"])
    assert "✅ Linked: Telegram · Alice's kitchen" in answer
    assert len(await linked(house, alice)) == 1


async def test_the_same_channel_again_is_one_account(house: House, alice: Chat) -> None:
    await begin(alice)
    await alice.share(KITCHEN)
    await begin(alice)
    [answer] = await alice.share(KITCHEN)
    assert "✅ Linked again" in answer
    assert len(await linked(house, alice)) == 1


async def test_two_owners_of_one_channel_both_link_it(house: House, alice: Chat, bob: Chat) -> None:
    await house.control.set_member(KITCHEN, BOB, "administrator", {"can_post_messages": True})
    await begin(alice)
    await alice.share(KITCHEN)
    posts = await house.control.messages(KITCHEN)
    await bob.say("/accounts")
    await bob.press("➕ Telegram")
    await bob.forward(KITCHEN, posts[0]["message_id"])
    assert len(await linked(house, alice)) == len(await linked(house, bob)) == 1


async def test_a_group_is_linked(house: House, alice: Chat) -> None:
    group = await house.control.add_chat(ALICE, "Cooks", kind="supergroup")
    await begin(alice)
    [answer] = await alice.share(group["id"], request_id=2)
    assert "✅ Linked: Telegram · Cooks" in answer


@pytest.mark.parametrize(
    ("status", "words"),
    [("left", "The bot is not in this chat"), ("kicked", "removed from"), ("member", "not post")],
)
async def test_losing_the_channel_pauses_it_at_once_and_getting_it_back_resumes(
    status: str, words: str, house: House, alice: Chat
) -> None:
    await begin(alice)
    await alice.share(KITCHEN)
    bot_id = house.deps.settings.bot_id
    await house.control.set_member(KITCHEN, bot_id, status)
    await house.settle()
    [view] = await linked(house, alice)
    assert view.trouble == "access_denied"
    told = await alice.newest()
    assert "Alice's kitchen" in told["text"]
    assert words in told["text"]
    assert "🔧 Fix" in labels(told)
    await house.control.make_bot_admin(KITCHEN)
    await house.settle()
    [view] = await linked(house, alice)
    assert view.trouble is None


async def test_who_is_no_administrator_any_more_does_not_come_back_with_the_bot(
    house: House, alice: Chat, bob: Chat
) -> None:
    await begin(alice)
    await alice.share(KITCHEN)
    await house.control.set_member(KITCHEN, BOB, "administrator", {"can_post_messages": True})
    posts = await house.control.messages(KITCHEN)
    await bob.say("/accounts")
    await bob.press("➕ Telegram")
    await bob.forward(KITCHEN, posts[0]["message_id"])
    await house.control.set_member(KITCHEN, BOB, "member")
    await house.control.set_member(KITCHEN, house.deps.settings.bot_id, "left")
    await house.settle()
    await house.control.make_bot_admin(KITCHEN)
    await house.settle()
    assert [view.trouble for view in await linked(house, alice)] == [None]
    assert [view.trouble for view in await linked(house, bob)] == ["access_denied"]


async def test_fix_shows_the_account_and_checking_resumes_it(house: House, alice: Chat) -> None:
    await begin(alice)
    await alice.share(KITCHEN)
    bot_id = house.deps.settings.bot_id
    await house.control.set_member(
        KITCHEN, bot_id, "administrator", {"can_post_messages": False, "can_manage_chat": True}
    )
    await house.settle()
    await alice.press("Fix")
    assert "the right to publish is missing" in (await alice.newest())["text"]
    await alice.press("Check now")
    [view] = await linked(house, alice)
    assert view.trouble == "access_denied"


async def test_the_list_tells_how_each_account_is(house: House, alice: Chat) -> None:
    await begin(alice)
    await alice.share(KITCHEN)
    [listed] = await alice.say("/accounts")
    assert "✅ Telegram · Alice's kitchen" in listed
    await alice.press("Telegram · Alice's kitchen")
    about = (await alice.newest())["text"]
    assert "works, checked" in about
    assert "New posts go here" in about


async def test_unlinking_asks_first_and_then_forgets(house: House, alice: Chat) -> None:
    await begin(alice)
    await alice.share(KITCHEN)
    await alice.say("/accounts")
    await alice.press("Telegram · Alice's kitchen")
    await alice.press("Unlink…")
    assert "Nothing is waiting for it" in (await alice.newest())["text"]
    await alice.press("No, keep it")
    assert len(await linked(house, alice)) == 1
    await alice.press("Unlink…")
    assert "Unlink “Telegram · Alice's kitchen”?" in (await alice.newest())["text"]
    await alice.press("Yes, unlink")
    assert "“Telegram · Alice's kitchen” is unlinked" in (await alice.newest())["text"]
    assert await linked(house, alice) == []


@pytest.mark.parametrize("verb", ["unlinkyes", "default", "prove", "unlink", "account", "show"])
async def test_nobody_touches_a_foreign_account_by_a_forged_button(
    house: House, alice: Chat, charlie: Chat, verb: str
) -> None:
    await begin(alice)
    await alice.share(KITCHEN)
    [before] = await linked(house, alice)
    await charlie.say("/accounts")
    said = await charlie.force(f"{verb}:{before.id}:{before.version}")
    assert not any("kitchen" in each for each in said)
    assert "kitchen" not in (await charlie.newest())["text"]
    assert await linked(house, alice) == [before]
