"""Every worker has a database of its own, and every test finds it empty."""

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
