"""The servers of our own: start, remember, survive, and leave nothing behind."""

import os
import shutil
import signal
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from services.embedded import EmbeddedServers, embedded_servers
from services.embedded.binaries import (
    copy_postgres,
    find_valkey,
    postgres_folders,
    readable_postgres,
)
from services.embedded.folder import start_on_a_port
from services.embedded.place import Place, settle
from services.embedded.postgres import EmbeddedPostgres, fitting_postgres
from services.embedded.process import Guise, fitting_guises
from services.embedded.valkey import EmbeddedValkey
from services.errors import StartError
from tests.conftest import connect
from tests.embedded.conftest import StartOwner, is_running, owner_of, python_for

NOWHERE = "/nowhere"
NOBODY = 65534
ALICE_KEY = "kept"


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="crossposter-embedded-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


async def write_something(servers: EmbeddedServers) -> None:
    connection = await connect(servers.database_url)
    await connection.execute("CREATE TABLE kept (word text)")
    await connection.execute("INSERT INTO kept VALUES ('щука')")
    await connection.close()
    async with Redis.from_url(servers.redis_url) as redis:
        await redis.set(ALICE_KEY, "щука")


async def read_it_back(servers: EmbeddedServers) -> tuple[str, str]:
    connection = await connect(servers.database_url)
    row = await connection.fetchval("SELECT lower(upper(word)) FROM kept")
    await connection.close()
    async with Redis.from_url(servers.redis_url) as redis:
        return row, (await redis.get(ALICE_KEY)).decode()


@pytest.mark.parametrize("search_path", [None, NOWHERE], ids=["any", "wheels"])
async def test_a_second_start_finds_the_data_at_the_same_address(
    folder: Path, search_path: str | None
) -> None:
    with embedded_servers(folder, search_path=search_path) as servers:
        first = servers.urls
        await write_something(servers)
    with embedded_servers(folder, search_path=search_path) as servers:
        assert servers.urls == first
        assert await read_it_back(servers) == ("щука", "щука")


async def test_a_wrong_password_opens_neither_server(servers: EmbeddedServers) -> None:
    user, _, rest = servers.database_url.partition("@")
    with pytest.raises(Exception, match="password authentication failed"):
        await connect(f"{user}x@{rest}")
    async with Redis.from_url(f"redis://{servers.redis_url.rpartition('@')[2]}") as redis:
        with pytest.raises(Exception, match=r"(?i)authentication required"):
            await redis.ping()


async def test_the_servers_listen_on_loopback_alone(servers: EmbeddedServers) -> None:
    connection = await connect(servers.database_url)
    assert await connection.fetchval("SHOW listen_addresses") == "127.0.0.1"
    assert await connection.fetchval("SHOW unix_socket_directories") == ""
    await connection.close()
    async with Redis.from_url(servers.redis_url) as redis:
        assert (await redis.config_get("bind"))["bind"] == "127.0.0.1"


def test_passwords_are_readable_by_their_owner_alone(folder: Path) -> None:
    with embedded_servers(folder, durable=False):
        for name in ("postgres.password", "valkey.password", "valkey/valkey.conf"):
            assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600


def test_no_parent_folder_changes_owner_or_permissions(folder: Path) -> None:
    private = folder / "home"
    private.mkdir(mode=0o700)
    before = [(path.stat().st_mode, path.stat().st_uid) for path in (folder, private)]
    with embedded_servers(private / "data", durable=False):
        after = [(path.stat().st_mode, path.stat().st_uid) for path in (folder, private)]
    assert after == before


def test_a_given_address_is_used_and_its_server_not_started(folder: Path) -> None:
    given = "postgresql+asyncpg://alice@127.0.0.1:1/kitchen"
    with embedded_servers(folder, durable=False, database_url=given) as servers:
        assert servers.database_url == given
        assert [server.name for server in servers.own] == ["Valkey"]


async def test_a_killed_server_is_revived_with_what_it_had(folder: Path) -> None:
    with embedded_servers(folder) as servers:
        await write_something(servers)
        for server in servers.own:
            server.kill()
        assert servers.revive() == ["PostgreSQL", "Valkey"]
        assert servers.revive() == []
        assert (await read_it_back(servers))[0] == "щука"


