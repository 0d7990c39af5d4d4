"""A network that the page has never heard of: everything it shows of it comes from the sandbox."""

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.sandbox import Sandbox
from tests.browser.test_drawer import unfold
from tests.house.new_network import add_network, copy_tree

pytestmark = pytest.mark.browser

NOTE = {
    "heading": "Soup of the week",
    "text": "Pumpkin, then https://example.com/soup",
    "spans": [{"type": "bold", "offset": 0, "length": 7}],
    "reference": "r-1",
}


@pytest.fixture(scope="module")
def running_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """The server of a tree that has one network more."""
    root = tmp_path_factory.mktemp("tree")
    copy_tree(root)
    add_network(root)
    sandbox = Sandbox(tmp_path_factory.mktemp("page"), root=root)
    sandbox.start()
    yield sandbox
    sandbox.stop()


def pin(sandbox: Sandbox, picture: Path, **fields: Any) -> None:
    """Pin a note with two pictures, as the bot would."""
    ids = [ask(sandbox, "pictures", picture.read_bytes(), "image/jpeg")["id"] for _ in range(2)]
    note = {**NOTE, "pictures": ids, **fields}
    ask(sandbox, "notes", json.dumps(note).encode(), "application/json")


def ask(sandbox: Sandbox, path: str, body: bytes, mime_type: str) -> Any:
    keys = [one for one in sandbox.get("state")["keys"] if one["network"] == "corkboard"]
    key = keys[0]["secrets"][0]["value"]
    headers = {"Authorization": f"Bearer {key}", "Content-Type": mime_type}
    request = urllib.request.Request(f"{sandbox.url}/corkboard/v1/{path}", body, headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


async def test_its_posts_are_drawn_whole(
    open_page: OpenPage, sandbox: Sandbox, picture: Path
) -> None:
    page = await open_page()
    column = page.get_by_role("region", name="Corkboard: walls")
    await expect(column.get_by_role("heading", name="Corkboard")).to_be_visible()
    pin(sandbox, picture)
    post = column.get_by_test_id("post")
    await expect(post.get_by_role("heading", name="Soup of the week")).to_be_visible()
    await expect(post.locator("strong")).to_have_text("Pumpkin")
    link = post.get_by_test_id("post-text").get_by_role("link")
    await expect(link).to_have_attribute("href", "https://example.com/soup")
    await expect(post.get_by_test_id("link-card")).to_contain_text("example.com")
    await expect(post.get_by_test_id("media-tile")).to_have_count(2)


@pytest.mark.parametrize("width", [1360, 390])
async def test_its_wall_fits_beside_the_others(
    open_page: OpenPage, sandbox: Sandbox, picture: Path, width: int
) -> None:
    pin(sandbox, picture, text="W" * 300)
    page = await open_page(width=width, height=844)
    if width == 390:
        await page.get_by_test_id("tab-walls").click()
    await page.get_by_test_id("chip-corkboard").click()
    feed = page.get_by_test_id("feed-corkboard")
    await expect(feed.get_by_test_id("post")).to_be_in_viewport()
    box = await feed.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert await feed.evaluate("feed => feed.scrollWidth <= feed.clientWidth")


async def test_it_can_be_broken_turned_and_linked(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await open_page()
    await unfold(page, "switches", "keys")
    await page.get_by_test_id("fault_network").select_option(label="Corkboard")
    await expect(page.get_by_test_id("fault_kind").locator("[value=refuse]")).to_have_count(1)
    await expect(page.get_by_test_id("fault_kind").locator("[value=captcha]")).to_have_count(0)
    await page.get_by_test_id("fault_method").select_option("notes.add")
    await page.get_by_test_id("fault_add").click()
    await expect(page.get_by_test_id("fault")).to_contain_text("Corkboard: Refuses")
    await page.get_by_label("Links in notes").select_option("stay plain")
    holder = page.get_by_test_id("key-holder").filter(has_text="Key of the board").first
    await holder.get_by_test_id("send-board_key").click()
    await expect(page.get_by_test_id("message")).to_have_count(1)
    state = sandbox.get("state")
    assert {one["name"]: one["value"] for one in state["settings"]}["corkboard_previews"] == "none"
    assert [one["network"] for one in state["faults"]] == ["corkboard"]
