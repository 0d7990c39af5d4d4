"""Both servers together, owned by one process."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from services.embedded.folder import owned
from services.embedded.place import settle
from services.embedded.postgres import EmbeddedPostgres
from services.embedded.valkey import EmbeddedValkey


@dataclass(frozen=True)
class Urls:
    """Where the servers listen, passwords included: never print them."""

    database_url: str
    redis_url: str


@dataclass(frozen=True)
class EmbeddedServers:
    """What was started here; None stands for a server that somebody else runs.

    `home` is where they keep their data: the given folder, unless they may not enter it.
    """

    urls: Urls
    home: Path
    postgres: EmbeddedPostgres | None
    valkey: EmbeddedValkey | None

    @property
    def database_url(self) -> str:
        """The database's address, for SQLAlchemy with asyncpg."""
        return self.urls.database_url

    @property
    def redis_url(self) -> str:
        """The queue's address."""
        return self.urls.redis_url

    @property
    def own(self) -> list[EmbeddedPostgres | EmbeddedValkey]:
        """The servers that were started here, in the order of starting."""
        return [server for server in (self.postgres, self.valkey) if server]

    def revive(self) -> list[str]:
        """Start again what has died, at its old address.

        Returns:
            The names of the servers that had to be started.

        Raises:
            StartError: One of them does not come back.
        """
        dead = [server for server in self.own if not server.is_alive()]
        for server in dead:
            server.start()
        return [server.name for server in dead]


@contextmanager
def embedded_servers(
    data_dir: Path,
    *,
    durable: bool = True,
    database_url: str = "",
    redis_url: str = "",
    search_path: str | None = None,
) -> Iterator[EmbeddedServers]:
    """Own a data folder and run its servers for as long as the block runs.

    The arguments are those of `running_servers`.

    Raises:
        StartError: One line that says why they cannot run.
    """
    with (
        owned(data_dir),
        running_servers(
            data_dir,
            durable=durable,
            database_url=database_url,
            redis_url=redis_url,
            search_path=search_path,
        ) as servers,
    ):
        yield servers


@contextmanager
def running_servers(
    data_dir: Path,
    *,
    durable: bool = True,
    database_url: str = "",
    redis_url: str = "",
    search_path: str | None = None,
) -> Iterator[EmbeddedServers]:
    """Run the servers whose addresses are not given, in a folder that the caller owns.

    Args:
        data_dir: Where they keep data, passwords and ports; one owner at a time.
        durable: False trades safety against power loss for speed; for tests.
        database_url: An existing database's address, or empty.
        redis_url: An existing Redis's address, or empty.
        search_path: What to use for `PATH`; None means the environment's.

    Raises:
        StartError: One line that says why they cannot run.
    """
    with ExitStack() as stack:
        postgres = valkey = None
        home = data_dir.resolve()
        if not (database_url and redis_url):
            place = settle(home)
            home = place.home
            if not database_url:
                postgres = EmbeddedPostgres(place, durable=durable, search_path=search_path)
                stack.callback(postgres.stop)
                postgres.start()
            if not redis_url:
                valkey = EmbeddedValkey(place, durable=durable, search_path=search_path)
                stack.callback(valkey.stop)
                valkey.start()
        urls = Urls(postgres.url if postgres else database_url, valkey.url if valkey else redis_url)
        yield EmbeddedServers(urls, home, postgres, valkey)
