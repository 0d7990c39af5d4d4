"""Whether a database needs migrating at all: asking is a second cheaper than loading alembic."""

from pathlib import Path

import asyncpg

_VERSIONS = Path(__file__).resolve().parent.parent / "migrations" / "versions"


async def is_current(database_url: str) -> bool:
    """Whether the newest migration is the last one that this database has seen."""
    connection = await asyncpg.connect(database_url.replace("+asyncpg", ""))
    try:
        seen = await connection.fetchval("SELECT version_num FROM alembic_version")
    except asyncpg.UndefinedTableError:
        return False
    finally:
        await connection.close()
    return bool(seen == newest())


def newest() -> str:
    """The number of the newest migration: files are named `0001_what_it_does.py`."""
    return max(path.name.partition("_")[0] for path in _VERSIONS.glob("[0-9]*.py"))
