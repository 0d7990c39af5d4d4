"""What people's files say beside their pictures reaches no network."""

import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from services.errors import Rejected
from services.media.shapes import TASTES
from services.media.workshop import Workshop
from tests.flows.house import Chat, House
from tests.flows.linking import with_wall
from tests.media.films import BERLIN, film, seen
from tests.media.pictures import corners, quarters
from tests.media.shapes import REEL, WALL
from tests.sandbox_control import KITCHEN_COMMUNITY

CAMERA = b"Canary 5000"
SECRETS = (CAMERA, b"Canary Street", b"Canary remark", b"Exif", b"ftypcanary")
UPRIGHT, LYING = 1, 6
LAID = ["blue", "red", "blue"]
"""The corners of what was meant to be turned clockwise."""

ANY_WALL = replace(WALL, formats=("JPEG", "PNG", "WEBP"))
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
_MAKE, _ORIENTATION, _GPS = 0x010F, 0x0112, 0x8825


def exif(orientation: int) -> Image.Exif:
    """What a phone notes."""
    noted = Image.Exif()
    noted[_MAKE], noted[_ORIENTATION] = CAMERA.decode(), orientation
    noted.get_ifd(_GPS).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)})
    return noted


def jpeg(orientation: int = UPRIGHT, *, progressive: bool = False) -> bytes:
    out = BytesIO()
    notes = {"exif": exif(orientation), "comment": b"Canary remark", "xmp": b"<x>Canary Street</x>"}
    quarters().save(out, "JPEG", progressive=progressive, icc_profile=SRGB, **notes)
    return out.getvalue() + b"\x00\x00\x00\x14ftypcanary film behind the picture"


def png(orientation: int = UPRIGHT) -> bytes:
    out = BytesIO()
    quarters().save(out, "PNG", exif=exif(orientation), icc_profile=SRGB)
    content, said = out.getvalue(), b"tEXtComment\x00Canary remark"
    end = content.index(b"IEND") - 4
    chunk = struct.pack(">I", len(said) - 4) + said + struct.pack(">I", zlib.crc32(said))
    return content[:end] + chunk + content[end:]


def webp(orientation: int = UPRIGHT) -> bytes:
    out = BytesIO()
    notes = {"exif": exif(orientation), "xmp": b"<x>Canary Street</x>"}
    quarters().save(out, "WEBP", lossless=True, icc_profile=SRGB, **notes)
    return out.getvalue()


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def pixels(content: bytes) -> bytes:
    return Image.open(BytesIO(content)).convert("RGB").tobytes()


def told(content: bytes) -> list[bytes]:
    """What it still tells, beside the word that begins every note of the way up."""
    noted = dict(Image.open(BytesIO(content)).getexif())
    assert noted.keys() <= {_ORIENTATION}
    return [secret for secret in SECRETS if secret in content and secret != b"Exif"]


@pytest.mark.parametrize("kind", [jpeg, lambda: jpeg(progressive=True), png, webp])
async def test_case_46_a_picture_that_fits_says_nothing_of_its_place_and_stays_the_same(
    tmp_path: Path, kind: Callable[[], bytes]
) -> None:
    original = kind()
    path = written(tmp_path / "soup", original)
    fitted = await Workshop(tmp_path / "media").fit(path, ANY_WALL, TASTES[0])
    sent = fitted.path.read_bytes()
    assert [secret for secret in SECRETS if secret in sent] == []
    assert pixels(sent) == pixels(original)
    image = Image.open(BytesIO(sent))
    assert (image.info["icc_profile"], fitted.size_bytes) == (SRGB, len(sent))
    assert path.read_bytes() == original


@pytest.mark.parametrize("kind", [jpeg, png, webp])
async def test_case_46_what_goes_as_a_file_keeps_only_the_way_up(
    tmp_path: Path, kind: Callable[[int], bytes]
) -> None:
    original = kind(LYING)
    sent = (
        await Workshop(tmp_path / "media").bare(written(tmp_path / "soup", original))
    ).read_bytes()
    assert told(sent) == []
    assert Image.open(BytesIO(sent)).getexif()[_ORIENTATION] == LYING
    assert pixels(sent) == pixels(original)


