"""What the page shows of the walls, and how people act there without the bot."""

from itertools import pairwise

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.sandbox import Sandbox

pytestmark = pytest.mark.browser

KITCHEN = -1001000000001
KITCHEN_VK = 220000001


async def test_post_of_a_person_appears_at_once(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await open_page()
    sandbox.post(f"chats/{KITCHEN}/post", {"person_id": 101, "text": "Soup is ready"})
    post = page.get_by_test_id("feed-telegram").get_by_test_id("post").last
    await expect(post).to_contain_text("Soup is ready")
    text = "Recipes: https://example.com/soup. #soup"
    sandbox.post(f"vk/communities/{KITCHEN_VK}/post", {"text": text})
    card = page.get_by_test_id("feed-vk").get_by_test_id("post").first
    await expect(card.get_by_role("link")).to_have_attribute("href", "https://example.com/soup")
    await expect(card.get_by_text("#soup")).to_have_class("mark")


async def test_deleted_post_stays_in_sight_marked(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await open_page()
    sandbox.post(f"vk/communities/{KITCHEN_VK}/post", {"text": "A mistake"})
    card = page.get_by_test_id("feed-vk").get_by_test_id("post").first
    await expect(card).to_contain_text("A mistake")
    await card.get_by_test_id("post-menu").click()
    await page.get_by_test_id("post-delete").click()
    await page.get_by_test_id("ask-yes").click()
    await expect(card).to_have_attribute("data-state", "deleted")
    await expect(card.get_by_test_id("deleted-mark")).to_be_visible()


async def test_person_writes_on_a_wall(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await open_page()
    await page.get_by_test_id("write-telegram").click()
    await page.get_by_test_id("write-text").fill("By hand")
    await page.get_by_test_id("write-send").click()
    await expect(page.get_by_test_id("feed-telegram")).to_contain_text("By hand")
    entries = sandbox.get(f"walls/telegram/{KITCHEN}")["entries"]
    assert (entries[-1]["text"], entries[-1]["request_id"]) == ("By hand", None)


async def test_post_on_another_wall_is_counted(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await open_page()
    sandbox.post("chats/-1001000000002/post", {"person_id": 102, "text": "New tyres"})
    tab = page.get_by_test_id("column-telegram").get_by_role("tab", name="Bob's garage")
    await expect(tab).to_contain_text("1")
    await tab.click()
    await expect(page.get_by_test_id("feed-telegram")).to_contain_text("New tyres")
    await expect(tab.locator(".unseen")).to_have_count(0)


async def test_seeded_album_is_one_post(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await open_page()
    entries = sandbox.get(f"walls/telegram/{KITCHEN}")["entries"]
    album = [entry for entry in entries if entry["album_id"]]
    posts = page.get_by_test_id("feed-telegram").get_by_test_id("post")
    singles = [entry for entry in entries if not entry["album_id"]]
    await expect(posts).to_have_count(len(singles) + len({entry["album_id"] for entry in album}))
    numbers = " ".join(entry["post_id"] for entry in album)
    tiles = page.locator(f"[data-post-ids='{numbers}'] [data-testid=media-tile]")
    await expect(tiles).to_have_count(len(album))


async def test_post_on_the_wall_is_forwarded_to_the_bot(
    open_page: OpenPage, sandbox: Sandbox
) -> None:
    page = await open_page()
    post = page.get_by_test_id("feed-telegram").get_by_test_id("post").last
    await post.get_by_test_id("post-menu").click()
    await page.get_by_test_id("post-forward").click()
    await expect(page.get_by_test_id("forwarded-from")).to_be_visible()
    assert sandbox.messages(101)[0]["forward_origin"]["chat"]["id"] == KITCHEN


async def test_phone_opens_the_walls_at_the_newest_post(
    open_page: OpenPage, sandbox: Sandbox
) -> None:
    page = await open_page(width=390, height=844)
    for number in range(12):
        text = f"Soup {number}" + "\nsalt" * 9
        sandbox.post(f"chats/{KITCHEN}/post", {"person_id": 101, "text": text})
    await page.get_by_test_id("tab-walls").click()
    newest = page.get_by_test_id("feed-telegram").get_by_test_id("post").last
    await expect(newest).to_contain_text("Soup 11")
    await expect(newest).to_be_in_viewport()


async def test_many_pins_leave_each_other_room(open_page: OpenPage, sandbox: Sandbox) -> None:
    # A pin made by hand has a picture in words only, which the page looks for in vain.
    page = await open_page(width=390, height=844, may_complain=True)
    [board] = sandbox.post("pinterest/boards", {"name": "Evenings"})["boards"]
    pin = {"board_id": board["id"], "title": "A long evening " * 6, "count": 14}
    sandbox.post("pinterest/pins", pin)
    await page.get_by_test_id("tab-walls").click()
    await page.get_by_test_id("chip-pinterest").click()
    pins = page.get_by_test_id("feed-pinterest").get_by_test_id("post")
    await expect(pins).to_have_count(14)
    boxes = [box for each in await pins.all() if (box := await each.bounding_box())]
    column = [box for box in boxes if box["x"] == boxes[0]["x"]]
    for above, below in pairwise(column):
        assert above["y"] + above["height"] <= below["y"]
