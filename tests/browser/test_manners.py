"""For everyone: keyboard, screen reader, phone, hostile texts, a server that goes away."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.sandbox import Sandbox

pytestmark = pytest.mark.browser

ATTACK = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
NAMED_ROLES = {"button", "link", "textbox", "combobox", "checkbox", "tab", "spinbutton", "listbox"}


async def nameless(page: Page) -> list[str]:
    """Controls that a screen reader could only call by their role."""
    session = await page.context.new_cdp_session(page)
    tree: dict[str, Any] = await session.send("Accessibility.getFullAXTree")
    found = []
    for node in tree["nodes"]:
        role = node.get("role", {}).get("value")
        name = node.get("name", {}).get("value", "").strip()
        if not node["ignored"] and role in NAMED_ROLES and not name:
            found.append(f"{role} {node.get('backendDOMNodeId')}")
    return found


async def tab_to(page: Page, testid: str) -> None:
    """Go on with Tab until the element has the focus."""
    for _ in range(60):
        here = await page.evaluate("document.activeElement?.dataset.testid")
        if here == testid:
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {testid}")


async def test_everything_has_a_name(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await open_page()
    await page.get_by_test_id("samples").click()
    await page.get_by_test_id("sample-video").click()
    await expect(page.locator("#messages [data-testid=media-tile]")).to_have_count(1)
    buttons = [[{"text": "Yes", "callback_data": "1"}, {"text": "Web", "url": "https://a.example"}]]
    markup = {"inline_keyboard": buttons}
    sandbox.as_bot("sendMessage", chat_id=101, text="Hello", reply_markup=markup)
    await expect(page.get_by_test_id("inline-button")).to_have_count(2)
    await page.get_by_test_id("toolbar-toggle").click()
    await page.get_by_test_id("drawer-toggle").click()
    for name in ("switches", "clock", "keys", "channels"):
        await page.get_by_test_id(f"section-{name}").locator("summary").click()
    assert await nameless(page) == []
    await page.get_by_test_id("forward").click()
    await expect(page.get_by_test_id("forward-post").first).to_be_visible()
    assert await nameless(page) == []


async def test_everything_has_a_name_on_a_phone_too(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await open_page(width=390, height=844)
    await page.get_by_test_id("start").click()
    await expect(page.get_by_role("button", name="Menu")).to_be_visible()
    assert await nameless(page) == []


async def test_keyboard_alone_forwards_a_post(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await open_page()
    await tab_to(page, "composer")
    await page.keyboard.type("Typed")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("message")).to_have_count(1)
    await tab_to(page, "forward")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("forward-post").first).to_be_visible()
    await tab_to(page, "forward-choice")
    await page.keyboard.press("Space")
    await tab_to(page, "forward-send")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("forwarded-from")).to_be_visible()
    await expect(page.get_by_test_id("forward")).to_be_focused()
    await tab_to(page, "wall-tab")
    await page.keyboard.press("ArrowRight")
    tab = page.get_by_test_id("column-telegram").get_by_role("tab", name="Bob's garage")
    await expect(tab).to_have_attribute("aria-selected", "true")
    await expect(tab).to_be_focused()


async def test_escape_closes_a_dialog_and_gives_the_focus_back(open_page: OpenPage) -> None:
    page = await open_page()
    await page.get_by_test_id("forward").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("forward-dialog")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("forward-dialog")).to_have_count(0)
    await expect(page.get_by_test_id("forward")).to_be_focused()


async def test_commands_are_chosen_by_keyboard(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await open_page()
    offered = [
        {"command": "history", "description": "What was posted"},
        {"command": "help", "description": "How it works"},
    ]
    sandbox.as_bot("setMyCommands", commands=offered)
    await page.get_by_test_id("composer").click()
    await page.keyboard.type("/")
    await expect(page.get_by_test_id("command")).to_have_count(2)
    await page.keyboard.type("he")
    await expect(page.get_by_test_id("command")).to_have_text(["/helpHow it works"])
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("message")).to_have_count(1)
    assert sandbox.messages(101)[0]["text"] == "/help"


@pytest.mark.parametrize(("width", "language"), [(360, "en"), (320, "ru")])
async def test_phone_never_scrolls_sideways(
    open_page: OpenPage, sandbox: Sandbox, width: int, language: str
) -> None:
    sandbox.post("people/101/send", {"text": "W" * 300})
    keyboard = {"keyboard": [[{"text": "Yes"}]]}
    sandbox.as_bot("sendMessage", chat_id=101, text="Shall we?", reply_markup=keyboard)
    phone = {"has_touch": True, "is_mobile": True}
    page = await open_page(width=width, height=740, language=language, **phone)
    await expect(page.get_by_test_id("keyboard-toggle")).to_be_in_viewport()
    for panel in ("chat", "walls", "drawer"):
        await page.get_by_test_id(f"tab-{panel}").click()
        await expect(page.locator(f"#{panel}")).to_be_visible()
        widest = await page.evaluate(
            "Math.max(...[document.documentElement, document.getElementById('messages'),"
            " document.getElementById('drawer-content')].map(e => e.scrollWidth))"
        )
        assert widest <= width, panel
    await page.get_by_test_id("tab-walls").click()
    await page.get_by_test_id("chip-vk").click()
    await expect(page.get_by_test_id("feed-vk")).to_be_visible()
    await expect(page.get_by_test_id("feed-telegram")).to_be_hidden()


async def test_hostile_texts_are_shown_as_they_are(open_page: OpenPage, sandbox: Sandbox) -> None:
    person = sandbox.post("people", {"first_name": ATTACK[:60], "language_code": "en"})
    sandbox.post("people/101/send", {"text": ATTACK})
    sandbox.post("chats", {"type": "channel", "title": ATTACK[:100], "owner_id": 101})
    sandbox.post("chats/-1001000000001/post", {"person_id": 101, "text": ATTACK})
    sandbox.post("vk/communities/220000001/post", {"text": ATTACK})
    page = await open_page()
    await expect(page.get_by_test_id("message-text")).to_contain_text(ATTACK)
    await expect(page.get_by_test_id("feed-telegram")).to_contain_text(ATTACK)
    await expect(page.get_by_test_id("feed-vk")).to_contain_text(ATTACK)
    await page.get_by_test_id("drawer-toggle").click()
    seen = page.locator(f"[data-testid=drawer-person][data-person-id='{person['id']}']")
    await expect(seen).to_contain_text(ATTACK[:60])
    assert await page.locator("img[src=x]").count() == 0
    assert await page.title() == "CrossPoster SANDBOX"


async def test_link_that_runs_code_is_not_a_link(open_page: OpenPage) -> None:
    page = await open_page()
    made = await page.evaluate(
        "async () => (await import('/static/js/text/links.js')).safeAddress('javascript:alert(1)')"
    )
    assert made is None


async def test_page_finds_the_server_again(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await open_page(may_complain=True)
    sandbox.post("people/101/send", {"text": "Before"})
    await expect(page.get_by_test_id("message")).to_have_count(1)
    sandbox.stop()
    await expect(page.get_by_test_id("connection")).to_contain_text("does not answer")
    sandbox.start()
    await expect(page.get_by_test_id("connection")).to_be_hidden()
    await expect(page.get_by_test_id("message")).to_contain_text("Before")
    sandbox.post("people/101/send", {"text": "After"})
    await expect(page.get_by_test_id("message").last).to_contain_text("After")


async def test_nothing_but_our_own_files_is_loaded(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await open_page(may_complain=True)
    ran = await page.evaluate(
        "() => { const script = document.createElement('script');"
        " script.textContent = 'window.ran = true'; document.body.append(script);"
        " return window.ran === true; }"
    )
    assert ran is False
    loaded: list[str] = await page.evaluate(
        "performance.getEntriesByType('resource').map(entry => entry.name)"
    )
    assert len(loaded) > 10
    assert {address.startswith(sandbox.url) for address in loaded} == {True}
