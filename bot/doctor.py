"""`python -m bot doctor`: what is set up, what is missing, one line each."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import asyncpg
from aiohttp import ClientError, ClientSession, ClientTimeout
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.parts import say
from bot.run import Given
from services.embedded.binaries import OLDEST_POSTGRES, find_valkey
from services.embedded.folder import make_folder
from services.embedded.place import settle
from services.embedded.postgres import fitting_postgres, made_by
from services.errors import CrossPosterError, SettingsError, StartError
from services.settings import Settings

_TIMEOUT_S = 10.0
_CLOCKS_APART_S = 2.0
_OWN = "our.own"

Check = Callable[[Settings], Awaitable[str]]


async def examine() -> bool:
    """Look at everything and say it; whether all is well."""
    try:
        settings = _settings()
    except SettingsError as error:
        say(f"[!!] settings: {error}")
        return False
    say("[ok] settings: complete")
    return all([await _report(name, check, settings) for name, check in _CHECKS.items()])


async def _report(name: str, check: Check, settings: Settings) -> bool:
    try:
        async with asyncio.timeout(_TIMEOUT_S):
            said = await check(settings)
    except (CrossPosterError, *_OUTSIDE) as error:
        say(f"[!!] {name}: {_one_line(error)}")
        return False
    say(f"[ok] {name}: {said}")
    return True


_OUTSIDE = (
    OSError,
    TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    RedisError,
    ClientError,
)


def _one_line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]


def _settings() -> Settings:
    given = Given.load()
    return Settings.load(
        database_url=given.database_url or f"postgresql://{_OWN}",
        redis_url=given.redis_url or f"redis://{_OWN}",
    )


async def _data_folder(settings: Settings) -> str:
    return f"{make_folder(settings.data_dir).resolve()} can be written"


async def _database(settings: Settings) -> str:
    if settings.database_url.endswith(_OWN):
        place = settle(settings.data_dir.resolve())
        found = fitting_postgres(place, made_by(place.home / "postgres/cluster"), None)
        return f"none given; `run` starts PostgreSQL {found.major} from {found.bin_dir}"
    connection = await asyncpg.connect(settings.database_url.replace("+asyncpg", ""))
    try:
        major = connection.get_server_version().major
        if major < OLDEST_POSTGRES:
            raise StartError(f"PostgreSQL {major} is too old: {OLDEST_POSTGRES} or newer is needed")
        apart = await connection.fetchval("SELECT clock_timestamp()") - datetime.now(UTC)
        if abs(apart.total_seconds()) > _CLOCKS_APART_S:
            raise StartError(f"its clock is {apart.total_seconds():+.0f} s off this machine's")
        return f"PostgreSQL {major} answers, and the clocks agree"
    finally:
        await connection.close()


async def _queue(settings: Settings) -> str:
    if settings.redis_url.endswith(_OWN):
        return f"none given; `run` starts {find_valkey()}"
    async with Redis.from_url(settings.redis_url) as redis:
        version = (await redis.info("server"))["redis_version"]
    return f"Redis {version} answers"


async def _token(settings: Settings) -> str:
    """Ask without the token in any message: an error must not carry the address."""
    token = settings.telegram_token.get_secret_value()
    address = f"{settings.telegram_api_url.rstrip('/')}/bot{token}/getMe"
    async with ClientSession(timeout=ClientTimeout(total=_TIMEOUT_S)) as session:
        try:
            async with session.get(address) as answer:
                said = await answer.json(content_type=None)
        except ValueError as error:
            raise StartError("the Bot API server answers, but not as one") from error
        except ClientError as error:
            raise StartError(f"the Bot API server is out of reach ({type(error).__name__})") from (
                None
            )
    if not said.get("ok"):
        raise StartError(f"Telegram refuses it: {said.get('description', 'no reason given')}")
    return f"it belongs to @{said['result']['username']}"


async def _people(settings: Settings) -> str:
    if not settings.is_private:
        return "anybody may use the bot; names after ADMINS make it private"
    named = len(settings.admins | settings.allowed)
    return f"the bot is private; named: {named}, administrators among them: {len(settings.admins)}"


_CHECKS: dict[str, Check] = {
    "people": _people,
    "data folder": _data_folder,
    "database": _database,
    "queue": _queue,
    "token": _token,
}
