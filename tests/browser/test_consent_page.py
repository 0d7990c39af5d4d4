"""A network's consent page in a real browser: from the button in the chat back to the product."""

from collections.abc import AsyncIterator
from urllib.parse import urlencode

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Page, expect

from services.sandbox.pinterest.oauth import APP_ID
from tests.browser.conftest import OpenPage
from tests.browser.sandbox import Sandbox
from tests.people import ALICE

pytestmark = pytest.mark.browser

CALLBACK = "/oauth/pinterest/callback"


@pytest.fixture
async def product() -> AsyncIterator[str]:
    """The redirect address of somebody who repeats what came."""

    async def receive(request: web.Request) -> web.Response:
        told = " ".join(sorted(request.query))
        return web.Response(text=f"{told} | {request.query['state']}", content_type="text/plain")

    app = web.Application()
    app.add_routes([web.get(CALLBACK, receive)])
    async with TestServer(app) as server:
        yield str(server.make_url(CALLBACK))


@pytest.fixture
async def question(sandbox: Sandbox, product: str, open_page: OpenPage) -> Page:
    """The page that a press on the chat's button opened at once, in a tab of its own."""
    query = {
        "client_id": APP_ID,
        "redirect_uri": product,
        "response_type": "code",
        "scope": "user_accounts:read,boards:read,pins:read,boards:write,pins:write",
        "state": "a-random-state",
    }
    button = {"text": "Open Pinterest", "url": f"{sandbox.url}/pinterest/oauth/?{urlencode(query)}"}
    keyboard = {"inline_keyboard": [[button]]}
    sandbox.post(f"people/{ALICE}/send", {"text": "/start"})
    sandbox.as_bot("sendMessage", chat_id=ALICE, text="Press it", reply_markup=keyboard)
    chat = await open_page(person=ALICE)
    async with chat.context.expect_page() as opened:
        await chat.get_by_role("button", name="Open Pinterest").click()
    page = await opened.value
    await expect(page.get_by_role("heading")).to_have_text(
        "SANDBOX: allow CrossPoster to use Pinterest?"
    )
    return page


async def test_a_yes_leads_back_with_a_code(question: Page) -> None:
    await question.get_by_role("button", name="Allow as Alice's kitchen").click()
    await expect(question.locator("body")).to_have_text("code state | a-random-state")
    await question.close()


async def test_a_no_leads_back_too_in_the_other_language(question: Page) -> None:
    await question.get_by_role("link", name="Русский").click()
    await question.get_by_role("button", name="Не разрешать").click()
    await expect(question.locator("body")).to_have_text("error state | a-random-state")
    await question.close()
