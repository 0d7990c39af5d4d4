"""How fast the bot may go, on the sandbox clock."""

import asyncio

import pytest

from tests.sandbox.bot import Bot, picture
from tests.sandbox_control import LEDGER, SandboxControl


async def _send_until_refused(bot: Bot, chat_id: int, most: int) -> int:
    for number in range(most):
        async with bot.post("sendMessage", chat_id=chat_id, text=str(number)) as response:
            if response.status == 429:
                return number
    return most


async def test_a_channel_takes_a_short_burst_then_one_a_second(
    sandbox: SandboxControl, bot: Bot, kitchen: int
) -> None:
    sent = await _send_until_refused(bot, kitchen, 12)
    assert 3 <= sent <= 10
    refusal = await bot.refusal("sendMessage", chat_id=kitchen, text="x")
    assert refusal.code == 429
    wait_s = refusal.parameters["retry_after"]
    assert refusal.description == f"Too Many Requests: retry after {wait_s}"
    await sandbox.advance(wait_s)
    await bot.call("sendMessage", chat_id=kitchen, text="after the wait")


async def test_a_channel_takes_twenty_a_minute(
    sandbox: SandboxControl, bot: Bot, kitchen: int
) -> None:
    for number in range(20):
        await bot.call("sendMessage", chat_id=kitchen, text=str(number))
        await sandbox.advance(1.1)
    refusal = await bot.refusal("sendMessage", chat_id=kitchen, text="the 21st")
    assert 30 < refusal.parameters["retry_after"] <= 40
    await sandbox.advance(refusal.parameters["retry_after"])
    await bot.call("sendMessage", chat_id=kitchen, text="the 21st")


async def test_an_album_counts_each_of_its_messages(
    sandbox: SandboxControl, bot: Bot, kitchen: int
) -> None:
    items = [{"type": "photo", "media": f"attach://f{place}"} for place in range(10)]
    files = {f"f{place}": picture() for place in range(10)}
    for _ in range(2):
        await bot.call("sendMediaGroup", chat_id=kitchen, media=items, **files)
    refusal = await bot.refusal("sendMessage", chat_id=kitchen, text="x")
    assert 50 < refusal.parameters["retry_after"] <= 60


@pytest.mark.parametrize("flood", ["chat", "bot"])
async def test_too_much_in_one_chat_silences_that_chat_or_the_whole_bot(
    sandbox: SandboxControl, bot: Bot, kitchen: int, flood: str
) -> None:
    await sandbox.settings(telegram_flood=flood)
    await _send_until_refused(bot, kitchen, 12)
    async with bot.post("sendMessage", chat_id=LEDGER, text="elsewhere") as response:
        assert response.status == (429 if flood == "bot" else 200)


async def test_a_card_in_a_private_chat_may_be_edited_often(bot: Bot, alice: int) -> None:
    card = await bot.call("sendMessage", chat_id=alice, text="0 %")
    for percent in range(1, 16):
        await bot.call(
            "editMessageText", chat_id=alice, message_id=card["message_id"], text=f"{percent} %"
        )
    assert await _send_until_refused(bot, alice, 30) < 30


async def test_thirty_a_second_is_all_over_all_chats(sandbox: SandboxControl, bot: Bot) -> None:
    people = [101, *[(await sandbox.add_person(f"P{n}"))["id"] for n in range(7)]]
    for person_id in people:
        await sandbox.send(person_id, "/start")

    async def send(number: int) -> int:
        chat_id = people[number % len(people)]
        async with bot.post("sendMessage", chat_id=chat_id, text="x") as response:
            return int(response.status)

    # Eight people would take 160 at once; the bot as a whole takes 30.
    statuses = await asyncio.gather(*[send(number) for number in range(80)])
    assert 30 <= statuses.count(200) < 80
    assert set(statuses) == {200, 429}
