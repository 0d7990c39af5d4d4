"""The product with Instagram's private way switched on, and the people who have accounts there."""

from collections.abc import AsyncIterator

import pytest

from services.settings import Settings
from tests.flows.house import House, open_house
from tests.people import ALICE, BOB
from tests.sandbox_control import SandboxControl

NUMBERS = {ALICE: "61000000003", BOB: "61000000004"}
_APART_S = 7 * 3600
"""Longer than anybody waits between two posts or after too many passwords, even of two tests."""


@pytest.fixture
async def house(
    settings: Settings, sandbox_url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[House]:
    """A house that lets people link their personal accounts."""
    monkeypatch.setenv("INSTAGRAM_PRIVATE", "true")
    async with SandboxControl(sandbox_url) as control, open_house(settings, control) as opened:
        await control.advance(_APART_S)
        yield opened
