"""Every canvas keeps the ratio and the sizes; what fits stays; what is foreseen comes true."""

import random
from dataclasses import replace
from typing import Any, get_args

import pytest

from bot.texts import LANGUAGES, t
from services.content import Media, MediaKind
from services.media.foreseeing import Foreseen, foresee
from services.media.geometry import lay_out, ratio_fits, size_fits
from services.media.plans import Convert, Keep, Refuse, Remux, Transcode, Why, plan
from services.media.probe import Probe
from services.media.shapes import TASTES, ImageShape, Shape, VideoShape
from tests.media.shapes import REEL, WALL

RATIOS = ((0.8, 1.91), (1.0, 1.0), (9 / 16, 9 / 16), (0.5, 1.91), (0.01, 10.0), (2 / 3, 2 / 3))
SIZES = (((320, 320), (1440, 1440)), ((1, 1), (10_000, 10_000)), ((600, 315), (1080, 1920)))
DRAWN = 3000
IMAGE = Probe(kind="image", format="JPEG", size_bytes=1000, width=100, height=100, mode="RGB")
VIDEO = Probe(
    kind="video",
    format="mp4",
    size_bytes=1000,
    width=96,
    height=64,
    duration_s=10.0,
    video_codec="h264",
    pixels="yuv420p",
    fps=30.0,
    audio_codec="aac",
    audio_tracks=1,
)


def media(kind: MediaKind, **told: int | str) -> Media:
    return Media.model_validate(
        {"id": 0, "kind": kind, "origin": "telegram", "ref": "1", "unique_ref": "1", **told}
    )


@pytest.mark.parametrize("step", [1, 2])
def test_every_canvas_is_what_the_shape_wants(step: int) -> None:
    chance = random.Random(4711)  # noqa: S311 - the same shapes each time
    laid = 0
    for _ in range(DRAWN):
        ratio, (smallest, largest) = chance.choice(RATIOS), chance.choice(SIZES)
        shape = ImageShape(("JPEG",), ratio, smallest, largest, 10**6)
        width, height = (round(2 ** chance.uniform(0, 13.5)) for _ in range(2))
        taste = chance.choice(TASTES)
        layout = lay_out(width, height, shape, taste, step=step)
        if layout is None:
            continue
        laid += 1
        told = f"{width} x {height} in {shape}: {layout}"
        assert layout.width % step == layout.height % step == 0, told
        assert size_fits(layout.width, layout.height, shape), told
        assert ratio_fits(layout.width, layout.height, _possible(shape)), told
        assert 0 <= layout.left <= layout.width - layout.shown_width, told
        assert 0 <= layout.top <= layout.height - layout.shown_height, told
        assert 0 <= layout.crop_left <= width - layout.crop_width, told
        assert 0 <= layout.crop_top <= height - layout.crop_height, told
        assert layout.is_whole or taste == "crop", told
        assert layout.fills or taste != "crop", told
    assert laid > DRAWN / 2


def _possible(shape: Shape) -> tuple[float, float]:
    """A shape of one ratio is met as nearly as whole pixels can."""
    least, most = shape.ratio
    return (least, most) if most - least > 0.01 else (least - 0.01, most + 0.01)


def test_nobody_enlarges_a_dot() -> None:
    assert lay_out(1, 1, replace(WALL, smallest=(320, 320)), "blur") is None
    assert lay_out(200, 200, replace(WALL, smallest=(320, 320)), "blur") is not None


@pytest.mark.parametrize(
    "wrong",
    [
        {"orientation": 6},
        {"has_alpha": True},
        {"is_plain": False},
        {"format": "PNG"},
        {"width": 400},
        {"size_bytes": 300_000},
        {"kind": "animation"},
    ],
)
def test_a_picture_stays_only_if_all_of_it_fits(wrong: dict[str, Any]) -> None:
    assert plan(IMAGE, WALL, "blur") == Keep()
    assert isinstance(plan(replace(IMAGE, **wrong), WALL, "blur"), Convert)


@pytest.mark.parametrize(
    ("wrong", "sound"),
    [
        ({"format": "matroska"}, "copy"),
        ({"moov_first": False}, "copy"),
        ({"audio_tracks": 5}, "copy"),
        ({"audio_codec": "opus"}, "encode"),
    ],
)
def test_a_box_is_changed_without_touching_the_pictures(wrong: dict[str, Any], sound: str) -> None:
    assert plan(VIDEO, REEL, "blur") == Keep()
    todo = plan(replace(VIDEO, **wrong), REEL, "blur")
    assert isinstance(todo, Remux)
    assert todo.sound == sound


