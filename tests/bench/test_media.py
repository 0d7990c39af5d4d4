"""Making media fit: what a phone takes, for a wall that takes less."""

from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from PIL import Image

from services.media.workshop import Workshop
from tests.bench.conftest import Report, each_timed
from tests.media.films import Film
from tests.media.shapes import REEL, WALL

pytestmark = [pytest.mark.bench, pytest.mark.timeout(600)]

TIMES = 3
WIDE_WALL = replace(WALL, largest=(1440, 1440), size_bytes=8_000_000)
FULL_HD = Film(
    size=(1920, 1080), fps=30, frames=60, container="matroska", options={"preset": "ultrafast"}
)


async def test_fitting_photos_of_12_megapixels(tmp_path: Path, report: Report) -> None:
    """From probing to a JPEG of 1440 pixels."""
    path, numbers = tmp_path / "photo", count()
    Image.effect_noise((4000, 3000), 60).convert("RGB").save(path, "JPEG", quality=85)

    async def fit() -> None:
        await Workshop(tmp_path / f"fitted{next(numbers)}").fit(path, WIDE_WALL, "blur")

    report("fitting a photo of 12 megapixels", await each_timed(fit, TIMES))


async def test_fitting_videos_of_two_seconds(tmp_path: Path, report: Report) -> None:
    """Full HD: into another box, and into fewer pixels."""
    path = tmp_path / "video"
    FULL_HD.write(path)
    numbers = count()
    roomy = replace(REEL, size_bytes=500_000_000)

    async def remux() -> None:
        await Workshop(tmp_path / f"remuxed{next(numbers)}").fit(path, roomy, "blur")

    async def transcode() -> None:
        square = replace(roomy, ratio=(1.0, 1.0), largest=(1080, 1080))
        await Workshop(tmp_path / f"transcoded{next(numbers)}").fit(path, square, "blur")

    report("putting 2 s of full HD into another box", await each_timed(remux, TIMES))
    report("making 2 s of full HD square", await each_timed(transcode, TIMES))
