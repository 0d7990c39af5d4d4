"""Looking at an uploaded picture as VK's upload host does: really decoded, never believed.

Source: https://dev.vk.com/api/upload/wall-photo
"""

from dataclasses import dataclass
from pathlib import Path

from PIL import Image

MAX_BYTES = 50 * 1024 * 1024
MAX_SIDES_SUM = 14_000
MAX_RATIO = 20

_MIME_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif"}


class BadPictureError(Exception):
    """The upload host refuses a picture; the text begins with VK's own code, or is empty."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What was found out about a picture; sides in pixels."""

    mime_type: str
    width: int
    height: int


def examine(path: Path) -> Picture:
    """Decode a picture and hold it against VK's limits.

    Raises:
        BadPictureError: Not a JPG, PNG or GIF, broken, too large or too narrow.
    """
    try:
        with Image.open(path, formats=tuple(_MIME_TYPES)) as image:
            _fit(*image.size)
            image.load()
            return Picture(_MIME_TYPES[str(image.format)], *image.size)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise BadPictureError("ERR_UPLOAD_FILE_NOT_SUPPORTED: not a JPG, PNG or GIF") from error


def _fit(width: int, height: int) -> None:
    if width + height > MAX_SIDES_SUM:
        raise BadPictureError(
            f"ERR_UPLOAD_BAD_IMAGE_SIZE: width and height together exceed {MAX_SIDES_SUM}"
        )
    if max(width, height) > MAX_RATIO * min(width, height):
        raise BadPictureError(
            f"ERR_UPLOAD_BAD_IMAGE_SIZE: one side exceeds {MAX_RATIO} times the other"
        )
