"""Migrations go up, down and up again, and leave no difference to the code."""

import pytest
from alembic.util import CommandError
from sqlalchemy import text

from db import migrate
from db.database import Database
from tests.conftest import MakeDatabase


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


async def _tables(url: str) -> set[str]:
    db = Database(url)
    async with db.begin() as session:
        names = await session.execute(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        )
        found = set(names.scalars())
    await db.close()
    return found
