"""Bringing a database to the tables that this code expects."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

_FOLDER = Path(__file__).resolve().parent.parent / "migrations"
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7210001)")


async def upgrade(database_url: str, revision: str = "head") -> None:
    """Migrate up to a revision; two processes that try at once take turns."""
    await _run(database_url, lambda config: command.upgrade(config, revision))


async def downgrade(database_url: str, revision: str) -> None:
    """Migrate down to a revision (`base` for nothing at all)."""
    await _run(database_url, lambda config: command.downgrade(config, revision))


async def check(database_url: str) -> None:
    """Compare the tables of the code with the database.

    Raises:
        alembic.util.CommandError: They differ; the text says how.
    """
    await _run(database_url, command.check)


async def write(database_url: str, message: str, number: str) -> None:
    """Write a new migration from the difference between the code and the database."""
    await _run(
        database_url,
        lambda config: command.revision(config, message, autogenerate=True, rev_id=number),
    )


async def _run(database_url: str, act: Callable[[Config], object]) -> None:
    def migrate(connection: Connection) -> None:
        connection.execute(_ONE_AT_A_TIME)
        config = Config()
        config.set_main_option("script_location", str(_FOLDER))
        config.attributes["connection"] = connection
        act(config)

    engine = create_async_engine(database_url, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(migrate)
    finally:
        await engine.dispose()
