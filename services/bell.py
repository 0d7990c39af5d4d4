"""The bell: a word through Redis that something is due. PostgreSQL is the truth."""

import asyncio
import json
from typing import Any

import structlog
from arq.connections import ArqRedis
from redis.exceptions import RedisError

QUEUE = "crossposter"
WAKE = "wake"
_PATIENCE_S = 0.5

log = structlog.get_logger()


def serialize(job: dict[str, Any]) -> bytes:
    """Write a job as JSON: whoever writes to the queue gains no code in the worker."""
    return json.dumps(job).encode()


def deserialize(body: bytes) -> dict[str, Any]:
    """Read a job written by `serialize`.

    Raises:
        ValueError: It is not JSON; arq drops the job.
    """
    job: dict[str, Any] = json.loads(body)
    return job


class Bell:
    """Rings for the publishing loops. Missing it costs seconds, never a post."""

    def __init__(self, queue: ArqRedis) -> None:
        self._queue = queue

    async def ring(self) -> None:
        """Say that something is due; gives up after half a second and never raises."""
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await self._queue.enqueue_job(WAKE, _queue_name=QUEUE, _expires=60)
        except (RedisError, OSError, TimeoutError) as error:
            log.info("bell.unheard", why=type(error).__name__)
