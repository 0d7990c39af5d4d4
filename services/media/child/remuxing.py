"""The pictures of a video as they are, in another box: MP4, index first, one track of sound."""

from collections.abc import Iterator
from typing import Any

from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.stream import VideoStream

from services.media.child.film import NAME, Ending, finished, open_film
from services.media.child.job import Job, RefusedError
from services.media.child.sound import Silence, Voice
from services.media.child.videos import open_video, pictures_of, sound_of, start_s

_MOST_HELD = 64
"""Packets; decoders reorder 16 pictures at most, and sound lies between them."""


def run(job: Job) -> dict[str, Any]:
    """Copy the packets; the fields of `Fitted`, paths as names in the folder."""
    with open_video(job.path) as container, open_film(job.folder / NAME) as out:
        pictures = pictures_of(container)
        if pictures is None:
            raise RefusedError("broken")
        _Copying(job, container, out, pictures).run()
    return finished(job)


class _Copying:
    """Pictures on their way into another box, and what becomes of the sound."""

    def __init__(
        self, job: Job, container: InputContainer, out: OutputContainer, pictures: VideoStream
    ) -> None:
        self._job, self._out, self._pictures = job, out, pictures
        self._container, self._sound = container, sound_of(container)
        self._target: Stream = out.add_stream_from_template(pictures)
        wanted = job.plan["sound"]
        self._voice = Voice(self._sound, out) if wanted == "encode" and self._sound else None
        self._silence = Silence(out) if wanted == "silence" else None
        copied = self._sound if wanted == "copy" else None
        self._copied = out.add_stream_from_template(copied) if copied else None
        self._ending = Ending(job.plan, start_s(container))

    def run(self) -> None:
        """Copy from the first packet to the last, or to where it is cut."""
        sources = [self._pictures, *([self._sound] if self._sound else [])]
        for packet in _dated(self._container.demux(*sources), self._pictures):
            if packet.stream_index == self._pictures.index:
                if not self._ending.cuts_picture(_moment_s(packet)):
                    self._copy_picture(packet)
            elif not self._ending.cuts_sound(_moment_s(packet)):
                self._copy_sound(packet)
            if self._ending.is_over:
                break
        self._end()

    def _copy_sound(self, packet: "Packet[Stream]") -> None:
        if self._voice and self._sound:
            for frame in self._sound.decode(packet):
                self._voice.say(frame)
        elif self._copied and packet.size:
            packet.stream = self._copied
            self._out.mux(packet)

    def _copy_picture(self, packet: "Packet[Stream]") -> None:
        if packet.dts is None:
            return
        moment_s = float(packet.dts * packet.time_base)
        packet.stream = self._target
        self._out.mux(packet)
        if self._silence:
            self._silence.until(moment_s)
        self._job.tell(moment_s / self._job.plan["duration_s"])

    def _end(self) -> None:
        if self._voice:
            self._voice.say(None)
        if self._silence:
            self._silence.end()


def _moment_s(packet: "Packet[Stream]") -> float | None:
    return None if packet.pts is None else float(packet.pts * packet.time_base)


def _dated(
    packets: "Iterator[Packet[Stream]]", pictures: VideoStream
) -> "Iterator[Packet[Stream]]":
    """Give the first pictures of a Matroska file the decoding times that it does not tell.

    Until a decoder has seen as many as it reorders, nobody knows them; MP4 needs every one. They
    count back from the first that is known.
    """
    held: list[Packet[Stream]] = []
    for packet in packets:
        held.append(packet)
        is_known = packet.stream_index == pictures.index and packet.dts is not None
        if is_known or len(held) > _MOST_HELD:
            _count_back(held, pictures)
            yield from held
            break
    else:
        yield from held
    yield from packets


def _count_back(held: "list[Packet[Stream]]", pictures: VideoStream) -> None:
    known = held[-1].dts
    rate = pictures.average_rate or pictures.guessed_rate
    if known is None or not rate:
        return
    mine = [packet for packet in held if packet.stream_index == pictures.index and packet.size]
    for back, packet in enumerate(reversed(mine)):
        packet.dts = known - round(back / (rate * packet.time_base))
