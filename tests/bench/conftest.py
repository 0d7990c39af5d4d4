"""How fast it is: figures to compare, never a test that fails on a slow machine."""

import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

import pytest

from tests.flows.conftest import alice, house, plain_logs
from tests.proof.conftest import control, stage

__all__ = ["alice", "control", "house", "plain_logs", "stage"]

Report = Callable[[str, Sequence[float]], None]


@pytest.fixture
def report(capsys: pytest.CaptureFixture[str]) -> Report:
    """Print what was measured: `report("taking", seconds)`."""

    def say(what: str, seconds: Sequence[float]) -> None:
        ordered = sorted(seconds)
        slowest = ordered[int(len(ordered) * 0.95)]
        with capsys.disabled():
            print(  # noqa: T201 - this is what a benchmark is for
                f"\n{what}: median {statistics.median(ordered) * 1000:.1f} ms,"
                f" 95 % within {slowest * 1000:.1f} ms, n = {len(ordered)}"
            )

    return say


@asynccontextmanager
async def timed(into: list[float]) -> AsyncIterator[None]:
    """Measure a block by the machine's own clock."""
    begun = time.perf_counter()
    yield
    into.append(time.perf_counter() - begun)


async def each_timed(act: Callable[[], Awaitable[object]], times: int) -> list[float]:
    """How long each of several calls took."""
    seconds: list[float] = []
    for _ in range(times):
        async with timed(seconds):
            await act()
    return seconds
