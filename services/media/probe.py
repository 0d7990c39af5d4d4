"""What a file really is, whatever its name says."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["image", "animation", "video", "audio", "other"]
"""An animation is a picture that moves: GIF, WebP. What Telegram calls so is a video."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What was read from the content of a file.

    `format` is Pillow's name of a picture's, FFmpeg's of a container's (`mp4` and `mov` apart).
    `width` and `height` are as shown: turned, with square pixels. `orientation` is EXIF's for
    pictures, 1 being upright; for videos it is the degrees that they are turned by. `has_alpha`
    means that something really shines through. `is_plain` pictures are 8 bit grey or RGB in sRGB.
    `pixels` is FFmpeg's pixel format.
    """

    kind: Kind
    format: str
    size_bytes: int
    width: int = 0
    height: int = 0
    duration_s: float | None = None
    frames: int = 1
    orientation: int = 1
    has_alpha: bool = False
    mode: str = ""
    is_plain: bool = True
    video_codec: str | None = None
    pixels: str = ""
    bit_depth: int = 8
    is_hdr: bool = False
    fps: float = 0.0
    audio_codec: str | None = None
    audio_tracks: int = 0
    moov_first: bool = True
