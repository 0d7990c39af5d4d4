"""Updates: numbering, acknowledging, filters, age, rival pollers, and what makes none."""

import asyncio
from typing import Any

import pytest

from tests.sandbox.bot import Bot
from tests.sandbox_control import KITCHEN, SandboxControl, eventually


async def test_updates_stay_until_a_greater_offset_comes(
    sandbox: SandboxControl, bot: Bot, alice: int
) -> None:
    for text in ("one", "two", "three"):
        await sandbox.send(alice, text)
    first = await bot.updates(limit=2)
    assert [update["message"]["text"] for update in first] == ["one", "two"]
    assert await bot.updates(limit=2) == first
    numbers = [update["update_id"] for update in first]
    assert numbers[1] == numbers[0] + 1
    rest = await bot.updates(numbers[1] + 1)
    assert [update["message"]["text"] for update in rest] == ["three"]
    assert await bot.updates(rest[0]["update_id"] + 1) == []


async def test_a_negative_offset_keeps_only_the_last(
    sandbox: SandboxControl, bot: Bot, alice: int
) -> None:
    for text in ("one", "two", "three"):
        await sandbox.send(alice, text)
    assert [update["message"]["text"] for update in await bot.updates(-1)] == ["three"]
    assert len(await bot.updates()) == 1


async def test_a_long_poll_ends_with_the_first_update(
    sandbox: SandboxControl, bot: Bot, alice: int
) -> None:
    waiting = asyncio.ensure_future(bot.updates(timeout=50))
    await asyncio.sleep(0.1)
    assert not waiting.done()
    await sandbox.send(alice, "here")
    (update,) = await asyncio.wait_for(waiting, 2)
    assert update["message"]["text"] == "here"


async def test_a_long_poll_lasts_fifty_seconds_at_most(sandbox: SandboxControl, bot: Bot) -> None:
    waiting = asyncio.ensure_future(bot.updates(timeout=3600))
    await asyncio.sleep(0.1)
    await sandbox.advance(49)
    await asyncio.sleep(0.1)
    assert not waiting.done()
    await sandbox.advance(2)
    assert await asyncio.wait_for(waiting, 2) == []


async def test_a_second_poller_throws_out_the_first(bot: Bot) -> None:
    first = asyncio.ensure_future(bot.refusal("getUpdates", timeout=50))
    await asyncio.sleep(0.1)
    await bot.updates()
    refusal = await asyncio.wait_for(first, 2)
    assert refusal.code == 409
    assert "terminated by other getUpdates request" in refusal.description


async def test_polling_and_webhook_exclude_each_other(bot: Bot) -> None:
    await bot.call("setWebhook", url="http://127.0.0.1:9/hook")
    refusal = await bot.refusal("getUpdates")
    assert refusal.code == 409
    assert "webhook is active" in refusal.description
    await bot.call("deleteWebhook")
    assert await bot.updates() == []


async def test_updates_die_after_a_day(sandbox: SandboxControl, bot: Bot, alice: int) -> None:
    await sandbox.send(alice, "yesterday")
    await sandbox.advance(24 * 3600 - 60)
    assert len(await bot.updates()) == 1
    await sandbox.advance(61)
    assert await bot.updates() == []


async def test_wanted_kinds_stick(sandbox: SandboxControl, bot: Bot, alice: int) -> None:
    await bot.updates(allowed_updates=["callback_query"])
    await sandbox.send(alice, "not wanted")
    assert await bot.updates() == []
    await bot.updates(allowed_updates=["message"])
    await sandbox.send(alice, "wanted")
    assert [update["message"]["text"] for update in await bot.updates()] == ["wanted"]


async def test_the_bots_own_messages_are_no_updates(bot: Bot, alice: int, kitchen: int) -> None:
    await bot.call("sendMessage", chat_id=alice, text="x")
    await bot.call("sendMessage", chat_id=kitchen, text="x")
    assert await bot.updates() == []


