"""Edits and deletions by the bot and by people."""

from typing import Any

import pytest

from tests.sandbox.bot import Bot, movie, picture
from tests.sandbox_control import KITCHEN, SandboxControl

_BUTTON = {"inline_keyboard": [[{"text": "Go", "callback_data": "go:1"}]]}


async def test_an_edited_text_changes_on_the_wall(
    sandbox: SandboxControl, bot: Bot, kitchen: int
) -> None:
    sent = await bot.call("sendMessage", chat_id=kitchen, text="old")
    where = {"chat_id": kitchen, "message_id": sent["message_id"]}
    edited = await bot.call("editMessageText", text="new", **where)
    assert edited["text"] == "new"
    assert edited["edit_date"] >= edited["date"]
    (entry,) = await sandbox.visible("telegram", kitchen)
    assert entry["text"] == "new"
    assert entry["edited_at"] is not None


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot, alice: int) -> None:
    sent = await bot.call("sendMessage", chat_id=alice, text="same", reply_markup=_BUTTON)
    where = {"chat_id": alice, "message_id": sent["message_id"]}
    refusal = await bot.refusal("editMessageText", text="same", reply_markup=_BUTTON, **where)
    assert refusal.description.startswith("Bad Request: message is not modified")
    refusal = await bot.refusal("editMessageReplyMarkup", reply_markup=_BUTTON, **where)
    assert refusal.description.startswith("Bad Request: message is not modified")


async def test_an_edit_without_markup_takes_the_buttons_away(bot: Bot, alice: int) -> None:
    sent = await bot.call("sendMessage", chat_id=alice, text="x", reply_markup=_BUTTON)
    assert sent["reply_markup"] == _BUTTON
    where = {"chat_id": alice, "message_id": sent["message_id"]}
    edited = await bot.call("editMessageText", text="y", **where)
    assert "reply_markup" not in edited


async def test_text_and_caption_have_their_own_methods(bot: Bot, kitchen: int) -> None:
    text = await bot.call("sendMessage", chat_id=kitchen, text="x")
    photo = await bot.call("sendPhoto", chat_id=kitchen, photo=picture(), caption="x")
    refusal = await bot.refusal(
        "editMessageText", chat_id=kitchen, message_id=photo["message_id"], text="y"
    )
    assert refusal.description == "Bad Request: there is no text in the message to edit"
    refusal = await bot.refusal(
        "editMessageCaption", chat_id=kitchen, message_id=text["message_id"], caption="y"
    )
    assert refusal.description == "Bad Request: there is no caption in the message to edit"
    edited = await bot.call(
        "editMessageCaption", chat_id=kitchen, message_id=photo["message_id"], caption=""
    )
    assert "caption" not in edited
    assert edited["photo"] == photo["photo"]


async def test_another_medium_takes_the_place_of_the_first(
    sandbox: SandboxControl, bot: Bot, kitchen: int
) -> None:
    sent = await bot.call("sendPhoto", chat_id=kitchen, photo=picture(), caption="x")
    media = {"type": "video", "media": "attach://new", "caption": "moving"}
    where = {"chat_id": kitchen, "message_id": sent["message_id"]}
    edited = await bot.call("editMessageMedia", media=media, new=movie(), **where)
    assert "photo" not in edited
    assert edited["caption"] == "moving"
    (entry,) = await sandbox.visible("telegram", kitchen)
    assert entry["attachments"][0]["kind"] == "video"


async def test_an_album_stays_within_its_kinds(bot: Bot, kitchen: int) -> None:
    items = [{"type": "photo", "media": f"attach://f{place}"} for place in range(2)]
    album = await bot.call(
        "sendMediaGroup", chat_id=kitchen, media=items, f0=picture(), f1=picture()
    )
    where = {"chat_id": kitchen, "message_id": album[0]["message_id"]}
    media = {"type": "document", "media": "attach://new"}
    refusal = await bot.refusal("editMessageMedia", media=media, new=b"text", **where)
    assert refusal.description == "Bad Request: can't change media type in the album"


async def test_an_edit_needs_a_message_of_ones_own_or_the_right(
    sandbox: SandboxControl, bot: Bot
) -> None:
    await sandbox.make_bot_admin(KITCHEN, can_post_messages=True)
    (post,) = await sandbox.post(KITCHEN, 101, "by a person")
    where = {"chat_id": KITCHEN, "message_id": post["message_id"]}
    refusal = await bot.refusal("editMessageText", text="x", **where)
    assert refusal.description == "Bad Request: message can't be edited"
    await sandbox.make_bot_admin(KITCHEN, can_post_messages=True, can_edit_messages=True)
    assert (await bot.call("editMessageText", text="x", **where))["text"] == "x"
    refusal = await bot.refusal("editMessageText", chat_id=KITCHEN, message_id=999, text="x")
    assert refusal.description == "Bad Request: message to edit not found"


async def test_a_deleted_post_leaves_the_wall_and_stays_in_the_ledger(
    sandbox: SandboxControl, bot: Bot, kitchen: int
) -> None:
    sent = await bot.call("sendMessage", chat_id=kitchen, text="oops")
    where: dict[str, Any] = {"chat_id": kitchen, "message_id": sent["message_id"]}
    assert await bot.call("deleteMessage", **where) is True
    assert await sandbox.visible("telegram", kitchen) == []
    assert [entry["state"] for entry in await sandbox.ledger() if entry["text"] == "oops"] == [
        "deleted"
    ]
    refusal = await bot.refusal("deleteMessage", **where)
    assert refusal.description == "Bad Request: message to delete not found"


@pytest.mark.parametrize(
    ("rights", "sentence"),
    [
        ({"can_post_messages": True}, "message can't be deleted for everyone"),
        ({"can_post_messages": True, "can_delete_messages": True}, None),
    ],
)
async def test_an_old_post_is_deleted_only_with_the_right(
    sandbox: SandboxControl, bot: Bot, rights: dict[str, bool], sentence: str | None
) -> None:
    await sandbox.make_bot_admin(KITCHEN, **rights)
    sent = await bot.call("sendMessage", chat_id=KITCHEN, text="x")
    await sandbox.advance(48 * 3600 + 1)
    where = {"chat_id": KITCHEN, "message_id": sent["message_id"]}
    if sentence is None:
        assert await bot.call("deleteMessage", **where) is True
    else:
        refusal = await bot.refusal("deleteMessage", **where)
        assert refusal.description == f"Bad Request: {sentence}"


async def test_several_messages_go_at_once_and_missing_ones_are_skipped(
    bot: Bot, alice: int, sandbox: SandboxControl
) -> None:
    ids = [
        (await bot.call("sendMessage", chat_id=alice, text=text))["message_id"] for text in "abc"
    ]
    assert await bot.call("deleteMessages", chat_id=alice, message_ids=[*ids[:2], 9999]) is True
    assert [message["text"] for message in await sandbox.messages(alice)][-1:] == ["c"]


async def test_a_person_deletes_and_the_bot_is_not_told(
    sandbox: SandboxControl, bot: Bot, kitchen: int
) -> None:
    sent = await bot.call("sendMessage", chat_id=kitchen, text="x")
    await sandbox.delete_message(kitchen, sent["message_id"])
    assert await sandbox.visible("telegram", kitchen) == []
    assert await bot.updates() == []
