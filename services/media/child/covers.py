"""A still of an early moment of a video at which there is something to see."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image, ImageStat

from services.media.child.drawing import Drawing
from services.media.child.job import Job, RefusedError
from services.media.child.painting import encoded
from services.media.child.videos import duration_s, open_video, pictures_of, start_s

_NAME = "cover.jpg"
_QUALITY = 88
_LONGEST_SIDE = 1280
_BRIGHT = 28.0
_EARLY_S = 3.0
_EVERY_S = 0.4
_LATER = (0.1, 0.25, 0.5, 0.75)
_MICROSECONDS = 1_000_000


def run(job: Job) -> dict[str, Any]:
    """Only a cover, for a video that stays as it is."""
    return {"cover": draw_cover(job.path, job.folder)}


def draw_cover(path: Path, folder: Path) -> str:
    """Write a cover; its name in the folder."""
    best = still(path)
    best.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    (folder / _NAME).write_bytes(encoded(best, "JPEG", _QUALITY))
    return _NAME


def still(path: Path) -> Image.Image:
    """An early moment of a video as a picture, upright.

    Raises:
        RefusedError: It has no pictures.
    """
    best: Image.Image | None = None
    most = -1.0
    with open_video(path) as container:
        stream = pictures_of(container)
        if stream is None:
            raise RefusedError("broken")
        drawing: Drawing | None = None
        for frame in _moments(container, stream):
            drawing = drawing or Drawing(stream, frame, pixels="rgb24")
            image = _still(drawing, frame)
            brightness = ImageStat.Stat(image.convert("L").resize((16, 16))).mean[0]
            if brightness > most:
                best, most = image, brightness
            if brightness >= _BRIGHT:
                break
    if best is None:
        raise RefusedError("broken")
    return best


def _moments(container: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
    """Frames of the first seconds, then of moments further and further in."""
    begin_s, next_s = start_s(container), 0.0
    for frame in container.decode(stream):
        moment_s = (frame.time or 0.0) - begin_s
        if moment_s >= next_s:
            yield frame
            next_s = moment_s + _EVERY_S
        if moment_s > _EARLY_S:
            break
    whole_s = duration_s(container, stream)
    for part in _LATER:
        container.seek(int((begin_s + whole_s * part) * _MICROSECONDS))
        yield from _first(container, stream)


def _first(container: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
    for frame in container.decode(stream):
        yield frame
        return


def _still(drawing: Drawing, frame: VideoFrame) -> Image.Image:
    """A frame as a picture, upright and in ordinary colours."""
    for drawn in drawing.draw(frame):
        plane, size = drawn.planes[0], (drawn.width, drawn.height)
        return Image.frombytes("RGB", size, bytes(plane), "raw", "RGB", plane.line_size, 1)
    raise RefusedError("broken")
