"""The command line for real tokens: it says what is missing before it starts anything."""

import subprocess
import sys
from pathlib import Path

import pytest

from services.embedded import EmbeddedServers
from tests.environment import ROOT, quiet_environment
from tests.house.terminal import Terminal

TOKEN = "7000000001:SANDBOX-not-a-real-token-AAAAAAAAAAAA"
NOWHERE = "postgresql://alice@127.0.0.1:1/kitchen"


def finished(command: str, cwd: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "bot", command],
        cwd=cwd,
        env=quiet_environment(PYTHONPATH=str(ROOT), **environment),
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_a_token_nothing_is_started(tmp_path: Path) -> None:
    done = finished("run", tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("crossposter: TELEGRAM_TOKEN is missing: ")
    assert list(tmp_path.iterdir()) == []


def test_a_broken_token_is_named_and_not_repeated(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("TELEGRAM_TOKEN=oops-my-secret\n")
    done = finished("run", tmp_path)
    assert done.stderr.startswith("crossposter: TELEGRAM_TOKEN is wrong: ")
    assert "oops-my-secret" not in done.stderr


@pytest.mark.parametrize("command", ["migrate", "bot", "worker", "pulse"])
def test_a_database_that_is_away_is_one_line(tmp_path: Path, command: str) -> None:
    settings = {"TELEGRAM_TOKEN": TOKEN, "DATABASE_URL": NOWHERE, "REDIS_URL": "redis://127.0.0.1"}
    done = finished(command, tmp_path, **settings)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "database" in done.stderr


def test_run_brings_its_own_servers_and_stops_them(
    data_dir: Path, tmp_path: Path, sandbox_url: str
) -> None:
    home = data_dir / f"run-{tmp_path.name}"
    home.mkdir()
    settings = f"TELEGRAM_TOKEN={TOKEN}\nTELEGRAM_API_URL={sandbox_url}\nDATA_DIR=kept\n"
    (home / ".env").write_text(settings)
    terminal = Terminal(tmp_path / "said", "run", cwd=home)
    terminal.wait_for("CrossPoster is running: write to your bot")
    terminal.wait_for("bot.started")
    assert terminal.press_ctrl_c() == 0
    assert "Traceback" not in terminal.said
    assert (home / "kept/vault.key").exists()


def test_the_doctor_finds_nothing_wrong(
    tmp_path: Path, servers: EmbeddedServers, sandbox_url: str
) -> None:
    done = finished(
        "doctor",
        tmp_path,
        TELEGRAM_TOKEN=TOKEN,
        TELEGRAM_API_URL=sandbox_url,
        DATABASE_URL=servers.database_url,
        REDIS_URL=servers.redis_url,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert [line[:4] for line in done.stdout.splitlines()] == ["[ok]"] * 6
    assert "@crossposter_sandbox_bot" in done.stdout


def test_the_doctor_names_each_trouble_without_a_secret(tmp_path: Path) -> None:
    done = finished(
        "doctor",
        tmp_path,
        TELEGRAM_TOKEN=TOKEN,
        TELEGRAM_API_URL="http://127.0.0.1:1",
        DATABASE_URL=NOWHERE,
        REDIS_URL="redis://:hush@127.0.0.1:1",
    )
    assert done.returncode == 1
    assert [line.split(":")[0] for line in done.stdout.splitlines() if "[!!]" in line] == [
        "[!!] database",
        "[!!] queue",
        "[!!] token",
    ]
    assert TOKEN not in done.stdout + done.stderr
    assert "hush" not in done.stdout + done.stderr
