"""Telegram goes wrong while people publish: the card tells the truth, each post appears once.

Every post here goes to VK as well, which works: what fails on one wall never touches the other.
"""

from datetime import timedelta

import pytest

from tests.flows.faults import (
    CHECKING,
    PATIENCE_S,
    UNTOLD_AFTER,
    UNTOLD_BEFORE,
    Published,
    both,
    ended_well,
    later,
    moment,
    on_wall,
    order,
    publish,
    shown,
    violations,
)
from tests.flows.house import Chat, House
from tests.flows.linking import linked

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
LIVE = ["↗ Open", "Take back"]


@pytest.fixture(autouse=True)
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_CALL_TIMEOUT_S", PATIENCE_S)
    monkeypatch.setenv("TELEGRAM_ASK_TIMEOUT_S", "2")


async def test_a_refusal_quotes_telegram_and_retry_sends_there_only(alice: Chat) -> None:
    await both(alice)
    await order(alice, "telegram", "refuse")
    post = await publish(alice)
    assert await post.headline() == "Something needs you"
    assert await post.line("telegram") == (
        "refused. «Bad Request: message can't be sent» Telegram did not take this post as it is."
        " Send me a changed post and choose only this place."
    )
    assert await post.offers(1) == ["🔁 Retry"]
    assert await post.offers(2) == LIVE
    assert await post.copies("telegram") == 0
    await later(alice.house, 3600)
    assert await post.requests("telegram") == 1
    await post.press("1. 🔁 Retry")
    assert await ended_well(post, requests={"telegram": 2, "vk": 1})


async def test_a_rate_limit_is_waited_for_as_long_as_telegram_says(alice: Chat) -> None:
    await both(alice)
    await order(alice, "telegram", "rate_limit", retry_after_s=600)
    asked_at = alice.house.clock.now()
    post = await publish(alice)
    said = await post.line("telegram")
    moments = [asked_at + timedelta(seconds=600 + delay_s) for delay_s in (0, 5)]
    assert any(f"asks us to wait until {shown(at)}. Then it goes" in said for at in moments)
    assert await post.headline() == "On its way: live in 1 of 2"
    assert await post.offers(1) == ["Cancel"]
    await later(alice.house, 580)
    assert await post.requests("telegram") == 1
    await later(alice.house, 25)
    assert await ended_well(post, requests={"telegram": 2, "vk": 1})


async def test_a_short_rate_limit_promises_no_time_that_is_over(alice: Chat) -> None:
    await both(alice)
    await order(alice, "telegram", "rate_limit", retry_after_s=20)
    post = await publish(alice)
    assert "the network asks us to wait a moment. Then it goes" in await post.line("telegram")
    await later(alice.house, 25)
    assert await ended_well(post, requests={"telegram": 2, "vk": 1})


@pytest.mark.parametrize("kind", UNTOLD_BEFORE)
async def test_what_may_have_arrived_but_did_not_is_sent_again_after_looking(
    alice: Chat, kind: str
) -> None:
    await both(alice)
    await order(alice, "telegram", kind)
    post = await publish(alice)
    assert (await post.line("telegram")).startswith(CHECKING)
    assert await post.headline() == "On its way: live in 1 of 2"
    assert await post.offers(1) == []
    assert await post.offers(2) == LIVE
    await later(alice.house, 31)
    assert (await post.line("telegram")).startswith(CHECKING)
    assert await post.requests("telegram") == 1
    await post.until("telegram", "did not get through, trying again now.")
    assert "Error" not in await post.line("telegram")
    await post.until("telegram", "live")
    assert await ended_well(post, requests={"telegram": 2, "vk": 1})


@pytest.mark.parametrize("kind", UNTOLD_AFTER)
async def test_what_arrived_without_an_answer_is_found_and_not_sent_again(
    alice: Chat, kind: str
) -> None:
    await both(alice)
    await order(alice, "telegram", kind)
    post = await publish(alice)
    assert (await post.line("telegram")).startswith(CHECKING)
    assert await post.offers(1) == []
    await later(alice.house, 3)
    assert await ended_well(post, requests={"telegram": 1, "vk": 1})
    entry = (await on_wall(alice, "telegram"))[-1]
    buttons = (await post.message())["reply_markup"]["inline_keyboard"]
    assert buttons[0][0]["url"] == entry["url"]


async def test_a_refused_token_pauses_the_account_until_it_works_again(
    house: House, alice: Chat
) -> None:
    await both(alice)
    await order(alice, "telegram", "login_expired")
    post = await publish(alice)
    said = await post.line("telegram")
    assert "waiting: the access has expired. Press Fix." in said
    assert "put a new one from @BotFather into TELEGRAM_TOKEN" in said
    assert await post.offers(1) == ["🔧 Fix", "Cancel"]
    [alert] = await post.news()
    assert "no longer accepts my access (Telegram 401)" in alert["text"]
    next_post = await publish(alice, "Stew")
    assert "waiting: the access has expired" in await next_post.line("telegram")
    assert await next_post.requests("telegram") == 0
    await post.press("1. 🔧 Fix")
    await alice.press("Check now")
    await later(house, 10)
    assert [view.trouble for view in await linked(house, alice)] == [None, None]
    assert await ended_well(post, requests={"telegram": 2, "vk": 1})
    assert await ended_well(next_post, requests={"telegram": 1, "vk": 1})


