"""Originals on the disk: whole or not there, fetched once, gone when nobody uses them."""

import asyncio
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from services.content import Media
from services.delivery.originals import Originals
from services.deps import Deps
from services.errors import NetworkError, Transient
from tests.shelf import Shelf

HOUR_S = 3600
SOUP = b"a photo of soup" * 100


@pytest.fixture
def shelf() -> Shelf:
    """Where originals come from."""
    return Shelf()


@pytest.fixture
def parts(deps: Deps, shelf: Shelf) -> Deps:
    """A process that knows the shelf."""
    return replace(deps, networks={shelf.key: shelf})


@pytest.fixture
def folder(deps: Deps) -> Path:
    """Where originals are kept."""
    return deps.settings.data_dir / "media"


async def fetch(originals: Originals, media: Media) -> Path:
    async def quietly(_fraction: float) -> None:
        """Nobody watches."""

    return await originals.fetch(media, quietly)


def age(path: Path, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(path, (then, then))


async def test_an_original_is_fetched_once_however_many_want_it(parts: Deps, shelf: Shelf) -> None:
    originals, media = Originals(parts), shelf.put(SOUP)
    paths = await asyncio.gather(*(fetch(originals, media) for _ in range(5)))
    assert {path.read_bytes() for path in paths} == {SOUP}
    assert shelf.fetched == 1


async def test_two_workers_on_one_folder_do_not_mix_what_they_fetch(
    parts: Deps, shelf: Shelf, folder: Path
) -> None:
    media = shelf.put(SOUP)
    paths = await asyncio.gather(*(fetch(Originals(parts), media) for _ in range(2)))
    assert [path.read_bytes() for path in paths] == [SOUP, SOUP]
    assert [path.name for path in folder.iterdir()] == [paths[0].name]


async def test_a_copy_goes_a_day_after_its_last_use(parts: Deps, shelf: Shelf) -> None:
    originals = Originals(parts)
    used, unused = [await fetch(originals, shelf.put(SOUP * times)) for times in (1, 2)]
    for path in (used, unused):
        age(path, 25 * HOUR_S)
    await fetch(originals, shelf.put(SOUP))
    assert originals.forget_old() == 1
    assert (used.exists(), unused.exists()) == (True, False)


async def test_what_a_killed_download_left_goes_in_an_hour(parts: Deps, folder: Path) -> None:
    folder.mkdir()
    dead, alive = folder / "1.dead.part", folder / "2.alive.part"
    for path, minutes in ((dead, 61), (alive, 59)):
        path.write_bytes(SOUP)
        age(path, minutes * 60)
    assert Originals(parts).forget_old() == 1
    assert list(folder.iterdir()) == [alive]


async def test_a_copy_that_somebody_removed_is_fetched_again(parts: Deps, shelf: Shelf) -> None:
    originals, media = Originals(parts), shelf.put(SOUP)
    (await fetch(originals, media)).unlink()
    assert (await fetch(originals, media)).read_bytes() == SOUP
    assert shelf.fetched == 2


@pytest.fixture
def blocked(folder: Path) -> Iterator[Path]:
    """A disk that takes nothing: a file lies where the folder should be."""
    folder.write_bytes(b"")
    yield folder
    folder.unlink()


async def test_a_disk_that_takes_nothing_is_tried_again_later(
    parts: Deps, shelf: Shelf, blocked: Path
) -> None:
    with pytest.raises(NetworkError) as caught:
        await fetch(Originals(parts), shelf.put(SOUP))
    assert isinstance(caught.value, Transient)
    assert str(blocked) not in str(caught.value)
