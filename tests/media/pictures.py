"""Strange pictures, made on the fly: small, and of colours that are easy to find again."""

import struct
from collections.abc import Callable
from pathlib import Path

from PIL import Image

RED, GREEN, BLUE = (220, 30, 30), (30, 200, 30), (30, 30, 220)
CORNER = 0.15
"""How far from its edges the colours of a picture are looked up, as a part of its side."""

_ORIENTATION = 0x0112
_GPS = 0x8825
_BYTE = 1
_TURNED_LEFT = 6
"""EXIF: turn it clockwise by 90 degrees to see it upright."""


def quarters(size: tuple[int, int] = (96, 64)) -> Image.Image:
    """Red on the upper left, green on the upper right, blue below."""
    image = Image.new("RGB", size, BLUE)
    image.paste(RED, (0, 0, size[0] // 2, size[1] // 2))
    image.paste(GREEN, (size[0] // 2, 0, size[0], size[1] // 2))
    return image


def corners(image: Image.Image) -> list[str]:
    """The names of the colours at upper left, upper right and lower left."""
    rgb = image.convert("RGB")
    left, right = round(rgb.width * CORNER), round(rgb.width * (1 - CORNER))
    upper, lower = round(rgb.height * CORNER), round(rgb.height * (1 - CORNER))
    return [colour(rgb, *at) for at in ((left, upper), (right, upper), (left, lower))]


def colour(image: Image.Image, x: int, y: int) -> str:
    """The name of the colour there."""
    seen = image.convert("RGB").getpixel((x, y))
    assert isinstance(seen, tuple)
    red, green, blue = (value > 110 for value in seen)
    names = {(True, True, True): "white", (False, False, False): "black"}
    names |= {(True, False, False): "red", (False, True, False): "green"}
    return names.get((red, green, blue), "blue" if blue else "mixed")


def _phone(path: Path) -> None:
    exif = Image.Exif()
    exif[_ORIENTATION] = _TURNED_LEFT
    exif.get_ifd(_GPS)[1] = "N"
    upright = quarters((64, 80))
    upright.rotate(90, expand=True).save(path, "JPEG", exif=exif, quality=95)


def _turned(path: Path, kind: str, told: int) -> None:
    """An upright picture of which EXIF says otherwise."""
    exif = Image.Exif()
    exif[_ORIENTATION] = told
    quarters((80, 64)).save(path, kind, exif=exif)


def _turned_by_bytes(path: Path) -> None:
    """EXIF says which way is up, but not with a number of 16 bits as it should."""
    entry = struct.pack(">2HI4sI", _ORIENTATION, _BYTE, 1, bytes([_TURNED_LEFT, 0, 0, 0]), 0)
    exif = b"Exif\x00\x00MM\x00*" + struct.pack(">IH", 8, 1) + entry
    quarters((80, 64)).save(path, "JPEG", exif=exif)


def _panorama(path: Path) -> None:
    quarters((12_000, 400)).save(path, "JPEG")


def _dot(path: Path) -> None:
    Image.new("RGB", (1, 1), RED).save(path, "PNG")


def _print(path: Path) -> None:
    quarters().convert("CMYK").save(path, "JPEG", quality=95)


def _ghost(path: Path) -> None:
    image = quarters().convert("RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 48, 32))
    image.save(path, "PNG")


def _heic(path: Path) -> None:
    from pillow_heif import from_pillow

    from_pillow(quarters()).save(path, quality=90)


def _moving(path: Path, kind: str) -> None:
    red, green, blue = (Image.new("RGB", (64, 64), shade) for shade in (RED, GREEN, BLUE))
    red.save(path, kind, save_all=True, append_images=[green, blue], duration=200, loop=0)


def _sixteen_bits(path: Path) -> None:
    Image.new("I;16", (64, 64), 65535).save(path, "PNG")


def _sixteen_bits_with_a_hole(path: Path) -> None:
    """PNG's tRNS names one grey that shines through: none of those that are in it."""
    Image.new("I;16", (64, 64), 20_000).save(path, "PNG", transparency=65535)


def _text(path: Path) -> None:
    path.write_text("not a picture\n" * 50)


def _cut(path: Path) -> None:
    quarters((320, 320)).save(path, "JPEG")
    path.write_bytes(path.read_bytes()[:-400])


PICTURES: dict[str, Callable[[Path], None]] = {
    "fits": lambda path: quarters().save(path, "JPEG", quality=95),
    "phone": _phone,
    "panorama": _panorama,
    "dot": _dot,
    "print": _print,
    "ghost": _ghost,
    "heic": _heic,
    "moving-webp": lambda path: _moving(path, "WEBP"),
    "moving-gif": lambda path: _moving(path, "GIF"),
    "sixteen-bits": _sixteen_bits,
    "sixteen-bits-with-a-hole": _sixteen_bits_with_a_hole,
    "turned-tiff": lambda path: _turned(path, "TIFF", _TURNED_LEFT),
    "turned-nowhere": lambda path: _turned(path, "JPEG", 9),
    "turned-by-bytes": _turned_by_bytes,
    "text": _text,
    "cut": _cut,
}


def picture(folder: Path, name: str) -> Path:
    """A strange picture, made once a run; its name says JPEG, as such names do."""
    path = folder / f"{name}.jpg"
    if not path.exists():
        PICTURES[name](path)
    return path
