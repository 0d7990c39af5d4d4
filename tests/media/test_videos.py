"""Strange videos look right on a wall, or are refused with a sentence that says what to do."""

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from services.errors import Rejected
from services.media.shapes import Fitted, Taste, VideoShape
from services.media.workshop import Workshop
from tests.media.films import film, seen
from tests.media.pictures import corners, picture
from tests.media.shapes import REEL, WALL

UPRIGHT = ["red", "green", "blue"]
_BRIGHT = (16, 18)
LYING = ["blue", "red", "blue"]


async def shown(
    workshop: Workshop, path: Path, shape: VideoShape = REEL, taste: Taste = "blur"
) -> tuple[Fitted, Image.Image]:
    """What the wall gets, checked against its shape, and its cover."""
    fitted = await workshop.fit(path, shape, taste)
    film_seen = seen(fitted.path)
    assert (film_seen.codec, film_seen.pixels) == ("h264", "yuv420p")
    assert film_seen.transfer not in _BRIGHT
    assert film_seen.sounds in ([], ["aac"])
    assert film_seen.index_first
    assert shape.ratio[0] <= fitted.width / fitted.height <= shape.ratio[1]
    assert shape.fps[0] <= film_seen.fps <= shape.fps[1]
    assert fitted.size_bytes == fitted.path.stat().st_size <= shape.size_bytes
    assert film_seen.size in ((fitted.width, fitted.height), (fitted.height, fitted.width))
    assert fitted.duration_s == pytest.approx(film_seen.duration_s, abs=0.001)
    assert shape.duration_s[0] <= film_seen.duration_s <= shape.duration_s[1]
    assert fitted.cover
    cover = Image.open(fitted.cover)
    assert (cover.format, cover.size) == ("JPEG", (fitted.width, fitted.height))
    return fitted, cover


@pytest.mark.parametrize(
    ("name", "mime_type", "colours"),
    [
        ("fits", "video/mp4", UPRIGHT),
        ("quicktime", "video/quicktime", UPRIGHT),
        ("black", "video/mp4", UPRIGHT),
        ("mute", "video/mp4", UPRIGHT),
        ("lying", "video/mp4", LYING),
    ],
)
async def test_a_video_that_fits_goes_as_it_is_with_a_cover(
    workshop: Workshop, strange: Path, name: str, mime_type: str, colours: list[str]
) -> None:
    path = film(strange, name)
    fitted, cover = await shown(workshop, path)
    assert (fitted.path, fitted.mime_type) == (path, mime_type)
    assert corners(cover) == colours


@pytest.mark.parametrize(
    ("name", "colours"),
    [
        ("index-last", UPRIGHT),
        ("lying-index-last", LYING),
        ("five-tracks", UPRIGHT),
        ("matroska", UPRIGHT),
        ("opus", UPRIGHT),
    ],
)
async def test_where_only_the_box_or_the_sound_is_wrong_the_pictures_stay(
    workshop: Workshop, strange: Path, name: str, colours: list[str]
) -> None:
    path = film(strange, name)
    fitted, cover = await shown(workshop, path)
    assert fitted.path != path
    assert seen(fitted.path).pictures == seen(path).pictures
    assert seen(fitted.path).sounds == ["aac"]
    assert corners(cover) == colours


@pytest.mark.parametrize("name", ["vp9", "avi", "hdr", "transport"])
async def test_what_no_wall_could_show_is_made_anew(
    workshop: Workshop, strange: Path, name: str
) -> None:
    fitted, cover = await shown(workshop, film(strange, name))
    assert corners(cover) == UPRIGHT
    assert seen(fitted.path).sounds == ["aac"]


@pytest.mark.parametrize(
    ("taste", "colours"), [("blur", "same"), ("pad", ["white"] * 3), ("crop", UPRIGHT)]
)
async def test_a_video_comes_by_another_ratio_by_taste(
    workshop: Workshop, strange: Path, taste: Taste, colours: list[str] | str
) -> None:
    square = replace(REEL, ratio=(0.8, 1.0))
    fitted, cover = await shown(workshop, film(strange, "wide"), square, taste)
    assert (fitted.width, fitted.height) == ((64, 64) if taste == "crop" else (192, 192))
    found = corners(cover)
    assert found == colours or (taste == "blur" and found[1:] == ["green", "blue"])


async def test_a_video_that_lies_is_laid_out_as_it_is_seen(
    workshop: Workshop, strange: Path
) -> None:
    fitted, cover = await shown(workshop, film(strange, "lying-wide"), taste="crop")
    assert (fitted.width, fitted.height) == (64, 128)
    assert corners(cover) == LYING


