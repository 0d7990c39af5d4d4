"""`make run`: the bot and a worker for a small server, with the token from `.env`."""

import asyncio
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.migrating import is_current
from bot.supervisor import Part, Supervisor, say, whole_environment
from services.embedded import Urls, embedded_servers
from services.settings import load_settings


class Given(BaseSettings):
    """What decides, before anything runs, which servers are ours to start."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    database_url: str = ""
    redis_url: str = ""
    data_dir: Path = Path("data")


def run() -> None:
    """Run until told to stop.

    Raises:
        SettingsError: A setting is wrong; nothing was started.
        StartError: One line that says what is in the way.
    """
    given = Given()
    load_settings(
        database_url=given.database_url or "postgresql://our.own",
        redis_url=given.redis_url or "redis://our.own",
    )
    say("Starting...")
    with embedded_servers(
        given.data_dir, database_url=given.database_url, redis_url=given.redis_url
    ) as servers:
        asyncio.run(Supervisor(servers, given.data_dir.resolve()).run(_prepare))
    say("Stopped.")


async def _prepare(supervisor: Supervisor) -> None:
    environment = _environment(supervisor.servers.urls)
    for name in ("bot", "worker"):
        supervisor.keep(_part(name, environment))
    if not await is_current(supervisor.servers.database_url):
        await supervisor.once(_part("migration", environment, "migrate"))
    supervisor.gate.open()
    say("CrossPoster is running: write to your bot. Ctrl-C stops it.")


def _part(name: str, environment: dict[str, str], command: str = "") -> Part:
    return Part(name, ["-m", "bot", command or name], environment, cwd=Path.cwd())


def _environment(urls: Urls) -> dict[str, str]:
    return {
        **whole_environment(),
        "DATABASE_URL": urls.database_url,
        "REDIS_URL": urls.redis_url,
    }
