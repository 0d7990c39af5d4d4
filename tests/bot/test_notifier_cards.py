"""Cards mirror rows: shown in time, in place, once, and never in the way of a delivery."""

import asyncio
import json
from datetime import timedelta

import pytest
from aiogram import Bot
from sqlalchemy import select

from bot.notifier import Notifier
from bot.notifier.telling import LEASE
from db.cards import MAX_TRIES, Card, open_card
from db.deliveries.tables import Delivery
from db.people import Person, get_in_touch
from services.clock import SharedClock
from services.deps import Deps
from tests.bot.showing import LONG_S, PACE_S, Desk, open_desk
from tests.bot.wire import Wire, refusal
from tests.people import ALICE

GONE = refusal(400, "Bad Request: message to edit not found")
BLOCKED = refusal(403, "Forbidden: bot was blocked by the user")


@pytest.fixture
async def desk(deps: Deps, bot: Bot) -> Desk:
    return await open_desk(deps, bot)


async def test_a_new_card_answers_to_the_message_that_made_it(desk: Desk, wire: Wire) -> None:
    assert await desk.show() == 1
    [sent] = wire.of("sendMessage")
    assert "first words" in sent["text"]
    assert json.loads(sent["reply_parameters"])["message_id"] == 77
    assert (await desk.card()).message_id == 500
    assert await desk.show() == 0


async def test_a_change_is_shown_in_place_and_not_before_two_seconds(
    desk: Desk, wire: Wire, clock: SharedClock
) -> None:
    await desk.show()
    await desk.rewrite("second words")
    await desk.rewrite("third words")
    clock.advance(PACE_S / 2)
    assert await desk.show() == 0
    clock.advance(PACE_S / 2)
    assert await desk.show() == 1
    [edited] = wire.of("editMessageText")
    assert "third words" in edited["text"]
    assert edited["message_id"] == "500"


async def test_what_changes_while_it_is_sent_is_shown_next(
    desk: Desk, wire: Wire, clock: SharedClock
) -> None:
    wire.slow_s["sendMessage"] = 0.5
    showing = asyncio.create_task(desk.show())
    await wire.called("sendMessage")
    await desk.rewrite("second words")
    await showing
    clock.advance(PACE_S)
    assert await desk.show() == 1
    assert "second words" in wire.texts()[-1]


async def test_a_card_that_looks_the_same_is_not_sent(
    desk: Desk, wire: Wire, clock: SharedClock
) -> None:
    await desk.show()
    clock.advance(PACE_S)
    await desk.rewrite("first words")
    assert await desk.show() == 1
    assert len(wire.texts()) == 1
    card = await desk.card()
    assert card.shown_version == card.wanted_version


async def test_two_notifiers_never_show_the_same_card(desk: Desk, wire: Wire, bot: Bot) -> None:
    wire.slow_s["sendMessage"] = 0.1
    others = [Notifier(desk.deps, bot) for _ in range(3)]
    await asyncio.gather(desk.show(), *(other.cards.shift.turn() for other in others))
    assert len(wire.texts()) == 1


async def test_a_notifier_that_died_leaves_the_card_to_the_next(
    desk: Desk, wire: Wire, clock: SharedClock
) -> None:
    await desk.notifier.cards._claim(10)
    assert await desk.show() == 0
    clock.advance(LEASE.total_seconds() + 1)
    assert await desk.show() == 1
    assert len(wire.texts()) == 1


async def test_not_modified_is_as_good_as_shown(desk: Desk, wire: Wire, clock: SharedClock) -> None:
    await desk.show()
    await desk.rewrite("second words")
    clock.advance(PACE_S)
    wire.will("editMessageText", refusal(400, "Bad Request: message is not modified: same"))
    await desk.show()
    card = await desk.card()
    assert (card.shown_version, card.tries) == (card.wanted_version, 0)


async def test_a_card_that_the_person_deleted_comes_as_a_new_message(
    desk: Desk, wire: Wire, clock: SharedClock
) -> None:
    await desk.show()
    await desk.rewrite("second words")
    clock.advance(PACE_S)
    wire.will("editMessageText", GONE)
    assert (await desk.show(), await desk.show(), await desk.show()) == (1, 1, 0)
    assert "second words" in wire.of("sendMessage")[-1]["text"]
    assert (await desk.card()).message_id == 501


async def test_a_card_that_was_deleted_comes_once_however_long_that_takes(
    desk: Desk, wire: Wire, clock: SharedClock, bot: Bot
) -> None:
    await desk.show()
    await desk.rewrite("second words")
    clock.advance(PACE_S)
    wire.will("editMessageText", GONE, GONE)
    wire.slow_s |= {"editMessageText": 0.3, "sendMessage": 0.3}

    async def show_again() -> None:
        while await desk.show():
            pass

    showing = asyncio.create_task(show_again())
    await wire.called("editMessageText")
    clock.advance(20)
    async with asyncio.timeout(30):
        while len(wire.of("sendMessage")) < 2:
            await asyncio.sleep(0.01)
    clock.advance(20)
    await Notifier(desk.deps, bot).cards.shift.turn()
    await showing
    assert len(wire.of("sendMessage")) == 2
    assert (await desk.card()).message_id == 501


