"""Pictures as Telegram keeps them: checked, re-encoded as JPEG, in several sizes.

Source: https://core.telegram.org/bots/api#sendphoto ("at most 10 MB in size. The photo's width
and height must not exceed 10000 in total. Width and height ratio must be at most 20.")
"""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from services.sandbox.media import Blob
from services.sandbox.telegram.refusal import bad_request

_LIMIT_BYTES: Final = 10 << 20
_SUM_LIMIT_PX: Final = 10_000
_RATIO_LIMIT: Final = 20
_SIDES_PX: Final = (90, 320, 800, 1280, 2560)
_QUALITY: Final = 87


@dataclass(frozen=True)
class Rendered:
    """One size of a photo."""

    content: bytes
    width: int
    height: int


def render(blob: Blob, file_name: str) -> list[Rendered]:
    """Make the sizes of a photo, smallest first; slow, so it belongs in a thread.

    Raises:
        BotApiError: It is too big, too long and thin, or no picture at all.
    """
    if blob.size_bytes > _LIMIT_BYTES:
        size = f"of size {blob.size_bytes} bytes is too big for a photo"
        raise bad_request(f'file "{file_name}" {size}')
    return sizes_of(_open(blob.path))


def sizes_of(picture: Image.Image) -> list[Rendered]:
    """The sizes of a decoded picture, smallest first."""
    longest = max(picture.size)
    sides = [side for side in _SIDES_PX if side < longest]
    return [_scaled(picture, side) for side in [*sides, min(longest, _SIDES_PX[-1])]]


def _open(path: Path) -> Image.Image:
    try:
        with Image.open(path) as picture:
            # The header is enough to refuse; only what fits is decoded.
            _refuse_shape(*picture.size)
            return _flat(ImageOps.exif_transpose(picture))
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError):
        raise bad_request("IMAGE_PROCESS_FAILED") from None


def _refuse_shape(width: int, height: int) -> None:
    if width + height > _SUM_LIMIT_PX or max(width, height) > _RATIO_LIMIT * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")


def _flat(picture: Image.Image) -> Image.Image:
    if picture.mode in {"RGBA", "LA", "P", "PA"}:
        coloured = picture.convert("RGBA")
        white = Image.new("RGBA", coloured.size, "white")
        return Image.alpha_composite(white, coloured).convert("RGB")
    return picture.convert("RGB")


def _scaled(picture: Image.Image, side: int) -> Rendered:
    copy = picture.copy()
    copy.thumbnail((side, side))
    content = io.BytesIO()
    copy.save(content, "JPEG", quality=_QUALITY)
    return Rendered(content=content.getvalue(), width=copy.width, height=copy.height)