def test_two_owners_of_one_folder_are_refused(folder: Path) -> None:
    with (
        embedded_servers(folder, durable=False),
        pytest.raises(StartError, match="Another CrossPoster is running on"),
        embedded_servers(folder, durable=False),
    ):
        pass


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_owner_leaves_no_orphan(
    folder: Path, start_owner: StartOwner, how: signal.Signals
) -> None:
    owner, said = start_owner(folder)
    owner.send_signal(how)
    owner.wait()
    until = time.monotonic() + 10
    while any(map(is_running, said.pids)) and time.monotonic() < until:
        time.sleep(0.02)
    assert not any(map(is_running, said.pids))
    with embedded_servers(folder, durable=False) as servers:
        assert servers.database_url == said.database_url


@pytest.mark.parametrize("number", [1, os.getpid()], ids=["init", "us"])
def test_a_stale_pid_file_that_names_another_program_does_not_block(
    folder: Path, number: int
) -> None:
    with embedded_servers(folder, durable=False):
        pid_file = folder / "postgres/cluster/postmaster.pid"
        lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(number), *lines[1:]]) + "\n")
    with embedded_servers(folder, durable=False) as servers:
        assert servers.postgres
        assert servers.postgres.is_alive()


def test_a_start_killed_half_way_is_begun_anew(folder: Path) -> None:
    half = folder / "postgres/cluster.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with embedded_servers(folder, durable=False) as servers:
        assert servers.postgres
        assert servers.postgres.is_alive()


def test_data_of_an_unknown_version_is_named_in_one_line(folder: Path) -> None:
    (folder / "postgres/cluster").mkdir(parents=True)
    (folder / "postgres/cluster/PG_VERSION").write_text("12\n")
    with (
        pytest.raises(StartError, match="is PostgreSQL 12's, but here is") as caught,
        embedded_servers(folder, durable=False),
    ):
        pass
    assert "\n" not in str(caught.value)


def test_data_of_an_older_version_gets_its_own_programs(folder: Path) -> None:
    found = fitting_postgres(settle(folder), 16, NOWHERE)
    assert found.major == 16


def test_a_port_that_somebody_took_is_replaced(folder: Path) -> None:
    with embedded_servers(folder, durable=False) as servers:
        taken = servers.urls
        other = folder / "other"
        other.mkdir()
        for name in ("postgres.port", "valkey.port"):
            shutil.copy(folder / name, other / name)
        with embedded_servers(other, durable=False) as second:
            assert second.urls.database_url.rpartition("@")[2] != taken.database_url
            assert all(server.is_alive() for server in second.own)


def test_a_port_lost_at_the_last_moment_is_replaced(tmp_path: Path) -> None:
    tried = []

    def start(port: int) -> None:
        tried.append(port)
        if len(tried) == 1:
            raise StartError("somebody was quicker")

    port = start_on_a_port(tmp_path / "port", start)
    assert port == tried[1] != tried[0]
    assert (tmp_path / "port").read_text() == str(port)


def test_a_folder_that_cannot_be_made_is_named(folder: Path) -> None:
    (folder / "file").write_text("in the way")
    with (
        pytest.raises(StartError, match="Cannot make the folder"),
        embedded_servers(folder / "file" / "data"),
    ):
        pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize("search_path", ["", NOWHERE], ids=["any", "wheels"])
def test_an_ordinary_user_starts_them_plainly(
    folder: Path, start_owner: StartOwner, search_path: str
) -> None:
    if not (python := python_for(NOBODY)):
        pytest.skip("no other user can read this project here")
    os.chown(folder, NOBODY, NOBODY)
    _, said = start_owner(folder, search_path=search_path, user=NOBODY, python=python)
    assert {owner_of(pid) for pid in said.pids} == {NOBODY}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
async def test_where_namespaces_are_refused_root_becomes_nobody(folder: Path) -> None:
    place = Place(folder, Guise.NOBODY)
    postgres = EmbeddedPostgres(place, durable=False, search_path=NOWHERE)
    postgres.start()
    assert owner_of(postgres.pid) == NOBODY
    connection = await connect(postgres.url)
    assert await connection.fetchval("SELECT 1") == 1
    await connection.close()
    postgres.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_programs_in_a_closed_folder_are_copied_and_the_folder_stays_closed(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    shutil.copy(find_valkey(NOWHERE), closed / "valkey-server")
    valkey = EmbeddedValkey(Place(folder, Guise.NOBODY), durable=False, search_path=str(closed))
    valkey.start()
    assert owner_of(valkey.pid) == NOBODY
    valkey.stop()
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


def test_a_copy_of_the_wheel_runs_without_the_wheel(folder: Path) -> None:
    original = next(postgres_folders(NOWHERE))
    copy = copy_postgres(original, folder)
    assert copy.is_relative_to(folder)
    assert readable_postgres(copy, fitting_guises()[0]) is not None
