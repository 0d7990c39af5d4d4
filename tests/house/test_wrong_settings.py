"""Whatever is wrong with a setting or a server is one line that names it, never a traceback."""

import re
from pathlib import Path

import pytest

from services.embedded import EmbeddedServers
from services.embedded.folder import remembered_port
from services.errors import SettingsError
from services.settings import Settings
from tests.conftest import MakeDatabase
from tests.house.test_command_line import NOWHERE, TOKEN, finished

FITTING = {"telegram_token": TOKEN, "database_url": NOWHERE, "redis_url": "redis://127.0.0.1"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("database_url", "postgresql://alice:hush@localhost:kitchen/home"),
        ("redis_url", "localhost:6379"),
        ("redis_url", "redis://:hush@localhost:kitchen"),
        ("telegram_api_url", "api.telegram.org"),
        ("telegram_api_url", "https://"),
        ("web_port", "99999"),
        ("web_port", "kitchen"),
        ("public_url", "bot.example"),
        ("public_url", "https://"),
        ("public_url", "https://bot.example/under/a/path"),
        ("public_url", "https://bot.example?a=1"),
    ],
)
def test_a_wrong_address_is_named_and_not_repeated(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.load(_env_file=None, **{**FITTING, name: value})
    words = str(refused.value)
    assert words.startswith(f"{name.upper()} is wrong: ")
    assert "hush" not in words


@pytest.mark.parametrize("url", ["https://bot.example", "https://bot.example:8443/"])
def test_an_origin_may_end_with_a_slash(url: str) -> None:
    settings = Settings.load(_env_file=None, **FITTING, public_url=url)
    assert settings.web_origin == url.rstrip("/")


def test_a_generated_password_may_have_a_slash() -> None:
    url = "postgresql://alice:a/b+c=@postgres:5432/kitchen"
    settings = Settings.load(_env_file=None, **{**FITTING, "database_url": url})
    assert settings.database_url.endswith("://alice:a/b+c=@postgres:5432/kitchen")


@pytest.mark.parametrize("command", ["run", "bot", "worker", "doctor"])
@pytest.mark.parametrize("wrong", ["password", "name"])
def test_a_database_that_lets_nobody_in_is_one_line(
    tmp_path: Path, servers: EmbeddedServers, command: str, wrong: str
) -> None:
    url = servers.database_url
    if wrong == "password":
        url = re.sub(r":[^:@/]+@", ":not-it@", url)
    else:
        url = f"{url.rpartition('/')[0]}/elsewhere"
    done = finished(
        command,
        tmp_path,
        TELEGRAM_TOKEN=TOKEN,
        TELEGRAM_API_URL="http://127.0.0.1:1",
        DATABASE_URL=url,
        REDIS_URL=servers.redis_url,
    )
    assert "Traceback" not in done.stderr
    assert done.returncode == (1 if command == "doctor" else 2)
    if command != "doctor":
        assert done.stderr.startswith("crossposter: DATABASE_URL: ")
        assert done.stderr.count("\n") == 1


def test_run_with_a_database_that_is_away_is_one_line(tmp_path: Path) -> None:
    done = finished(
        "run",
        tmp_path,
        TELEGRAM_TOKEN=TOKEN,
        TELEGRAM_API_URL="http://127.0.0.1:1",
        DATABASE_URL=NOWHERE,
        REDIS_URL="redis://127.0.0.1",
    )
    assert done.returncode == 2
    assert done.stderr.startswith("crossposter: DATABASE_URL: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("command", ["bot", "worker"])
async def test_a_database_without_tables_is_one_line(
    tmp_path: Path, servers: EmbeddedServers, make_database: MakeDatabase, command: str
) -> None:
    url = await make_database(f"no_tables_{command}", migrated=False)
    done = finished(
        command,
        tmp_path,
        TELEGRAM_TOKEN=TOKEN,
        TELEGRAM_API_URL="http://127.0.0.1:1",
        DATABASE_URL=url,
        REDIS_URL=servers.redis_url,
    )
    assert done.returncode == 2
    assert "python -m bot migrate" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("command", ["run", "bot", "doctor", "rotate-key"])
def test_settings_in_another_encoding_are_one_line(tmp_path: Path, command: str) -> None:
    (tmp_path / ".env").write_bytes(f"TELEGRAM_TOKEN={TOKEN}\n".encode("utf-16"))
    done = finished(command, tmp_path)
    said = done.stdout if command == "doctor" else done.stderr
    assert ".env cannot be read" in said
    assert said.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_a_remembered_port_that_is_none_is_forgotten(tmp_path: Path) -> None:
    (tmp_path / "port").write_text("999999")
    assert 0 < remembered_port(tmp_path / "port") < 65536
