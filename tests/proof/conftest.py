"""The stage of the proofs."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.logs import configure_logs
from services.settings import Settings
from tests.proof.stage import Stage, open_stage
from tests.sandbox_control import SandboxControl


@pytest.fixture(scope="session", autouse=True)
def logs() -> None:
    """Log as the product does; the default draws every traceback with all its variables."""
    configure_logs()


@pytest.fixture
def settings(
    clean_database: str,
    redis_url: str,
    sandbox_url: str,
    clock_file: Path,
    tmp_path: Path,
    networks_pretended: None,
) -> Settings:
    """Settings of a process that plays with the sandbox."""
    return Settings(
        _env_file=None,
        telegram_token="7000000001:SANDBOX-not-a-real-token-AAAAAAAAAAAA",
        telegram_api_url=sandbox_url,
        telegram_ledger_chat_id=-1001000000009,
        database_url=clean_database,
        redis_url=redis_url,
        data_dir=tmp_path,
        clock_file=clock_file,
        sandbox=True,
    )


@pytest.fixture
async def stage(settings: Settings, sandbox_url: str) -> AsyncIterator[Stage]:
    """Alice, a surviving worker, and a fresh sandbox."""
    async with SandboxControl(sandbox_url) as control:
        await control.reset()
        async with open_stage(settings, control) as opened:
            yield opened
