"""What only VK does when it goes wrong; Telegram, where every post goes as well, works."""

from datetime import timedelta

import pytest

from tests.flows.faults import (
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
from tests.flows.house import Chat, House, labels
from tests.sandbox_control import GARAGE_COMMUNITY, KITCHEN_COMMUNITY

pytestmark = pytest.mark.usefixtures("short_patience")


async def test_flood_control_is_waited_out_and_the_card_says_until_when(alice: Chat) -> None:
    await both(alice)
    await order(alice, "vk", "refuse", error_code=9, error_msg="Flood control")
    asked_at = alice.house.clock.now()
    post = await publish(alice)
    said = await post.line("vk")
    times = {shown(asked_at + timedelta(minutes=minutes)) for minutes in range(30, 62)}
    assert any(f"asks us to wait until {time}" in said for time in times)
    assert await post.offers(2) == ["Cancel"]
    await later(alice.house, 25 * 60)
    assert await post.requests("vk") == 1
    await later(alice.house, 40 * 60)
    assert await ended_well(post, requests={"telegram": 1, "vk": 2})


async def test_a_dead_key_stays_paused_until_it_is_replaced(house: House, alice: Chat) -> None:
    kitchen = await both(alice)
    await house.control.expire_vk_token(kitchen["community_key"])
    post = await publish(alice)
    said = await post.line("vk")
    assert "waiting: the access has expired. Press Fix." in said
    assert "then press “Replace: community’s key”." in said
    assert await post.offers(2) == ["🔧 Fix", "Cancel"]
    await post.press("2. 🔧 Fix")
    await alice.press("Check now")
    assert "paused: the access has expired" in (await alice.newest())["text"]
    assert "waiting: the access has expired" in await post.line("vk")
    fresh = await house.control.vk_token("community", community_id=KITCHEN_COMMUNITY)
    await alice.press("Replace: community’s key")
    await alice.say(fresh)
    await later(house, 10)
    assert await ended_well(post, requests={"telegram": 1, "vk": 2})


@pytest.mark.parametrize("form", ["old", "new"])
async def test_a_captcha_leads_to_vk_and_the_post_goes_once_it_is_solved(
    house: House, alice: Chat, form: str
) -> None:
    await both(alice)
    await order(alice, "vk", "captcha", form=form)
    post = await publish(alice)
    said = await post.line("vk")
    assert "waiting: the network wants you to confirm something. Press Fix." in said
    assert "Press Open VK, solve it there, then press Check now." in said
    [alert] = await post.news()
    assert "wants to see a human (VK 14)" in alert["text"]
    assert labels(alert) == ["Open VK", "🔧 Fix"]
    assert alert["reply_markup"]["inline_keyboard"][0][0]["url"].startswith("http")
    await later(house, 7200)
    assert await post.requests("vk") == 1
    await post.press("2. 🔧 Fix")
    assert (await alice.labels())[:2] == ["Open VK", "🔄 Check now"]
    await alice.press("Check now")
    await later(house, 10)
    assert await ended_well(post, requests={"telegram": 1, "vk": 2})


async def test_bob_reads_about_all_of_this_in_russian(house: House, bob: Chat) -> None:
    await both(bob)
    await order(bob, "vk", "rate_limit")
    post = await publish(bob, "Суп дня")
    assert "сеть просит немного подождать. Потом отправлю сам." in await post.line("vk")
    assert await post.offers(2) == ["Отменить"]
    await later(house, 10)
    assert await post.headline() == "Опубликовано везде: 2"
    await order(bob, "vk", "captcha", form="new")
    post = await publish(bob, "Ещё суп")
    assert "Нажмите «Открыть VK», введите её там и нажмите «Проверить»" in await post.line("vk")
    await post.press("2. 🔧 Исправить")
    await bob.press("🔄 Проверить")
    await later(house, 10)
    await order(bob, "vk", "accept_then_hang")
    post = await publish(bob, "Последний суп")
    assert (await post.line("vk")).startswith("понятного ответа не было; проверяю")
    await later(house, 3)
    assert await post.headline() == "Опубликовано везде: 2"
    wall = await house.control.visible("vk", -GARAGE_COMMUNITY)
    assert [entry["text"] for entry in wall[1:]] == ["Суп дня", "Ещё суп", "Последний суп"]
    assert await violations(house) == []


async def test_cancelling_what_waits_for_a_captcha_sends_nothing_any_more(alice: Chat) -> None:
    await both(alice)
    await order(alice, "vk", "captcha", form="new")
    post = await publish(alice)
    await post.press("2. Cancel")
    assert await post.line("vk") == "cancelled"
    await alice.press("🔧 Fix")
    await alice.press("Check now")
    await later(alice.house, 3600)
    assert [await post.copies(network) for network in ("telegram", "vk")] == [1, 0]
    assert await violations(alice.house) == []


@pytest.mark.parametrize(
    ("method", "kind"),
    [
        ("upload:photo", "server_error"),
        ("upload:photo", "hang"),
        ("upload:photo", "accept_then_reset"),
        ("photos.saveWallPhoto", "accept_then_hang"),
        ("photos.saveWallPhoto", "rate_limit"),
    ],
)
async def test_a_picture_whose_upload_fails_is_uploaded_again_by_itself(
    house: House, alice: Chat, method: str, kind: str
) -> None:
    await both(alice)
    await house.control.add_fault("vk", method, kind)
    post = await publish_photo(alice, "A photo of soup")
    said = await post.line("vk")
    assert said.startswith(("did not get through, trying again", "the network asks us to wait"))
    assert "Error" not in said
    await later(house, 61)
    assert await ended_well(post, requests={"vk": 1})
    assert await post.copies("telegram") == 1
    [picture] = (await on_wall(alice, "vk"))[-1]["attachments"]
    assert picture["kind"] == "photo"
