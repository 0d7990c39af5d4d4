"""A worker dies at every boundary of every kind of publish; nothing is lost, nothing doubles.

Boundaries are found, not listed: each statement, command and request that a worker sends is one,
and each change that it makes on its disk. A run that nobody disturbs names them; then a worker dies
at each of them in turn, and the name tells that it was that one.
"""

from collections.abc import Callable
from typing import get_args

import pytest

from tests.proof.dying import Dying
from tests.proof.lifeline import Mode
from tests.proof.scenes import DARK, KINDS, SCENES, Scene

_SERVERS = {"postgresql", "redis"}
_COMMITTED = "postgresql: INSERT INTO attempt "


def _name(scene: Scene) -> str:
    return scene.name


@pytest.mark.timeout(600)
@pytest.mark.parametrize("mode", get_args(Mode))
@pytest.mark.parametrize("scene", SCENES, ids=_name)
async def test_death_at_every_boundary_loses_and_doubles_nothing(
    dying: Dying, mode: Mode, record_property: Callable[[str, object], None]
) -> None:
    boundaries = await dying.live(mode)
    servers = set() if mode == "inside" else _SERVERS
    disk = {"disk"} if dying.scene.fetches else set()
    network = dying.accounts[0].network
    assert {name.partition(":")[0] for name in boundaries} >= {network} | servers | disk
    for count in range(1, len(boundaries) + 1):
        await dying.die(mode, boundaries[:count])
    record_property("boundaries", len(boundaries))
    await _prove(dying, asked=False)
    if disk and mode == "inside":
        assert any(path.stat().st_size for path in dying.stage.halves()), "no file was left half"


@pytest.mark.parametrize("scene", SCENES[:1], ids=_name)
async def test_every_kind_that_telegram_keeps_goes_the_way_of_a_text(dying: Dying) -> None:
    _, way = _request(await dying.live("before"))
    for dying.scene in KINDS:
        boundaries = await dying.live("before")
        request, same_way = _request(boundaries)
        assert same_way == way, dying.scene.name
        await _die_around(dying, request, boundaries)
    await _prove(dying, asked=False)


@pytest.mark.parametrize("scene", DARK, ids=_name)
async def test_where_nobody_can_look_the_person_is_asked_and_nothing_doubles(
    dying: Dying,
) -> None:
    boundaries = await dying.live("before")
    request, _ = _request(boundaries)
    await _die_around(dying, request, boundaries)
    await _prove(dying, asked=True)


def _request(boundaries: list[str]) -> tuple[str, list[str]]:
    """The first irrevocable request, and the way to it and on, without its name."""
    committed = next(n for n, name in enumerate(boundaries) if name.startswith(_COMMITTED))
    place = committed + 2
    return boundaries[place], [*boundaries[:place], *boundaries[place + 1 :]]


async def _die_around(dying: Dying, request: str, boundaries: list[str]) -> None:
    """Die before, inside and after a request, and lose its answer alone."""
    inside = await dying.live("inside")
    ways: dict[Mode, list[str]] = {"before": boundaries, "inside": inside, "cut": boundaries}
    for mode, passed in ways.items():
        place = passed.index(request) + 1
        for count in {place, min(place + 1, len(passed))}:
            await dying.die(mode, passed[:count])


async def _prove(dying: Dying, *, asked: bool) -> None:
    await dying.settle()
    history = await dying.stage.history()
    assert history.violations() == []
    assert len(history.deliveries) == dying.runs
    assert bool(history.questions()) is asked, "a person is asked only where nobody can look"
    assert await dying.stage.broken_originals() == []
