"""200 posts to 20 channels and 20 walls while workers are killed and Redis goes away.

Real worker processes, real `kill -9`; where they are killed, pictures and videos go to the other
networks beside. The clock that everyone shares runs faster than real time, so that graces and
paces take seconds.
"""

import asyncio
import random
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from redis.asyncio import Redis
from sqlalchemy import func, select

from db.accounts import SocialAccount
from db.deliveries.tables import Delivery
from services.content import Content, Media
from services.delivery import orders
from services.embedded import EmbeddedServers
from services.networks.registry import sandbox_addresses
from tests.environment import ROOT, quiet_environment
from tests.proof.clocks import hurrying
from tests.proof.history import AT_REST
from tests.proof.linking import link_channel, link_session, link_wall
from tests.proof.scenes import HIDDEN
from tests.proof.stage import Stage

POSTS = 200
TARGETS = 20
LANES = 2
FILES = 5
"""Posts with files to each of so many accounts of each kind."""

_SPEED = 8.0
_PATIENCE_S = 400.0

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(1000)]


@dataclass
class Workers:
    """Worker processes that are started again as often as they are killed."""

    stage: Stage
    log: Path
    running: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def start(self) -> None:
        """One more worker."""
        settings = self.stage.settings
        environment = quiet_environment(
            TELEGRAM_TOKEN=settings.telegram_token.get_secret_value(),
            TELEGRAM_LEDGER_CHAT_ID=str(settings.telegram_ledger_chat_id),
            **sandbox_addresses(settings.telegram_api_url),
            DATABASE_URL=settings.database_url,
            REDIS_URL=settings.redis_url,
            DATA_DIR=str(settings.data_dir),
            CLOCK_FILE=str(settings.clock_file),
            WEB_PORT=str(settings.web_port),
            SANDBOX="1",
        )
        with self.log.open("ab") as out:
            program = [sys.executable, "-m", "bot", "worker"]
            self.running.append(
                subprocess.Popen(program, stdout=out, stderr=out, cwd=ROOT, env=environment)
            )

    def kill_one(self) -> None:
        """`kill -9` somebody, and start another."""
        victim = self.running.pop(random.randrange(len(self.running)))  # noqa: S311 - chance
        victim.kill()
        victim.wait()
        self.start()

    def stop(self) -> None:
        """Kill everybody."""
        for process in self.running:
            process.kill()
            process.wait()


@asynccontextmanager
async def workers(stage: Stage, log: Path, count: int) -> AsyncIterator[Workers]:
    """So many workers, for the length of the block, on a clock that runs."""
    crowd = Workers(stage, log)
    async with hurrying(stage.clock, _SPEED):
        try:
            for _ in range(count):
                crowd.start()
            yield crowd
        finally:
            crowd.stop()


async def _publish_all(stage: Stage) -> None:
    targets: list[SocialAccount] = []
    for number in range(TARGETS):
        targets.append(await link_channel(stage, f"channel {number}"))
        targets.append(await link_wall(stage, f"wall {number}"))
    for number in range(POSTS):
        content = Content(text=f"post number {number} of {POSTS}")
        await stage.publish(targets[number % len(targets)], content)


async def _publish_files(stage: Stage) -> int:
    """Pictures, carousels and videos, the same in every post; how many posts.

    Not by a session: by that, ten posts go in a day.
    """
    posts = 0
    for scene in (each for each in HIDDEN if each.link is not link_session):
        await stage.control.settings(**scene.switches)
        targets = [await scene.link(stage, f"{scene.name} {lane}") for lane in range(LANES)]
        known: Sequence[Media] = ()
        for number in range(FILES * LANES):
            content = await scene.content(stage, number, large=False, known=known)
            known = content.media
            await stage.publish(targets[number % LANES], content)
            posts += 1
    return posts


async def _try_again(stage: Stage) -> bool:
    """What was in hand whenever a worker died is set aside, and goes when a person says so."""
    async with stage.deps.db.begin() as session:
        aside = select(Delivery).where(Delivery.state == "failed", Delivery.reason == "poison")
        rows = list((await session.execute(aside)).scalars())
    for row in rows:
        assert await orders.retry(stage.deps, stage.alice.space_id, row.id, row.version)
    return bool(rows)


async def _rested(stage: Stage) -> int:
    async with stage.deps.db.begin() as session:
        resting = select(func.count()).where(Delivery.state.in_(AT_REST))
        return int((await session.execute(resting)).scalar_one())


async def _until_all_rest(
    stage: Stage, disturb: Callable[[], Awaitable[None]], posts: int = POSTS
) -> None:
    try:
        async with asyncio.timeout(_PATIENCE_S):
            while await _rested(stage) < posts:
                await disturb()
    except TimeoutError:
        rows = (await stage.history()).deliveries
        restless = [row for row in rows if row.state not in AT_REST]
        told = [(row.id, row.state, row.reason, row.error_code, row.tries) for row in restless]
        raise AssertionError(f"no rest in {told}") from None


async def _prove(stage: Stage, posts: int = POSTS) -> None:
    history = await stage.history()
    assert history.violations() == []
    assert len(history.deliveries) == posts
    aside = [row for row in history.deliveries if row.state != "published"]
    assert not aside, [(row.id, row.state, row.reason, row.error_code) for row in aside]
    ours = [entry for entry in history.ledger if entry["attempt"]]
    assert len(ours) == posts


async def test_killing_workers_at_random_loses_and_doubles_nothing(
    stage: Stage, tmp_path: Path
) -> None:
    await _publish_all(stage)
    posts = POSTS + await _publish_files(stage)
    killed = 0
    async with workers(stage, tmp_path / "workers.log", 2) as crowd:

        async def kill_sometimes() -> None:
            nonlocal killed
            await asyncio.sleep(random.uniform(1.0, 4.0))  # noqa: S311 - chance, not a secret
            if killed < 12:
                crowd.kill_one()
                killed += 1

        await _until_all_rest(stage, kill_sometimes, posts)
        while await _try_again(stage):
            await _until_all_rest(stage, kill_sometimes, posts)
    assert killed >= 3
    await _prove(stage, posts)


async def test_flushing_redis_loses_and_doubles_nothing(stage: Stage, tmp_path: Path) -> None:
    await _publish_all(stage)
    redis = Redis.from_url(stage.settings.redis_url)
    async with workers(stage, tmp_path / "workers.log", 2):

        async def flush() -> None:
            await asyncio.sleep(1.0)
            await redis.flushall()

        await _until_all_rest(stage, flush)
    await redis.aclose()
    await _prove(stage)


async def test_a_minute_without_redis_loses_and_doubles_nothing(
    stage: Stage, tmp_path: Path, servers: EmbeddedServers
) -> None:
    assert servers.valkey is not None, "this needs a Redis of our own"
    await _publish_all(stage)
    async with workers(stage, tmp_path / "workers.log", 2):
        await asyncio.to_thread(servers.valkey.stop)
        with suppress(TimeoutError):
            async with asyncio.timeout(60):
                await _until_all_rest(stage, lambda: asyncio.sleep(0.5))
        assert await _rested(stage) > POSTS // 2, "posts must go out without Redis"
        await asyncio.to_thread(servers.valkey.start)
        await _until_all_rest(stage, lambda: asyncio.sleep(0.5))
    await _prove(stage)
