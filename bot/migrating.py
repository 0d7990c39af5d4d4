"""Whether a database needs migrating at all: asking is a second cheaper than loading alembic."""

from pathlib import Path

import asyncpg

from services.errors import StartError

_VERSIONS = Path(__file__).resolve().parent.parent / "migrations" / "versions"


async def is_current(database_url: str) -> bool:
    """Whether the newest migration is the last one that this database has seen.

    Raises:
        StartError: It lets nobody in.
    """
    try:
        return await _last_seen(database_url.replace("+asyncpg", "")) == newest()
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise StartError(f"DATABASE_URL: the database does not answer ({error})") from None


async def _last_seen(address: str) -> str | None:
    connection = await asyncpg.connect(address)
    try:
        seen: str | None = await connection.fetchval("SELECT version_num FROM alembic_version")
    except asyncpg.UndefinedTableError:
        return None
    finally:
        await connection.close()
    return seen


def newest() -> str:
    """The number of the newest migration: files are named `0001_what_it_does.py`."""
    return max(path.name.partition("_")[0] for path in _VERSIONS.glob("[0-9]*.py"))
