"""`make migration NAME="..."`: write the next migration from what the tables have become."""

import asyncio
import tempfile
from pathlib import Path

from bot.migrating import newest
from db.migrate import upgrade, write
from services.embedded import embedded_servers


def write_migration(message: str) -> None:
    """Compare the code with a fresh database of all migrations, and write the difference.

    Raises:
        StartError: No database could be started.
    """
    with (
        tempfile.TemporaryDirectory(prefix="crossposter-") as folder,
        embedded_servers(Path(folder), durable=False, redis_url="redis://none.needed") as servers,
    ):
        asyncio.run(_write(servers.database_url, message))


async def _write(database_url: str, message: str) -> None:
    await upgrade(database_url)
    await write(database_url, message, f"{int(newest()) + 1:04}")
