"""Who the bot is to a chat: members, rights, sharing a channel with it."""

from typing import Any

import pytest

from tests.sandbox.bot import Bot
from tests.sandbox_control import GARAGE, KITCHEN, ControlRefusedError, SandboxControl

_BOT = 7000000001
_RIGHTS = {"can_post_messages": True, "can_delete_messages": True}


def _request(request_id: int = 7, **more: Any) -> dict[str, Any]:
    request = {
        "request_id": request_id,
        "chat_is_channel": True,
        "user_administrator_rights": _RIGHTS | {"can_promote_members": True},
        "bot_administrator_rights": _RIGHTS,
        "request_title": True,
        "request_username": True,
        **more,
    }
    return {"keyboard": [[{"text": "Choose a channel", "request_chat": request}]]}


@pytest.mark.parametrize(
    ("status", "rights", "code", "sentence"),
    [
        ("left", None, 403, "Forbidden: bot is not a member of the channel chat"),
        ("kicked", None, 403, "Forbidden: bot was kicked from the channel chat"),
        ("member", None, 400, "Bad Request: need administrator rights in the channel chat"),
        (
            "administrator",
            {"can_edit_messages": True},
            400,
            "Bad Request: need administrator rights in the channel chat",
        ),
    ],
)
async def test_a_channel_takes_posts_of_its_admins_only(
    sandbox: SandboxControl,
    bot: Bot,
    kitchen: int,
    status: str,
    rights: dict[str, bool] | None,
    code: int,
    sentence: str,
) -> None:
    await sandbox.set_member(kitchen, _BOT, status, rights)
    refusal = await bot.refusal("sendMessage", chat_id=kitchen, text="x")
    assert (refusal.code, refusal.description) == (code, sentence)


async def test_a_channel_that_the_bot_never_met_is_not_found_by_number(bot: Bot) -> None:
    refusal = await bot.refusal("sendMessage", chat_id=KITCHEN, text="x")
    assert refusal.description == "Bad Request: chat not found"
    assert (await bot.call("getChat", chat_id="@Alices_Kitchen"))["id"] == KITCHEN
    refusal = await bot.refusal("sendMessage", chat_id="@alices_kitchen", text="x")
    assert refusal.description == "Forbidden: bot is not a member of the channel chat"


async def test_a_person_must_begin(sandbox: SandboxControl, bot: Bot) -> None:
    refusal = await bot.refusal("sendMessage", chat_id=102, text="x")
    assert refusal.description == "Forbidden: bot can't initiate conversation with a user"
    await sandbox.send(102, "/start")
    await bot.call("sendMessage", chat_id=102, text="x")
    await sandbox.block(102)
    refusal = await bot.refusal("sendMessage", chat_id=102, text="x")
    assert refusal.description == "Forbidden: bot was blocked by the user"
    await sandbox.block(102, blocked=False)
    await bot.call("sendMessage", chat_id=102, text="x")
    changes = [u["my_chat_member"] for u in await bot.updates() if "my_chat_member" in u]
    assert [change["new_chat_member"]["status"] for change in changes] == ["kicked", "member"]


async def test_a_group_that_became_a_supergroup_says_where_it_went(
    sandbox: SandboxControl, bot: Bot
) -> None:
    old = (await sandbox.add_chat(101, "Cooks", kind="supergroup"))["id"]
    new = (await sandbox.add_chat(101, "Cooks again", kind="supergroup"))["id"]
    await sandbox.set_member(old, _BOT, "member")
    await sandbox.migrate(old, new)
    refusal = await bot.refusal("sendMessage", chat_id=old, text="x")
    assert refusal.description == "Bad Request: group chat was upgraded to a supergroup chat"
    assert refusal.parameters == {"migrate_to_chat_id": new}


async def test_a_restricted_bot_may_not_write_in_a_group(sandbox: SandboxControl, bot: Bot) -> None:
    group = (await sandbox.add_chat(101, "Cooks", kind="supergroup"))["id"]
    await sandbox.set_member(group, _BOT, "member", {"can_send_messages": False})
    refusal = await bot.refusal("sendMessage", chat_id=group, text="x")
    assert refusal.description == (
        "Bad Request: not enough rights to send text messages to the chat"
    )


async def test_a_promotion_is_told_with_the_rights(sandbox: SandboxControl, bot: Bot) -> None:
    await bot.forget_updates()
    await sandbox.make_bot_admin(KITCHEN, can_post_messages=True)
    (update,) = await bot.updates()
    change = update["my_chat_member"]
    assert change["chat"]["id"] == KITCHEN
    assert change["from"]["id"] == 101
    assert change["old_chat_member"]["status"] == "left"
    new = change["new_chat_member"]
    assert (new["status"], new["can_post_messages"], new["can_edit_messages"]) == (
        "administrator",
        True,
        False,
    )
    member = await bot.call("getChatMember", chat_id=KITCHEN, user_id=_BOT)
    assert member == new


