"""An animated picture as a film: each frame as long as a browser would show it."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain, repeat

from av.video.frame import VideoFrame
from PIL import Image

from services.media.child.film import NAME, add_pictures, open_film, steady, write
from services.media.child.job import Job
from services.media.child.painting import lay
from services.media.child.pictures import frames_of, plain
from services.media.child.sound import Silence
from services.media.geometry import Layout


def draw_animation(job: Job, image: Image.Image, kbps: int) -> None:
    """Write the film of an animation, as many times over as the plan says."""
    fps = steady(job.plan["fps"])
    with open_film(job.folder / NAME) as out:
        pictures = add_pictures(out, job.plan, kbps)
        silence = Silence(out) if job.plan["sound"] == "silence" else None
        for number, frame in enumerate(_ticks(job, image, fps)):
            frame.pts, frame.time_base = number, 1 / fps
            write(out, pictures, frame)
            moment_s = float((number + 1) / fps)
            if silence:
                silence.until(moment_s)
            job.tell(moment_s / job.plan["duration_s"])
            if job.plan["is_cut"] and moment_s >= job.plan["duration_s"]:
                break
        write(out, pictures, None)
        if silence:
            silence.end()


def _ticks(job: Job, image: Image.Image, fps: Fraction) -> Iterator[VideoFrame]:
    """What is to be seen at each tick of the film."""
    layout = Layout(**job.plan["layout"])
    shown_s, ticks = 0.0, 0
    turns = chain.from_iterable(frames_of(image) for _ in repeat(None, job.plan["times"]))
    for drawn, lasts_s in turns:
        shown_s += lasts_s
        due = max(1, round(shown_s * fps))
        if due > ticks:
            frame = _frame(lay(plain(drawn), layout, job.plan["taste"]))
            yield from repeat(frame, due - ticks)
            ticks = due


def _frame(image: Image.Image) -> VideoFrame:
    pixels = image.convert("RGBA").tobytes()
    frame = VideoFrame.from_bytes(pixels, image.width, image.height, format="rgba")
    return frame.reformat(format="yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG")
