"""Telling people things: cards mirror rows, questions arrive, nothing is said twice in vain."""

import asyncio
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from aiogram import Bot
from aiogram.utils.formatting import Text
from sqlalchemy import select, update

from bot.cards.shape import rendered
from bot.notifier import Notifier
from bot.notifier.kinds import Kind, Setting, Told
from bot.notifier.outbox import Outbox
from bot.notifier.telling import LEASE
from db.accounts import SocialAccount
from db.base import Json
from db.cards import MAX_TRIES, Card, open_card, want_card
from db.deliveries.tables import Delivery
from db.outbox import OutboxRow, tell
from db.people import Person, get_in_touch
from db.posts import Post, Revision
from services.clock import SharedClock
from services.deps import Deps
from tests import people
from tests.bot.wire import Wire, refusal
from tests.people import ALICE

BLOCKED = refusal(403, "Forbidden: bot was blocked by the user")
PACE_S = 2.1
LONG_S = 600


@dataclass
class Desk:
    """Alice's post with one delivery, its card, and a notifier."""

    deps: Deps
    notifier: Notifier
    alice: people.Owner
    post: Post
    account: SocialAccount
    delivery_id: int

    async def show(self) -> int:
        """Let the notifier show cards once."""
        return await self.notifier.cards.shift.turn()

    async def tell(self) -> int:
        """Let the notifier send messages once."""
        return await self.notifier.outbox.shift.turn()

    async def rewrite(self, text: str) -> None:
        """Change what the card mirrors, and say so."""
        async with self.deps.db.begin() as session:
            revision = update(Revision).where(Revision.post_id == self.post.id)
            await session.execute(revision.values(text=text))
            await want_card(session, self.post.id)

    async def card(self) -> Card:
        """The card's row."""
        async with self.deps.db.begin() as session:
            return (await session.execute(select(Card))).scalar_one()

    async def ask(self, kind: str, payload: Json, key: str = "k") -> None:
        """Put a message into the outbox."""
        async with self.deps.db.begin() as session:
            now = self.deps.clock.now()
            await tell(session, ALICE, kind, payload, dedupe_key=key, now=now)

    async def messages(self) -> list[OutboxRow]:
        """The outbox."""
        async with self.deps.db.begin() as session:
            found = select(OutboxRow).order_by(OutboxRow.id)
            return list((await session.execute(found)).scalars())

    async def put(self, table: Any, **values: Any) -> None:
        """Change every row of a table."""
        async with self.deps.db.begin() as session:
            await session.execute(update(table).values(**values))

    async def question(self) -> Json:
        """Let the delivery ask whether it arrived; what the engine would put into the outbox."""
        await self.put(Delivery, state="asking", reason="unclear", version=3)
        return {"delivery_id": self.delivery_id, "post_id": self.post.id, "version": 3}


@pytest.fixture
async def desk(deps: Deps, bot: Bot) -> Desk:
    now = deps.clock.now()
    async with deps.db.begin() as session:
        alice = await people.owner(session, ALICE, now)
        account = await people.account(session, alice, "vk", "Alice's wall", now)
        post = await people.post(session, alice, "first words", now)
        [delivery_id] = await people.deliver(session, post, [account], now)
        await open_card(
            session,
            post_id=post.id,
            space_id=alice.space_id,
            chat_id=ALICE,
            reply_to=77,
            now=now,
        )
    return Desk(deps, Notifier(deps, bot), alice, post, account, delivery_id)


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
    clock.advance(1.5)
    assert await desk.show() == 0
    clock.advance(PACE_S - 1.5)
    assert await desk.show() == 1
    [edited] = wire.of("editMessageText")
    assert "third words" in edited["text"]
    assert edited["message_id"] == "500"


async def test_what_changes_while_it_is_sent_is_shown_next(
    desk: Desk, wire: Wire, clock: SharedClock
) -> None:
    wire.slow_s["sendMessage"] = 0.3
    showing = asyncio.create_task(desk.show())
    await asyncio.sleep(0.15)
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
    wire.will("editMessageText", refusal(400, "Bad Request: message to edit not found"))
    await desk.show()
    assert "second words" in wire.of("sendMessage")[-1]["text"]
    assert (await desk.card()).message_id == 501


async def test_a_card_opened_anew_while_the_old_one_is_edited_stays_new(
    desk: Desk, wire: Wire, clock: SharedClock
) -> None:
    await desk.show()
    await desk.rewrite("second words")
    clock.advance(PACE_S)
    wire.slow_s["editMessageText"] = 0.3
    showing = asyncio.create_task(desk.show())
    await asyncio.sleep(0.15)
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
    clock.advance(39)
    assert await desk.show() == 0
    clock.advance(2)
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


async def test_an_outage_does_not_use_up_the_last_try(
    desk: Desk, wire: Wire, clock: SharedClock
) -> None:
    wire.will("sendMessage", *[refusal(502, "Bad Gateway")] * (MAX_TRIES + 3))
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


async def test_it_shows_at_once_when_woken(desk: Desk, wire: Wire) -> None:
    running = asyncio.create_task(desk.notifier.run())
    async with asyncio.timeout(5):
        while not wire.texts():
            await asyncio.sleep(0.01)
    await desk.rewrite("second words")
    await desk.put(Card, next_at=desk.deps.clock.now() - timedelta(seconds=1))
    desk.notifier.wake()
    async with asyncio.timeout(5):
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
    async with asyncio.timeout(5):
        while not wire.calls:
            await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert (await desk.card()).message_id == 500


async def _delivery(desk: Desk) -> Delivery:
    async with desk.deps.db.begin() as session:
        return (await session.execute(select(Delivery))).scalar_one()
