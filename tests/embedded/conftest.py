"""Owners of servers in processes of their own, so that a test can kill them."""

import json
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.environment import ROOT, quiet_environment


@dataclass(frozen=True)
class Said:
    """What an owner says when its servers are up."""

    database_url: str
    redis_url: str
    pids: list[int]


StartOwner = Callable[..., tuple["subprocess.Popen[str]", Said]]


@pytest.fixture
def start_owner() -> Iterator[StartOwner]:
    """Start an owner of servers; it is gone after the test."""
    owners = []

    def start(
        data_dir: Path,
        *,
        search_path: str = "",
        user: int | None = None,
        python: str = sys.executable,
    ) -> tuple["subprocess.Popen[str]", Said]:
        who = "" if user is None else str(user)
        program = [python, "-m", "tests.embedded.owner", str(data_dir), search_path, who]
        owner = subprocess.Popen(
            program,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=quiet_environment(PYTHONPATH=sysconfig.get_path("purelib")),
        )
        owners.append(owner)
        assert owner.stdout
        return owner, Said(**json.loads(owner.stdout.readline()))

    yield start
    for owner in owners:
        owner.communicate()


def python_for(user: int) -> str | None:
    """An interpreter that another user can run and that can read this project; None without."""
    look = "import sys; from services.embedded import Urls; sys.exit(sys.version_info < (3, 11))"
    for python in (sys.executable, "/usr/bin/python3"):
        try:
            done = subprocess.run(
                [python, "-c", look],
                check=False,
                cwd=ROOT,
                env=quiet_environment(),
                user=user,
                group=user,
                extra_groups=[],
                capture_output=True,
            )
        except OSError:
            continue
        if done.returncode == 0:
            return python
    return None


def owner_of(pid: int | None) -> int:
    """The user number of a running process."""
    return Path(f"/proc/{pid}").stat().st_uid


def is_running(pid: int) -> bool:
    """Whether a process exists and is more than a corpse."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
