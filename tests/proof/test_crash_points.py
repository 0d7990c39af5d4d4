"""A worker dies at every boundary of every kind of publish; nothing is lost, nothing doubles.

Boundaries are found, not listed: each chunk that the worker writes to PostgreSQL, Redis or a
network is one, and so is each file that it makes. The loop ends when a run gets through alive.
"""

import itertools

import pytest

from db.accounts import SocialAccount
from tests.proof.gate import Lifeline, Mode
from tests.proof.scenes import SCENES, Scene
from tests.proof.stage import Stage, hurrying, live_until_death

_MODES: tuple[Mode, ...] = ("before", "inside", "cut")
"""Dying after one chunk is dying before the next; the last is followed by nothing."""

_SPEED = 40.0
_FEWEST = {"before": 20, "inside": 0, "cut": 20}
"""Fewer boundaries than these would mean that the gates have not counted."""


@pytest.mark.timeout(600)
@pytest.mark.parametrize("mode", _MODES)
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
async def test_death_at_every_boundary_loses_and_doubles_nothing(
    stage: Stage, scene: Scene, mode: Mode
) -> None:
    account = await scene.link(stage, scene.name)
    async with hurrying(stage.clock, _SPEED):
        boundary = await _die_everywhere(stage, scene, account, mode)
    assert boundary > _FEWEST[mode], "too few boundaries: the gates cannot have counted"
    history = await stage.history()
    assert history.violations() == []
    copies = [entry for entry in history.ledger if entry["attempt"]]
    assert len({entry["request_id"] for entry in copies}) >= boundary


async def _die_everywhere(stage: Stage, scene: Scene, account: SocialAccount, mode: Mode) -> int:
    """Die at one boundary after the other, until a worker survives; how many there are."""
    for boundary in itertools.count(1):
        delivery_id = await stage.publish(account, await scene.content(stage, boundary))
        life = Lifeline(die_at=boundary, mode=mode)
        await live_until_death(stage.settings, life)
        survived = len(life.passed) < boundary
        row = await stage.settle(delivery_id)
        assert row.state == "published", f"{life.passed[-1]}: {row.state} {row.error_code}"
        stage.clock.advance(120)
        if survived:
            return boundary
    raise AssertionError("no worker ever survives")
