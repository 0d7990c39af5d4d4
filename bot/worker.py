"""The worker: an arq process that hosts the publishing loop.

arq rings and keeps time. The loop is ours: no time-out or retry of the queue ever touches a call
that cannot be taken back, and with Redis gone it goes on by looking for itself.
"""

import asyncio
from datetime import UTC
from typing import Any, ClassVar

import structlog
from arq import cron, func
from arq.connections import RedisSettings
from arq.worker import Worker
from redis.exceptions import RedisError

from bot.process import run_process
from services.bell import QUEUE, WAKE, deserialize, serialize
from services.checking import check_due, warn_ending
from services.delivery.engine import Engine
from services.delivery.life import worker_life
from services.delivery.refreshing import refresh_due
from services.deps import Deps
from services.housekeeping import tidy

log = structlog.get_logger()

_QUEUE_AGAIN_S = 1.0


async def wake(ctx: dict[str, Any]) -> None:
    """Something is due: look now."""
    ctx["engine"].ring()


async def refresh(ctx: dict[str, Any]) -> None:
    """Refresh the credentials that are due."""
    await refresh_due(ctx["deps"])


async def check(ctx: dict[str, Any]) -> None:
    """Ask accounts that have been silent for a week whether they still work; warn in time."""
    await warn_ending(ctx["deps"])
    await check_due(ctx["deps"])


async def tidy_up(ctx: dict[str, Any]) -> None:
    """Let rows and files go whose time is over."""
    await tidy(ctx["deps"])


class WorkerSettings:
    """What arq runs. Jobs carry integers at most, leave no results and are never retried."""

    functions: ClassVar = [func(wake, name=WAKE)]
    cron_jobs: ClassVar = [
        cron(tidy_up, minute={17}, unique=True),
        cron(refresh, second={30}, unique=True),
        cron(check, minute=set(range(4, 60, 10)), unique=True),
    ]
    queue_name = QUEUE
    poll_delay = 0.02
    keep_result = 0
    max_tries = 1
    job_timeout = 600
    log_results = False
    handle_signals = False
    job_serializer = serialize
    job_deserializer = deserialize


async def run_worker(deps: Deps) -> None:
    """Publish until cancelled."""
    async with worker_life(deps, kind="worker") as life:
        engine = Engine(deps, life)
        async with asyncio.TaskGroup() as group:
            group.create_task(engine.run())
            group.create_task(_keep_queue(deps, engine))


async def _keep_queue(deps: Deps, engine: Engine) -> None:
    """arq ends when Redis goes; it comes back with it, and the engine never notices."""
    while True:
        worker = _arq(deps, engine)
        try:
            await worker.main()
        except (RedisError, OSError, TimeoutError) as error:
            log.info("worker.queue_away", why=type(error).__name__)
        finally:
            await _close(worker)
        await asyncio.sleep(_QUEUE_AGAIN_S)


def _arq(deps: Deps, engine: Engine) -> Worker:
    options = {name: value for name, value in vars(WorkerSettings).items() if name[0] != "_"}
    return Worker(
        **options,
        redis_settings=RedisSettings.from_dsn(deps.settings.redis_url),
        ctx={"engine": engine, "deps": deps},
        timezone=UTC,
    )


async def _close(worker: Worker) -> None:
    try:
        await worker.close()
    except (AttributeError, RedisError, OSError, TimeoutError) as error:
        log.debug("worker.queue_left", why=type(error).__name__)


def main() -> int:
    """Be a worker process; the exit code."""
    return run_process(run_worker)