async def test_posts_of_people_are_seen_by_an_admin_bot_only(
    sandbox: SandboxControl, bot: Bot
) -> None:
    await bot.forget_updates()
    await sandbox.post(KITCHEN, 101, "unseen")
    assert await bot.updates() == []
    await sandbox.make_bot_admin(KITCHEN)
    await bot.forget_updates()
    (post,) = await sandbox.post(KITCHEN, 101, "seen")
    await sandbox.edit_post(KITCHEN, post["message_id"], "seen better")
    await sandbox.delete_message(KITCHEN, post["message_id"])
    kinds = [next(key for key in update if key != "update_id") for update in await bot.updates()]
    assert kinds == ["channel_post", "edited_channel_post"]
    (first, second) = await bot.updates()
    assert first["channel_post"]["text"] == "seen"
    assert "from" not in first["channel_post"]
    assert second["edited_channel_post"]["text"] == "seen better"
    assert second["edited_channel_post"]["edit_date"] >= post["date"]


async def test_an_edited_message_of_a_person_is_told(
    sandbox: SandboxControl, bot: Bot, alice: int
) -> None:
    (message,) = await sandbox.send(alice, "helo")
    await sandbox.edit(alice, message["message_id"], "hello")
    updates = await bot.updates()
    assert updates[-1]["edited_message"]["text"] == "hello"


async def test_a_poller_survives_numbers_over_a_reset(
    sandbox: SandboxControl, bot: Bot, alice: int
) -> None:
    (before,) = await sandbox.send(alice, "before")
    (old,) = await bot.updates()
    await sandbox.reset()
    (after,) = await sandbox.send(alice, "after")
    (new,) = await bot.updates(old["update_id"] + 1)
    assert new["message"]["text"] == "after"
    assert after["message_id"] > before["message_id"]


@pytest.mark.parametrize(
    "content",
    [
        {"poll": {"question": "Soup?", "options": []}},
        {"sticker": {"file_id": "x", "emoji": "🍅"}},
        {"location": {"latitude": 1.0, "longitude": 2.0}},
        {"dice": {"emoji": "🎲", "value": 6}},
    ],
    ids=str,
)
async def test_people_send_other_things_as_well(
    sandbox: SandboxControl, bot: Bot, alice: int, content: dict[str, Any]
) -> None:
    await sandbox.send(alice, **content)
    (update,) = await bot.updates()
    assert content.items() <= update["message"].items()


async def test_an_album_may_arrive_slowly(sandbox: SandboxControl, bot: Bot, alice: int) -> None:
    uploads = [await sandbox.upload(b"a", "a.txt"), await sandbox.upload(b"b", "b.txt")]
    sending = asyncio.ensure_future(sandbox.send_media(alice, uploads, gap_s=30))

    async def first() -> bool:
        return len(await bot.updates()) == 1

    await eventually(first)
    await sandbox.advance(31)
    await asyncio.wait_for(sending, 2)
    assert len(await bot.updates()) == 2


async def test_an_update_of_a_future_kind_can_be_given_to_the_bot(
    sandbox: SandboxControl, bot: Bot
) -> None:
    await bot.forget_updates()
    number = await sandbox.inject({"telepathy": {"thought": "soup"}})
    assert await bot.updates() == [{"update_id": number, "telepathy": {"thought": "soup"}}]


async def test_numbers_of_updates_may_jump(sandbox: SandboxControl, bot: Bot, alice: int) -> None:
    await sandbox.settings(telegram_update_ids="jumping")
    for text in "abcd":
        await sandbox.send(alice, text)
    numbers = [update["update_id"] for update in await bot.updates()]
    assert numbers == sorted(numbers)
    assert numbers[-1] - numbers[0] > 3


async def test_a_waiting_update_does_not_change_with_its_message(
    sandbox: SandboxControl, bot: Bot, alice: int
) -> None:
    markup = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    sent = await bot.call("sendMessage", chat_id=alice, text="x", reply_markup=markup)
    await sandbox.press(alice, sent["message_id"], "go")
    await bot.call("editMessageReplyMarkup", chat_id=alice, message_id=sent["message_id"])
    (update,) = await bot.updates()
    assert update["callback_query"]["message"]["reply_markup"] == markup


async def test_a_forward_may_come_from_somebody_who_hides(
    sandbox: SandboxControl, bot: Bot, alice: int
) -> None:
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Somebody"}
    await sandbox.send(alice, "secret soup", forward_origin=origin)
    (update,) = await bot.updates()
    assert update["message"]["forward_origin"] == origin
