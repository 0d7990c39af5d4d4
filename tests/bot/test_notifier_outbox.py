"""Questions and alerts arrive, while there is something to ask or to tell."""

import json
from typing import Any

import pytest
from aiogram import Bot
from aiogram.utils.formatting import Text

from bot.cards.shape import rendered
from bot.notifier.kinds import Kind, Setting, Told
from bot.notifier.outbox import Outbox
from db.accounts import SocialAccount
from db.base import Json
from db.cards import MAX_TRIES
from db.deliveries.tables import Delivery
from services.clock import SharedClock
from services.deps import Deps
from tests.bot.showing import LONG_S, Desk, open_desk
from tests.bot.wire import Wire, refusal


@pytest.fixture
async def desk(deps: Deps, bot: Bot) -> Desk:
    return await open_desk(deps, bot)


async def test_a_question_is_asked_once_with_its_answers_and_shows_its_card(
    desk: Desk, wire: Wire
) -> None:
    await desk.show()
    payload = await desk.question()
    for _ in range(3):
        await desk.ask("question-unclear", payload)
    assert await desk.tell() == 1
    assert await desk.tell() == 0
    asked = wire.of("sendMessage")[-1]
    assert "Alice's wall" in asked["text"]
    assert json.loads(asked["reply_parameters"])["message_id"] == 500
    buttons = json.loads(asked["reply_markup"])["inline_keyboard"]
    pressed = [button["callback_data"] for row in buttons for button in row]
    assert pressed == [f"{verb}:{desk.delivery_id}:3" for verb in ("there", "again", "leave")]
    assert (await desk.messages())[0].sent_at is not None


async def test_a_late_post_asks_with_the_time_that_it_missed(desk: Desk, wire: Wire) -> None:
    payload = await desk.question()
    await desk.put(Delivery, reason="late")
    await desk.ask("question-late", payload)
    await desk.tell()
    [asked] = wire.of("sendMessage")
    assert "UTC" in asked["text"]
    assert f"droplate:{desk.delivery_id}:3" in asked["reply_markup"]


@pytest.mark.parametrize("moved", [{"state": "scheduled", "reason": None}, {"version": 4}])
async def test_a_question_that_was_answered_meanwhile_is_dropped(
    desk: Desk, wire: Wire, moved: dict[str, Any]
) -> None:
    payload = await desk.question()
    await desk.ask("question-unclear", payload)
    await desk.put(Delivery, **moved)
    await desk.tell()
    assert wire.of("sendMessage") == []
    [row] = await desk.messages()
    assert (row.trouble, row.sent_at) == ("answered", None)


async def test_account_trouble_names_the_place_and_what_to_do(desk: Desk, wire: Wire) -> None:
    await desk.put(SocialAccount, state="paused", trouble="login_needed")
    payload = {
        "account_id": desk.account.id,
        "trouble": "login_needed",
        "code": "VK 5",
        "advice": "",
        "link": "https://vk.com/dev",
    }
    await desk.ask("account-trouble", payload)
    await desk.tell()
    [told] = wire.of("sendMessage")
    assert "Alice's wall" in told["text"]
    assert "VK 5" in told["text"]
    assert f"account:{desk.account.id}:0" in told["reply_markup"]
    assert "https://vk.com/dev" in told["reply_markup"]


async def test_trouble_that_is_over_is_not_told(desk: Desk, wire: Wire) -> None:
    await desk.ask(
        "account-trouble",
        {"account_id": desk.account.id, "trouble": "login_needed", "code": "VK 5"},
    )
    await desk.tell()
    assert wire.of("sendMessage") == []
    assert (await desk.messages())[0].trouble == "answered"


async def test_an_unknown_kind_is_set_aside(desk: Desk, wire: Wire) -> None:
    await desk.ask("surprise", {})
    assert await desk.tell() == 1
    assert await desk.tell() == 0
    assert wire.of("sendMessage") == []


async def test_a_question_whose_answer_was_lost_is_asked_again(
    desk: Desk, wire: Wire, clock: SharedClock
) -> None:
    payload = await desk.question()
    await desk.ask("question-unclear", payload)
    wire.will("sendMessage", refusal(502, "Bad Gateway"))
    await desk.tell()
    assert (await desk.messages())[0].sent_at is None
    clock.advance(LONG_S)
    await desk.tell()
    assert (await desk.messages())[0].sent_at is not None


async def test_a_question_that_telegram_refuses_is_given_up_in_the_end(
    desk: Desk, wire: Wire, clock: SharedClock
) -> None:
    payload = await desk.question()
    await desk.ask("question-unclear", payload)
    wire.will("sendMessage", *[refusal(400, "Bad Request: BUTTON_DATA_INVALID")] * MAX_TRIES)
    for _ in range(MAX_TRIES + 1):
        await desk.tell()
        clock.advance(LONG_S)
    assert len(wire.of("sendMessage")) == MAX_TRIES
    assert (await desk.messages())[0].trouble == "failed: Rejected"


AWAY = [
    refusal(502, "Bad Gateway"),
    refusal(500, "Internal Server Error"),
    refusal(401, "Unauthorized"),
]
"""Answers that say nothing about the message: the server is not well, or the token is replaced."""


@pytest.mark.parametrize("answer", AWAY, ids=["502", "500", "401"])
async def test_a_question_waits_for_telegram_however_long_it_is_away(
    desk: Desk, wire: Wire, clock: SharedClock, answer: tuple[int, bytes]
) -> None:
    payload = await desk.question()
    await desk.ask("question-unclear", payload)
    wire.will("sendMessage", *[answer] * (MAX_TRIES + 2))
    for _ in range(MAX_TRIES + 3):
        await desk.tell()
        clock.advance(LONG_S)
    [row] = await desk.messages()
    assert (row.sent_at is not None, row.trouble) == (True, None)


async def _say_hello(setting: Setting, payload: Json) -> Told:
    del setting, payload
    return Told(rendered(Text("hello"), []))


@pytest.mark.parametrize(
    ("answer", "calls"),
    [
        (refusal(502, "Bad Gateway"), 1),
        (refusal(429, "Too Many Requests: retry after 9", retry_after=9), 2),
    ],
    ids=["nobody knows whether it arrived", "surely not taken"],
)
async def test_a_digest_never_comes_twice(
    desk: Desk,
    wire: Wire,
    bot: Bot,
    clock: SharedClock,
    answer: tuple[int, bytes],
    calls: int,
) -> None:
    outbox = Outbox(desk.deps, bot, {"digest": Kind(_say_hello, at_most_once=True)})
    await desk.ask("digest", {})
    wire.will("sendMessage", answer)
    for _ in range(3):
        await outbox.shift.turn()
        clock.advance(LONG_S)
    assert len(wire.of("sendMessage")) == calls
    assert (await desk.messages())[0].sent_at is not None
