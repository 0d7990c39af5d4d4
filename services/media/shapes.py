"""What a network takes, as data: networks write it down, fitting and foreseeing read it."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

Taste = Literal["blur", "pad", "crop"]
"""How a picture comes by another ratio: on a blurred copy of itself, on white, or cut."""

TASTES: tuple[Taste, ...] = ("blur", "pad", "crop")


@dataclass(frozen=True, slots=True)
class ImageShape:
    """The pictures that a network takes.

    `formats` are Pillow's names, and what must be written anew becomes the first. `ratio` is the
    least and the greatest width divided by height. `smallest` and `largest` are pixels, width and
    height; `size_bytes` is the most.
    """

    formats: tuple[str, ...]
    ratio: tuple[float, float]
    smallest: tuple[int, int]
    largest: tuple[int, int]
    size_bytes: int


@dataclass(frozen=True, slots=True)
class VideoShape:
    """The videos that a network takes; what must be written anew becomes MP4 with H.264 and AAC.

    `containers` and codecs are FFmpeg's names. `ratio`, `smallest` and `largest` are as for
    pictures. `fps` and `duration_s` are the least and the most. With `moov_first` the index has
    to lie before the data. What is `deep` (more than 8 bits, HDR) goes as it is only where that
    is set; elsewhere it is made anew in BT.709. With `needs_sound` a silent video gets a silent
    track. What is too long is cut where it `trims`, and refused elsewhere.
    """

    containers: tuple[str, ...]
    video_codecs: tuple[str, ...]
    audio_codecs: tuple[str, ...]
    ratio: tuple[float, float]
    smallest: tuple[int, int]
    largest: tuple[int, int]
    size_bytes: int
    fps: tuple[float, float]
    duration_s: tuple[float, float]
    moov_first: bool = False
    deep: bool = False
    needs_sound: bool = False
    trims: bool = False


Shape = ImageShape | VideoShape


def trimming(shape: Shape, *, trims: bool) -> Shape:
    """The same shape, cutting what is too long or not; pictures have no length."""
    return replace(shape, trims=trims) if isinstance(shape, VideoShape) else shape


@dataclass(frozen=True, slots=True)
class Fitted:
    """A file that fits: where it lies and what it is now; sizes in pixels as it is shown.

    `cover` is a JPEG of a moment early in a video, None for pictures.
    """

    path: Path
    mime_type: str
    size_bytes: int
    width: int
    height: int
    duration_s: float | None = None
    cover: Path | None = None
