"""A PostgreSQL server of our own: made once, started, stopped."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from services.embedded.binaries import (
    OLDEST_POSTGRES,
    PostgresBinaries,
    copy_postgres,
    is_from_wheel,
    postgres_folders,
    readable_postgres,
)
from services.embedded.folder import (
    LOOPBACK,
    remembered_password,
    start_on_a_port,
    write_private,
)
from services.embedded.place import Place, give_to
from services.embedded.process import Server, bare_environment, died, dying_with_us
from services.errors import StartError

_USER = "crossposter"
_READY_TIMEOUT_S = 60
_ORPHAN_TIMEOUT_S = 10
_LOOK_S = 0.01
_STATUS_LINE = 7
_FAST = ["fsync=off", "full_page_writes=off", "synchronous_commit=off"]
_STEADY = ["max_connections=200", "timezone=UTC", "log_timezone=UTC", "lc_messages=C"]


class EmbeddedPostgres:
    """One database cluster in one folder.

    Args:
        place: Whose folder, and as whom.
        durable: False gives up safety against power loss for speed; for tests.
        search_path: What to use for `PATH`; None means the environment's.
    """

    name = "PostgreSQL"

    def __init__(self, place: Place, *, durable: bool, search_path: str | None = None) -> None:
        self._place = place
        self._durable = durable
        self._folder = place.folder("postgres")
        self._cluster = self._folder / "cluster"
        self._log_path = place.home / "postgres.log"
        self._password = remembered_password(place.home / "postgres.password")
        self._binaries = fitting_postgres(place, made_by(self._cluster), search_path)
        self._port = 0
        self._server: Server | None = None

    @property
    def url(self) -> str:
        """The address for SQLAlchemy with asyncpg."""
        secret = f"{_USER}:{self._password}"
        return f"postgresql+asyncpg://{secret}@{LOOPBACK}:{self._port}/{_USER}"

    @property
    def pid(self) -> int | None:
        """The process number while it runs."""
        return self._server.pid if self._server else None

    def is_alive(self) -> bool:
        """Whether it runs."""
        return self._server is not None and self._server.is_alive()

    def start(self) -> None:
        """Make the cluster if there is none, start it, wait until it answers.

        Raises:
            StartError: It cannot start; the text carries the server's own reason.
        """
        if not self._cluster.exists():
            self._make_cluster()
        end_orphan(self._cluster)
        if self._port:
            self._start_on(self._port)
        else:
            port_file = self._place.home / "postgres.port"
            self._port = start_on_a_port(port_file, self._start_on)

    def _start_on(self, port: int) -> None:
        program = [self._binaries.program("postgres"), *self._arguments(port)]
        self._server = Server(
            self.name, program, guise=self._place.guise, death_signal=signal.SIGINT
        )
        with self._log_path.open("ab") as log:
            self._server.start(log)
        self._wait_until_ready(self._server)

    def stop(self) -> None:
        """End it with a fast shutdown: sessions are cut, data is written."""
        if self._server:
            self._server.stop(gently=signal.SIGINT, hard=signal.SIGQUIT)

    def kill(self) -> None:
        """End it at once, as a crash would."""
        if self._server:
            self._server.kill()

    def _arguments(self, port: int) -> list[str]:
        own = [f"listen_addresses={LOOPBACK}", f"port={port}", "unix_socket_directories="]
        settings = [*own, *_STEADY, *([] if self._durable else _FAST)]
        return ["-D", str(self._cluster), *(part for s in settings for part in ("-c", s))]

    def _wait_until_ready(self, server: Server) -> None:
        """Read the status that the server keeps in its pid file."""
        until = time.monotonic() + _READY_TIMEOUT_S
        while server.is_alive() and time.monotonic() < until:
            lines = _pid_lines(self._cluster)
            if len(lines) > _STATUS_LINE and lines[_STATUS_LINE].strip() == "ready":
                return
            time.sleep(_LOOK_S)
        server.kill()
        raise died(self.name, self._log_path)

    def _make_cluster(self) -> None:
        """Build it beside its final place, so that a killed start leaves no half of one."""
        unfinished = self._folder / "cluster.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        secret = self._folder / "password.once"
        write_private(secret, self._password)
        os.chown(secret, self._folder.stat().st_uid, -1)
        try:
            self._run("initdb", *self._initdb_arguments(unfinished, secret))
            create = f"CREATE DATABASE {_USER}\n"
            self._run("postgres", "--single", "-D", str(unfinished), "template1", said=create)
        finally:
            secret.unlink()
        unfinished.rename(self._cluster)

    def _initdb_arguments(self, cluster: Path, secret: Path) -> list[str]:
        locale = "C.UTF-8" if os.uname().sysname == "Linux" else "en_US.UTF-8"
        fixed = ["--auth=scram-sha-256", "--encoding=UTF8", f"--locale={locale}"]
        where = ["-D", str(cluster), "-U", _USER, f"--pwfile={secret}"]
        return [*where, *fixed, *([] if self._durable else ["--no-sync"])]

    def _run(self, name: str, *arguments: str, said: str = "") -> None:
        """Run one of its programs to the end."""
        program = [self._binaries.program(name), *arguments]
        with self._log_path.open("ab") as log:
            done = subprocess.run(  # noqa: S603 - a program that we located ourselves
                dying_with_us(program, guise=self._place.guise),
                input=said.encode(),
                stdout=log,
                stderr=log,
                check=False,
                cwd="/",
                env=bare_environment(),
            )
        if done.returncode != 0:
            raise died(f"{self.name} ({name})", self._log_path)


def fitting_postgres(place: Place, wanted: int | None, search_path: str | None) -> PostgresBinaries:
    """The first installation that runs in this place and can read the data that is there.

    Args:
        place: Where, and as whom.
        wanted: The major version that made the data; None for new data.
        search_path: What to use for `PATH`; None means the environment's.

    Raises:
        StartError: There is none; the text says which versions were found.
    """
    seen = []
    for bin_dir in postgres_folders(search_path):
        found = readable_postgres(bin_dir, place.guise) or _copied(bin_dir, place)
        if found and found.major >= OLDEST_POSTGRES and wanted in {None, found.major}:
            return found
        seen += [str(found.major)] if found else []
    here = " and ".join(seen) or "none"
    if wanted:
        raise StartError(
            f"The data in {place.home} is PostgreSQL {wanted}'s, but here is {here}: "
            f"put PostgreSQL {wanted} in PATH, or move the data away."
        )
    raise StartError(
        f"PostgreSQL {OLDEST_POSTGRES} or newer is needed, but here is {here}: "
        "put its programs in PATH, or set DATABASE_URL."
    )


def _copied(bin_dir: Path, place: Place) -> PostgresBinaries | None:
    """The wheel's programs copied to where the guise can read them."""
    if not is_from_wheel(bin_dir) or not (bin_dir / "postgres").exists():
        return None
    programs = place.home / "programs"
    copy = copy_postgres(bin_dir, programs)
    give_to(place.guise, programs)
    return readable_postgres(copy, place.guise)


