"""What a fix menu shows: each way into a shape, as fitting would do it."""

import time
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from services.errors import Rejected
from services.media.workshop import Workshop
from tests.media.films import film, seen
from tests.media.pictures import colour, picture, quarters
from tests.media.shapes import REEL, WALL

_SQUARE = replace(WALL, ratio=(1.0, 1.0))
_BAND, _GAP, _SIDE = 92, 20, 440
_HOUR_S = 3600


def tile(sheet: Image.Image, number: int) -> Image.Image:
    """One of three squares beside each other."""
    left = _GAP + number * (_SIDE + _GAP)
    return sheet.crop((left, _BAND, left + _SIDE, _BAND + _SIDE))


def edges(image: Image.Image) -> tuple[str, str]:
    """The colours at the middle of the upper edge, left and right of it."""
    return colour(image, 60, 10), colour(image, _SIDE - 60, 10)


async def test_it_shows_blurred_edges_white_ones_and_the_cut(
    empty: Workshop, tmp_path: Path
) -> None:
    wide = tmp_path / "wide"
    quarters((960, 320)).save(wide, "JPEG")
    with Image.open(await empty.preview(wide, _SQUARE)) as sheet:
        assert sheet.size == (3 * (_SIDE + _GAP) + _GAP, _BAND + _SIDE + _GAP)
        blurred, white, cut = (tile(sheet, number) for number in range(3))
    assert edges(blurred) == ("red", "green")
    assert edges(white) == ("white", "white")
    assert edges(cut) == ("red", "green")
    # The picture itself takes a third of the height, and all of it where it is cut.
    middle, low = _SIDE // 2, int(_SIDE * 0.6)
    assert colour(white, 60, low) == colour(cut, 60, low) == "blue"
    assert colour(white, 60, int(_SIDE * 0.9)) == "white"
    assert colour(white, 60, middle - 40) == "red"
    assert colour(blurred, 60, int(_SIDE * 0.9)) == colour(cut, 60, int(_SIDE * 0.9)) == "blue"
    assert is_soft(blurred, 40)
    assert not is_soft(cut, 40)


def is_soft(image: Image.Image, y: int) -> bool:
    """Whether red turns into green slowly along a line."""
    row = [image.getpixel((x, y)) for x in range(_SIDE // 2 - 60, _SIDE // 2 + 60)]
    between = [one for one in row if isinstance(one, tuple) and max(one[:2]) < 190]
    return len(between) > 12


async def test_wide_ones_stand_below_each_other(empty: Workshop, tmp_path: Path) -> None:
    panorama = tmp_path / "panorama"
    quarters((900, 200)).save(panorama, "JPEG")
    with Image.open(await empty.preview(panorama, WALL)) as sheet:
        assert sheet.height > sheet.width


async def test_a_phone_photo_is_shown_upright(empty: Workshop, strange: Path) -> None:
    with Image.open(await empty.preview(picture(strange, "phone"), _SQUARE)) as sheet:
        cut = tile(sheet, 2)
    assert [colour(cut, x, y) for x, y in ((60, 60), (380, 60), (60, 380))] == [
        "red",
        "green",
        "blue",
    ]


@pytest.mark.parametrize("name", ["wide", "lying-wide"])
async def test_of_a_video_it_shows_one_moment(empty: Workshop, strange: Path, name: str) -> None:
    shape = replace(REEL, ratio=(1.0, 1.0))
    with Image.open(await empty.preview(film(strange, name), shape)) as sheet:
        white = tile(sheet, 1)
    edge, other = (10, _SIDE // 2), (_SIDE // 2, 10)
    upright = name == "lying-wide"
    assert colour(white, *(edge if upright else other)) == "white"
    assert colour(white, *(other if upright else edge)) != "white"


async def test_it_is_made_once_quickly_and_goes_like_all_results(
    empty: Workshop, tmp_path: Path
) -> None:
    photo = tmp_path / "photo"
    quarters((4000, 1500)).save(photo, "JPEG", quality=92)
    first = await empty.preview(photo, _SQUARE)
    began = time.monotonic()
    assert await empty.preview(photo, _SQUARE) == first
    assert time.monotonic() - began < 0.5
    assert empty.forget_old() == 0
    assert first.parent.parent.name == "fitted"


@pytest.mark.parametrize("name", ["text", "dot"])
async def test_what_cannot_be_shown_is_refused(empty: Workshop, strange: Path, name: str) -> None:
    with pytest.raises(Rejected):
        await empty.preview(picture(strange, name), replace(WALL, smallest=(320, 320)))


async def test_a_long_video_is_cut_without_touching_its_pictures(
    empty: Workshop, strange: Path
) -> None:
    whole = film(strange, "longer")
    shape = replace(REEL, duration_s=(0.5, 2.5), trims=True)
    made = await empty.fit(whole, shape, "blur")
    before, after = seen(whole), seen(made.path)
    assert after.pictures == before.pictures[: len(after.pictures)]
    assert 1.4 <= after.duration_s <= 2.5
    assert after.sounds == ["aac"]


async def test_a_long_video_that_fits_nowhere_is_cut_and_drawn_anew(
    empty: Workshop, strange: Path
) -> None:
    shape = replace(REEL, duration_s=(0.5, 2.5), ratio=(1.0, 1.0), trims=True)
    made = await empty.fit(film(strange, "longer"), shape, "pad")
    after = seen(made.path)
    assert after.size[0] == after.size[1]
    assert 1.7 <= after.duration_s <= 2.5
    assert len(after.pictures) == 20
    assert after.sounds == ["aac"]


async def test_an_animation_that_is_too_long_ends_where_it_has_to(
    empty: Workshop, strange: Path
) -> None:
    shape = replace(REEL, duration_s=(0.1, 0.4), trims=True)
    made = await empty.fit(picture(strange, "moving-gif"), shape, "pad")
    assert seen(made.path).duration_s <= 0.4
