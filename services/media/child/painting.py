"""A picture drawn anew: laid out on its canvas, written so that it is small enough."""

from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageFilter, ImageOps

from services.media.child.job import Job, RefusedError
from services.media.child.pictures import decoded, open_picture, plain
from services.media.geometry import Layout
from services.media.shapes import Taste

_QUALITIES = (92, 86, 80, 72, 64, 55)
_SMALLER = 0.8
_WHITE = (255, 255, 255)
_BLURRED_SIDE = 96
_BLUR = 4
_GAP = 2.0


def run(job: Job) -> dict[str, Any]:
    """Draw a picture; the fields of `Fitted`, the path as a name in the folder."""
    layout = Layout(**job.plan["layout"])
    image = open_picture(job.path)
    if image is None:
        raise RefusedError("broken")
    scale = layout.shown_width / layout.crop_width
    target = round(layout.picture_width * scale), round(layout.picture_height * scale)
    with image:
        drawn = lay(plain(decoded(image, *target)), layout, job.plan["taste"])
    job.tell(0.5)
    path = job.folder / f"media.{job.plan['format'].lower()}"
    width, height = _write(drawn, path, job.plan)
    return {
        "path": path.name,
        "mime_type": Image.MIME[job.plan["format"]],
        "size_bytes": path.stat().st_size,
        "width": width,
        "height": height,
    }


def lay(image: Image.Image, layout: Layout, taste: Taste) -> Image.Image:
    """Put an RGB picture where it belongs; it may have been decoded smaller than it is."""
    shown = image.resize(
        (layout.shown_width, layout.shown_height),
        Image.Resampling.LANCZOS,
        box=_box(image, layout),
        reducing_gap=_GAP,
    )
    if layout.fills:
        return shown
    canvas = _background(image, layout, taste)
    canvas.paste(shown, (layout.left, layout.top))
    return canvas


def encoded(image: Image.Image, kind: str, quality: int) -> bytes:
    """The bytes of a picture; Pillow, writing to a full disk, may not notice what is missing."""
    out = BytesIO()
    image.save(out, kind, quality=quality, optimize=True)
    return out.getvalue()


def _box(image: Image.Image, layout: Layout) -> tuple[float, float, float, float]:
    across, down = image.width / layout.picture_width, image.height / layout.picture_height
    left, top = layout.crop_left * across, layout.crop_top * down
    right = left + layout.crop_width * across
    return left, top, min(right, image.width), min(top + layout.crop_height * down, image.height)


def _background(image: Image.Image, layout: Layout, taste: Taste) -> Image.Image:
    """White, or the picture itself, filling the canvas and out of focus."""
    size = layout.width, layout.height
    if taste == "pad":
        return Image.new("RGB", size, _WHITE)
    shrunk = min(1.0, _BLURRED_SIDE / max(size))
    small = max(1, round(layout.width * shrunk)), max(1, round(layout.height * shrunk))
    filled = ImageOps.fit(image, small, Image.Resampling.BOX)
    return filled.filter(ImageFilter.GaussianBlur(_BLUR)).resize(size, Image.Resampling.BICUBIC)


def _write(image: Image.Image, path: Path, plan: dict[str, Any]) -> tuple[int, int]:
    """Write it, at the cost of quality and then of size where it is too long; its sides."""
    while True:
        for quality in _QUALITIES:
            content = encoded(image, plan["format"], quality)
            if len(content) <= plan["size_bytes"]:
                path.write_bytes(content)
                return image.size
        width, height = round(image.width * _SMALLER), round(image.height * _SMALLER)
        if width < plan["smallest"][0] or height < plan["smallest"][1]:
            raise RefusedError("too-big")
        image = image.resize((width, height), Image.Resampling.LANCZOS)
