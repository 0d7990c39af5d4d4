"""Instagram from the chat: what only it does, with pictures that it fetches from this house."""

import pytest

from tests.flows.faults import violations
from tests.flows.house import Chat, House
from tests.flows.linking import last_alert, linked
from tests.people import ALICE, BOB
from tests.sandbox.bot import picture
from tests.sandbox_control import Json

pytestmark = pytest.mark.usefixtures("short_patience")

_PLACES = {ALICE: 0, BOB: 1}
_PERSONAL = 2
_STEP_S = 31.0


async def key(house: House, place: int) -> Json:
    """One of the keys that the page offers."""
    keys: list[Json] = (await house.control.state())["keys"]
    return [one for one in keys if one["network"] == "instagram"][place]


async def link(chat: Chat) -> str:
    """Link the person's own profile; its id."""
    mine = await key(chat.house, _PLACES[chat.person_id])
    await chat.say("/accounts")
    await chat.press("➕ Instagram")
    await chat.press("Вставить токен" if chat.person_id == BOB else "Paste a token instead")
    await chat.say(mine["secrets"][0]["value"])
    [account] = await linked(chat.house, chat)
    assert account.target == mine["target"]
    return account.target


async def show(chat: Chat, caption: str) -> str:
    """Send a picture and press Publish; what the card says then."""
    upload = await chat.house.control.upload(picture(kind="JPEG"), "soup.jpg", kind="photo")
    await chat.say(media=[{"upload_id": upload}], caption=caption)
    number = (await chat.newest())["message_id"]
    await chat.press("🚀 Опубликовать" if chat.person_id == BOB else "🚀 Publish")
    return str((await chat.message(number))["text"])


async def patiently(chat: Chat, words: str) -> None:
    """Let time pass until the newest card says something."""
    for _ in range(40):
        if words in (await chat.newest())["text"]:
            return
        chat.house.clock.advance(_STEP_S)
        await chat.house.settle()
    raise AssertionError(f"the card never says {words!r}: {(await chat.newest())['text']}")


@pytest.mark.parametrize("kind", ["reset", "accept_then_reset", "accept_then_cut_body"])
async def test_whatever_gets_lost_a_post_appears_once(house: House, alice: Chat, kind: str) -> None:
    target = await link(alice)
    await house.control.add_fault("instagram", "media_publish", kind, target=target)
    await show(alice, "Soup of the day")
    await patiently(alice, "alices_kitchen: live")
    posts = await house.control.visible("instagram", target)
    assert [post["text"] for post in posts] == ["Soup of the day"]
    asked = await house.control.journal(network="instagram", method="media_publish")
    assert len(asked) == (2 if kind == "reset" else 1)
    assert len({one["params"]["creation_id"] for one in asked}) == 1
    assert await violations(house) == []


async def test_a_text_alone_is_kept_off_before_publishing(house: House, alice: Chat) -> None:
    await link(alice)
    await alice.say("Only words")
    said = str((await alice.newest())["text"])
    assert "Instagram: no text goes there alone" in said


async def test_a_personal_account_is_refused_with_the_clicks(house: House, alice: Chat) -> None:
    personal = await key(house, _PERSONAL)
    await alice.say("/accounts")
    await alice.press("➕ Instagram")
    await alice.press("Paste a token instead")
    said = await alice.say(personal["secrets"][0]["value"])
    assert "Switch to professional account" in said[-1]
    assert await linked(house, alice) == []


async def test_a_dead_token_pauses_and_a_new_one_lets_the_post_go(
    house: House, alice: Chat
) -> None:
    target = await link(alice)
    token = (await key(house, 0))["secrets"][0]["value"]
    dead = {"token": token, "trouble": "revoked"}
    await house.control.post_json("instagram/tokens", dead)
    assert "waiting: the access has expired" in await show(alice, "Soup")
    await house.control.post_json("instagram/tokens", {**dead, "trouble": None})
    await alice.press("🔧 Fix")
    await alice.press("Check now")
    await house.settle()
    assert len(await house.control.visible("instagram", target)) == 1


async def test_the_limit_of_a_day_is_waited_out(house: House, alice: Chat) -> None:
    target = await link(alice)
    await house.control.settings(instagram_quota=2)
    said = [await show(alice, caption) for caption in ("One", "Two", "Three")]
    assert ["alices_kitchen: live" in each for each in said] == [True, True, False]
    assert "takes only 2 posts a day" in said[-1]
    assert len(await house.control.visible("instagram", target)) == 2
    house.clock.advance(24 * 3600 + 60)
    await house.settle()
    assert len(await house.control.visible("instagram", target)) == 3
    assert await violations(house) == []


async def test_taking_back_is_left_to_the_person(house: House, bob: Chat) -> None:
    target = await link(bob)
    await show(bob, "Шины")
    assert await bob.press("Удалить пост") == []
    assert "Удалять посты в «Instagram · bobs_garage» мне нельзя" in await last_alert(house)
    assert len(await house.control.visible("instagram", target)) == 1
