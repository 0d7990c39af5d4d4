"""Migrations go up, down and up again, and leave no difference to the code."""

import hashlib
from itertools import pairwise

import pytest
from alembic.util import CommandError
from sqlalchemy import CheckConstraint, text

from db import migrate
from db.base import Base
from db.database import Database
from tests.conftest import MakeDatabase
from tests.environment import ROOT

RELEASED = {
    "0001_first_tables.py": "3a4478d421e4a33c5ade78eaef0311c7893a651efa7692ff1af07ce62ae8527b",
    "0002_breakers_and_backlogs.py": (
        "4b81693e15f873a19bc3dd4a5332095feca665668ca065234b49f8eef118c2d1"
    ),
    "0003_options.py": "cc5d3ef742ac2f44c2ffc8bd67392025e2cb0db060e547a0144fe07d8a736970",
    "0004_consents.py": "6661f7d67426804d4270786a61926b50115739a59dac77f6d88806e1a632f690",
    "0005_checks.py": "8f411bf361a77a71a798f729d3966b55e88bd7f67d905c6ef542222b1c2d4c7f",
    "0006_invitations.py": "e9c421543e83c2713d0913c7afc33bd0cb21a24d3f3fd2d7290c346bc676e41d",
    "0007_sign_ins.py": "7733cf5bb509f8ae1b853db33c731d73a40a9d374e925b5e4dc9e3455328881c",
    "0008_seal_numbers.py": "3251314f6da21fb3a0b2e1e13ee71a592e9c8c8d5837095b3346235963b9a1ad",
    "0009_access_tokens.py": "941ad04756d633d933c181cba53625b76176b0cb2d208facb27d6d17ee01488f",
}
"""What somebody's database has been through already: a change of it would not reach them."""


@pytest.mark.parametrize(("name", "digest"), RELEASED.items())
def test_what_was_released_stays_as_it_was(name: str, digest: str) -> None:
    content = (ROOT / "migrations/versions" / name).read_bytes()
    assert hashlib.sha256(content).hexdigest() == digest, "write a new migration instead"


async def test_they_go_up_down_and_up_one_by_one(make_database: MakeDatabase) -> None:
    url = await make_database("stairs", migrated=False)
    revisions = sorted(path.name[:4] for path in (ROOT / "migrations/versions").glob("0*.py"))
    for before, revision in pairwise(["base", *revisions]):
        await migrate.upgrade(url, revision)
        await migrate.downgrade(url, before)
        await migrate.upgrade(url, revision)
    await migrate.check(url)


async def test_they_go_up_down_and_up(make_database: MakeDatabase) -> None:
    url = await make_database("stairway", migrated=False)
    await migrate.upgrade(url)
    await migrate.downgrade(url, "base")
    assert await _tables(url) == {"alembic_version"}
    await migrate.upgrade(url)
    assert "delivery" in await _tables(url)


async def test_the_code_and_the_database_do_not_differ(make_database: MakeDatabase) -> None:
    url = await make_database("drift")
    await migrate.check(url)
    db = Database(url)
    async with db.begin() as session:
        await session.execute(text("ALTER TABLE post ADD COLUMN strange text"))
    await db.close()
    with pytest.raises(CommandError, match="strange"):
        await migrate.check(url)


async def test_every_check_of_the_code_is_in_the_database(make_database: MakeDatabase) -> None:
    """Comparing tables leaves out their checks."""
    db = Database(await make_database("checks"))
    async with db.begin() as session:
        known = await session.execute(text("SELECT conname FROM pg_constraint WHERE contype = 'c'"))
        found = set(known.scalars())
    await db.close()
    checks = {
        constraint.name
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }
    assert checks
    assert checks <= found


async def _tables(url: str) -> set[str]:
    db = Database(url)
    async with db.begin() as session:
        names = await session.execute(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        )
        found = set(names.scalars())
    await db.close()
    return found
