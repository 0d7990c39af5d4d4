"""Real servers, one set for each xdist worker, and the sandbox beside them."""

import gc
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from bot.loopback import stay_on_loopback
from db.migrate import upgrade
from services.embedded import EmbeddedServers, embedded_servers
from services.embedded.folder import LOOPBACK, free_port
from services.embedded.process import dying_with_us
from services.networks.registry import sandbox_addresses
from services.settings import Settings
from tests.environment import ROOT, quiet_environment
from tests.sandbox_control import LEDGER

_READY_TIMEOUT_S = 20
_LOOK_S = 0.02
_OFFSET_ZERO = bytes(8)

MakeDatabase = Callable[..., Awaitable[str]]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at how many boundaries workers have died, if they have."""
    passed = terminalreporter.getreports("passed")
    counts = [
        count for report in passed for name, count in report.user_properties if name == "boundaries"
    ]
    if counts:
        terminalreporter.write_line(f"workers died at {sum(counts)} boundaries")


def pytest_configure() -> None:
    """No socket of a test leaves this machine."""
    stay_on_loopback()
    # Looking through every module of the house for garbage, again and again, costs a twentieth.
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def data_dir() -> Iterator[Path]:
    """A folder of this worker, open enough for a server that runs as `nobody`."""
    folder = Path(tempfile.mkdtemp(prefix="crossposter-tests-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def servers(data_dir: Path) -> Iterator[EmbeddedServers]:
    """PostgreSQL and Valkey of this worker; a test may stop them if it starts them again."""
    with embedded_servers(data_dir / "servers", durable=False) as running:
        yield running


@pytest.fixture(scope="session")
async def make_database(servers: EmbeddedServers) -> MakeDatabase:
    """Make one more database on this worker's server.

    Call it with a name and, for tests of the migrations, with `migrated=False`.
    """
    await upgrade(servers.database_url)
    template = servers.database_url.rpartition("/")[2]

    async def make(name: str, *, migrated: bool = True) -> str:
        origin = template if migrated else "template0"
        connection = await connect(at_database(servers.database_url, "postgres"))
        try:
            await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{origin}"')
        finally:
            await connection.close()
        return at_database(servers.database_url, name)

    return make


@pytest.fixture(scope="session")
async def database_url(make_database: MakeDatabase) -> str:
    """The migrated database of this worker."""
    return await make_database("tests")


@pytest.fixture(scope="session")
def redis_url(servers: EmbeddedServers) -> str:
    """The queue of this worker."""
    return servers.redis_url


@pytest.fixture(scope="session")
async def sweeper(database_url: str) -> AsyncIterator[tuple["asyncpg.Connection[Any]", str]]:
    """A connection, and the one statement that empties every table."""
    connection = await connect(database_url)
    await connection.execute("SET session_replication_role = replica")
    names = await connection.fetch(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        " AND tablename <> 'alembic_version'"
    )
    yield connection, ";".join(f'DELETE FROM "{row[0]}"' for row in names)  # noqa: S608
    await connection.close()


@pytest.fixture
async def clean_database(sweeper: tuple["asyncpg.Connection[Any]", str], database_url: str) -> str:
    """The database of this worker, without a row."""
    connection, statement = sweeper
    await connection.execute(statement)
    return database_url


@pytest.fixture(scope="session")
def clock_file(data_dir: Path) -> Path:
    """The one clock that the product and the sandbox share; a double of seconds ahead."""
    path = data_dir / "clock"
    path.write_bytes(_OFFSET_ZERO)
    return path


@pytest.fixture(scope="session")
def sandbox_url(data_dir: Path, clock_file: Path) -> Iterator[str]:
    """The origin of a running sandbox of this worker."""
    port = free_port()
    url = f"http://{LOOPBACK}:{port}"
    arguments = ["--port", str(port), "--data", str(data_dir / "sandbox"), "--clock"]
    program = [sys.executable, "-m", "services.sandbox", *arguments, str(clock_file)]
    log_path = data_dir / "sandbox.log"
    with log_path.open("wb") as log:
        process = subprocess.Popen(
            dying_with_us(program), stdout=log, stderr=log, cwd=ROOT, env=quiet_environment()
        )
    try:
        _wait_for_sandbox(process, url, log_path)
        yield url
    finally:
        process.terminate()
        process.wait(_READY_TIMEOUT_S)


@pytest.fixture
def networks_pretended(sandbox_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every network that is opened talks to the sandbox, as in `make demo`."""
    for name, address in sandbox_addresses(sandbox_url).items():
        monkeypatch.setenv(name, address)


def _wait_for_sandbox(process: "subprocess.Popen[bytes]", url: str, log_path: Path) -> None:
    until = time.monotonic() + _READY_TIMEOUT_S
    while process.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{url}/control/health", timeout=1):
                return
        except OSError:
            time.sleep(_LOOK_S)
    pytest.fail(f"the sandbox did not start:\n{log_path.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def web_port() -> int:
    """Where the product of this worker serves, media for the networks among it."""
    return free_port()


@pytest.fixture
def settings(
    clean_database: str,
    redis_url: str,
    sandbox_url: str,
    clock_file: Path,
    tmp_path: Path,
    web_port: int,
    networks_pretended: None,
) -> Settings:
    """Settings of a process that plays with the sandbox."""
    return Settings(
        _env_file=None,
        telegram_token="7000000001:SANDBOX-not-a-real-token-AAAAAAAAAAAA",
        telegram_api_url=sandbox_url,
        telegram_ledger_chat_id=LEDGER,
        database_url=clean_database,
        redis_url=redis_url,
        data_dir=tmp_path,
        web_port=web_port,
        clock_file=clock_file,
        sandbox=True,
    )


async def connect(database_url: str) -> "asyncpg.Connection[Any]":
    """A plain connection to a database given by its SQLAlchemy address."""
    return await asyncpg.connect(database_url.replace("+asyncpg", ""))


def at_database(database_url: str, name: str) -> str:
    """The same server, another database."""
    return f"{database_url.rpartition('/')[0]}/{name}"
