"""The bot's parts on a real database, with Redis stopped and a scripted Bot API outside."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import structlog
from aiogram import Bot
from arq.connections import ArqRedis
from redis.asyncio import Redis

from db.database import Database
from services.bell import Bell
from services.clock import SharedClock
from services.deps import Deps
from services.limits import Limiter
from services.links import MediaLinks
from services.networks.telegram.bot import open_bot
from services.settings import Settings
from services.vault import Vault
from tests.bot.wire import Wire, wire_server

_NOBODY_LISTENS = "redis://127.0.0.1:1/0"


@pytest.fixture(autouse=True, scope="session")
def plain_logs() -> None:
    """Tracebacks without everybody's variables, which take seconds to draw."""
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.processors.add_log_level, plain])


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    """A Bot API server that does what its script says."""
    async with wire_server() as wire:
        yield wire


@pytest.fixture
def settings(clean_database: str, wire: Wire, tmp_path: Path) -> Settings:
    """Settings of a bot process whose Redis is stopped."""
    return Settings(
        _env_file=None,
        telegram_token="7000000001:SANDBOX-not-a-real-token-AAAAAAAAAAAA",
        telegram_api_url=wire.url,
        database_url=clean_database,
        redis_url=_NOBODY_LISTENS,
        data_dir=tmp_path,
        sandbox=True,
    )


@pytest.fixture
def clock(clock_file: Path) -> SharedClock:
    """A clock that the test moves."""
    return SharedClock(clock_file)


@pytest.fixture
async def deps(settings: Settings, clock: SharedClock) -> AsyncIterator[Deps]:
    """The parts of a bot process; no networks are linked."""
    db = Database(settings.database_url)
    redis: ArqRedis = ArqRedis(Redis.from_url(settings.redis_url).connection_pool)
    vault = await Vault.open_vault(settings, db)
    yield Deps(
        settings=settings,
        clock=clock,
        db=db,
        bell=Bell(redis),
        limiter=Limiter(redis, clock),
        vault=vault,
        links=MediaLinks(settings, vault),
        networks={},
    )
    await redis.aclose()
    await db.close()


@pytest.fixture
async def bot(deps: Deps) -> AsyncIterator[Bot]:
    """The bot as production opens it."""
    bot = open_bot(deps.settings, deps.clock, deps.limiter.wait)
    yield bot
    await bot.session.close()