async def test_a_card_opened_anew_while_the_old_one_is_edited_stays_new(
    desk: Desk, wire: Wire, clock: SharedClock
) -> None:
    await desk.show()
    await desk.rewrite("second words")
    clock.advance(PACE_S)
    wire.slow_s["editMessageText"] = 0.5
    showing = asyncio.create_task(desk.show())
    await wire.called("editMessageText")
    async with desk.deps.db.begin() as session:
        await open_card(
            session,
            post_id=desk.post.id,
            space_id=desk.alice.space_id,
            chat_id=ALICE,
            reply_to=None,
            now=clock.now(),
        )
    await showing
    assert await desk.show() == 1
    assert len(wire.of("sendMessage")) == 2
    assert (await desk.card()).message_id == 501


async def test_a_rate_limit_waits_as_long_as_telegram_says(
    desk: Desk, wire: Wire, clock: SharedClock
) -> None:
    wire.will("sendMessage", refusal(429, "Too Many Requests: retry after 40", retry_after=40))
    await desk.show()
    clock.advance(30)
    assert await desk.show() == 0
    clock.advance(11)
    assert await desk.show() == 1
    assert (await desk.card()).message_id == 500


async def test_failures_are_tried_again_with_pauses_until_it_changes(
    desk: Desk, wire: Wire, clock: SharedClock
) -> None:
    no = refusal(400, "Bad Request: can't parse entities")
    wire.will("sendMessage", *[no] * MAX_TRIES)
    for _ in range(MAX_TRIES):
        assert await desk.show() == 1
        assert await desk.show() == 0
        clock.advance(LONG_S)
    assert await desk.show() == 0
    await desk.rewrite("second words")
    assert await desk.show() == 1
    assert (await desk.card()).message_id == 500
    delivery = (await _delivery(desk)).state
    assert delivery == "scheduled"


@pytest.mark.parametrize(
    "answer", [refusal(502, "Bad Gateway"), refusal(401, "Unauthorized")], ids=["502", "401"]
)
async def test_an_outage_does_not_use_up_the_last_try(
    desk: Desk, wire: Wire, clock: SharedClock, answer: tuple[int, bytes]
) -> None:
    wire.will("sendMessage", *[answer] * (MAX_TRIES + 3))
    for _ in range(MAX_TRIES + 4):
        assert await desk.show() == 1
        clock.advance(LONG_S)
    assert (await desk.card()).message_id == 500


async def test_nobody_writes_to_who_blocked_the_bot_until_they_return(
    desk: Desk, wire: Wire, clock: SharedClock
) -> None:
    wire.will("sendMessage", BLOCKED)
    payload = await desk.question()
    await desk.show()
    await desk.rewrite("second words")
    await desk.ask("question-unclear", payload)
    clock.advance(LONG_S)
    assert (await desk.show(), await desk.tell()) == (0, 0)
    async with desk.deps.db.begin() as session:
        await get_in_touch(session, [ALICE])
    assert (await desk.show(), await desk.tell()) == (1, 1)
    assert len(wire.of("sendMessage")) == 3


async def test_the_card_speaks_the_language_of_its_reader(
    desk: Desk, wire: Wire, clock: SharedClock
) -> None:
    await desk.show()
    await desk.put(Person, language="ru")
    await desk.rewrite("first words")
    clock.advance(PACE_S)
    await desk.show()
    english, russian = wire.texts()
    assert english != russian


async def test_it_shows_at_once_when_woken(desk: Desk, wire: Wire) -> None:
    running = asyncio.create_task(desk.notifier.run())
    async with asyncio.timeout(30):
        while not wire.texts():
            await asyncio.sleep(0.01)
    await desk.rewrite("second words")
    await desk.put(Card, next_at=desk.deps.clock.now() - timedelta(seconds=1))
    desk.notifier.wake()
    async with asyncio.timeout(30):
        while len(wire.texts()) < 2:
            await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert "second words" in wire.texts()[1]


async def test_a_card_on_its_way_is_remembered_when_the_process_stops(
    desk: Desk, wire: Wire
) -> None:
    wire.slow_s["sendMessage"] = 0.4
    running = asyncio.create_task(desk.notifier.run())
    await wire.called("sendMessage")
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert (await desk.card()).message_id == 500


async def _delivery(desk: Desk) -> Delivery:
    async with desk.deps.db.begin() as session:
        return (await session.execute(select(Delivery))).scalar_one()
