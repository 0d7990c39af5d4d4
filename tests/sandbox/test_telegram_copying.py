"""Copies and forwards: what travels, what is missing, what may not leave."""

import pytest

from tests.sandbox.bot import Bot, picture
from tests.sandbox_control import KITCHEN, LEDGER, SandboxControl


async def test_a_forward_names_its_origin(bot: Bot, kitchen: int) -> None:
    sent = await bot.call("sendMessage", chat_id=kitchen, text="probe me")
    probe = await bot.call(
        "forwardMessage", chat_id=LEDGER, from_chat_id=kitchen, message_id=sent["message_id"]
    )
    assert probe["text"] == "probe me"
    origin = probe["forward_origin"]
    assert (origin["type"], origin["message_id"]) == ("channel", sent["message_id"])
    assert origin["chat"]["id"] == kitchen
    assert origin["date"] == sent["date"]


async def test_a_forward_of_a_forward_keeps_the_first_origin(
    sandbox: SandboxControl, bot: Bot, alice: int, kitchen: int
) -> None:
    post = (await sandbox.messages(kitchen))[0]
    (at_bot,) = await sandbox.forward(alice, kitchen, [post["message_id"]])
    again = await bot.call(
        "forwardMessage", chat_id=LEDGER, from_chat_id=alice, message_id=at_bot["message_id"]
    )
    assert again["forward_origin"]["message_id"] == post["message_id"]


async def test_the_ledger_chat_is_on_no_wall(sandbox: SandboxControl, bot: Bot) -> None:
    await bot.call("sendMessage", chat_id=LEDGER, text="only for the product")
    assert await sandbox.wall("telegram", LEDGER) == []
    assert str(LEDGER) not in {wall["target"] for wall in (await sandbox.state())["walls"]}


async def test_a_copy_has_no_origin_and_may_get_another_caption(bot: Bot, kitchen: int) -> None:
    sent = await bot.call("sendPhoto", chat_id=kitchen, photo=picture(), caption="first")
    where = {"chat_id": LEDGER, "from_chat_id": kitchen, "message_id": sent["message_id"]}
    copied = await bot.call("copyMessage", **where)
    assert copied.keys() == {"message_id"}
    await bot.call("copyMessage", caption="second", **where)
    found = [
        await bot.call(
            "forwardMessage",
            chat_id=kitchen,
            from_chat_id=LEDGER,
            message_id=copied["message_id"] + place,
        )
        for place in range(2)
    ]
    assert [message["caption"] for message in found] == ["first", "second"]
    assert [message["forward_origin"]["chat"]["id"] for message in found] == [LEDGER, LEDGER]


@pytest.mark.parametrize("verb", ["forward", "copy"])
async def test_a_missing_message_is_said_to_be_missing(bot: Bot, kitchen: int, verb: str) -> None:
    where = {"chat_id": LEDGER, "from_chat_id": kitchen}
    refusal = await bot.refusal(f"{verb}Message", message_id=4711, **where)
    assert refusal.description == f"Bad Request: message to {verb} not found"
    refusal = await bot.refusal(f"{verb}Messages", message_ids=[4711, 4712], **where)
    assert refusal.description == "Bad Request: there are no messages to forward"


@pytest.mark.parametrize("verb", ["forward", "copy"])
async def test_several_at_once_skip_what_is_missing_and_keep_albums(
    sandbox: SandboxControl, bot: Bot, kitchen: int, verb: str
) -> None:
    ids = [post["message_id"] for post in await sandbox.messages(kitchen)]
    sent = await bot.call(
        f"{verb}Messages", chat_id=LEDGER, from_chat_id=kitchen, message_ids=[*ids, ids[-1] + 50]
    )
    assert len(sent) == len(ids)
    arrived = (await sandbox.messages(LEDGER))[-len(ids) :]
    assert [message["message_id"] for message in arrived] == [one["message_id"] for one in sent]
    groups = [message.get("media_group_id") for message in arrived]
    assert groups.count(None) == len(ids) - 4
    assert len(set(groups)) == 2


async def test_numbers_must_grow(bot: Bot, kitchen: int) -> None:
    refusal = await bot.refusal(
        "forwardMessages", chat_id=LEDGER, from_chat_id=kitchen, message_ids=[2, 1]
    )
    assert refusal.description == (
        "Bad Request: message identifiers must be in a strictly increasing order"
    )


@pytest.mark.parametrize("by", ["chat", "message", "setting"])
async def test_protected_content_does_not_leave(
    sandbox: SandboxControl, bot: Bot, kitchen: int, by: str
) -> None:
    if by == "chat":
        await sandbox.protect(kitchen)
    if by == "setting":
        await sandbox.settings(telegram_probe_protected=True)
    sent = await bot.call(
        "sendMessage", chat_id=kitchen, text="mine", protect_content=by == "message"
    )
    assert sent["has_protected_content"] is True
    where = {"chat_id": LEDGER, "from_chat_id": kitchen, "message_id": sent["message_id"]}
    assert "can't be forwarded" in (await bot.refusal("forwardMessage", **where)).description
    assert "can't be copied" in (await bot.refusal("copyMessage", **where)).description


async def test_a_forward_needs_access_to_where_it_comes_from(bot: Bot, kitchen: int) -> None:
    refusal = await bot.refusal(
        "forwardMessage", chat_id=kitchen, from_chat_id=-1001000000077, message_id=1
    )
    assert refusal.description == "Bad Request: chat not found"


async def test_a_forward_cannot_be_edited(bot: Bot, kitchen: int) -> None:
    sent = await bot.call("sendMessage", chat_id=LEDGER, text="x")
    forwarded = await bot.call(
        "forwardMessage", chat_id=KITCHEN, from_chat_id=LEDGER, message_id=sent["message_id"]
    )
    refusal = await bot.refusal(
        "editMessageText", chat_id=kitchen, message_id=forwarded["message_id"], text="y"
    )
    assert refusal.description == "Bad Request: message can't be edited"
