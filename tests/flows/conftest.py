"""A house over the sandbox, and the people who use it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import structlog

from services.settings import Settings
from tests.flows.house import Chat, House, open_house
from tests.people import ALICE, BOB, CHARLIE
from tests.sandbox_control import LEDGER, SandboxControl


@pytest.fixture(autouse=True, scope="session")
def plain_logs() -> None:
    """Tracebacks without everybody's variables, which take seconds to draw."""
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.processors.add_log_level, plain])


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
        telegram_ledger_chat_id=LEDGER,
        database_url=clean_database,
        redis_url=redis_url,
        data_dir=tmp_path,
        clock_file=clock_file,
        sandbox=True,
    )


@pytest.fixture
async def house(settings: Settings, sandbox_url: str) -> AsyncIterator[House]:
    """The product, ready."""
    async with SandboxControl(sandbox_url) as control, open_house(settings, control) as opened:
        yield opened


@pytest.fixture
async def alice(house: House) -> Chat:
    """She owns a channel, and speaks English."""
    return Chat(house, ALICE)


@pytest.fixture
async def bob(house: House) -> Chat:
    """He owns another channel, and speaks Russian."""
    return Chat(house, BOB)


@pytest.fixture
async def charlie(house: House) -> Chat:
    """She owns nothing."""
    return Chat(house, CHARLIE)