async def test_case_46_a_picture_that_lies_is_laid_right_and_says_nothing(tmp_path: Path) -> None:
    path = written(tmp_path / "soup", jpeg(LYING))
    fitted = await Workshop(tmp_path / "media").fit(path, WALL, TASTES[0])
    assert told(fitted.path.read_bytes()) == []
    assert (fitted.width < fitted.height, corners(Image.open(fitted.path))) == (True, LAID)


@pytest.mark.parametrize("name", ["placed", "placed-quicktime"])
async def test_case_46_a_film_that_fits_does_not_say_where_it_was_taken(
    tmp_path: Path, name: str
) -> None:
    path = film(tmp_path, name)
    assert seen(path).metadata["location"] == BERLIN
    fitted = await Workshop(tmp_path / "media").fit(path, REEL, TASTES[0])
    assert "location" not in seen(fitted.path).metadata
    assert fitted.path.stat().st_size == path.stat().st_size == fitted.size_bytes
    assert replace(seen(fitted.path), metadata={}) == replace(seen(path), metadata={})


async def test_case_46_a_picture_in_very_many_pieces_says_nothing_either(tmp_path: Path) -> None:
    content, end = png(), png().index(b"IDAT") - 4
    nothing = struct.pack(">I", 0) + b"vpAg" + struct.pack(">I", zlib.crc32(b"vpAg"))
    path = written(tmp_path / "soup", content[:end] + nothing * 20_000 + content[end:])
    bare = (await Workshop(tmp_path / "media").bare(path)).read_bytes()
    assert told(bare) == []
    assert len(bare) > 20_000 * len(nothing)


def box(name: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I4s", 8 + len(content), name) + content


async def test_case_46_a_film_in_very_many_pieces_does_not_say_where_it_was_taken(
    tmp_path: Path,
) -> None:
    place = box(b"udta", box(b"\xa9xyz", b"Canary Street"))
    content = box(b"ftyp", b"isom") + box(b"moov", box(b"free") * 20_000 + place)
    path = written(tmp_path / "soup", content)
    bare = (await Workshop(tmp_path / "media").bare(path)).read_bytes()
    assert b"Canary Street" not in bare
    assert len(bare) == len(content)


async def test_case_46_a_film_in_pieces_within_pieces_without_an_end_is_refused(
    tmp_path: Path,
) -> None:
    content = b""
    for _ in range(3000):
        content = box(b"trak", content)
    path = written(tmp_path / "soup", box(b"ftyp", b"isom") + content)
    with pytest.raises(Rejected):
        await Workshop(tmp_path / "media").bare(path)


@pytest.mark.parametrize(
    "spoilt", [b"\xff\xd8\xff\xe1\xff", b"\x89PNG\r\n\x1a\n\xff", b"", b"soup"]
)
async def test_case_46_what_cannot_be_read_goes_on_as_it_is(tmp_path: Path, spoilt: bytes) -> None:
    path = written(tmp_path / "soup", spoilt)
    assert (await Workshop(tmp_path / "media").bare(path)).read_bytes() == spoilt


async def test_case_46_no_wall_says_where_it_was_taken(house: House, alice: Chat) -> None:
    state = await house.control.state()
    await with_wall(alice, state["communities"][0])
    for kind in ("photo", "document"):
        upload = await house.control.upload(jpeg(), "soup.jpg", mime_type="image/jpeg", kind=kind)
        await alice.say(media=[{"upload_id": upload}], caption=kind)
        await alice.press("🚀 Publish")
    entries = await house.control.visible("vk", -KITCHEN_COMMUNITY)
    shown = [one for entry in entries for one in entry["attachments"]]
    for one in shown:
        address = f"{house.control.url}/control/files/{one['file_id']}"
        async with house.control.session().get(address) as answer:
            assert told(await answer.read()) == []
    assert [one["kind"] for one in shown] == ["photo", "document"]
