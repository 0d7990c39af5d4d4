"""Strange pictures look right on a wall, or are refused with a sentence that says what to do."""

from pathlib import Path

import pytest
from PIL import Image

from services.errors import Rejected
from services.media.shapes import Fitted, Taste
from services.media.workshop import Workshop
from tests.media.pictures import colour, corners, picture
from tests.media.shapes import WALL

UPRIGHT = ["red", "green", "blue"]


async def hung(workshop: Workshop, path: Path, taste: Taste = "blur") -> tuple[Fitted, Image.Image]:
    """What the wall gets, checked against its shape."""
    fitted = await workshop.fit(path, WALL, taste)
    image = Image.open(fitted.path)
    assert image.format == "JPEG"
    assert image.mode == "RGB"
    assert (fitted.mime_type, fitted.width, fitted.height) == ("image/jpeg", *image.size)
    assert WALL.ratio[0] <= image.width / image.height <= WALL.ratio[1]
    assert all(32 <= side <= 320 for side in image.size)
    assert fitted.size_bytes == fitted.path.stat().st_size <= WALL.size_bytes
    return fitted, image


async def test_a_picture_that_fits_goes_as_it_is(workshop: Workshop, strange: Path) -> None:
    path = picture(strange, "fits")
    fitted, _ = await hung(workshop, path)
    assert fitted.path == path


@pytest.mark.parametrize("name", ["phone", "print", "heic"])
async def test_it_looks_as_it_was_meant(workshop: Workshop, strange: Path, name: str) -> None:
    fitted, image = await hung(workshop, picture(strange, name))
    assert fitted.path.parent.parent.name == "fitted"
    assert corners(image) == UPRIGHT


async def test_a_phones_picture_stands_upright_and_does_not_say_where_it_was_taken(
    workshop: Workshop, strange: Path
) -> None:
    _, image = await hung(workshop, picture(strange, "phone"))
    assert image.size == (64, 80)
    assert not image.getexif()


async def test_a_turned_tiff_keeps_its_proportions(workshop: Workshop, strange: Path) -> None:
    _, image = await hung(workshop, picture(strange, "turned-tiff"))
    assert (image.size, corners(image)) == ((64, 80), ["blue", "red", "blue"])


@pytest.mark.parametrize("name", ["turned-nowhere", "turned-by-bytes"])
async def test_a_way_up_that_does_not_exist_changes_nothing(
    workshop: Workshop, strange: Path, name: str
) -> None:
    _, image = await hung(workshop, picture(strange, name))
    assert (image.size, corners(image)) == ((80, 64), UPRIGHT)


async def test_what_shines_through_becomes_white(workshop: Workshop, strange: Path) -> None:
    _, image = await hung(workshop, picture(strange, "ghost"))
    assert corners(image) == ["white", "green", "blue"]


@pytest.mark.parametrize("name", ["moving-gif", "moving-webp"])
async def test_of_what_moves_a_wall_of_pictures_gets_the_first(
    workshop: Workshop, strange: Path, name: str
) -> None:
    _, image = await hung(workshop, picture(strange, name))
    assert corners(image) == ["red"] * 3


async def test_bright_sixteen_bits_stay_bright(workshop: Workshop, strange: Path) -> None:
    _, image = await hung(workshop, picture(strange, "sixteen-bits"))
    assert corners(image) == ["white"] * 3


async def test_dark_sixteen_bits_with_a_hole_stay_dark(workshop: Workshop, strange: Path) -> None:
    _, image = await hung(workshop, picture(strange, "sixteen-bits-with-a-hole"))
    assert corners(image) == ["black"] * 3


async def test_a_panorama_is_shown_whole_on_a_blurred_copy(
    workshop: Workshop, strange: Path
) -> None:
    _, image = await hung(workshop, picture(strange, "panorama"))
    middle = image.height // 2
    assert [colour(image, x, middle - 3) for x in (10, 310)] == ["red", "green"]
    assert colour(image, 10, 10) == "red"


async def test_a_panorama_is_shown_whole_on_white(workshop: Workshop, strange: Path) -> None:
    _, image = await hung(workshop, picture(strange, "panorama"), "pad")
    assert colour(image, 10, image.height // 2 - 3) == "red"
    assert colour(image, 10, 10) == "white"


async def test_of_a_panorama_only_the_middle_is_left_when_cropped(
    workshop: Workshop, strange: Path
) -> None:
    _, image = await hung(workshop, picture(strange, "panorama"), "crop")
    assert corners(image) == UPRIGHT


@pytest.mark.parametrize(
    ("name", "why"), [("dot", "too-small"), ("text", "not-media"), ("cut", "broken")]
)
async def test_it_is_refused_with_a_sentence(
    workshop: Workshop, strange: Path, name: str, why: str
) -> None:
    with pytest.raises(Rejected) as caught:
        await workshop.fit(picture(strange, name), WALL, "blur")
    assert (caught.value.code, caught.value.advice) == ("media", f"media-advice-{why}")
