"""A house over the sandbox, and the people who use it."""

from collections.abc import AsyncIterator

import pytest
import structlog

from services.settings import Settings
from tests.flows.faults import PATIENCE_S
from tests.flows.house import Chat, House, open_house
from tests.people import ALICE, BOB, CHARLIE
from tests.sandbox_control import SandboxControl


@pytest.fixture(autouse=True, scope="session")
def plain_logs() -> None:
    """Tracebacks without everybody's variables, which take seconds to draw."""
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.processors.add_log_level, plain])


@pytest.fixture
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """No network may let a call hang for long."""
    for name in ("TELEGRAM_CALL_TIMEOUT_S", "VK_CALL_TIMEOUT_S", "VK_UPLOAD_SILENCE_S"):
        monkeypatch.setenv(name, PATIENCE_S)
    for name in ("TELEGRAM_ASK_TIMEOUT_S", "INSTAGRAM_CALL_TIMEOUT_S"):
        monkeypatch.setenv(name, "2")


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
