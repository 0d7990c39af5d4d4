"""`make run`: the bot and a worker for a small server, with the token from `.env`."""

import asyncio
from pathlib import Path

from bot.migrating import is_current
from bot.parts import Part, say, whole_environment
from bot.supervisor import Supervisor
from services.embedded import owned
from services.settings import EnvironmentSettings, Settings


class Given(EnvironmentSettings):
    """What decides, before anything runs, which servers are ours to start."""

    database_url: str = ""
    redis_url: str = ""
    data_dir: Path = Path("data")


def run() -> None:
    """Run until told to stop.

    Raises:
        SettingsError: A setting is wrong; nothing was started.
        StartError: One line that says what is in the way.
    """
    given = Given.load()
    Settings.load(
        database_url=given.database_url or "postgresql://our.own",
        redis_url=given.redis_url or "redis://our.own",
    )
    say("Starting...")
    data_dir = given.data_dir.resolve()
    with owned(data_dir):
        asyncio.run(Supervisor(data_dir).run(lambda supervisor: _prepare(supervisor, given)))
    say("Stopped.")


async def _prepare(supervisor: Supervisor, given: Given) -> None:
    for name in ("bot", "worker"):
        await supervisor.keep(_part(name, whole_environment()))
    urls = supervisor.start_servers(database_url=given.database_url, redis_url=given.redis_url)
    environment = {"DATABASE_URL": urls.database_url, "REDIS_URL": urls.redis_url}
    if not await is_current(urls.database_url):
        await supervisor.once(_part("migration", {**whole_environment(), **environment}, "migrate"))
    supervisor.gate.open(environment)
    say("CrossPoster is running: write to your bot. Ctrl-C stops it.")


def _part(name: str, environment: dict[str, str], command: str = "") -> Part:
    return Part(name, ["-m", "bot", command or name], environment, cwd=Path.cwd())