async def test_members_are_seen_by_admins_only(sandbox: SandboxControl, bot: Bot) -> None:
    refusal = await bot.refusal("getChatMember", chat_id="@alices_kitchen", user_id=101)
    assert refusal.description == "Bad Request: member list is inaccessible"
    own = await bot.call("getChatMember", chat_id="@alices_kitchen", user_id=_BOT)
    assert own["status"] == "left"
    await sandbox.make_bot_admin(KITCHEN)
    owner = await bot.call("getChatMember", chat_id=KITCHEN, user_id=101)
    assert (owner["status"], owner["user"]["first_name"]) == ("creator", "Alice")
    stranger = await bot.call("getChatMember", chat_id=KITCHEN, user_id=103)
    assert stranger["status"] == "left"
    rulers = await bot.call("getChatAdministrators", chat_id=KITCHEN)
    assert [ruler["user"]["id"] for ruler in rulers] == [101]
    assert await bot.call("getChatMemberCount", chat_id=KITCHEN) == 2


async def test_sharing_a_channel_makes_the_bot_its_admin(
    sandbox: SandboxControl, bot: Bot, alice: int
) -> None:
    await bot.call("sendMessage", chat_id=alice, text="which?", reply_markup=_request())
    await sandbox.share_chat(alice, KITCHEN, 7)
    promoted, shared = await bot.updates()
    assert promoted["my_chat_member"]["new_chat_member"]["can_post_messages"] is True
    assert shared["message"]["chat_shared"] == {
        "request_id": 7,
        "chat_id": KITCHEN,
        "title": "Alice's kitchen",
        "username": "alices_kitchen",
    }
    await bot.call("sendMessage", chat_id=KITCHEN, text="thank you")


async def test_sharing_without_granting_leaves_the_bot_outside(
    sandbox: SandboxControl, bot: Bot, alice: int
) -> None:
    await bot.call("sendMessage", chat_id=alice, text="which?", reply_markup=_request())
    await sandbox.share_chat(alice, KITCHEN, 7, grant_bot=False)
    (shared,) = await bot.updates()
    assert shared["message"]["chat_shared"]["chat_id"] == KITCHEN
    refusal = await bot.refusal("sendMessage", chat_id=KITCHEN, text="x")
    assert refusal.description == "Forbidden: bot is not a member of the channel chat"


@pytest.mark.parametrize(
    ("request_id", "chat_id", "words"),
    [(8, KITCHEN, "no such request_chat button"), (7, GARAGE, "rules no such chat")],
)
async def test_a_person_shares_only_what_was_asked_and_what_is_theirs(
    sandbox: SandboxControl, bot: Bot, alice: int, request_id: int, chat_id: int, words: str
) -> None:
    await bot.call("sendMessage", chat_id=alice, text="which?", reply_markup=_request())
    with pytest.raises(ControlRefusedError, match=words):
        await sandbox.share_chat(alice, chat_id, request_id)
    assert await bot.updates() == []


async def test_an_admin_without_the_right_to_promote_cannot_give_the_bot_a_channel(
    sandbox: SandboxControl, bot: Bot, alice: int
) -> None:
    await sandbox.set_member(GARAGE, alice, "administrator", _RIGHTS)
    markup = _request(user_administrator_rights=_RIGHTS)
    await bot.call("sendMessage", chat_id=alice, text="which?", reply_markup=markup)
    with pytest.raises(ControlRefusedError, match="may not add administrators"):
        await sandbox.share_chat(alice, GARAGE, 7)


async def test_the_keyboard_is_gone_once_the_bot_removes_it(
    sandbox: SandboxControl, bot: Bot, alice: int
) -> None:
    await bot.call("sendMessage", chat_id=alice, text="which?", reply_markup=_request())
    gone = {"remove_keyboard": True}
    sent = await bot.call("sendMessage", chat_id=alice, text="never mind", reply_markup=gone)
    assert "reply_markup" not in sent
    shown = (await sandbox.messages(alice))[-2:]
    assert "keyboard" in shown[0]["reply_markup"]
    assert shown[1]["reply_markup"] == gone
    with pytest.raises(ControlRefusedError, match="no such request_chat button"):
        await sandbox.share_chat(alice, KITCHEN, 7)


async def test_a_stranger_posts_in_no_channel(sandbox: SandboxControl) -> None:
    with pytest.raises(ControlRefusedError, match="may not post"):
        await sandbox.post(KITCHEN, 103, "x")
    secret = (await sandbox.add_chat(101, "Secret"))["id"]
    (post,) = await sandbox.post(secret, 101, "only for members")
    with pytest.raises(ControlRefusedError, match="cannot see that chat"):
        await sandbox.forward(103, secret, [post["message_id"]])
