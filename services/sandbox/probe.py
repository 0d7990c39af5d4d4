"""What arrived bytes are: pictures by Pillow, videos by a small reader of MP4 boxes."""

import mimetypes
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from PIL import Image, UnidentifiedImageError

_CONTAINERS = frozenset({b"moov", b"trak", b"mdia", b"minf"})
_PHOTO_FORMATS = frozenset({"JPEG", "PNG", "WEBP"})
_ANY = "application/octet-stream"


@dataclass(kw_only=True)
class Probe:
    """What a file turned out to be: sizes in pixels, duration in whole seconds."""

    kind: str
    mime_type: str
    width: int | None = None
    height: int | None = None
    duration_s: int | None = None


def probe(path: Path, file_name: str | None, mime_type: str | None = None) -> Probe:
    """Look into a file; its content decides, its name only where the content says nothing."""
    return _picture(path) or _mp4(path) or _by_name(file_name, mime_type)


def _picture(path: Path) -> Probe | None:
    try:
        with Image.open(path) as picture:
            width, height = picture.size
            moving = getattr(picture, "n_frames", 1) > 1
            name = picture.format or ""
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return None
    kind = "photo" if name in _PHOTO_FORMATS else "document"
    if name == "GIF" and moving:
        kind = "animation"
    mime_type = Image.MIME.get(name, _ANY)
    return Probe(kind=kind, mime_type=mime_type, width=width, height=height)


@dataclass
class _Movie:
    duration_s: float = 0.0
    width: int = 0
    height: int = 0
    has_sound: bool = False
    has_picture: bool = False


def _mp4(path: Path) -> Probe | None:
    """Read `mvhd`, `tkhd` and `hdlr`. Source: ISO/IEC 14496-12, sections 8.2-8.4."""
    movie = _Movie()
    with path.open("rb") as file:
        if file.read(8)[4:] != b"ftyp":
            return None
        size_bytes = path.stat().st_size
        try:
            for name, body in _boxes(file, 0, size_bytes):
                _take_box(movie, name, body)
        except struct.error:
            return None
    if not movie.has_picture:
        return Probe(kind="audio", mime_type="audio/mp4", duration_s=round(movie.duration_s))
    return Probe(
        # Telegram itself takes a video without sound for an animation.
        kind="video" if movie.has_sound else "animation",
        mime_type="video/mp4",
        width=movie.width,
        height=movie.height,
        duration_s=round(movie.duration_s),
    )


def _boxes(file: IO[bytes], start: int, end: int) -> Iterator[tuple[bytes, bytes]]:
    while start + 8 <= end:
        file.seek(start)
        size_bytes, name = struct.unpack(">I4s", file.read(8))
        header = 8
        if size_bytes == 1:
            (size_bytes,) = struct.unpack(">Q", file.read(8))
            header = 16
        size_bytes = size_bytes or end - start
        if size_bytes < header:
            return
        if name in _CONTAINERS:
            yield from _boxes(file, start + header, min(end, start + size_bytes))
        elif name in {b"mvhd", b"tkhd", b"hdlr"}:
            yield name, file.read(min(size_bytes - header, 256))
        start += size_bytes


def _take_box(movie: _Movie, name: bytes, body: bytes) -> None:
    long = body[:1] == b"\x01"
    if name == b"mvhd":
        scale, duration = struct.unpack_from(">IQ" if long else ">II", body, 20 if long else 12)
        movie.duration_s = duration / scale if scale else 0.0
    elif name == b"tkhd":
        # Width and height are 16.16 fixed point, the last eight bytes of the box.
        width, height = struct.unpack_from(">II", body, 88 if long else 76)
        movie.width = max(movie.width, width >> 16)
        movie.height = max(movie.height, height >> 16)
    else:
        movie.has_sound |= body[8:12] == b"soun"
        movie.has_picture |= body[8:12] == b"vide"


def _by_name(file_name: str | None, mime_type: str | None) -> Probe:
    mime_type = mimetypes.guess_type(file_name or "")[0] or mime_type or _ANY
    if mime_type in {"audio/ogg", "audio/opus"}:
        return Probe(kind="voice", mime_type=mime_type)
    if mime_type.startswith("audio/"):
        return Probe(kind="audio", mime_type=mime_type)
    if mime_type.startswith("video/"):
        return Probe(kind="video", mime_type=mime_type)
    return Probe(kind="document", mime_type=mime_type)
