"""Fixtures of the networks' tests."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.networks import pinterest_world
from tests.networks.telegram_world import World, open_world


@pytest.fixture
async def world(sandbox_url: str, clock_file: Path) -> AsyncIterator[World]:
    """A fresh pretend Telegram in which the bot may post."""
    async with open_world(sandbox_url, clock_file) as world:
        yield world


@pytest.fixture
async def pinterest(
    sandbox_url: str, clock_file: Path, tmp_path: Path
) -> AsyncIterator[pinterest_world.World]:
    """A fresh pretend Pinterest in which Alice pins to her cakes."""
    async with pinterest_world.open_world(sandbox_url, clock_file, tmp_path) as world:
        yield world
