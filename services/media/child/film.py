"""What a child writes: an MP4 with its index first, H.264 in BT.709, and its cover."""

import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from services.media.child.covers import draw_cover
from services.media.child.job import Job, RefusedError
from services.media.child.videos import probe_video

NAME = "media.mp4"

_BT709 = 1
_STUDIO_RANGE = 1
_KEYFRAME_EVERY_S = 2
_THREADS = 2
_QUALITY = "21"
_COMPLETE = 0.9
_LAGGING_S = 1.0
_ROUNDED_S = 0.5
_EXACT = 1001
"""The denominator that television's rates have, such as 30000/1001."""


def open_film(path: Path) -> OutputContainer:
    """An empty MP4; nothing of the original's metadata gets into it."""
    return av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"})


def steady(fps: float) -> Fraction:
    """A rate as the fraction that it means."""
    return Fraction(fps).limit_denominator(_EXACT)


def add_pictures(out: OutputContainer, plan: dict[str, Any], kbps: int) -> VideoStream:
    """The stream of pictures of a plan."""
    options = {"preset": "veryfast", "crf": _QUALITY, "profile": "high"}
    options |= {"maxrate": f"{kbps}k", "bufsize": f"{kbps}k"}
    fps = steady(plan["fps"])
    stream = out.add_stream("libx264", rate=fps, options=options)
    stream.width, stream.height = plan["layout"]["width"], plan["layout"]["height"]
    stream.pix_fmt = "yuv420p"
    stream.thread_count = _THREADS
    stream.gop_size = max(1, round(fps * _KEYFRAME_EVERY_S))
    stream.color_primaries = stream.color_trc = stream.colorspace = _BT709
    stream.color_range = _STUDIO_RANGE
    return stream


def write(out: OutputContainer, pictures: VideoStream, frame: VideoFrame | None) -> None:
    """Add a frame; None is the end."""
    if frame is not None:
        frame.pict_type = 0
    out.mux(pictures.encode(frame))


class Ending:
    """Where a video is cut: what begins later is left out, of its pictures and its sound.

    Nothing that is kept depends on what is not: pictures end before the first, in the order of
    decoding, that is too late.

    Args:
        plan: Of the film; it ends by itself unless the plan cuts it.
        start_s: When the video begins.
    """

    def __init__(self, plan: dict[str, Any], start_s: float) -> None:
        self._end_s = start_s + plan["duration_s"] if plan["is_cut"] else math.inf
        self._are_pictures_over = False
        self.is_over = False

    def cuts_picture(self, moment_s: float | None) -> bool:
        """Whether a picture, and so every later one, is left out; sound may lag behind it."""
        if moment_s is not None and moment_s >= self._end_s:
            self._are_pictures_over = True
            self.is_over = moment_s >= self._end_s + _LAGGING_S
        return self._are_pictures_over

    def cuts_sound(self, moment_s: float | None) -> bool:
        """Whether a stretch of sound is left out; nothing comes after it once pictures are over."""
        is_late = moment_s is not None and moment_s >= self._end_s
        self.is_over = self.is_over or (is_late and self._are_pictures_over)
        return is_late


def is_complete(came_s: float, promised_s: float) -> bool:
    """Whether as much came out of a video as its header promised; the end is often rounded."""
    return came_s >= promised_s * _COMPLETE - _ROUNDED_S


def finished(job: Job) -> dict[str, Any]:
    """The fields of `Fitted` of the film that was made, with its cover.

    Raises:
        RefusedError: It is larger than the plan allows, or much of the original is missing.
    """
    probe = probe_video(job.folder / NAME)
    if not is_complete(probe.duration_s or 0.0, job.plan["duration_s"]):
        raise RefusedError("broken")
    if probe.size_bytes > job.plan["size_bytes"]:
        raise RefusedError("too-big")
    return {
        "path": NAME,
        "mime_type": "video/mp4",
        "size_bytes": probe.size_bytes,
        "width": probe.width,
        "height": probe.height,
        "duration_s": probe.duration_s,
        "cover": draw_cover(job.folder / NAME, job.folder),
    }
