"""The stage of the proofs."""

from collections.abc import AsyncIterator

import pytest

from bot.logs import configure_logs
from services.settings import Settings
from tests.proof.dying import Dying, open_dying
from tests.proof.scenes import Scene
from tests.proof.stage import Stage, open_stage
from tests.sandbox_control import SandboxControl


@pytest.fixture(scope="session", autouse=True)
def logs() -> None:
    """Log as the product does; the default draws every traceback with all its variables."""
    configure_logs()


@pytest.fixture
async def control(sandbox_url: str) -> AsyncIterator[SandboxControl]:
    """The hands of the people in the sandbox."""
    async with SandboxControl(sandbox_url) as opened:
        yield opened


@pytest.fixture
async def dying(
    settings: Settings, control: SandboxControl, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Dying]:
    """The scene that a test is given, before its first death."""
    async with open_dying(settings, control, scene, monkeypatch) as opened:
        yield opened


@pytest.fixture
async def stage(settings: Settings, control: SandboxControl) -> AsyncIterator[Stage]:
    """Alice, a surviving worker, and a fresh sandbox."""
    async with open_stage(settings, control) as opened:
        yield opened