def made_by(cluster: Path) -> int | None:
    """The major version that made a cluster; None when there is no cluster."""
    version = cluster / "PG_VERSION"
    return int(version.read_text()) if version.exists() else None


def end_orphan(cluster: Path) -> None:
    """Make a folder startable after a crash of its owner, which we surely are not.

    A server that outlived its owner is asked to end. A pid file whose number meanwhile belongs to
    another program would keep the server from starting for ever, so it is removed.
    """
    until = time.monotonic() + _ORPHAN_TIMEOUT_S
    asked = False
    while (pid := _postmaster(cluster)) and time.monotonic() < until:
        if not asked:
            os.kill(pid, signal.SIGINT)
            asked = True
        time.sleep(_LOOK_S)
    if pid:
        raise StartError(f"An old PostgreSQL (process {pid}) still holds {cluster}: end it first.")
    (cluster / "postmaster.pid").unlink(missing_ok=True)


def _postmaster(cluster: Path) -> int | None:
    """The number of the living server of a cluster, by its pid file and its working folder."""
    lines = _pid_lines(cluster)
    pid = int(lines[0]) if lines and lines[0].isdigit() else None
    return pid if pid and _works_in(pid, cluster) else None


def _works_in(pid: int, folder: Path) -> bool:
    try:
        return Path(f"/proc/{pid}/cwd").resolve(strict=True) == folder.resolve()
    except OSError:
        return _listed(pid)


def _listed(pid: int) -> bool:
    """Ask `ps` where there is no /proc."""
    if Path("/proc/self").exists() or not (ps := shutil.which("ps")):
        return False
    command = [ps, "-o", "comm=", "-p", str(pid)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return "postgres" in said.stdout


def _pid_lines(cluster: Path) -> list[str]:
    try:
        return (cluster / "postmaster.pid").read_text().splitlines()
    except OSError:
        return []
