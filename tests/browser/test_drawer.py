"""The panel that turns the pretend internet."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.sandbox import Sandbox

pytestmark = pytest.mark.browser


async def unfold(page: Page, *sections: str) -> None:
    """Open the panel and the named sections."""
    await page.get_by_test_id("drawer-toggle").click()
    for name in sections:
        await page.get_by_test_id(f"section-{name}").locator("summary").click()


def turned(sandbox: Sandbox) -> dict[str, Any]:
    """Where every switch stands."""
    return {one["name"]: one["value"] for one in sandbox.get("state")["settings"]}


async def test_fault_is_ordered_and_removed(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await open_page()
    await unfold(page)
    await page.get_by_test_id("fault_network").select_option("vk")
    await page.get_by_test_id("fault_kind").select_option("captcha")
    await page.get_by_test_id("fault_method").select_option("wall.post")
    await page.get_by_test_id("fault_times").fill("3")
    await page.get_by_test_id("fault_add").click()
    await expect(page.get_by_test_id("fault")).to_contain_text("VK: Asks for a captcha")
    (fault,) = sandbox.get("state")["faults"]
    asked = {key: fault[key] for key in ("network", "method", "kind", "times")}
    assert asked == {"network": "vk", "method": "wall.post", "kind": "captcha", "times": 3}
    await page.get_by_test_id("fault-remove").click()
    await expect(page.get_by_test_id("fault")).to_have_count(0)
    assert sandbox.get("state")["faults"] == []


async def test_clock_moves_by_an_hour(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await open_page()
    before = datetime.fromisoformat(sandbox.get("state")["now"])
    await unfold(page, "clock")
    await page.get_by_test_id("clock-hour").click()
    await expect(page.get_by_test_id("toast")).to_contain_text("It is now")
    moved = datetime.fromisoformat(sandbox.get("state")["now"]) - before
    assert timedelta(hours=1) <= moved < timedelta(hours=1, minutes=1)
    await page.get_by_test_id("clock-real").click()
    await expect(page.get_by_test_id("toast")).to_have_count(2)


async def test_vk_key_is_pasted_into_the_chat(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await open_page()
    await unfold(page, "keys")
    await page.get_by_test_id("send-community_key").first.click()
    await expect(page.get_by_test_id("message")).to_have_count(1)
    key = sandbox.get("state")["communities"][0]["community_key"]
    assert sandbox.messages(101)[0]["text"] == key


async def test_new_channel_gets_the_bot_and_a_wall(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await open_page()
    await unfold(page, "channels")
    await page.get_by_test_id("channel_title").fill("Alice's bakery")
    await page.get_by_test_id("channel_add").click()
    card = page.get_by_test_id("channel").filter(has_text="Alice's bakery")
    await card.get_by_test_id("channel-make-admin").click()
    await expect(card.get_by_test_id("channel-status")).to_contain_text("is an administrator")
    tab = page.get_by_test_id("column-telegram").get_by_role("tab", name="Alice's bakery")
    await expect(tab).to_be_visible()
    bot = sandbox.get("state")["bot"]["id"]
    (chat,) = [chat for chat in sandbox.get("state")["chats"] if chat["title"] == "Alice's bakery"]
    member = sandbox.as_bot("getChatMember", chat_id=chat["id"], user_id=bot)
    assert (member["status"], member["can_post_messages"]) == ("administrator", True)
    await card.get_by_test_id("channel-remove-bot").click()
    await expect(card.get_by_test_id("channel-status")).to_contain_text("not there")


async def test_new_group_is_offered_where_the_bot_asks_for_one(
    open_page: OpenPage, sandbox: Sandbox
) -> None:
    page = await open_page()
    _ask_for_a_group(sandbox)
    pick = page.get_by_role("button", name="Choose a group")
    await pick.click()
    dialog = page.get_by_test_id("share-chat-dialog")
    await expect(dialog).to_contain_text("You manage no group that fits.")
    await expect(dialog.get_by_test_id("grant-bot")).to_have_count(0)
    await page.keyboard.press("Escape")
    await unfold(page, "channels")
    await page.get_by_test_id("channel_type").select_option("supergroup")
    await page.get_by_test_id("channel_title").fill("Soup club")
    await page.get_by_test_id("channel_add").click()
    card = page.get_by_test_id("channel").filter(has_text="Soup club")
    await card.get_by_test_id("channel-make-admin").click()
    await expect(card.get_by_test_id("channel-status")).to_contain_text("is an administrator")
    await pick.click()
    await expect(dialog.get_by_test_id("share-chat")).to_contain_text("Soup club")


def _ask_for_a_group(sandbox: Sandbox) -> None:
    sandbox.post("people/101/send", {"text": "Hi"})
    wanted = {"request_id": 2, "chat_is_channel": False}
    rows = [[{"text": "Choose a group", "request_chat": wanted}]]
    sandbox.as_bot("sendMessage", chat_id=101, text="?", reply_markup={"keyboard": rows})


async def test_added_person_speaks_russian(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await open_page(language="auto")
    await expect(page.get_by_test_id("banner")).to_contain_text("nothing leaves this computer")
    await unfold(page)
    await page.get_by_test_id("person_name").fill("Дарья")
    await page.get_by_test_id("person_language").select_option("ru")
    await page.get_by_test_id("person_add").click()
    await expect(page.get_by_test_id("start")).to_have_text("НАЧАТЬ")
    await expect(page.locator("html")).to_have_attribute("lang", "ru")
    assert [person["first_name"] for person in sandbox.get("state")["people"]][-1] == "Дарья"


async def test_reset_takes_everything_back(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await open_page()
    sandbox.post("people/101/send", {"text": "Gone soon"})
    await expect(page.get_by_test_id("message")).to_have_count(1)
    await unfold(page)
    await page.get_by_test_id("reset").click()
    await page.get_by_test_id("ask-yes").click()
    await expect(page.get_by_test_id("welcome")).to_be_visible()
    assert sandbox.messages(101) == []


async def test_switch_is_turned_by_keyboard(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await open_page()
    await page.get_by_test_id("drawer-toggle").click()
    summary = page.get_by_test_id("section-switches").locator("summary")
    await summary.focus()
    await page.keyboard.press("Enter")
    group = page.get_by_role("group", name="VK")
    guid = group.get_by_role("combobox", name="A post repeated with its guid")
    await expect(guid).to_have_value("0")
    await guid.focus()
    await page.keyboard.type("becomes another")
    await expect(guid).to_have_value("1")
    await expect(guid).to_be_focused()
    assert turned(sandbox)["vk_guid"] == "ignored"
    assert turned(sandbox)["telegram_flood"] == "chat"


async def test_every_switch_shows_where_it_stands(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await open_page(language="ru")
    await unfold(page, "switches")
    declared = sandbox.get("state")["settings"]
    lists = page.get_by_test_id("section-switches").get_by_role("combobox")
    await expect(lists).to_have_count(len(declared))
    await expect(page.get_by_label("Повтор поста с тем же guid")).to_be_visible()
    sandbox.post("settings", {"vk_day_limit": 5, "telegram_probe_protected": True})
    await expect(page.get_by_label("Постов в день на стене")).to_have_value("2")
    await expect(page.get_by_label("Пересылка из чатов")).to_have_value("1")
    await page.get_by_test_id("reset").click()
    await page.get_by_test_id("ask-yes").click()
    await expect(page.get_by_label("Постов в день на стене")).to_have_value("0")


async def test_fresh_start_keeps_the_menu_of_the_bot(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await open_page()
    sandbox.as_bot("setMyCommands", commands=[{"command": "help", "description": "How it works"}])
    await unfold(page)
    await page.get_by_test_id("reset").click()
    await page.get_by_test_id("ask-yes").click()
    await expect(page.get_by_test_id("toast")).to_contain_text("as at the beginning")
    await page.get_by_test_id("commands-toggle").click()
    await expect(page.get_by_test_id("command")).to_have_text(["/helpHow it works"])
    sandbox.as_bot("deleteMyCommands")
