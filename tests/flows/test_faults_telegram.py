"""What only Telegram does when it goes wrong; VK, where every post goes as well, works."""

from datetime import timedelta

import pytest

from tests.flows.faults import (
    LIVE,
    both,
    ended_well,
    later,
    on_wall,
    order,
    publish,
    publish_photo,
    shown,
    violations,
)
from tests.flows.house import Chat, House
from tests.flows.linking import linked

pytestmark = pytest.mark.usefixtures("short_patience")


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
    before = len(await on_wall(alice, "telegram"))
    post = await publish_photo(alice, "soup " * 250)
    assert (await post.line("telegram")).startswith("1 of 2 parts are live; refused.")
    assert len(await on_wall(alice, "telegram")) == before + 1
    await post.press("1. 🔁 Retry")
    assert await post.headline() == "Published in both places"
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
