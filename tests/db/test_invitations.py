"""What the database refuses about invitations, and what goes when people go."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from db.database import Database
from db.invitations import Invitation, find_open, guests_among
from db.people import Person
from tests import people
from tests.people import ALICE, BOB

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
WORD, OTHER = b"w" * 32, b"o" * 32


@pytest.fixture
async def db(clean_database: str) -> AsyncIterator[Database]:
    """Alice, who invites, and Bob."""
    db = Database(clean_database)
    async with db.begin() as session:
        for person_id in (ALICE, BOB):
            await people.owner(session, person_id, NOW)
    yield db
    await db.close()


async def invite(db: Database, word_hash: bytes = WORD, **values: Any) -> None:
    """Write an invitation of Alice's."""
    until = NOW + timedelta(days=3)
    row = {"word_hash": word_hash, "made_by": ALICE, "made_at": NOW, "expires_at": until}
    async with db.begin() as session:
        session.add(Invitation(**(row | values)))


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"word_hash": b"short"}, "ck_invitation_word_hash"),
        ({"word_hash": WORD}, "uq_invitation_word_hash"),
        ({"guest_id": BOB, "used_at": NOW}, "uq_invitation_guest_id"),
        ({"guest_id": ALICE}, "ck_invitation_used_by_a_guest"),
        ({"used_at": NOW}, "ck_invitation_used_by_a_guest"),
        ({"guest_id": 999, "used_at": NOW}, "fk_invitation_guest_id"),
        ({"made_by": 999}, "fk_invitation_made_by"),
    ],
)
async def test_what_cannot_be_is_refused(
    db: Database, values: dict[str, Any], constraint: str
) -> None:
    await invite(db, guest_id=BOB, used_at=NOW)
    with pytest.raises(IntegrityError, match=constraint):
        await invite(db, **({"word_hash": OTHER} | values))


async def test_a_guest_stays_when_the_host_goes_and_goes_with_themselves(db: Database) -> None:
    await invite(db, guest_id=BOB, used_at=NOW)
    for person_id, left in ((ALICE, {BOB}), (BOB, set())):
        async with db.begin() as session:
            await session.execute(delete(Person).where(Person.id == person_id))
            assert await guests_among(session, {ALICE, BOB}) == left
    async with db.begin() as session:
        assert (await session.execute(select(Invitation))).all() == []


@pytest.mark.parametrize(
    ("hosts", "later", "found"),
    [
        ({ALICE}, timedelta(days=2), True),
        ({ALICE}, timedelta(days=3), False),
        ({BOB}, timedelta(0), False),
        (set(), timedelta(0), False),
    ],
)
async def test_an_invitation_is_open_in_time_and_while_its_maker_is_a_host(
    db: Database, hosts: set[int], later: timedelta, found: bool
) -> None:
    await invite(db)
    async with db.begin() as session:
        row = await find_open(session, WORD, hosts=hosts, now=NOW + later)
        assert (row is not None) is found
        assert await find_open(session, OTHER, hosts=hosts, now=NOW + later) is None
