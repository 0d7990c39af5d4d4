"""The one door to PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

_NOW = text("SELECT clock_timestamp()")
_SETTINGS = {
    "statement_timeout": "15000",
    "idle_in_transaction_session_timeout": "10000",
    "timezone": "UTC",
    "application_name": "crossposter",
}

DEFECTS = (DataError, IntegrityError, ProgrammingError)
"""What a transaction ends with that would end so again; to be caught before `AWAY`."""

AWAY = (DBAPIError, NoConnectionError, OSError)
"""What it ends with when the database is away, or too busy: it is worth another try."""


class Database:
    """A pool of connections.

    They are not pinged before use: that would cost more than the work. Whoever works here tries
    again after a lost connection, and the pool drops all its others with it.

    Args:
        url: `postgresql+asyncpg://…`.
        pool_size: Connections kept open; as many again may open under load.
    """

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.url = url
        self.engine = create_async_engine(
            url,
            pool_size=pool_size,
            max_overflow=pool_size,
            connect_args={"server_settings": _SETTINGS, "timeout": 10},
        )
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        """One transaction: committed at the end of the block, rolled back by an exception.

        Never hold it over a call to a network.
        """
        async with self._sessions() as session, session.begin():
            yield session

    async def now(self) -> datetime:
        """The server's own time; only the check of clocks at the start looks at it."""
        async with self.begin() as session:
            now: datetime = (await session.execute(_NOW)).scalar_one()
            return now

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()
