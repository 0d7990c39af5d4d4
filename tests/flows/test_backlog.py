"""Posts that waited for an account: its person decides about them once, all or newest or none."""

import pytest

from tests.flows.faults import Published, later, moment, order, publish, violations
from tests.flows.house import Chat, House, labels, presses
from tests.flows.linking import with_wall
from tests.people import ALICE, BOB, CHARLIE
from tests.sandbox_control import GARAGE_COMMUNITY, KITCHEN_COMMUNITY, Json

SOUPS = ("Monday soup", "Tuesday soup", "Wednesday soup")
FIX = {ALICE: "🔧 Fix", BOB: "🔧 Исправить"}
CHECK = {ALICE: "🔄 Check now", BOB: "🔄 Проверить"}
ANSWERS = ["📤 Send all, one by one", "🆕 Only the newest", "🗑 None of them"]


async def wall_of(chat: Chat, number: int) -> None:
    state = await chat.house.control.state()
    await with_wall(chat, next(each for each in state["communities"] if each["id"] == number))


async def wait(chat: Chat, *texts: str) -> list[Published]:
    """Posts that wait for a captcha, which is solved by looking again."""
    await order(chat, "vk", "captcha", form="old")
    posts = [await publish(chat, text) for text in texts]
    await posts[0].press(FIX[chat.person_id])
    await chat.press(CHECK[chat.person_id])
    return posts


@pytest.fixture
async def posts(alice: Chat) -> list[Published]:
    """Alice's account works again, and she has just been asked about three posts."""
    await wall_of(alice, KITCHEN_COMMUNITY)
    return await wait(alice, *SOUPS)


async def question(chat: Chat) -> Json:
    return next(each for each in await chat.messages() if "works again" in each.get("text", ""))


async def answer(chat: Chat, label: str) -> None:
    asked = await question(chat)
    data = presses(asked)[labels(asked).index(label)]
    await chat.house.control.press(chat.person_id, asked["message_id"], data)
    await moment(chat.house)


async def on_the_wall(chat: Chat, number: int = KITCHEN_COMMUNITY) -> list[str]:
    return [entry["text"] for entry in await chat.house.control.visible("vk", -number)]


async def test_she_is_asked_once_and_each_card_says_what_it_waits_for(
    house: House, alice: Chat, posts: list[Published]
) -> None:
    asked = await question(alice)
    assert "3 posts have been waiting there since" in asked["text"]
    assert labels(asked) == ANSWERS
    await later(house, 3600)
    heard = [each for each in await alice.messages() if "works again" in each.get("text", "")]
    assert len(heard) == 1
    for post in posts:
        assert "the account was paused when its time" in await post.line("vk")
        assert await post.headline() == "Something needs you"
        assert labels(await post.message()) == ["🚀 Send now", "Drop it"]
    assert await on_the_wall(alice) == []


async def test_all_of_them_go_in_order(house: House, alice: Chat, posts: list[Published]) -> None:
    asked = await question(alice)
    await answer(alice, ANSWERS[0])
    for _ in range(3):
        await later(house, 5)
    assert await on_the_wall(alice) == list(SOUPS)
    assert [await post.line("vk") for post in posts] == ["live"] * 3
    answered = await alice.message(asked["message_id"])
    assert answered["text"] == "“VK · Alice's kitchen”: sending 3 posts, one by one."
    assert labels(answered) == []
    assert await violations(house) == []


async def test_only_the_newest_goes_and_the_others_say_why_not(
    house: House, alice: Chat, posts: list[Published]
) -> None:
    await answer(alice, ANSWERS[1])
    await later(house, 30)
    assert await on_the_wall(alice) == [SOUPS[2]]
    assert await posts[2].line("vk") == "live"
    for post in posts[:2]:
        said = await post.line("vk")
        assert said == "dropped: it had waited for the account, and you chose not to send it"


async def test_none_of_them_goes_whatever_is_pressed_after(
    house: House, alice: Chat, posts: list[Published]
) -> None:
    asked = await question(alice)
    await answer(alice, ANSWERS[2])
    for data in presses(asked):
        await house.control.press(ALICE, asked["message_id"], data, force=True)
        await later(house, 30)
    assert await on_the_wall(alice) == []
    assert {(await post.line("vk")).partition(":")[0] for post in posts} == {"dropped"}


async def test_the_account_asks_too_for_whoever_lost_the_question(
    house: House, alice: Chat, posts: list[Published]
) -> None:
    await alice.say("/accounts")
    await alice.press("VK · Alice's kitchen")
    page = await alice.newest()
    assert "Posts waited here during the pause. Shall they go?" in page["text"]
    assert labels(page)[:3] == ANSWERS
    await alice.press(ANSWERS[1])
    assert await on_the_wall(alice) == [SOUPS[2]]


async def test_a_stranger_cannot_answer_for_her(
    house: House, alice: Chat, charlie: Chat, posts: list[Published]
) -> None:
    await charlie.say("/help")
    for data in presses(await question(alice)):
        await charlie.force(data)
    await later(house, 30)
    assert await on_the_wall(alice) == []
    asked = await question(alice)
    assert labels(asked) == ANSWERS
    assert charlie.person_id == CHARLIE


async def test_bob_is_asked_in_russian(house: House, bob: Chat) -> None:
    await wall_of(bob, GARAGE_COMMUNITY)
    posts = await wait(bob, *SOUPS)
    asked = next(each for each in await bob.messages() if "снова работает" in each.get("text", ""))
    assert "его ждут 3 поста. Отправить все по очереди или только последний?" in asked["text"]
    assert labels(asked) == ["📤 Все по очереди", "🆕 Только последний", "🗑 Ни одного"]
    assert "прошло, пока аккаунт был на паузе. Отправить?" in await posts[0].line("vk")
    await house.control.press(bob.person_id, asked["message_id"], presses(asked)[1])
    await later(house, 30)
    answered = await bob.message(asked["message_id"])
    assert answered["text"].endswith("отправляю последний; отменено постов: 2.")
    assert "вы решили его не отправлять" in await posts[0].line("vk")
    assert await on_the_wall(bob, GARAGE_COMMUNITY) == [SOUPS[2]]


async def test_two_posts_go_out_without_a_question(house: House, alice: Chat) -> None:
    await wall_of(alice, KITCHEN_COMMUNITY)
    await wait(alice, *SOUPS[:2])
    await later(house, 10)
    assert await on_the_wall(alice) == list(SOUPS[:2])
    assert not [each for each in await alice.messages() if "works again" in each.get("text", "")]
