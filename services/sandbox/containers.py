"""Recognising a video container by its bytes: AVI, MP4, 3GP, MPEG, MOV, FLV, WMV.

Source: https://dev.vk.com/method/video.save
"""

from dataclasses import dataclass
from pathlib import Path

from services.sandbox.probe import probe

_ASF = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_MPEG = (b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3")


@dataclass(frozen=True, slots=True)
class Clip:
    """What the bytes tell of a video: seconds and pixels, None where they tell nothing."""

    mime_type: str
    duration_s: int | None = None
    width: int | None = None
    height: int | None = None


def recognise(path: Path) -> Clip | None:
    """Look into a file; None means that no video could be made of it."""
    with path.open("rb") as file:
        start = file.read(16)
    if start[4:8] == b"ftyp":
        return _mp4(path)
    if start[:4] == b"RIFF" and start[8:12] == b"AVI ":
        return Clip("video/x-msvideo")
    if start[:3] == b"FLV":
        return Clip("video/x-flv")
    if start == _ASF:
        return Clip("video/x-ms-wmv")
    return Clip("video/mpeg") if start.startswith(_MPEG) else None


def _mp4(path: Path) -> Clip | None:
    found = probe(path, None)
    if not found.width:
        return None
    return Clip("video/mp4", found.duration_s, found.width, found.height)
