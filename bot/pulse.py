"""`python -m bot pulse`: whether a worker lives on this machine, for a container's health check."""

import socket

from db.database import Database
from db.deliveries.sweeping import LOCK_CLASS
from db.workers import lives_on


async def pulse(database_url: str, *, kind: str = "worker") -> bool:
    """Whether a process of this machine proves by its lock that it is alive."""
    database = Database(database_url, pool_size=1)
    try:
        async with database.begin() as session:
            return await lives_on(session, socket.gethostname(), kind, LOCK_CLASS)
    finally:
        await database.close()
