"""Keyboards: what they may hold, and what happens when somebody presses."""

from typing import Any

import pytest

from tests.sandbox.bot import Bot
from tests.sandbox_control import ControlRefusedError, SandboxControl


def _inline(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Go", **button}]]}


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        (_inline(callback_data="x" * 65), "BUTTON_DATA_INVALID"),
        (_inline(callback_data="ф" * 33), "BUTTON_DATA_INVALID"),
        (_inline(callback_data=""), "BUTTON_DATA_INVALID"),
        (_inline(), "Text buttons are unallowed in the inline keyboard"),
        (_inline(url="nonsense"), "inline keyboard button URL 'nonsense' is invalid"),
        (_inline(url="https://a.example", callback_data="x"), "a button does one thing"),
        (_inline(callback_data="x", colour="red"), "unknown field 'colour'"),
        ({"inline_keyboard": [[{"callback_data": "x"}]]}, 'Can\'t find field "text"'),
        ({"inline_keyboard": [[{"text": " ", "callback_data": "x"}]]}, "BUTTON_TEXT_INVALID"),
        ({"inline_keyboard": [[]]}, "no empty rows"),
        ({"inline_keyboard": "x"}, 'field "inline_keyboard" of the InlineKeyboardMarkup'),
        (
            {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]] * 101},
            "reply markup is too long",
        ),
        ({"keyboard": [[{"text": "x", "request_chat": {"request_id": 1}}]]}, "chat_is_channel"),
    ],
)
async def test_a_wrong_keyboard_is_refused(
    sandbox: SandboxControl, bot: Bot, alice: int, markup: dict[str, Any], words: str
) -> None:
    refusal = await bot.refusal("sendMessage", chat_id=alice, text="x", reply_markup=markup)
    assert refusal.code == 400
    assert words in refusal.description
    assert len(await sandbox.messages(alice)) == 1


async def test_a_channel_has_no_reply_keyboard(bot: Bot, kitchen: int) -> None:
    markup = {"keyboard": [[{"text": "x"}]]}
    refusal = await bot.refusal("sendMessage", chat_id=kitchen, text="x", reply_markup=markup)
    assert "inline keyboards only" in refusal.description


async def test_a_pressed_button_becomes_a_query_and_its_answer_reaches_the_person(
    sandbox: SandboxControl, bot: Bot, alice: int
) -> None:
    markup = _inline(callback_data="go:1:2")
    sent = await bot.call("sendMessage", chat_id=alice, text="ready?", reply_markup=markup)
    query_id = await sandbox.press(alice, sent["message_id"], "go:1:2")
    (update,) = await bot.updates()
    query = update["callback_query"]
    assert (query["id"], query["data"], query["from"]["id"]) == (query_id, "go:1:2", alice)
    assert query["message"] == sent
    since = (await sandbox.state())["seq"]
    await bot.call("answerCallbackQuery", callback_query_id=query_id, text="Gone!")
    async for event in sandbox.events(since):
        assert (event["type"], event["person_id"], event["text"]) == (
            "callback_answer",
            alice,
            "Gone!",
        )
        break


async def test_an_answer_that_comes_late_or_twice_is_refused(
    sandbox: SandboxControl, bot: Bot, alice: int
) -> None:
    markup = _inline(callback_data="x")
    sent = await bot.call("sendMessage", chat_id=alice, text="ready?", reply_markup=markup)
    first = await sandbox.press(alice, sent["message_id"], "x")
    await bot.call("answerCallbackQuery", callback_query_id=first)
    late = await sandbox.press(alice, sent["message_id"], "x")
    await sandbox.advance(16)
    for query_id in (first, late, "12345"):
        refusal = await bot.refusal("answerCallbackQuery", callback_query_id=query_id)
        assert refusal.description == (
            "Bad Request: query is too old and response timeout expired or query ID is invalid"
        )


async def test_only_buttons_that_are_there_can_be_pressed_unless_forged(
    sandbox: SandboxControl, bot: Bot, alice: int
) -> None:
    sent = await bot.call(
        "sendMessage", chat_id=alice, text="x", reply_markup=_inline(callback_data="real")
    )
    with pytest.raises(ControlRefusedError, match="no such button") as refused:
        await sandbox.press(alice, sent["message_id"], "forged")
    assert refused.value.status == 409
    await sandbox.press(alice, sent["message_id"], "forged", force=True)
    (update,) = await bot.updates()
    assert update["callback_query"]["data"] == "forged"


async def test_typing_is_seen_and_nothing_else_is_an_action(
    sandbox: SandboxControl, bot: Bot, alice: int
) -> None:
    since = (await sandbox.state())["seq"]
    await bot.call("sendChatAction", chat_id=alice, action="typing")
    async for event in sandbox.events(since):
        assert (event["type"], event["chat_id"], event["action"]) == ("action", alice, "typing")
        break
    refusal = await bot.refusal("sendChatAction", chat_id=alice, action="dancing")
    assert refusal.description == "Bad Request: wrong parameter action in request"


async def test_the_menu_is_kept_per_language(bot: Bot) -> None:
    commands = [{"command": "start", "description": "Begin"}]
    await bot.call("setMyCommands", commands=commands, language_code="en")
    assert await bot.call("getMyCommands", language_code="en") == commands
    assert await bot.call("getMyCommands") != commands
    await bot.call("deleteMyCommands", language_code="en")
    assert await bot.call("getMyCommands", language_code="en") == []
    wrong = [{"command": "Start!", "description": "Begin"}]
    refusal = await bot.refusal("setMyCommands", commands=wrong)
    assert refusal.description == "Bad Request: BOT_COMMAND_INVALID"
