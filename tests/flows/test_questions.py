"""What only the person can decide: is it there, shall it still go; asked once, acted on once."""

from collections.abc import AsyncIterator

import pytest

from services.settings import Settings
from tests.flows.faults import (
    Published,
    later,
    moment,
    on_wall,
    order,
    publish,
    violations,
)
from tests.flows.house import Chat, House, labels, open_house, presses
from tests.flows.linking import with_channel, with_wall
from tests.people import ALICE, BOB, CHARLIE
from tests.sandbox_control import GARAGE, KITCHEN, KITCHEN_COMMUNITY, SandboxControl

ANSWERS = ["✅ It is there", "🔁 Send again", "Leave it"]


pytestmark = pytest.mark.usefixtures("short_patience")


@pytest.fixture
async def blind(settings: Settings, sandbox_url: str) -> AsyncIterator[House]:
    """A house without a ledger chat: it cannot look whether a message is there."""
    without = settings.model_copy(update={"telegram_ledger_chat_id": None})
    async with SandboxControl(sandbox_url) as control, open_house(without, control) as opened:
        yield opened


@pytest.fixture
async def asked(blind: House) -> Published:
    """Alice is asked about a post that is there."""
    return await _asked(blind, "accept_then_hang")


async def _asked(house: House, kind: str) -> Published:
    alice = Chat(house, ALICE)
    await with_channel(alice)
    await order(alice, "telegram", kind)
    post = await publish(alice)
    await later(house, 3)
    return post


async def test_an_unclear_end_becomes_a_question_with_three_answers(asked: Published) -> None:
    assert await asked.headline() == "Something needs you"
    assert await asked.line("telegram") == (
        "we cannot tell whether it arrived. Please look there and press what you see."
    )
    assert labels(await asked.message()) == ANSWERS
    [question] = await asked.news()
    assert "Until then I send nothing" in question["text"]
    assert labels(question) == ANSWERS
    assert question["reply_to_message"]["message_id"] == asked.card_id
    await later(asked.house, 86400)
    assert [await asked.copies("telegram"), await asked.requests("telegram")] == [1, 1]
    assert labels(await asked.message()) == ANSWERS


async def test_it_is_there_ends_it_without_sending(asked: Published) -> None:
    await asked.press("✅ It is there")
    assert await asked.line("telegram") == "live, as you confirmed"
    assert labels(await asked.message()) == []
    await later(asked.house, 3600)
    assert [await asked.copies("telegram"), await asked.requests("telegram")] == [1, 1]
    assert await violations(asked.house) == []


async def test_leaving_it_says_that_nobody_knows(asked: Published) -> None:
    await asked.press("Leave it")
    assert await asked.line("telegram") == "left as it is; it may or may not be there"
    assert labels(await asked.message()) == []
    await later(asked.house, 3600)
    assert await asked.requests("telegram") == 1
    assert await violations(asked.house) == []


async def test_sending_again_what_never_arrived_publishes_it_once(blind: House) -> None:
    post = await _asked(blind, "hang")
    assert labels(await post.message()) == ANSWERS
    await post.press("🔁 Send again")
    assert await post.line("telegram") == "live"
    assert labels(await post.message()) == ["↗ Open", "Take back"]
    assert [await post.copies("telegram"), await post.requests("telegram")] == [1, 2]
    assert await violations(blind) == []


async def test_the_question_in_its_own_message_is_answered_there(asked: Published) -> None:
    [question] = await asked.news()
    await asked.house.control.press(ALICE, question["message_id"], presses(question)[0])
    await moment(asked.house)
    [answered] = await asked.news()
    assert answered["text"] == "“Telegram · Alice's kitchen”: noted, it is there."
    assert labels(answered) == []
    assert await asked.line("telegram") == "live, as you confirmed"


