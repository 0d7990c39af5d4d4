"""Every worker has a database of its own, and every test finds it empty."""

from bot.migrating import is_current, newest
from tests.conftest import MakeDatabase, connect

COUNT = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"


async def test_rows_of_one_test_are_gone_in_the_next(clean_database: str) -> None:
    connection = await connect(clean_database)
    insert = "INSERT INTO budget (scope, window_start, used, granted) VALUES ('a', now(), 0, 1)"
    await connection.execute(insert)
    assert await connection.fetchval("SELECT count(*) FROM budget") == 1
    await connection.close()


async def test_it_is_empty_again(clean_database: str) -> None:
    connection = await connect(clean_database)
    assert await connection.fetchval("SELECT count(*) FROM budget") == 0
    await connection.close()


async def test_a_database_can_be_made_with_or_without_tables(make_database: MakeDatabase) -> None:
    for name, migrated in (("with_tables", True), ("without_tables", False)):
        connection = await connect(await make_database(name, migrated=migrated))
        assert (await connection.fetchval(COUNT) > 0) is migrated
        await connection.close()


async def test_a_database_is_current_only_after_the_last_migration(
    make_database: MakeDatabase,
) -> None:
    assert await is_current(await make_database("migrated_to_the_end"))
    assert not await is_current(await make_database("never_migrated", migrated=False))
    behind = await make_database("one_behind")
    connection = await connect(behind)
    await connection.execute("UPDATE alembic_version SET version_num = '0000'")
    await connection.close()
    assert not await is_current(behind)


async def test_the_newest_migration_is_the_one_that_alembic_ends_with(
    clean_database: str,
) -> None:
    connection = await connect(clean_database)
    assert await connection.fetchval("SELECT version_num FROM alembic_version") == newest()
    await connection.close()
