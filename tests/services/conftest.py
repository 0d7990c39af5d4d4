"""A house with a pinboard outside it, and the people who use it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from arq.connections import ArqRedis
from pydantic import SecretStr
from redis.asyncio import ConnectionPool

from db.database import Database
from services.bell import Bell
from services.clock import SystemClock
from services.deps import Deps
from services.limits import Limiter
from services.links import MediaLinks
from services.settings import Settings
from services.vault import Vault
from tests import people
from tests.people import Owner
from tests.services.pinboard import Pinboard

NOBODY_LISTENS = "redis://127.0.0.1:1/0"


@pytest.fixture
def pinboard() -> Pinboard:
    """The network outside."""
    return Pinboard()


@pytest.fixture
async def house(clean_database: str, tmp_path: Path, pinboard: Pinboard) -> AsyncIterator[Deps]:
    """The product's parts; its bell rings where nobody listens."""
    settings = Settings(
        _env_file=None,
        telegram_token=SecretStr("7000000001:SANDBOX-not-a-real-token-AAAAAAAAAAAA"),
        database_url=clean_database,
        redis_url=NOBODY_LISTENS,
        data_dir=tmp_path,
    )
    db, clock = Database(clean_database), SystemClock()
    redis = ArqRedis(ConnectionPool.from_url(settings.redis_url))
    vault = await Vault.open_vault(settings, db)
    yield Deps(
        settings=settings,
        clock=clock,
        db=db,
        bell=Bell(redis),
        limiter=Limiter(redis, clock),
        vault=vault,
        links=MediaLinks(settings, vault),
        networks={pinboard.key: pinboard},
    )
    await redis.aclose()
    await db.close()


@pytest.fixture
async def alice(house: Deps) -> Owner:
    """She owns."""
    async with house.db.begin() as session:
        return await people.owner(session, people.ALICE, house.clock.now())


@pytest.fixture
async def bob(house: Deps) -> Owner:
    """He owns something else."""
    async with house.db.begin() as session:
        return await people.owner(session, people.BOB, house.clock.now())
