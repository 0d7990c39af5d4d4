"""A worker dies at every boundary of every kind of publish; nothing is lost, nothing doubles.

Boundaries are found, not listed: each statement, command and request that a worker sends is one,
and each change that it makes on its disk. A run that nobody disturbs names them; then a worker dies
at each of them in turn, and the name tells that it was that one.
"""

from collections.abc import Callable
from typing import get_args

import pytest

from services.networks.registry import NETWORKS
from tests.proof.dying import Dying
from tests.proof.lifeline import Mode
from tests.proof.scenes import DARK, HIDDEN, KINDS, SCENES, Scene

_SERVERS = {"postgresql", "redis"}
_DIVISIBLE = (*NETWORKS, "disk: open")
_TRIES_FOLLOW = "postgresql: INSERT INTO attempt "
_KEEPS_WHAT_WAS_MADE = "postgresql: UPDATE part SET checkpoint"


_LEADERS = [scene for scene in SCENES if scene.name in {each.like for each in SCENES}]


def _takes_minutes(scene: Scene, mode: Mode) -> bool:
    """Who goes the same way as another dies of the same, save around what is proved below.

    Many photos are a few photos, and several posts an album and its text.
    """
    if mode == "before" and scene.begun:
        return True
    return bool(scene.like) or scene in HIDDEN or (mode == "cut" and bool(scene.media))


_CASES = [
    pytest.param(scene, mode, marks=[pytest.mark.chaos] if _takes_minutes(scene, mode) else [])
    for scene in (*SCENES, *HIDDEN)
    for mode in get_args(Mode)
]


def _name(value: Scene | Mode) -> str:
    return value.name if isinstance(value, Scene) else value


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("scene", "mode"), _CASES, ids=_name)
async def test_death_at_every_boundary_loses_and_doubles_nothing(
    dying: Dying, mode: Mode, record_property: Callable[[str, object], None]
) -> None:
    boundaries = await dying.live(mode)
    servers = set() if mode == "inside" else _SERVERS
    disk = {"disk"} if dying.scene.fetches else set()
    network = dying.accounts[0].network
    written = disk if mode != "inside" or not dying.scene.same_files else set()
    assert {name.partition(":")[0] for name in boundaries} >= {network} | servers | written
    for count in range(1, len(boundaries) + 1):
        await dying.die(mode, boundaries[:count])
    record_property("boundaries", len(boundaries))
    await _prove(dying, asked=False)
    if written and mode == "inside":
        assert any(path.stat().st_size for path in dying.stage.halves()), "no file was left half"


@pytest.mark.parametrize("scene", [each for each in SCENES if each.media], ids=_name)
async def test_no_answer_of_a_network_that_gets_lost_doubles_anything(dying: Dying) -> None:
    """Lost answers of the database and the queue follow with `make test-chaos`."""
    boundaries = await dying.live("cut")
    asked = [place for place, name in enumerate(boundaries) if name.startswith(_DIVISIBLE)]
    assert asked
    for place in asked:
        await dying.die("cut", boundaries[: place + 1])
    await _prove(dying, asked=False)


@pytest.mark.parametrize("scene", [each for each in HIDDEN if not each.like], ids=_name)
async def test_death_around_what_is_kept_and_what_is_shown_doubles_nothing(dying: Dying) -> None:
    """The rest of it runs with `make test-chaos`."""
    boundaries = await dying.live("before")
    kept = [n for n, name in enumerate(boundaries) if name.startswith(_KEEPS_WHAT_WAS_MADE)]
    made = {place - 1 for place in kept}
    noted = {place + 2 for place in kept}
    [shown] = (n + 2 for n, name in enumerate(boundaries) if name.startswith(_TRIES_FOLLOW))
    assert boundaries[shown].startswith(dying.accounts[0].network)
    for place in sorted({*made, *noted, shown, shown + 1}):
        await dying.die("before", boundaries[: place + 1])
    await dying.die("cut", boundaries[: shown + 1])
    await _prove(dying, asked=False)


@pytest.mark.parametrize("scene", _LEADERS, ids=_name)
async def test_posts_that_differ_in_their_requests_alone_go_the_same_way(dying: Dying) -> None:
    leader = dying.scene.name
    requests, way = _requests(await dying.live("before"))
    for dying.scene in (each for each in (*SCENES, *KINDS) if each.like == leader):
        boundaries = await dying.live("before")
        others, same_way = _requests(boundaries)
        assert same_way == way, dying.scene.name
        assert others != requests, dying.scene.name
        await _die_around(dying, others, boundaries)
    await _prove(dying, asked=False)


@pytest.mark.parametrize("scene", DARK, ids=_name)
async def test_where_nobody_can_look_the_person_is_asked_and_nothing_doubles(
    dying: Dying,
) -> None:
    boundaries = await dying.live("before")
    requests, _ = _requests(boundaries)
    await _die_around(dying, requests, boundaries)
    await _prove(dying, asked=True)


def _requests(boundaries: list[str]) -> tuple[list[str], list[str]]:
    """The irrevocable requests, each right after the commit of its attempt, and the rest."""
    places = {place + 2 for place, name in enumerate(boundaries) if name.startswith(_TRIES_FOLLOW)}
    others = [name for place, name in enumerate(boundaries) if place not in places]
    return [boundaries[place] for place in sorted(places)], others


async def _die_around(dying: Dying, requests: list[str], boundaries: list[str]) -> None:
    """Die before, inside and after irrevocable requests, and lose their answers alone."""
    inside = [name for name in boundaries if name.startswith(_DIVISIBLE)]
    ways: dict[Mode, list[str]] = {"before": boundaries, "inside": inside, "cut": boundaries}
    for mode, passed in ways.items():
        for place, name in enumerate(passed, start=1):
            if name in requests:
                for count in {place, min(place + 1, len(passed))}:
                    await dying.die(mode, passed[:count])


async def _prove(dying: Dying, *, asked: bool) -> None:
    await dying.settle()
    history = await dying.stage.history()
    assert history.violations() == []
    assert len(history.deliveries) == dying.runs
    assert bool(history.questions()) is asked, "a person is asked only where nobody can look"
    assert await dying.stage.broken_originals() == []
