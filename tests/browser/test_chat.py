"""What a person does in the chat of the page, and what the bot gets of it."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.sandbox import Sandbox

pytestmark = pytest.mark.browser

ALICE, BOB = 101, 102
KITCHEN = -1001000000001


async def write(page: Page, text: str) -> None:
    """Type into the field as a person does, send, and see it in the chat."""
    await page.get_by_test_id("composer").click()
    await page.keyboard.type(text)
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("message").last).to_contain_text(text)


def ask(sandbox: Sandbox, markup: dict[str, object]) -> int:
    """Let the bot say something with a keyboard; the number of its message."""
    sent = sandbox.as_bot("sendMessage", chat_id=ALICE, text="Well?", reply_markup=markup)
    return int(sent["message_id"])


async def test_typed_formatting_arrives_as_entities(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await open_page()
    await page.get_by_test_id("composer").click()
    await page.keyboard.type("🍲 Soup ")
    await page.keyboard.press("Control+b")
    await page.keyboard.type("hot ")
    await page.keyboard.press("Control+i")
    await page.keyboard.type("and red")
    await page.keyboard.press("Control+b")
    await page.keyboard.press("Control+i")
    await page.keyboard.type(" today")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("Bread tomorrow")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("message")).to_contain_text("Bread tomorrow")
    (message,) = sandbox.messages(ALICE)
    assert message["text"] == "🍲 Soup hot and red today\nBread tomorrow"
    assert message["entities"] == [
        {"type": "bold", "offset": 8, "length": 11},
        {"type": "italic", "offset": 12, "length": 7},
    ]


async def test_a_keyboard_that_comes_up_hides_no_message(
    open_page: OpenPage, sandbox: Sandbox
) -> None:
    page = await open_page(width=390, height=844)
    await write(page, "Hello")
    for number in range(12):
        sandbox.as_bot(
            "sendMessage", chat_id=ALICE, text=f"Course {number}, well worth waiting for"
        )
    await expect(page.get_by_test_id("message").last).to_contain_text("Course 11")
    ask(sandbox, {"keyboard": [[{"text": label}] for label in ("Soup", "Stew", "Pie")]})
    await expect(page.get_by_text("Stew")).to_be_visible()
    await expect(page.get_by_test_id("message").last).to_be_in_viewport(ratio=1)


async def test_toolbar_formats_the_selection(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await open_page()
    await page.get_by_test_id("composer").fill("our recipe")
    await page.get_by_test_id("toolbar-toggle").click()
    await page.keyboard.press("Control+a")
    await page.get_by_test_id("format-spoiler").click()
    await page.keyboard.press("Control+k")
    await page.get_by_test_id("link-url").fill("https://example.com/soup")
    await page.keyboard.press("Enter")
    await page.get_by_test_id("link-dialog").wait_for(state="detached")
    await page.get_by_test_id("send").click()
    await expect(page.get_by_test_id("message")).to_have_count(1)
    kinds = {entity["type"]: entity for entity in sandbox.messages(ALICE)[0]["entities"]}
    assert set(kinds) == {"spoiler", "text_link"}
    assert kinds["text_link"]["url"] == "https://example.com/soup"


async def test_undo_takes_formatting_back(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await open_page()
    await page.get_by_test_id("composer").fill("plain")
    await page.keyboard.press("Control+a")
    await page.keyboard.press("Control+b")
    await page.keyboard.press("Control+z")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("message")).to_have_count(1)
    assert "entities" not in sandbox.messages(ALICE)[0]


async def test_every_kind_of_formatting_is_drawn(open_page: OpenPage) -> None:
    page = await open_page()
    await page.get_by_test_id("samples").click()
    await page.get_by_test_id("sample-formatting").click()
    text = page.get_by_test_id("message-text")
    for tag in ("strong", "em", "u", "s", "code", "blockquote", "strong em u"):
        await expect(text.locator(tag).first).to_be_attached()
    await expect(text.locator("[data-entity=pre]")).to_contain_text("python")
    await expect(text.get_by_role("link", name="link behind words")).to_have_attribute(
        "href", "https://example.com/recipes?id=7&lang=en"
    )
    spoiler = text.get_by_test_id("spoiler")
    await expect(spoiler).to_have_attribute("aria-expanded", "false")
    await spoiler.click()
    await expect(spoiler.get_by_text("hidden until you click")).to_be_visible()


async def test_long_text_goes_in_messages_that_telegram_allows(
    open_page: OpenPage, sandbox: Sandbox
) -> None:
    page = await open_page()
    await page.get_by_test_id("samples").click()
    await page.get_by_test_id("sample-long").click()
    await expect(page.get_by_test_id("message")).to_have_count(2)
    texts = [message["text"] for message in sandbox.messages(ALICE)]
    assert max(map(len, texts)) <= 4096
    assert 4_990 <= len("\n".join(texts)) <= 5_000


async def test_chosen_pictures_are_one_album(
    open_page: OpenPage, sandbox: Sandbox, picture: Path
) -> None:
    page = await open_page()
    await page.get_by_test_id("file-chooser").set_input_files([picture] * 3)
    await page.get_by_test_id("caption").fill("Three bowls")
    await page.keyboard.press("Enter")
    await page.get_by_test_id("attach-dialog").wait_for(state="detached")
    messages = sandbox.messages(ALICE)
    assert len({message["media_group_id"] for message in messages}) == 1
    assert [message.get("caption") for message in messages] == ["Three bowls", None, None]
    bubble = page.get_by_test_id("message")
    await expect(bubble).to_have_count(1)
    await expect(bubble.get_by_test_id("media-tile")).to_have_count(3)


async def test_picture_may_go_as_a_file(
    open_page: OpenPage, sandbox: Sandbox, picture: Path
) -> None:
    page = await open_page()
    await page.get_by_test_id("file-chooser").set_input_files(picture)
    await page.get_by_test_id("as-files").check()
    await page.get_by_test_id("attach-send").click()
    await expect(page.get_by_test_id("document")).to_contain_text("soup.jpg")
    assert sandbox.messages(ALICE)[0]["document"]["file_name"] == "soup.jpg"


async def test_sample_album_opens_in_the_viewer(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await open_page()
    await page.get_by_test_id("samples").click()
    await page.get_by_test_id("sample-album").click()
    tiles = page.get_by_test_id("media-tile")
    await expect(page.locator("#messages").get_by_test_id("media-tile")).to_have_count(10)
    assert len(sandbox.messages(ALICE)) == 10
    await tiles.and_(page.locator("#messages *")).first.click()
    viewer = page.get_by_test_id("viewer")
    await expect(viewer).to_contain_text("1 of 10")
    await page.keyboard.press("ArrowLeft")
    await expect(viewer).to_contain_text("10 of 10")
    await page.keyboard.press("Escape")
    await expect(viewer).to_have_count(0)


async def test_sample_video_plays(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await open_page()
    await page.get_by_test_id("samples").click()
    await page.get_by_test_id("sample-video").click()
    await page.locator("#messages [data-testid=media-tile][data-kind=video]").click()
    video = page.get_by_test_id("viewer-video")
    await expect(video).to_have_js_property("duration", 4.0)
    assert sandbox.messages(ALICE)[0]["video"]["width"] == 480


async def test_channel_album_is_forwarded_whole(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await open_page()
    await page.get_by_test_id("forward").click()
    dialog = page.get_by_test_id("forward-dialog")
    await dialog.get_by_text("Album of").first.click()
    await dialog.get_by_test_id("forward-send").click()
    await expect(page.get_by_test_id("forwarded-from")).to_contain_text("Alice's kitchen")
    messages = sandbox.messages(ALICE)
    assert len(messages) > 1
    assert len({message["media_group_id"] for message in messages}) == 1
    assert {message["forward_origin"]["chat"]["id"] for message in messages} == {KITCHEN}


async def test_pressed_button_waits_for_the_answer(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await open_page()
    await write(page, "/start")
    number = ask(sandbox, {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes:1"}]]})
    button = page.get_by_test_id("inline-button")
    await button.click()
    await expect(button).to_have_attribute("aria-busy", "true")
    pressed = sandbox.as_bot("getUpdates")[-1]["callback_query"]
    assert pressed["data"] == "yes:1"
    sandbox.as_bot("answerCallbackQuery", callback_query_id=pressed["id"], text="Noted")
    await expect(page.get_by_test_id("callback-toast")).to_have_text("Noted")
    await expect(button).not_to_have_attribute("aria-busy", "true")
    sandbox.as_bot("editMessageText", chat_id=ALICE, message_id=number, text="Thank you")
    theirs = page.locator("[data-testid=message][data-side=theirs]")
    await expect(theirs).to_contain_text("Thank you")
    await expect(theirs.get_by_test_id("edited")).to_be_visible()
    await expect(button).to_have_count(0)
    sandbox.as_bot("deleteMessage", chat_id=ALICE, message_id=number)
    await expect(theirs).to_have_count(0)


async def test_alert_of_the_bot_must_be_closed(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await open_page()
    await write(page, "/start")
    ask(sandbox, {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes:1"}]]})
    await page.get_by_test_id("inline-button").click()
    await expect(page.get_by_test_id("inline-button")).to_have_attribute("aria-busy", "true")
    pressed = sandbox.as_bot("getUpdates")[-1]["callback_query"]
    sandbox.as_bot(
        "answerCallbackQuery", callback_query_id=pressed["id"], text="Look out", show_alert=True
    )
    alert = page.get_by_test_id("callback-alert")
    await expect(alert).to_contain_text("Look out")
    await page.keyboard.press("Escape")
    await expect(alert).to_have_count(0)


async def test_channel_is_shared_by_the_reply_keyboard(
    open_page: OpenPage, sandbox: Sandbox
) -> None:
    page = await open_page()
    await write(page, "/start")
    rights = {"can_post_messages": True, "can_manage_chat": True}
    request = {
        "request_id": 7,
        "chat_is_channel": True,
        "user_administrator_rights": rights,
        "bot_administrator_rights": rights,
    }
    ask(sandbox, {"keyboard": [[{"text": "Share a channel", "request_chat": request}]]})
    await page.get_by_test_id("reply-button").click()
    await page.get_by_test_id("share-chat").click()
    await expect(page.get_by_test_id("service-message")).to_contain_text("Alice's kitchen")
    shared = sandbox.as_bot("getUpdates")[-1]["message"]["chat_shared"]
    assert (shared["request_id"], shared["chat_id"]) == (7, KITCHEN)
    bot = sandbox.get("state")["bot"]["id"]
    member = sandbox.as_bot("getChatMember", chat_id=KITCHEN, user_id=bot)
    assert member["status"] == "administrator"


async def test_reply_keyboard_says_its_text_and_goes(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await open_page()
    await write(page, "/start")
    ask(sandbox, {"keyboard": [["Soup", "Bread"]]})
    await page.get_by_role("button", name="Bread").click()
    await expect(page.get_by_test_id("message").last).to_contain_text("Bread")
    ask(sandbox, {"remove_keyboard": True})
    await expect(page.get_by_test_id("reply-button")).to_have_count(0)


async def test_each_person_has_their_own_chat(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await open_page()
    await write(page, "Alice was here")
    await expect(page.get_by_test_id("message")).to_have_count(1)
    await page.get_by_test_id("person").nth(1).click()
    await expect(page.get_by_test_id("message")).to_have_count(0)
    await write(page, "And Bob")
    await expect(page.get_by_test_id("message")).to_have_count(1)
    assert [message["text"] for message in sandbox.messages(BOB)] == ["And Bob"]
    assert [message["text"] for message in sandbox.messages(ALICE)] == ["Alice was here"]


async def test_arrow_up_changes_the_last_message(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await open_page()
    await write(page, "Soop")
    await expect(page.get_by_test_id("message")).to_have_count(1)
    await page.keyboard.press("ArrowUp")
    await expect(page.get_by_test_id("editing")).to_be_visible()
    await page.get_by_test_id("composer").fill("Soup")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("edited")).to_be_visible()
    assert [message["text"] for message in sandbox.messages(ALICE)] == ["Soup"]
    assert sandbox.as_bot("getUpdates")[-1]["edited_message"]["text"] == "Soup"
