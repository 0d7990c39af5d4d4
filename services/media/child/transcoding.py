"""A video drawn anew: laid out, in ordinary colours, at a steady rate, H.264 and AAC."""

from collections.abc import Sequence
from typing import Any

from av.audio.frame import AudioFrame
from av.container import InputContainer, OutputContainer
from av.error import InvalidDataError
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame

from services.media.child.animating import draw_animation
from services.media.child.drawing import Drawing
from services.media.child.film import (
    NAME,
    Ending,
    add_pictures,
    finished,
    is_complete,
    open_film,
    steady,
    write,
)
from services.media.child.job import Job, RefusedError
from services.media.child.pictures import open_picture
from services.media.child.sound import Silence, Voice
from services.media.child.videos import open_video, pictures_of, sound_of, start_s
from services.media.geometry import Layout

_TRIES = (1.0, 0.75, 0.5)
"""Shares of the planned rate: a short file's box weighs more than was thought."""

_MOST_DAMAGED = 20


def run(job: Job) -> dict[str, Any]:
    """Draw a video; the fields of `Fitted`, paths as names in the folder."""
    for share in _TRIES:
        _draw(job, int(job.plan["kbps"] * share))
        if (job.folder / NAME).stat().st_size <= job.plan["size_bytes"]:
            break
    return finished(job)


def _draw(job: Job, kbps: int) -> None:
    image = open_picture(job.path)
    if image is not None:
        with image:
            draw_animation(job, image, kbps)
        return
    with open_video(job.path) as container, open_film(job.folder / NAME) as out:
        _Showing(job, container, out, kbps).run()


class _Showing:
    """One video on its way from its container through the filters into a film."""

    def __init__(
        self, job: Job, container: InputContainer, out: OutputContainer, kbps: int
    ) -> None:
        source = pictures_of(container)
        if source is None:
            raise RefusedError("broken")
        self._job, self._plan, self._container, self._out = job, job.plan, container, out
        self._source, self._sound = source, sound_of(container)
        self._fps = steady(job.plan["fps"])
        self._film = add_pictures(out, job.plan, kbps)
        self._drawing: Drawing | None = None
        self._voice = self._add_voice()
        self._silence = Silence(out) if job.plan["sound"] == "silence" else None
        self._shift_s = -start_s(container)
        self._ending = Ending(job.plan, 0.0)
        self._seen_s, self._damaged = 0.0, 0

    def _add_voice(self) -> Voice | None:
        wanted = self._plan["sound"] == "encode"
        return Voice(self._sound, self._out) if wanted and self._sound else None

    def run(self) -> None:
        """Show it as many times as the plan says.

        Raises:
            RefusedError: Too little of it can be seen.
        """
        once_s = self._plan["duration_s"] / self._plan["times"]
        for turn in range(self._plan["times"]):
            if turn:
                self._container.seek(0)
                self._shift_s += once_s
            self._show_once()
        self._write(None)
        if not is_complete(self._seen_s, min(self._plan["duration_s"], self._pictures_s())):
            raise RefusedError("broken")
        self._end()

    def _pictures_s(self) -> float:
        """How long the pictures should last; sound may go on alone."""
        source, times = self._source, int(self._plan["times"])
        if source.duration is None or source.time_base is None:
            return float(self._plan["duration_s"])
        return float(source.duration * source.time_base) * times

    def _show_once(self) -> None:
        streams = [self._source, *([self._sound] if self._voice and self._sound else [])]
        for packet in self._container.demux(*streams):
            for frame in self._decoded(packet):
                self._take(frame)
            if self._ending.is_over:
                return

    def _take(self, frame: object) -> None:
        if not isinstance(frame, VideoFrame | AudioFrame):
            return
        self._shift(frame)
        if isinstance(frame, VideoFrame):
            if not self._ending.cuts_picture(frame.time):
                self._show(frame)
        elif self._voice and not self._ending.cuts_sound(frame.time):
            self._voice.say(frame)

    def _decoded(self, packet: "Packet[Stream]") -> Sequence[object]:
        """The frames of a packet; a few damaged ones are forgiven, as players do."""
        try:
            return packet.decode()
        except InvalidDataError:
            self._damaged += 1
            if self._damaged > _MOST_DAMAGED:
                raise RefusedError("broken") from None
            return []

    def _shift(self, frame: VideoFrame | AudioFrame) -> None:
        """Count from the beginning of the film; what has no time comes after the one before."""
        if frame.pts is not None and frame.time_base:
            frame.pts += round(self._shift_s / frame.time_base)

    def _show(self, frame: VideoFrame) -> None:
        self._shorten(frame)
        if self._drawing is None:
            self._drawing = Drawing(
                self._source,
                frame,
                fps=self._fps,
                layout=Layout(**self._plan["layout"]),
                taste=self._plan["taste"],
            )
        self._write(frame)

    def _shorten(self, frame: VideoFrame) -> None:
        """Let no picture last beyond the end: the filters show the last as long as it says."""
        if frame.pts is not None and frame.time_base:
            left = round(self._plan["duration_s"] / frame.time_base) - frame.pts
            frame.duration = max(0, min(frame.duration or 0, left))

    def _write(self, frame: VideoFrame | None) -> None:
        if self._drawing is None:
            raise RefusedError("broken")
        for drawn in self._drawing.draw(frame):
            write(self._out, self._film, drawn)
            self._seen_s = drawn.time
            if self._silence:
                self._silence.until(self._seen_s)
            self._job.tell(self._seen_s / self._plan["duration_s"])

    def _end(self) -> None:
        write(self._out, self._film, None)
        if self._voice:
            self._voice.say(None)
        if self._silence:
            self._silence.end()