@pytest.mark.parametrize(
    "wrong",
    [
        {"video_codec": "vp9"},
        {"pixels": "yuv420p10le"},
        {"is_hdr": True},
        {"fps": 120.0},
        {"width": 300},
        {"width": 4000, "height": 3000},
        {"size_bytes": 6_000_000},
    ],
)
def test_pictures_are_made_anew_only_where_they_do_not_fit(wrong: dict[str, Any]) -> None:
    assert isinstance(plan(replace(VIDEO, **wrong), REEL, "blur"), Transcode)


def test_who_takes_bright_colours_gets_them() -> None:
    bright = replace(VIDEO, pixels="yuv420p10le", is_hdr=True)
    assert plan(bright, replace(REEL, deep=True), "blur") == Keep()


@pytest.mark.parametrize(
    ("told", "shape", "expected"),
    [
        (media("photo", width=100, height=100), WALL, None),
        (media("photo", width=1280, height=960), WALL, None),
        (media("photo", width=900, height=300), WALL, "media-will-pad"),
        (media("photo", width=2, height=2), WALL, "media-too-small"),
        (media("photo"), WALL, None),
        (media("document", mime_type="image/heic"), WALL, None),
        (media("document", mime_type="image/gif"), WALL, "media-will-freeze"),
        (media("document", mime_type="application/zip"), WALL, None),
        (media("video", duration_s=10), WALL, "media-not-a-picture"),
        (media("voice", duration_s=10), REEL, "media-sound-only"),
        (media("photo", width=100, height=100), REEL, "media-not-a-video"),
        (media("video", duration_s=10, width=96, height=64), REEL, None),
        (media("video", duration_s=61), REEL, "media-too-long"),
        (media("animation", duration_s=1), replace(REEL, duration_s=(3, 60)), None),
        (media("video", duration_s=1), replace(REEL, duration_s=(3, 60)), "media-too-short"),
        (media("video", duration_s=10, width=960, height=64), REEL, "media-will-pad"),
        (media("video", duration_s=30, size_bytes=10**8), REEL, "media-will-compress"),
        (media("video", duration_s=59, size_bytes=10**8), _TINY := replace(REEL, size_bytes=10**6),
         "media-too-big"),
    ],
)  # fmt: skip
def test_cards_tell_before_what_will_be_done(
    told: Media, shape: ImageShape | VideoShape, expected: str | None
) -> None:
    foreseen = foresee(told, shape, "pad")
    assert [one.text for one in foreseen] == ([expected] if expected else [])
    for one in foreseen:
        _is_said(one)


def _is_said(foreseen: Foreseen) -> None:
    for language in LANGUAGES:
        said = t(language, foreseen.text, **foreseen.values)
        assert said != foreseen.text
        assert "{" not in said


TRIMMING = replace(REEL, trims=True)
LONG = replace(VIDEO, duration_s=600.0)


def test_what_is_too_long_is_refused_unless_it_may_be_cut() -> None:
    assert plan(LONG, REEL, "blur") == Refuse("too-long", {"over": 540, "most": 60})
    todo = plan(LONG, TRIMMING, "blur")
    assert todo == Remux("copy", 59.5, REEL.size_bytes, is_cut=True)
    assert plan(VIDEO, TRIMMING, "blur") == Keep()


@pytest.mark.parametrize(
    "wrong",
    [{"video_codec": "vp9"}, {"width": 960}, {"size_bytes": 60_000_000}],
)
def test_what_is_cut_is_drawn_anew_only_where_its_beginning_does_not_fit(
    wrong: dict[str, Any],
) -> None:
    todo = plan(replace(LONG, **wrong), TRIMMING, "pad")
    assert isinstance(todo, Transcode)
    assert (todo.is_cut, todo.duration_s, todo.times) == (True, 59.5, 1)
    heavy = replace(LONG, size_bytes=30_000_000)
    assert isinstance(plan(heavy, TRIMMING, "pad"), Remux)


def test_a_card_tells_all_that_a_choice_would_change() -> None:
    long = media("video", duration_s=600, width=960, height=64)
    (refused,) = foresee(long, REEL, "pad")
    assert (refused.level, refused.text, refused.fix) == ("refuse", "media-too-long", "length")
    cut = foresee(long, TRIMMING, "pad")
    assert [(one.text, one.fix) for one in cut] == [
        ("media-will-trim", "length"),
        ("media-will-pad", "fit"),
    ]
    assert cut[0].values == {"minutes": 1, "seconds": 60}
    for one in (refused, *cut):
        _is_said(one)


def test_every_refusal_says_what_to_do() -> None:
    for why in get_args(Why):
        for language in LANGUAGES:
            said = t(language, f"media-advice-{why}")
            assert said != f"media-advice-{why}"
            assert said.count(".") >= 2, said


def test_what_cannot_be_read_is_no_picture() -> None:
    other = Probe(kind="other", format="", size_bytes=1)
    assert plan(other, WALL, "blur") == plan(other, REEL, "blur") == Refuse("not-media")