@pytest.mark.parametrize(
    ("name", "colours"),
    [
        ("mirrored", ["green", "red", "blue"]),
        ("mirrored-lying", ["red", "blue", "green"]),
        ("mirrored-lying-left", ["blue", "green", "blue"]),
        ("mirrored-head-down", ["blue", "blue", "red"]),
    ],
)
async def test_a_mirrored_video_is_drawn_as_it_is_seen(
    workshop: Workshop, strange: Path, name: str, colours: list[str]
) -> None:
    path, small = film(strange, name), replace(REEL, largest=(48, 48))
    kept, cover = await shown(workshop, path)
    assert (kept.path, corners(cover)) == (path, colours)
    _, small_cover = await shown(workshop, path, small)
    assert corners(small_cover) == colours


async def test_a_hasty_video_is_slowed_to_fewer_frames(workshop: Workshop, strange: Path) -> None:
    fitted, _ = await shown(workshop, film(strange, "hasty"))
    assert seen(fitted.path).fps == 60


async def test_a_slow_video_shows_its_last_picture_to_the_end(
    workshop: Workshop, strange: Path
) -> None:
    fitted, _ = await shown(workshop, film(strange, "slow"))
    assert len(seen(fitted.path).pictures) == pytest.approx(6 * REEL.fps[0], abs=1)


async def test_of_a_slow_video_no_more_is_shown_than_is_taken(
    workshop: Workshop, strange: Path
) -> None:
    brief = replace(REEL, duration_s=(0.5, 2.6), trims=True)
    fitted, _ = await shown(workshop, film(strange, "slow"), brief)
    assert fitted.duration_s == pytest.approx(2.1, abs=0.3)


async def test_a_heavy_video_is_compressed_until_it_fits(workshop: Workshop, strange: Path) -> None:
    path = film(strange, "heavy")
    narrow = replace(REEL, size_bytes=150_000)
    assert path.stat().st_size > narrow.size_bytes
    fitted, _ = await shown(workshop, path, narrow)
    assert fitted.size_bytes <= narrow.size_bytes


async def test_a_silent_video_gets_a_silent_track_where_one_is_needed(
    workshop: Workshop, strange: Path
) -> None:
    path, loud = film(strange, "mute"), replace(REEL, needs_sound=True)
    fitted, _ = await shown(workshop, path, loud)
    assert seen(fitted.path).sounds == ["aac"]
    assert seen(fitted.path).pictures == seen(path).pictures


@pytest.mark.parametrize("name", ["moving-gif", "moving-webp"])
async def test_what_moves_becomes_a_video_and_repeats_until_it_is_long_enough(
    workshop: Workshop, strange: Path, name: str
) -> None:
    path = picture(strange, name)
    once, cover = await shown(workshop, path)
    assert once.duration_s == pytest.approx(0.6, abs=0.05)
    assert corners(cover) == ["red"] * 3
    patient = replace(REEL, duration_s=(1.5, 60), needs_sound=True)
    thrice, _ = await shown(workshop, path, patient)
    assert thrice.duration_s == pytest.approx(1.8, abs=0.1)


async def test_a_short_silent_video_repeats_too(workshop: Workshop, strange: Path) -> None:
    fitted, cover = await shown(workshop, film(strange, "short"))
    assert fitted.duration_s == pytest.approx(0.6, abs=0.05)
    assert corners(cover) == UPRIGHT


async def test_where_it_was_filmed_does_not_survive(workshop: Workshop, strange: Path) -> None:
    path = film(strange, "index-last")
    assert "location" in seen(path).metadata
    fitted, _ = await shown(workshop, path)
    assert "location" not in seen(fitted.path).metadata


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("cut", "broken"),
        ("cut-index", "broken"),
        ("cut-matroska", "broken"),
        ("song", "sound-only"),
        ("playlist", "not-media"),
        ("list", "not-media"),
        ("short-with-sound", "too-short"),
    ],
)
async def test_it_is_refused_with_a_sentence(
    workshop: Workshop, strange: Path, name: str, why: str
) -> None:
    with pytest.raises(Rejected) as caught:
        await workshop.fit(film(strange, name), REEL, "blur")
    assert (caught.value.code, caught.value.advice) == ("media", f"media-advice-{why}")


async def test_pictures_and_videos_are_not_taken_for_each_other(
    workshop: Workshop, strange: Path
) -> None:
    with pytest.raises(Rejected) as no_video:
        await workshop.fit(picture(strange, "fits"), REEL, "blur")
    with pytest.raises(Rejected) as no_picture:
        await workshop.fit(film(strange, "fits"), WALL, "blur")
    assert no_video.value.advice == "media-advice-not-a-video"
    assert no_picture.value.advice == "media-advice-not-a-picture"


async def test_a_video_that_stays_too_big_or_too_long_is_refused(
    workshop: Workshop, strange: Path
) -> None:
    path = film(strange, "heavy")
    for shape, why in (
        (replace(REEL, size_bytes=60_000), "too-big"),
        (replace(REEL, duration_s=(0.5, 1)), "too-long"),
    ):
        with pytest.raises(Rejected) as caught:
            await workshop.fit(path, shape, "blur")
        assert caught.value.advice == f"media-advice-{why}"