async def test_cancelling_while_it_waits_sends_nothing_any_more(alice: Chat) -> None:
    await both(alice)
    await order(alice, "telegram", "rate_limit", retry_after_s=600)
    post = await publish(alice)
    await post.press("1. Cancel")
    assert await post.line("telegram") == "cancelled"
    assert await post.offers(1) == []
    assert await post.headline() == "Finished: live in 1 of 2"
    await later(alice.house, 3600)
    assert [await post.copies(network) for network in ("telegram", "vk")] == [0, 1]
    assert await post.requests("telegram") == 1
    assert await violations(alice.house) == []


async def test_cancelling_what_is_just_tried_again_leaves_it_unsent(alice: Chat) -> None:
    await both(alice)
    await order(alice, "telegram", "hang")
    post = await publish(alice)
    await post.until("telegram", "trying again now.")
    assert await post.offers(1) == ["🔁 Retry", "Cancel"]
    await post.press("1. Cancel")
    await later(alice.house, 3600)
    assert await post.line("telegram") == "cancelled"
    assert await post.copies("telegram") == 0
    assert await violations(alice.house) == []


async def test_a_retry_pressed_twice_sends_once(house: House, alice: Chat) -> None:
    await both(alice)
    await order(alice, "telegram", "refuse")
    post = await publish(alice)
    rows = (await post.message())["reply_markup"]["inline_keyboard"]
    for _ in range(3):
        data = rows[0][0]["callback_data"]
        await house.control.press(alice.person_id, post.card_id, data, force=True)
    await later(house, 60)
    assert await ended_well(post, requests={"telegram": 2, "vk": 1})


async def test_only_the_part_that_failed_is_sent_again(house: House, alice: Chat) -> None:
    await both(alice)
    await order(alice, "telegram", "refuse")
    upload = await house.control.upload(PNG, "soup.png", mime_type="image/png", kind="photo")
    before = len(await on_wall(alice, "telegram"))
    await house.control.send_media(alice.person_id, [upload], "soup " * 250)
    await house.settle()
    await house.control.press_text(alice.person_id, "🚀 Publish")
    await moment(house)
    post = Published(alice, (await alice.newest())["message_id"], "")
    assert (await post.line("telegram")).startswith("1 of 2 parts are live; refused.")
    assert len(await on_wall(alice, "telegram")) == before + 1
    await post.press("1. 🔁 Retry")
    assert await post.headline() == "Published in all 2 places"
    entries = (await on_wall(alice, "telegram"))[before:]
    assert [len(entry["attachments"]) for entry in entries] == [1, 0]
    assert await violations(house) == []


async def test_after_eight_tries_the_person_decides(house: House, alice: Chat) -> None:
    await both(alice)
    await order(alice, "telegram", "refuse", error_code=409, description="Conflict", times=None)
    post = await publish(alice)
    await post.until("telegram", "did not work after several tries.", step_s=600)
    said = await post.line("telegram")
    assert "Another program is using the same token." in said
    assert await post.headline() == "Something needs you"
    assert await post.offers(1) == ["🔁 Retry"]
    await later(house, 86400)
    assert [await post.copies("telegram"), await post.requests("telegram")] == [0, 8]
    await house.control.remove_faults()
    await post.press("1. 🔁 Retry")
    assert await ended_well(post, requests={"telegram": 9, "vk": 1})


async def test_taking_back_goes_on_until_telegram_obeys(house: House, alice: Chat) -> None:
    await both(alice)
    post = await publish(alice)
    await house.control.add_fault("telegram", "deleteMessage", "server_error")
    await post.press("1. Take back")
    await house.control.press_text(alice.person_id, "Yes, delete it there")
    await later(house, 0)
    assert (await post.line("telegram")).startswith("being taken back…")
    assert await post.offers(1) == ["↗ Open"]
    assert await post.copies("telegram") == 1
    await later(house, 10)
    assert await post.line("telegram") == "taken back"
    assert await post.offers(1) == []
    assert [await post.copies(network) for network in ("telegram", "vk")] == [0, 1]
    assert await violations(house) == []


async def test_what_telegram_does_not_delete_is_said_to_be_still_live(
    house: House, alice: Chat
) -> None:
    await both(alice)
    post = await publish(alice)
    words = "Bad Request: message can't be deleted for everyone"
    await house.control.add_fault("telegram", "deleteMessage", "refuse", description=words)
    await post.press("1. Take back")
    await house.control.press_text(alice.person_id, "Yes, delete it there")
    await later(house, 0)
    said = await post.line("telegram")
    assert said.startswith(f"still live: it could not be taken back. «{words}»")
    assert await post.offers(1) == LIVE
    assert await post.copies("telegram") == 1


async def test_a_card_that_cannot_be_shown_holds_nothing_up_and_catches_up(
    house: House, alice: Chat
) -> None:
    await both(alice)
    await house.control.add_fault("telegram", "editMessageText", "rate_limit", retry_after_s=60)
    post = await publish(alice)
    assert [await post.copies(network) for network in ("telegram", "vk")] == [1, 1]
    assert await post.headline() == "Draft"
    await later(house, 65)
    assert await ended_well(post, requests={"telegram": 1, "vk": 1})
