"""The pulse: only a held lock proves life, and only on the same machine."""

import os
import socket

import asyncpg

from bot.pulse import pulse
from db.deliveries.sweeping import LOCK_CLASS
from tests.conftest import connect

BORN = """
    INSERT INTO worker (kind, host, pid, started_at) VALUES ($1, $2, $3, now()) RETURNING id
"""


async def born(connection: asyncpg.Connection, kind: str, host: str) -> None:
    number = await connection.fetchval(BORN, kind, host, os.getpid())
    await connection.execute("SELECT pg_advisory_lock($1, $2)", LOCK_CLASS, number)


async def test_a_worker_that_holds_its_lock_has_a_pulse(clean_database: str) -> None:
    connection = await connect(clean_database)
    await born(connection, "worker", socket.gethostname())
    assert await pulse(clean_database)
    await connection.close()


async def test_a_lost_connection_is_the_end_of_the_pulse(clean_database: str) -> None:
    connection = await connect(clean_database)
    await born(connection, "worker", socket.gethostname())
    await connection.close()
    assert not await pulse(clean_database)


async def test_other_machines_and_other_processes_do_not_count(clean_database: str) -> None:
    connection = await connect(clean_database)
    await born(connection, "worker", "elsewhere")
    await born(connection, "bot", socket.gethostname())
    assert not await pulse(clean_database)
    assert await pulse(clean_database, kind="bot")
    await connection.close()
