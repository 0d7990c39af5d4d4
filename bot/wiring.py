"""The composition root: settings become one frozen `Deps`, opened and closed here."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import cast

from aiogram import Bot
from arq.connections import ArqRedis
from redis.asyncio import Redis
from sqlalchemy.exc import DBAPIError, ProgrammingError

from db.database import Database
from services.bell import Bell, deserialize, serialize
from services.clock import Clock, SharedClock, SystemClock
from services.deps import Deps
from services.errors import StartError
from services.limits import Limiter
from services.links import MediaLinks
from services.networks.registry import open_networks
from services.networks.telegram.network import TelegramNetwork
from services.settings import Settings
from services.vault import Vault

_REDIS_PATIENCE_S = 0.5
_CLOCKS_APART_S = 2.0


@asynccontextmanager
async def open_deps(settings: Settings, clock: Clock | None = None) -> AsyncIterator[Deps]:
    """Everything that a process works with, for the length of the block.

    Args:
        settings: What it was told at its start.
        clock: Whose time counts; the machine's own, or the sandbox's, if not given.

    Raises:
        StartError: The database cannot be reached, a clock is wrong or a key does not fit.
    """
    async with AsyncExitStack() as stack:
        clock = clock or _clock(settings)
        db = Database(settings.database_url, pool_size=settings.publish_at_once)
        stack.push_async_callback(db.close)
        await _check_clock(db)
        redis = _redis(settings)
        stack.push_async_callback(redis.aclose)
        limiter = Limiter(redis, clock)
        networks = open_networks(settings, clock, limiter.wait)
        for network in networks.values():
            stack.push_async_callback(network.close)
        vault = await _open_vault(settings, db)
        yield Deps(
            settings=settings,
            clock=clock,
            db=db,
            bell=Bell(redis),
            limiter=limiter,
            vault=vault,
            links=MediaLinks(settings, vault),
            networks=networks,
        )


def _clock(settings: Settings) -> Clock:
    return SharedClock(settings.clock_file) if settings.clock_file else SystemClock()


def telegram_bot(deps: Deps) -> Bot:
    """The one bot of this process; cards, questions and deliveries share its pace."""
    return cast(TelegramNetwork, deps.networks["telegram"]).bot


def _redis(settings: Settings) -> ArqRedis:
    """One pool for the bell and the limiter; both live without it, so nothing waits for long."""
    pool = Redis.from_url(
        settings.redis_url,
        socket_connect_timeout=_REDIS_PATIENCE_S,
        socket_timeout=_REDIS_PATIENCE_S,
    ).connection_pool
    return ArqRedis(
        pool, job_serializer=serialize, job_deserializer=deserialize, expires_extra_ms=60_000
    )


async def _open_vault(settings: Settings, db: Database) -> Vault:
    """It is the first who looks into the tables."""
    try:
        return await Vault.open_vault(settings, db)
    except ProgrammingError:
        raise StartError(
            "DATABASE_URL: the database has no tables of ours yet: `python -m bot migrate` first"
        ) from None


async def _check_clock(db: Database) -> None:
    """The machine's own clock must agree with the database's, or nothing here is in order."""
    try:
        theirs = await db.now()
    except (OSError, DBAPIError) as error:
        why = str(error).splitlines()[0]
        raise StartError(f"DATABASE_URL: the database does not answer ({why})") from None
    apart = abs((SystemClock().now() - theirs).total_seconds())
    if apart > _CLOCKS_APART_S:
        raise StartError(
            f"this machine's clock is {apart:.0f} s off the database's: set the time, then start"
        )
