"""A worker's life, and its death certificate.

Each process that takes work holds a PostgreSQL advisory lock on a connection of its own. Whoever
can take that lock knows that the process is dead, not late. Losing the connection ends the process
at once, because from then on others may believe it dead.
"""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg
import structlog

from db.deliveries.sweeping import LOCK_CLASS
from db.vault import KEY_LOCK_CLASS, key_lock
from services.deps import Deps

log = structlog.get_logger()

_EXIT_LOCK_LOST = 70
_PROOF_S = 5.0
_SERVER_SETTINGS = {
    "application_name": "crossposter life",
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "client_connection_check_interval": "5000",
}


@dataclass(frozen=True, slots=True)
class WorkerLife:
    """Proof that this process is alive; its number stands in every row that it takes."""

    worker_id: int


def end_process() -> None:
    """Leave without a word more: others may believe this process dead by now."""
    os._exit(_EXIT_LOCK_LOST)


@asynccontextmanager
async def worker_life(
    deps: Deps, *, kind: str, on_lost: Callable[[], None] = end_process
) -> AsyncIterator[WorkerLife]:
    """Live as a worker for the length of the block.

    Args:
        deps: The process's parts.
        kind: `bot` or `worker`, for people who look at the table.
        on_lost: What to do when the connection is gone; tests only.
    """
    connection = await _connect(deps.settings.database_url)
    leaving = False

    def lost(_: object) -> None:
        if not leaving:
            log.error("life.lock_lost", kind=kind)
            on_lost()

    try:
        worker_id = await _be_born(connection, deps, kind)
        await _seal_openly(connection, deps)
        connection.add_termination_listener(lost)
        proof = asyncio.create_task(_prove(connection, lost))
        yield WorkerLife(worker_id)
        leaving = True
        proof.cancel()
    finally:
        leaving = True
        connection.terminate()


async def _connect(database_url: str) -> asyncpg.Connection:
    plain = database_url.replace("postgresql+asyncpg://", "postgresql://", 1)
    return await asyncpg.connect(plain, timeout=10, server_settings=_SERVER_SETTINGS)


async def _be_born(connection: asyncpg.Connection, deps: Deps, kind: str) -> int:
    """The row appears together with its lock, so that nobody sees one without the other."""
    async with connection.transaction():
        worker_id: int = await connection.fetchval(
            "INSERT INTO worker (kind, host, pid, started_at) VALUES ($1, $2, $3, $4) RETURNING id",
            kind,
            socket.gethostname(),
            os.getpid(),
            deps.clock.now(),
        )
        await connection.execute("SELECT pg_advisory_lock($1, $2)", LOCK_CLASS, worker_id)
    return worker_id


async def _seal_openly(connection: asyncpg.Connection, deps: Deps) -> None:
    """As long as this process lives, the key that it seals with is not taken out of use."""
    lock = key_lock(deps.vault.key_id)
    await connection.execute("SELECT pg_advisory_lock_shared($1, $2)", KEY_LOCK_CLASS, lock)
    async with deps.db.begin() as session:
        await deps.vault.announce(session)


async def _prove(connection: asyncpg.Connection, lost: Callable[[object], None]) -> None:
    """A connection may die without a word; ask now and then, and believe silence."""
    while True:
        await asyncio.sleep(_PROOF_S)
        try:
            await connection.execute("SELECT 1", timeout=_PROOF_S * 3)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
            lost(None)
            return
