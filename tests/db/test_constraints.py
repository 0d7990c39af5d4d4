"""The database itself refuses what must never be, whatever the code above does wrong."""

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import CursorResult, delete, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from db.accounts import SocialAccount
from db.base import Base
from db.breakers import Breaker
from db.budgets import Budget
from db.database import Database
from db.deliveries.attempts import AcceptedAlreadyError, Intention, open_attempt
from db.deliveries.steps import Step, move
from db.deliveries.tables import Attempt, Delivery, PartRow
from db.deliveries.taking import take
from db.inbox import InboxRow
from db.lanes import Lane
from db.people import Person
from db.posts import Post
from db.workers import Worker
from tests import people

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Rows:
    """Alice and Bob, each with a wall; Alice with a post that is due on hers."""

    db: Database
    alice: people.Owner
    bob: people.Owner
    alices_wall: SocialAccount
    bobs_wall: SocialAccount
    post: Post
    delivery_id: int
    worker_id: int

    async def run(self, statement: Any) -> int:
        """Execute one change; how many rows it touched."""
        async with self.db.begin() as session:
            done = await session.execute(statement)
            assert isinstance(done, CursorResult)
            return done.rowcount

    async def take(self) -> list[int]:
        """Take what is due."""
        async with self.db.begin() as session:
            return await take(session, worker_id=self.worker_id, now=NOW, limit=10)

    def intention(self, *, worker_id: int | None = None) -> Intention:
        """An attempt at the first part of the delivery."""
        return Intention(
            id=uuid.uuid4(),
            delivery_id=self.delivery_id,
            part_number=1,
            revision=1,
            worker_id=worker_id or self.worker_id,
            evidence={},
            send_before=NOW + timedelta(seconds=2),
            gives_up_at=NOW + timedelta(seconds=62),
        )

    async def open(self, intention: Intention) -> bool:
        """Open an attempt."""
        async with self.db.begin() as session:
            return await open_attempt(session, intention, now=NOW)


@pytest.fixture
async def rows(clean_database: str) -> AsyncIterator[Rows]:
    """Two people, two walls, one due delivery with one part."""
    db = Database(clean_database)
    async with db.begin() as session:
        alice = await people.owner(session, people.ALICE, NOW)
        bob = await people.owner(session, people.BOB, NOW)
        alices = await people.account(session, alice, "vk", "-1", NOW)
        bobs = await people.account(session, bob, "vk", "-2", NOW)
        post = await people.post(session, alice, "hello", NOW)
        [delivery_id] = await people.deliver(session, post, [alices], NOW)
        part = {"delivery_id": delivery_id, "number": 1, "kind": "text", "plan": {}}
        await session.execute(insert(PartRow).values(**part))
        worker = insert(Worker).values(kind="worker", host="here", pid=1, started_at=NOW)
        worker_id = (await session.execute(worker.returning(Worker.id))).scalar_one()
    yield Rows(db, alice, bob, alices, bobs, post, delivery_id, worker_id)
    await db.close()


async def test_the_same_message_makes_one_post(rows: Rows) -> None:
    again = insert(Post).values(
        space_id=rows.alice.space_id,
        person_id=rows.alice.person_id,
        client_key=rows.post.client_key,
        lineage_root="x",
        created_at=NOW,
    )
    with pytest.raises(IntegrityError, match="uq_post_space_id_client_key"):
        await rows.run(again)


async def test_a_post_goes_to_an_account_once(rows: Rows) -> None:
    async with rows.db.begin() as session:
        with pytest.raises(IntegrityError, match="uq_delivery_post_id_account_id"):
            await people.deliver(session, rows.post, [rows.alices_wall], NOW)
        await session.rollback()


async def test_a_post_never_goes_to_another_spaces_account(rows: Rows) -> None:
    with pytest.raises(IntegrityError, match="fk_delivery_account_id"):
        async with rows.db.begin() as session:
            await people.deliver(session, rows.post, [rows.bobs_wall], NOW)


async def test_an_account_never_borrows_another_lane(rows: Rows) -> None:
    stolen = update(SocialAccount).where(SocialAccount.id == rows.alices_wall.id)
    with pytest.raises(IntegrityError, match="fk_account_lane_id"):
        await rows.run(stolen.values(lane_id=rows.bobs_wall.lane_id))


async def test_a_lineage_reaches_an_account_once(rows: Rows) -> None:
    async def repost(key: str) -> None:
        async with rows.db.begin() as session:
            post = await people.post(session, rows.alice, "again", NOW)
            root = {"lineage_root": "the-first", "automatic": True}
            changed = update(Post).where(Post.id == post.id).values(**root).returning(Post)
            post = (await session.execute(changed)).scalar_one()
            await people.deliver(session, post, [rows.alices_wall], NOW)

    await repost("one")
    with pytest.raises(IntegrityError, match="uq_delivery_lineage"):
        await repost("two")


async def test_a_lane_has_one_delivery_in_flight(rows: Rows) -> None:
    async with rows.db.begin() as session:
        post = await people.post(session, rows.alice, "second", NOW)
        [second] = await people.deliver(session, post, [rows.alices_wall], NOW)
    assert await rows.take() == [rows.delivery_id]
    assert await rows.take() == []
    forced = update(Delivery).where(Delivery.id == second)
    with pytest.raises(IntegrityError, match="uq_delivery_in_flight"):
        await rows.run(forced.values(state="publishing", worker_id=rows.worker_id, revision=1))


async def test_two_people_on_one_target_share_its_lane(rows: Rows) -> None:
    async with rows.db.begin() as session:
        same = await people.account(session, rows.bob, "vk", "-1", NOW)
        post = await people.post(session, rows.bob, "bob's", NOW)
        await people.deliver(session, post, [same], NOW)
    assert await rows.take() == [rows.delivery_id]
    assert await rows.take() == []