@pytest.mark.parametrize("first", [0, 1, 2])
async def test_a_question_is_answered_once_whatever_is_pressed_after(
    asked: Published, first: int
) -> None:
    [question] = await asked.news()
    on_card = presses(await asked.message())
    await asked.house.control.press(ALICE, asked.card_id, on_card[first])
    await moment(asked.house)
    said = await asked.line("telegram")
    made = await asked.requests("telegram")
    for message_id, buttons in (
        (question["message_id"], presses(question)),
        (asked.card_id, on_card),
    ):
        for data in buttons:
            await asked.house.control.press(ALICE, message_id, data, force=True)
            await moment(asked.house)
    assert await asked.line("telegram") == said
    assert await asked.requests("telegram") == made == (2 if first == 1 else 1)
    assert await asked.copies("telegram") == made
    assert await violations(asked.house) == []


async def test_nobody_else_answers_a_persons_question(asked: Published) -> None:
    charlie = Chat(asked.house, CHARLIE)
    await charlie.say("/help")
    for data in presses(await asked.message()):
        await charlie.force(data)
    assert labels(await asked.message()) == ANSWERS
    assert await asked.requests("telegram") == 1


async def test_bob_is_asked_in_russian(blind: House) -> None:
    bob = Chat(blind, BOB)
    await with_channel(bob, GARAGE)
    await order(bob, "telegram", "accept_then_500")
    post = await publish(bob, "Суп дня")
    assert (await post.line("telegram")).startswith("понятного ответа не было")
    await later(blind, 3)
    assert await post.headline() == "Нужно ваше внимание"
    [question] = await post.news()
    assert labels(question) == ["✅ Пост там", "🔁 Отправить ещё раз", "Оставить так"]
    await post.press("✅ Пост там")
    assert await post.line("telegram") == "опубликовано — по вашим словам"


async def test_a_community_without_a_token_that_reads_its_wall_leads_to_a_question(
    house: House, alice: Chat
) -> None:
    state = await house.control.state()
    kitchen = next(each for each in state["communities"] if each["id"] == KITCHEN_COMMUNITY)
    await with_wall(alice, kitchen, "community_key")
    await order(alice, "vk", "accept_then_cut_body")
    post = await publish(alice)
    assert (await post.line("vk")).startswith("no clear answer came back")
    await later(house, 3)
    assert labels(await post.message()) == ANSWERS
    await post.press("✅ It is there")
    assert await post.line("vk") == "live, as you confirmed"
    await later(house, 3600)
    assert [await post.copies("vk"), await post.requests("vk")] == [1, 1]
    assert await violations(house) == []


async def test_a_post_that_is_late_asks_before_it_goes(house: House, alice: Chat) -> None:
    post = await _late(house, alice)
    assert (await post.line("telegram")).endswith("has passed. Send it anyway?")
    assert labels(await post.message()) == ["🚀 Send now", "Drop it"]
    [question] = await post.news()
    assert "Shall it still go?" in question["text"]
    assert labels(question) == ["🚀 Send now", "Drop it"]
    assert await on_wall(alice, "telegram") == []


async def test_a_late_post_that_is_still_wanted_goes_once(house: House, alice: Chat) -> None:
    post = await _late(house, alice)
    late = presses(await post.message())
    await post.press("🚀 Send now")
    assert await post.line("telegram") == "live"
    for data in late:
        await house.control.press(ALICE, post.card_id, data, force=True)
        await moment(house)
    assert await post.copies("telegram") == 1
    assert await violations(house) == []


async def test_a_late_post_that_is_dropped_never_goes(house: House, alice: Chat) -> None:
    post = await _late(house, alice)
    await post.press("Drop it")
    assert await post.line("telegram") == "dropped: its time had passed"
    await later(house, 86400)
    assert await house.control.visible("telegram", KITCHEN) == []
    assert await violations(house) == []


async def _late(house: House, chat: Chat) -> Published:
    """A post whose time passes while no worker runs."""
    await with_channel(chat)
    await chat.say("Soup of the day")
    card = await chat.newest()
    await house.control.press_text(chat.person_id, "🚀 Publish")
    await house.turn(publishing=False)
    house.clock.advance(7 * 3600)
    await moment(house)
    return Published(chat, card["message_id"], "Soup of the day")
