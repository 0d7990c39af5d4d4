"""Texts, entities and what the pretend Bot API says about wrong ones."""

from typing import Any

import pytest

from tests.sandbox.bot import Bot
from tests.sandbox_control import SandboxControl


async def test_a_text_appears_on_the_wall_with_its_entities(
    sandbox: SandboxControl, bot: Bot, kitchen: int
) -> None:
    entities = [
        {"type": "bold", "offset": 0, "length": 5},
        {"type": "text_link", "offset": 6, "length": 5, "url": "https://example.com/a"},
    ]
    sent = await bot.call("sendMessage", chat_id=kitchen, text="hello world", entities=entities)
    assert sent["chat"]["title"] == sent["sender_chat"]["title"] == "Alice's kitchen"
    assert "from" not in sent
    (entry,) = await sandbox.visible("telegram", kitchen)
    assert (entry["text"], entry["entities"]) == ("hello world", entities)
    assert entry["url"] == f"https://t.me/alices_kitchen/{sent['message_id']}"


async def test_white_space_around_a_text_goes_and_entities_move_along(
    bot: Bot, kitchen: int
) -> None:
    sent = await bot.call(
        "sendMessage",
        chat_id=kitchen,
        text="\n  hi there \n",
        entities=[{"type": "italic", "offset": 6, "length": 7}],
    )
    assert sent["text"] == "hi there"
    assert sent["entities"] == [{"type": "italic", "offset": 3, "length": 5}]


async def test_what_nobody_should_send_is_dropped_or_blanked(bot: Bot, kitchen: int) -> None:
    sent = await bot.call(
        "sendMessage",
        chat_id=kitchen,
        text="one\r\ntwo\tthree\u2028\x07four",
        entities=[{"type": "bold", "offset": 5, "length": 3}],
    )
    assert sent["text"] == "one\ntwo three four"
    assert sent["entities"] == [{"type": "bold", "offset": 4, "length": 3}]


async def test_lengths_count_in_utf16(bot: Bot, kitchen: int) -> None:
    await bot.call("sendMessage", chat_id=kitchen, text="🍅" * 2048)
    refusal = await bot.refusal("sendMessage", chat_id=kitchen, text="🍅" * 2048 + "a")
    assert (refusal.code, refusal.description) == (400, "Bad Request: message is too long")


async def test_a_text_is_measured_after_trimming(bot: Bot, kitchen: int) -> None:
    sent = await bot.call("sendMessage", chat_id=kitchen, text="a" * 4096 + " " * 500)
    assert len(sent["text"]) == 4096


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "message text is empty"),
        (" \n ", "text must be non-empty"),
        ("\u200b\u2800\ufeff", "text must be non-empty"),
    ],
)
async def test_nothing_is_not_sent(bot: Bot, kitchen: int, text: str, sentence: str) -> None:
    refusal = await bot.refusal("sendMessage", chat_id=kitchen, text=text)
    assert refusal.description == f"Bad Request: {sentence}"


@pytest.mark.parametrize(
    ("entity", "words"),
    [
        ({"type": "bold", "offset": 0, "length": 4}, "ends after the end of the text"),
        ({"type": "bold", "offset": 1, "length": 2}, "begins in a middle of a UTF-16 symbol"),
        ({"type": "bold", "offset": 0, "length": 1}, "ends in a middle of a UTF-16 symbol"),
        ({"type": "glow", "offset": 0, "length": 2}, "unsupported type specified"),
        ({"type": "text_link", "offset": 0, "length": 2}, 'can\'t find field "url"'),
        ({"type": "bold", "offset": 0, "length": 0}, "offset and length are wrong"),
    ],
)
async def test_wrong_entities_are_refused(
    bot: Bot, kitchen: int, entity: dict[str, object], words: str
) -> None:
    refusal = await bot.refusal("sendMessage", chat_id=kitchen, text="🍅!", entities=[entity])
    assert refusal.code == 400
    assert words in refusal.description


async def test_the_server_finds_links_mentions_and_tags_itself(bot: Bot, kitchen: int) -> None:
    text = "See https://example.com/x, ask @alice_cooks #soup /start a@example.com"
    sent = await bot.call("sendMessage", chat_id=kitchen, text=text)
    found = {
        entity["type"]: text[entity["offset"] : entity["offset"] + entity["length"]]
        for entity in sent["entities"]
    }
    assert found == {
        "url": "https://example.com/x",
        "mention": "@alice_cooks",
        "hashtag": "#soup",
        "bot_command": "/start",
        "email": "a@example.com",
    }


