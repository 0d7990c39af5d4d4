"""The page for names and passwords in a real browser: on a small phone, by keyboard alone."""

from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page

from services.deps import Deps
from services.networks.base import Asks
from tests import people
from tests.bot.conftest import clock, deps, settings, wire
from tests.bot.signing_in import begun, gate, inn, server
from tests.services.gatehouse import CODE, PASSWORD, STATE, Gatehouse

pytestmark = pytest.mark.browser

__all__ = ["clock", "deps", "gate", "inn", "server", "settings", "wire"]

NARROW = {"width": 360, "height": 640}
_FINGER_PX = 44


@pytest.fixture
async def phone(chromium: Browser) -> AsyncIterator[Page]:
    """A small phone whose browser complains of nothing."""
    context = await chromium.new_context(viewport=NARROW, locale="ru-RU")  # type: ignore[arg-type]
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    yield page
    await context.close()
    assert [one for one in complaints if "favicon" not in one] == []


async def fits(page: Page) -> bool:
    """Whether nothing is wider than the phone, and what is pressed is as large as a finger."""
    width = await page.evaluate("document.documentElement.scrollWidth")
    boxes = [await one.bounding_box() for one in await page.query_selector_all("input, button")]
    seen = [box for box in boxes if box]
    return width <= NARROW["width"] and all(box["height"] >= _FINGER_PX for box in seen)


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_it_goes_by_keyboard_on_a_small_phone(
    phone: Page, inn: Deps, server: TestServer, gate: Gatehouse, language: str
) -> None:
    gate.asks = Asks("sms", STATE, hint="09")
    name = "Константин Константинопольский-Переяславский"
    path = await begun(inn, people.BOB, first_name=name, language=language)
    await phone.goto(str(server.make_url(path)))
    assert await fits(phone)
    await phone.keyboard.press("Tab")
    await phone.keyboard.type("alice")
    await phone.keyboard.press("Tab")
    await phone.keyboard.type("wrong words")
    await phone.keyboard.press("Enter")
    await phone.get_by_role("alert").wait_for()
    assert await phone.locator("#name").input_value() == "alice"
    await phone.locator("#password").focus()
    await phone.keyboard.type(PASSWORD)
    await phone.keyboard.press("Tab")
    await phone.keyboard.press("Enter")
    code = phone.locator("#code")
    await code.wait_for()
    assert await fits(phone)
    await phone.keyboard.type(CODE)
    await phone.keyboard.press("Enter")
    await phone.get_by_text("Telegram").wait_for()
    await phone.reload()
    assert [code for _, code, _ in gate.seen] == ["", "", CODE]
    assert await phone.get_by_role("heading").count() == 1
