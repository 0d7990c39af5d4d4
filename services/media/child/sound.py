"""Sound tracks: made anew as AAC, or silent."""

from collections.abc import Iterator

from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.error import BlockingIOError as NeedsMoreError
from av.error import EOFError as DrainedError
from av.filter import Graph

_RATE = 48_000
_BITS_PER_S = 128_000
_LAYOUT = "stereo"
_FORMAT = "fltp"
_SILENT_SAMPLES = 1024


def add_track(out: OutputContainer) -> AudioStream:
    """A track of AAC, stereo, 48 kHz."""
    track = out.add_stream("aac", rate=_RATE)
    track.bit_rate = _BITS_PER_S
    track.layout = _LAYOUT
    return track


class Voice:
    """Takes the frames of a sound stream and writes them to a track of a film."""

    def __init__(self, source: AudioStream, out: OutputContainer) -> None:
        self._out, self._track = out, add_track(out)
        graph = self._graph = Graph()  # its filters do not keep it alive
        self._source = graph.add_abuffer(template=source)
        # Gaps become silence and the first sound keeps its moment, so that lips and words agree.
        steady = graph.add("aresample", f"{_RATE}:async={_RATE // 10}:first_pts=0")
        shaped = graph.add("aformat", f"sample_fmts={_FORMAT}:channel_layouts={_LAYOUT}")
        self._sink = graph.add("abuffersink")
        graph.link_nodes(self._source, steady, shaped, self._sink).configure()

    def say(self, frame: AudioFrame | None) -> None:
        """Write a frame; None is the end."""
        for ready in self._ready(frame):
            self._out.mux(self._track.encode(ready))
        if frame is None:
            self._out.mux(self._track.encode(None))

    def _ready(self, frame: AudioFrame | None) -> Iterator[AudioFrame]:
        self._source.push(frame)
        while True:
            try:
                ready = self._sink.pull()
            except (NeedsMoreError, DrainedError):
                return
            if isinstance(ready, AudioFrame):
                yield ready


class Silence:
    """A track without a sound, as long as the pictures are."""

    def __init__(self, out: OutputContainer) -> None:
        self._out, self._track = out, add_track(out)
        self._samples = 0

    def until(self, moment_s: float) -> None:
        """Be silent up to a moment."""
        while self._samples < moment_s * _RATE:
            frame = AudioFrame(_FORMAT, _LAYOUT, _SILENT_SAMPLES)
            frame.sample_rate, frame.pts = _RATE, self._samples
            for plane in frame.planes:
                plane.update(bytes(plane.buffer_size))
            self._samples += _SILENT_SAMPLES
            self._out.mux(self._track.encode(frame))

    def end(self) -> None:
        """Write what the encoder still holds."""
        self._out.mux(self._track.encode(None))
