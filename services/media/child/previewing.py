"""How a picture, or a still of a video, would look in another shape: each way, numbered."""

from importlib import import_module
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from services.media.child.job import Job, RefusedError
from services.media.child.painting import encoded, lay
from services.media.child.pictures import decoded, open_picture, plain, upright_size
from services.media.geometry import lay_out
from services.media.shapes import ImageShape

_NAME = "preview.jpg"
_SIDE = 440
_GAP = 20
_BAND = 92
_BADGE = 72
_FONT_SIZE = 46
_QUALITY = 86
_BEHIND = (58, 66, 80)
_BADGE_COLOUR = (36, 129, 204)
_WHITE = (255, 255, 255)


def run(job: Job) -> dict[str, Any]:
    """Draw it on one sheet; its name in the folder."""
    shape = ImageShape(
        formats=(),
        ratio=tuple(job.plan["ratio"]),
        smallest=tuple(job.plan["smallest"]),
        largest=tuple(job.plan["largest"]),
        size_bytes=0,
    )
    image, size = _picture(job.path)
    tiles = []
    for taste in job.plan["tastes"]:
        layout = lay_out(*size, shape, taste)
        if layout is None:
            raise RefusedError("too-small")
        tiles.append(lay(image, layout.within(_SIDE), taste))
    (job.folder / _NAME).write_bytes(encoded(_sheet(tiles), "JPEG", _QUALITY))
    return {"preview": _NAME}


def _picture(path: Path) -> tuple[Image.Image, tuple[int, int]]:
    """Something to look at, decoded no larger than needed, and its real width and height."""
    image = open_picture(path)
    if image is None:
        # FFmpeg takes longer to load than most pictures take to decode.
        still = import_module("services.media.child.covers").still(path)
        return still, still.size
    with image:
        size = upright_size(image)
        enough = 2 * _SIDE / max(size)
        target = round(size[0] * enough), round(size[1] * enough)
        return plain(decoded(image, *target)), size


def _sheet(tiles: list[Image.Image]) -> Image.Image:
    """The tiles beside each other, wide ones below each other, each with its number."""
    wide, high = max(tile.width for tile in tiles), max(tile.height for tile in tiles)
    is_column = wide > high
    step = (0, high + _GAP) if is_column else (wide + _GAP, 0)
    begin = (_BAND, _GAP) if is_column else (_GAP, _BAND)
    last = len(tiles) - 1
    size = begin[0] + last * step[0] + wide + _GAP, begin[1] + last * step[1] + high + _GAP
    sheet = Image.new("RGB", size, _BEHIND)
    for place, tile in enumerate(tiles):
        left, top = begin[0] + place * step[0], begin[1] + place * step[1]
        sheet.paste(tile, (left, top))
        middle = (_BAND // 2, top + high // 2) if is_column else (left + wide // 2, _BAND // 2)
        _number(sheet, middle, place + 1)
    return sheet


def _number(sheet: Image.Image, middle: tuple[int, int], number: int) -> None:
    draw = ImageDraw.Draw(sheet)
    x, y, radius = *middle, _BADGE // 2
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=_BADGE_COLOUR)
    font = ImageFont.load_default(_FONT_SIZE)
    draw.text(middle, str(number), fill=_WHITE, font=font, anchor="mm")
