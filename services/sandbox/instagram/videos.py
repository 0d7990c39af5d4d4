"""What a video is, and what of it Instagram does not play.

Source: https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-user/media
(reel specifications)
"""

import struct
from dataclasses import dataclass
from pathlib import Path

import av
from av.error import FFmpegError

_VIDEO_CODECS = {"h264", "hevc"}
_FPS = (22.9, 60.1)
_WIDTH_MOST = 1920
_SAMPLES_MOST = 48_000


@dataclass(frozen=True, slots=True)
class Movie:
    """A video: sizes in pixels; `problem` says why it would not be played, empty if it would."""

    width: int
    height: int
    duration_s: float
    problem: str = ""


def look_into(path: Path) -> Movie | None:
    """Read a video's headers; None for what is no video."""
    try:
        with av.open(str(path), options={"protocol_whitelist": "file"}) as file:
            if not file.streams.video:
                return None
            picture = file.streams.video[0]
            return Movie(
                width=picture.width,
                height=picture.height,
                duration_s=(file.duration or 0) / av.time_base,
                problem=_problem(file, path),
            )
    except (FFmpegError, ValueError):
        return None


def _problem(file: "av.container.InputContainer", path: Path) -> str:
    picture, boxes = file.streams.video[0], _boxes(path)
    fps = float(picture.average_rate or 0)
    checks = {
        "only mp4 or mov": "mp4" in file.format.name,
        "only H.264 or HEVC": picture.codec_context.name in _VIDEO_CODECS,
        f"{fps:.1f} frames in a second": _FPS[0] <= fps <= _FPS[1],
        f"{picture.width} pixels wide": picture.width <= _WIDTH_MOST,
        "the index does not come first": _moov_first(boxes),
        "it ends too early": boxes[-1][1] <= path.stat().st_size,
        "only AAC up to 48 kHz": all(
            sound.codec_context.name == "aac" and sound.rate <= _SAMPLES_MOST
            for sound in file.streams.audio
        ),
    }
    return next((what for what, fine in checks.items() if not fine), "")


def _boxes(path: Path) -> list[tuple[bytes, int]]:
    """The outermost boxes, with where each ends. Source: ISO/IEC 14496-12, section 4.2."""
    found, at, whole = [], 0, path.stat().st_size
    with path.open("rb") as file:
        while len(head := file.read(16)) >= 8:
            size, name = struct.unpack(">I4s", head[:8])
            if size == 1 and len(head) == 16:
                (size,) = struct.unpack(">Q", head[8:])
            at = at + size if size >= 8 else whole
            found.append((name, at))
            file.seek(at)
    return found


def _moov_first(boxes: list[tuple[bytes, int]]) -> bool:
    """Whether the index lies before the data."""
    names = [name for name, _ in boxes]
    return b"moov" in names and names.index(b"moov") < [*names, b"mdat"].index(b"mdat")
