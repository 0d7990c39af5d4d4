"""The house of the flows, its people, and what its log says of presses that change nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.flows.conftest import alice, bob, charlie, house, plain_logs, short_patience

__all__ = ["alice", "bob", "charlie", "house", "plain_logs", "short_patience"]


@dataclass(frozen=True, slots=True)
class Log:
    """What our own code told its log, every event with its fields, at every level."""

    events: list[Any]

    def refused(self) -> list[tuple[int, str]]:
        """Who pressed what, of the presses that changed nothing."""
        named = [one for one in self.events if one["event"] == "press.refused"]
        return [(one["person"], one["button"]) for one in named]

    def failures(self) -> list[Any]:
        """Events that no press should ever cause."""
        return [one for one in self.events if one["log_level"] in {"error", "critical"}]


@pytest.fixture
def log() -> Iterator[Log]:
    """The log of this test."""
    with capture_logs() as events:
        yield Log(events)