async def test_custom_emoji_of_a_bot_become_plain(bot: Bot, kitchen: int) -> None:
    emoji = {
        "type": "custom_emoji",
        "offset": 0,
        "length": 2,
        "custom_emoji_id": "5368324170671202286",
    }
    sent = await bot.call("sendMessage", chat_id=kitchen, text="🍅 soup", entities=[emoji])
    assert (sent["text"], sent.get("entities")) == ("🍅 soup", None)


async def test_nothing_is_found_inside_code(bot: Bot, kitchen: int) -> None:
    code = {"type": "code", "offset": 0, "length": 16}
    sent = await bot.call("sendMessage", chat_id=kitchen, text="a@b.com #tag @me", entities=[code])
    assert sent["entities"] == [code]


async def test_markup_in_the_text_is_not_parsed_but_refused(bot: Bot, kitchen: int) -> None:
    refusal = await bot.refusal("sendMessage", chat_id=kitchen, text="<b>x</b>", parse_mode="HTML")
    assert refusal.description == "Bad Request: sandbox: send entities instead of parse_mode"


async def test_an_unknown_parameter_is_refused_and_noted(
    sandbox: SandboxControl, bot: Bot, kitchen: int
) -> None:
    refusal = await bot.refusal("sendMessage", chat_id=kitchen, text="x", txet="x")
    assert refusal.description == "Bad Request: sandbox: unknown parameter 'txet'"
    (record,) = await sandbox.journal(method="sendMessage")
    assert record["outcome"] == "refused"


@pytest.mark.parametrize(
    ("method", "params", "sentence"),
    [
        ("sendMessage", {"text": "x"}, "chat_id is empty"),
        ("sendPhoto", {"chat_id": 1}, "there is no photo in the request"),
        ("editMessageText", {"chat_id": 1, "text": "x"}, "message identifier is not specified"),
        ("getFile", {}, "file_id not specified"),
        ("sendMediaGroup", {"chat_id": 1}, 'parameter "media" is required'),
    ],
)
async def test_a_missing_parameter_is_named(
    bot: Bot, method: str, params: dict[str, object], sentence: str
) -> None:
    refusal = await bot.refusal(method, **params)
    assert refusal.description == f"Bad Request: {sentence}"


@pytest.mark.parametrize("how", ["json", "data", "params"])
async def test_every_way_to_post_parameters_is_understood(bot: Bot, kitchen: int, how: str) -> None:
    params = {"chat_id": str(kitchen), "text": "hi", "disable_notification": "true"}
    address = f"{bot.url}/bot{bot.token}/SENDMESSAGE"
    body: dict[str, Any] = {how: params}
    async with bot.session.post(address, **body) as response:
        assert (await response.json())["result"]["text"] == "hi"


@pytest.mark.parametrize(
    ("token", "code", "sentence"),
    [
        ("7000000001:another-token-of-the-right-shape", 401, "Unauthorized"),
        ("nonsense", 404, "Not Found"),
    ],
)
async def test_a_wrong_token_opens_nothing(
    sandbox: SandboxControl, token: str, code: int, sentence: str
) -> None:
    async with Bot(sandbox.url, token=token) as stranger:
        refusal = await stranger.refusal("getMe")
    assert (refusal.code, refusal.description) == (code, sentence)


async def test_an_unknown_method_is_not_found(bot: Bot) -> None:
    refusal = await bot.refusal("sendTelepathy")
    assert (refusal.code, refusal.description) == (404, "Not Found: method not found")


async def test_a_reply_holds_the_message_that_it_answers(bot: Bot, alice: int) -> None:
    first = await bot.call("sendMessage", chat_id=alice, text="one")
    reply = {"message_id": first["message_id"]}
    second = await bot.call("sendMessage", chat_id=alice, text="two", reply_parameters=reply)
    assert second["reply_to_message"]["text"] == "one"
    missing = {"message_id": 9999}
    refusal = await bot.refusal("sendMessage", chat_id=alice, text="x", reply_parameters=missing)
    assert refusal.description == "Bad Request: message to be replied not found"
    alone = missing | {"allow_sending_without_reply": True}
    third = await bot.call("sendMessage", chat_id=alice, text="three", reply_parameters=alone)
    assert "reply_to_message" not in third