async def test_only_the_owner_of_a_delivery_may_attempt_it(rows: Rows) -> None:
    await rows.take()
    assert not await rows.open(rows.intention(worker_id=rows.worker_id + 1))
    assert await rows.open(rows.intention())


async def test_nobody_attempts_what_was_not_taken(rows: Rows) -> None:
    assert not await rows.open(rows.intention())


async def test_one_attempt_is_open_at_a_time(rows: Rows) -> None:
    await rows.take()
    await rows.open(rows.intention())
    with pytest.raises(IntegrityError, match="uq_attempt_open"):
        await rows.open(rows.intention())


async def test_an_unconfirmed_attempt_forbids_the_next(rows: Rows) -> None:
    await rows.take()
    await rows.open(rows.intention())
    await rows.run(update(Attempt).values(outcome="unconfirmed", ended_at=NOW))
    with pytest.raises(IntegrityError, match="uq_attempt_open"):
        await rows.open(rows.intention())


async def test_a_part_is_accepted_once(rows: Rows) -> None:
    await rows.take()
    await rows.open(rows.intention())
    await rows.run(update(Attempt).values(outcome="absent", ended_at=NOW))
    await rows.open(rows.intention())
    with pytest.raises(IntegrityError, match="uq_attempt_accepted"):
        await rows.run(update(Attempt).values(outcome="accepted", ended_at=NOW))


async def test_what_is_accepted_is_never_attempted_again(rows: Rows) -> None:
    await rows.take()
    await rows.open(rows.intention())
    await rows.run(update(Attempt).values(outcome="accepted", ended_at=NOW))
    with pytest.raises(AcceptedAlreadyError):
        await rows.open(rows.intention())


async def test_published_without_an_id_is_refused(rows: Rows) -> None:
    change = update(Delivery).values(state="published", revision=1)
    with pytest.raises(IntegrityError, match="published_is_known"):
        await rows.run(change)
    assert await rows.run(change.values(reason="confirmed_by_person")) == 1


async def test_publishing_without_a_worker_is_refused(rows: Rows) -> None:
    with pytest.raises(IntegrityError, match="publishing_has_a_worker"):
        await rows.run(update(Delivery).values(state="publishing", revision=1))


async def test_sending_without_a_revision_is_refused(rows: Rows) -> None:
    with pytest.raises(IntegrityError, match="sent_has_a_revision"):
        await rows.run(update(Delivery).values(state="unconfirmed"))


async def test_a_made_up_state_is_refused(rows: Rows) -> None:
    with pytest.raises(IntegrityError, match="ck_delivery_state"):
        await rows.run(update(Delivery).values(state="sort of published"))


async def test_a_late_writer_changes_nothing(rows: Rows) -> None:
    await rows.take()
    done = Step("failed", "late")
    late = rows.worker_id + 1
    async with rows.db.begin() as session:
        assert not await move(
            session, rows.delivery_id, done, frm=("publishing",), now=NOW, worker_id=late
        )
        assert await move(
            session, rows.delivery_id, done, frm=("publishing",), now=NOW, worker_id=rows.worker_id
        )


async def test_a_budget_cannot_be_overdrawn(rows: Rows) -> None:
    await rows.run(insert(Budget).values(scope="videos", window_start=NOW, used=9, granted=10))
    await rows.run(update(Budget).values(used=Budget.used + 1))
    with pytest.raises(IntegrityError, match="no_overdraft"):
        await rows.run(update(Budget).values(used=Budget.used + 1))


async def test_a_breaker_that_has_opened_says_until_when(rows: Rows) -> None:
    row = insert(Breaker).values(network="vk", account_id=rows.alices_wall.id, failed_at=NOW)
    with pytest.raises(IntegrityError, match="open_since_an_opening"):
        await rows.run(row.values(openings=1))
    with pytest.raises(IntegrityError, match="open_since_an_opening"):
        await rows.run(row.values(open_until=NOW))
    assert await rows.run(row.values(openings=1, open_until=NOW)) == 1


async def test_an_account_asks_about_its_backlog_only_while_it_is_at_work(rows: Rows) -> None:
    mine = update(SocialAccount).where(SocialAccount.id == rows.alices_wall.id)
    await rows.run(mine.values(backlog_version=2))
    with pytest.raises(IntegrityError, match="asks_while_active"):
        await rows.run(mine.values(state="paused", trouble="login_needed"))


async def test_an_update_has_one_row(rows: Rows) -> None:
    row = insert(InboxRow).values(bot_id=1, update_id=1, body=b"{}", received_at=NOW, next_at=NOW)
    await rows.run(row)
    with pytest.raises(IntegrityError, match="pk_inbox"):
        await rows.run(row)


async def test_erasing_a_person_leaves_nothing_of_theirs(rows: Rows) -> None:
    await rows.take()
    await rows.open(rows.intention())
    assert await rows.run(delete(Person).where(Person.id == rows.alice.person_id)) == 1
    kept = {"worker", "lane", "alembic_version", "person", "space", "member", "account"}
    async with rows.db.begin() as session:
        for table in Base.metadata.sorted_tables:
            left = (await session.execute(select(func.count()).select_from(table))).scalar_one()
            assert left == 0 or table.name in kept, table.name
        mine = text("SELECT count(*) FROM account WHERE space_id = :space")
        theirs = await session.execute(mine, {"space": rows.alice.space_id})
        assert theirs.scalar_one() == 0
        free = select(Lane.delivery_id).where(Lane.id == rows.alices_wall.lane_id)
        assert (await session.execute(free)).scalar_one() is None
