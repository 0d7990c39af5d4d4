"""The paths that everything waits for: storing an update, taking what is due, publishing."""

import itertools
import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from db.deliveries.tables import Delivery
from db.deliveries.taking import take
from db.workers import Worker
from services.content import Content
from tests import people
from tests.bench.conftest import Report, each_timed, timed
from tests.flows.house import House
from tests.people import ALICE
from tests.proof.linking import link_channel
from tests.proof.stage import Stage

pytestmark = [pytest.mark.bench, pytest.mark.timeout(600)]

LANES, WAITING_IN_EACH = 200, 25
UPDATES = 200
CHANNELS, POSTS = 10, 100


async def test_taking_what_is_due_among_thousands(stage: Stage, report: Report) -> None:
    """One turn's taking of 20, while 5,000 wait in 200 lanes."""
    now = stage.clock.now()
    async with stage.deps.db.begin() as session:
        accounts = [
            await people.account(session, stage.alice, "telegram", f"-100{number}", now)
            for number in range(LANES)
        ]
        for number in range(WAITING_IN_EACH):
            post = await people.post(session, stage.alice, f"post {number}", now)
            due_at = now - timedelta(minutes=WAITING_IN_EACH - number)
            await people.deliver(session, post, accounts, now, due_at=due_at)
        worker_id = (await session.execute(select(func.max(Worker.id)))).scalar_one()

    async def take_and_let_go() -> None:
        async with stage.deps.db.begin() as session:
            taken = await take(session, worker_id=worker_id, now=now, limit=20)
            assert len(taken) == 20
            await session.rollback()

    report("taking 20 of 5,000 that wait in 200 lanes", await each_timed(take_and_let_go, 50))


async def test_an_update_from_its_bytes_to_its_draft(house: House, report: Report) -> None:
    """A text of Alice's: kept, handled, and there as a draft with its card wanted."""
    numbers = itertools.count(900_000_000)
    person = {"id": ALICE, "is_bot": False, "first_name": "Alice", "language_code": "en"}
    chat = {"id": ALICE, "type": "private", "first_name": "Alice"}

    async def arrive() -> None:
        number = next(numbers)
        message = {
            "message_id": number,
            "date": int(house.clock.now().timestamp()),
            "chat": chat,
            "from": person,
            "text": f"Soup {number}",
        }
        update = {"update_id": number, "message": message}
        await house.inbox.keep([json.dumps(update).encode()])
        while await house.processor.turn():
            pass

    report("an update until its draft is there", await each_timed(arrive, UPDATES))


async def test_a_post_from_the_press_to_the_channel(stage: Stage, report: Report) -> None:
    """One text at a time, to a channel whose pace is free: our own share of the way."""
    channels = [await link_channel(stage, f"channel {number}") for number in range(CHANNELS)]
    seconds: list[float] = []
    for number in range(POSTS):
        content = Content(text=f"post {number}")
        await stage.publish(channels[number % CHANNELS], content)
        stage.clock.advance(30)
        async with timed(seconds):
            await stage.engine.turn()
    async with stage.deps.db.begin() as session:
        live = select(func.count()).where(Delivery.state == "published")
        assert (await session.execute(live)).scalar_one() == POSTS
    report("a text until it is on the channel", seconds)
