"""Cases 9 to 14: buttons and commands of others, of yesterday, and of nobody."""

import os

import pytest

from tests.flows.faults import later, moment, order, publish
from tests.flows.house import Chat, House, presses
from tests.flows.linking import ORDERS, history_of, linked, only_delivery, with_channel
from tests.flows.test_questions import blind
from tests.people import ALICE, CHARLIE
from tests.sandbox_control import KITCHEN, Json
from tests.security.conftest import Log

__all__ = ["blind"]

NOBODYS = 999_999_999


async def answers(house: House) -> list[str]:
    """What was said to presses, in order."""
    told = await house.control.journal(network="telegram", method="answerCallbackQuery")
    return [str(one["params"].get("text", "")) for one in told if one["status"] == 200]


async def pressed(chat: Chat, data: str) -> str:
    """Press what is not there; what the bot said to it."""
    before = len(await answers(chat.house))
    message_id = (await chat.newest())["message_id"]
    await chat.house.control.press(chat.person_id, message_id, data, force=True)
    await moment(chat.house)
    [said] = (await answers(chat.house))[before:]
    return said


async def test_case_09_a_foreign_button_is_refused_like_one_that_is_nobodys(
    house: House, alice: Chat, charlie: Chat, log: Log
) -> None:
    account_id = await with_channel(alice)
    await alice.say("Secret soup")
    draft = (await history_of(alice)).posts[0]
    await charlie.say("/help")
    rows: dict[str, object] = dict.fromkeys(("publish", "drop", "post"), draft.id)
    rows |= {"target": f"{draft.id}.1"}
    rows |= dict.fromkeys(("prove", "default", "unlinkyes", "show", "relink"), account_id)
    for verb, row in rows.items():
        foreign = f"{verb}:{row}:1"
        assert await pressed(charlie, foreign) == await pressed(charlie, f"{verb}:{NOBODYS}:1")
        assert log.refused()[-2] == (CHARLIE, foreign)
    assert (await history_of(alice)).posts[0] == draft
    assert [view.id for view in await linked(house, alice)] == [account_id]
    assert await house.control.visible("telegram", KITCHEN) == []
    assert not any("ecret soup" in each.get("text", "") for each in await charlie.messages())


@pytest.mark.parametrize("verb", ORDERS)
async def test_case_09_a_foreign_delivery_takes_no_orders(
    house: House, alice: Chat, charlie: Chat, log: Log, verb: str
) -> None:
    await with_channel(alice)
    await publish(alice)
    before = await only_delivery(house)
    await charlie.say("/help")
    foreign = f"{verb}:{before.id}:{before.version}"
    assert await pressed(charlie, foreign) == await pressed(charlie, f"{verb}:{NOBODYS}:1")
    assert log.refused()[0] == (CHARLIE, foreign)
    after = await only_delivery(house)
    assert (after.state, after.version, after.recall_at) == ("published", before.version, None)


async def test_case_10_invented_buttons_are_refused_without_an_exception(
    house: House, alice: Chat, log: Log
) -> None:
    await with_channel(alice)
    await alice.say("Soup")
    before = await history_of(alice)
    whole = presses(await alice.newest())[0]
    invented = [whole[:cut] for cut in range(1, len(whole), 3)]
    invented += [whole[1:], f"{whole} ", f"{whole}:1", whole.upper(), "\x00", "::", "publish:-1:1"]
    invented += [os.urandom(64).decode("latin-1")[:32] for _ in range(5)]
    for data in invented:
        assert (await pressed(alice, data)).endswith("Nothing was changed."), data
    assert await history_of(alice) == before
    assert len(log.refused()) == len(invented)
    assert log.failures() == []


@pytest.mark.usefixtures("short_patience")
async def test_case_11_a_second_send_again_sends_nothing(blind: House, log: Log) -> None:
    alice = Chat(blind, ALICE)
    await with_channel(alice)
    await order(alice, "telegram", "hang")
    post = await publish(alice)
    await later(blind, 3)
    [again] = [data for data in presses(await post.message()) if data.startswith("again:")]
    await post.press("🔁 Send again")
    for wait_s in (0, 1, 86_400):
        await later(blind, wait_s)
        await blind.control.press(ALICE, post.card_id, again, force=True)
        await moment(blind)
    assert [await post.copies("telegram"), await post.requests("telegram")] == [1, 2]
    assert log.refused() == [(ALICE, again)] * 3


async def test_case_12_another_member_of_a_group_presses_in_vain(
    house: House, alice: Chat, charlie: Chat, log: Log
) -> None:
    group: Json = await house.control.add_chat(ALICE, "Cooks", kind="supergroup")
    await house.control.set_member(group["id"], CHARLIE, "member")
    await with_channel(alice, group["id"])
    await publish(alice)
    shown = (await house.control.messages(group["id"]))[-1]
    before = await only_delivery(house)
    await charlie.say("/help")
    for verb in ORDERS:
        data = f"{verb}:{before.id}:{before.version}"
        number = shown["message_id"]
        await house.control.press(CHARLIE, number, data, chat_id=group["id"], force=True)
        await moment(house)
        assert log.refused()[-1] == (CHARLIE, data)
    assert (await only_delivery(house)).version == before.version
    assert len(await house.control.visible("telegram", group["id"])) == 1


async def test_case_13_a_button_of_an_older_version_shows_what_is_there_now(
    house: House, alice: Chat, log: Log
) -> None:
    await with_channel(alice)
    [sent] = await house.control.send(ALICE, "Soop")
    await house.settle()
    card = await alice.newest()
    stale = next(data for data in presses(card) if data.startswith("publish:"))
    await alice.edit(sent["message_id"], "Soup")
    before = len(await answers(house))
    await house.control.press(ALICE, card["message_id"], stale, force=True)
    await house.settle()
    [said] = (await answers(house))[before:]
    assert said.startswith("This button was out of date; look at the card as it is now.")
    assert log.refused() == [(ALICE, stale)]
    assert "Soup" in (await alice.card())["text"]
    assert await house.control.visible("telegram", KITCHEN) == []


@pytest.mark.parametrize("command", ["/post {}", "/start {}", "/start post_{}", "/history {}"])
async def test_case_14_a_command_with_a_foreign_number_says_what_it_says_of_none(
    house: House, alice: Chat, charlie: Chat, command: str
) -> None:
    await with_channel(alice)
    await alice.say("Secret soup")
    mine = (await history_of(alice)).posts[0].id
    for words in ("/start", "London"):
        await charlie.say(words)
    said = [await charlie.say(command.format(number)) for number in (mine, NOBODYS)]
    assert said[0] == said[1] != []
    assert "ecret soup" not in "".join(said[0])
