"""Results are made once, kept for a day, and never half; big files cost little memory."""

import asyncio
import os
import struct
import time
from dataclasses import replace
from pathlib import Path

import pytest

from services.errors import Transient
from services.media.bounds import bounds
from services.media.children import run_child
from services.media.workshop import Workshop
from tests.media.films import film
from tests.media.pictures import picture
from tests.media.shapes import REEL, WALL

HOUR_S = 3600
BIG_BYTES = 640 * 1024 * 1024
LITTLE_BYTES = 64 * 1024 * 1024
CHILD_BYTES = 384 * 1024 * 1024


@pytest.fixture
def fitted(tmp_path: Path) -> Path:
    """Where the workshop of this test keeps what it made."""
    return tmp_path / "media" / "fitted"


def age(path: Path, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(path, (then, then))


def resident_bytes() -> int:
    """What of this process lies in memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


async def test_two_at_once_are_one_run_whose_progress_only_grows(
    empty: Workshop, strange: Path, fitted: Path
) -> None:
    told: list[list[float]] = [[], []]

    async def fit(number: int) -> Path:
        async def tell(fraction: float) -> None:
            told[number].append(fraction)

        return (await empty.fit(film(strange, "wide"), _SQUARE, "blur", tell)).path

    first, second = await asyncio.gather(fit(0), fit(1))
    assert first == second
    nothing, all_of_it = sorted(told, key=len)
    assert nothing == []
    assert all_of_it == sorted(all_of_it)
    assert 3 < len(all_of_it) == sum(0 <= fraction <= 1 for fraction in all_of_it)
    assert [path.suffix for path in fitted.iterdir()] == ["", ""]


_SQUARE = replace(REEL, ratio=(0.8, 1.0))


async def test_a_result_is_made_once_for_the_same_content_under_any_name(
    empty: Workshop, strange: Path, tmp_path: Path
) -> None:
    path = picture(strange, "phone")
    copy = tmp_path / "copy"
    copy.write_bytes(path.read_bytes())
    one = await empty.fit(path, WALL, "blur")
    made = one.path.stat()
    other = await Workshop(tmp_path / "media").fit(copy, WALL, "blur")
    assert other.path == one.path
    assert other.path.stat().st_mtime_ns == made.st_mtime_ns


async def test_results_go_a_day_after_their_last_use(
    empty: Workshop, strange: Path, fitted: Path
) -> None:
    path = picture(strange, "phone")
    used = await empty.fit(path, WALL, "blur")
    unused = await empty.fit(picture(strange, "print"), WALL, "blur")
    for place in fitted.iterdir():
        age(place, 25 * HOUR_S)
    await empty.fit(path, WALL, "blur")
    assert empty.forget_old() == 2
    assert (used.path.exists(), unused.path.exists()) == (True, False)
    again = await empty.fit(picture(strange, "print"), WALL, "blur")
    assert again.path.exists()


async def test_what_a_dead_process_left_goes_in_two_hours(empty: Workshop, fitted: Path) -> None:
    dead, alive = fitted / "1.part", fitted / "2.part"
    for place, minutes in ((dead, 121), (alive, 119)):
        place.mkdir(parents=True)
        (place / "media.mp4").write_bytes(b"half")
        age(place, minutes * 60)
    assert empty.forget_old() == 1
    assert list(fitted.iterdir()) == [alive]


async def test_what_waits_its_turn_for_hours_is_not_tidied_away(
    empty: Workshop, strange: Path, fitted: Path
) -> None:
    path = picture(strange, "phone")
    async with empty._places, empty._places:
        waiting = asyncio.create_task(empty.fit(path, WALL, "blur"))
        await asyncio.sleep(0.3)
        for place in fitted.glob("*"):
            age(place, 3 * HOUR_S)
        empty.forget_old()
    assert (await waiting).path.exists()


async def test_a_result_that_somebody_removed_is_made_again(
    empty: Workshop, strange: Path, fitted: Path
) -> None:
    path = picture(strange, "phone")
    (await empty.fit(path, WALL, "blur")).path.unlink()
    assert (await empty.fit(path, WALL, "blur")).path.exists()
    for said in fitted.glob("*/*.json"):
        said.unlink()
    assert (await empty.fit(path, WALL, "blur")).path.exists()


async def test_a_refusal_leaves_nothing_behind(
    empty: Workshop, strange: Path, fitted: Path
) -> None:
    with pytest.raises(Exception, match="media"):
        await empty.fit(film(strange, "cut"), REEL, "blur")
    assert list(fitted.iterdir()) == []


async def test_a_disk_that_takes_nothing_is_tried_again_later(
    empty: Workshop, strange: Path, fitted: Path
) -> None:
    fitted.parent.mkdir()
    fitted.write_bytes(b"")
    with pytest.raises(Transient) as caught:
        await empty.fit(picture(strange, "phone"), WALL, "blur")
    assert str(fitted) not in str(caught.value)


async def test_a_file_that_is_gone_is_no_verdict_on_it(empty: Workshop, tmp_path: Path) -> None:
    with pytest.raises(Transient):
        await empty.fit(tmp_path / "gone", WALL, "blur")


async def test_a_big_video_passes_in_little_memory(
    empty: Workshop, strange: Path, tmp_path: Path
) -> None:
    path = tmp_path / "big"
    small = film(strange, "fits").read_bytes()
    with path.open("wb") as file:
        file.write(small + struct.pack(">I4sQ", 1, b"free", BIG_BYTES - len(small)))
        file.truncate(BIG_BYTES)
    before = resident_bytes()
    kept = await empty.fit(path, replace(REEL, size_bytes=BIG_BYTES), "blur")
    assert (kept.path, kept.size_bytes) == (path, BIG_BYTES)
    assert resident_bytes() - before < LITTLE_BYTES
    for task in ("probe", "cover"):
        room = replace(bounds("probe"), memory_bytes=CHILD_BYTES)
        assert await run_child(task, path, bounds=room, folder=tmp_path)
