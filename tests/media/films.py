"""Strange videos, made on the fly: a second of 96 x 64 pixels in colours that are easy to find."""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image

from tests.media.pictures import quarters

BERLIN = "+52.5200+013.4050/"
_PQ_IN_BT2020 = (9, 16, 9)
_X265_PQ = "log-level=none:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc"
_SOUND_RATE = 48_000
_SOUND_SAMPLES = 1024


@dataclass(frozen=True, kw_only=True)
class Film:
    """What to make; every film is of `frames` pictures, the first `black` of them black."""

    container: str = "mp4"
    codec: str = "libx264"
    options: dict[str, str] = field(default_factory=dict)
    pixels: str = "yuv420p"
    size: tuple[int, int] = (96, 64)
    frames: int = 10
    fps: int = 10
    black: int = 0
    noise: bool = False
    rotation: int = 0
    mirrored: bool = False
    colours: tuple[int, int, int] | None = None
    sounds: int = 1
    sound_codec: str = "aac"
    index_first: bool = True
    place: str = ""

    def write(self, path: Path) -> None:
        """Make it."""
        first = {"movflags": "+faststart"} if self.index_first and self._has_boxes else {}
        with av.open(str(path), "w", format=self.container, options=first) as out:
            if self.place:
                out.metadata["location"] = self.place
            pictures = self._add_pictures(out)
            tracks = [_add_sound(out, self.sound_codec) for _ in range(self.sounds)]
            for number in range(self.frames):
                out.mux(pictures.encode(self._frame(number)))
            out.mux(pictures.encode(None))
            for track in tracks:
                _be_silent(out, track, self.frames / self.fps)

    @property
    def _has_boxes(self) -> bool:
        return self.container in {"mp4", "mov"}

    def _add_pictures(self, out: OutputContainer) -> VideoStream:
        stream = out.add_stream(self.codec, rate=self.fps, options=self.options)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height = self.size
        stream.pix_fmt = self.pixels
        if self.colours:
            stream.color_primaries, stream.color_trc, stream.colorspace = self.colours
        if self.rotation or self.mirrored:
            stream.set_display_rotation(self.rotation, hflip=self.mirrored)
        return stream

    def _frame(self, number: int) -> VideoFrame:
        image = Image.new("RGB", self.size) if number < self.black else quarters(self.size)
        if self.noise:
            image = Image.blend(image, Image.effect_noise(self.size, 90).convert("RGB"), 0.4)
        pixels = image.convert("RGBA").tobytes()
        frame = VideoFrame.from_bytes(pixels, *self.size, format="rgba")
        frame = frame.reformat(format=self.pixels)
        frame.pts, frame.time_base = number, Fraction(1, self.fps)
        return frame


def _add_sound(out: OutputContainer, codec: str) -> AudioStream:
    track = out.add_stream(codec, rate=_SOUND_RATE)
    assert isinstance(track, AudioStream)
    track.layout = "stereo"
    return track


def _be_silent(out: OutputContainer, track: AudioStream, length_s: float) -> None:
    for start in range(0, round(_SOUND_RATE * length_s), _SOUND_SAMPLES):
        frame = AudioFrame(track.format.name, "stereo", _SOUND_SAMPLES)
        frame.sample_rate, frame.pts = _SOUND_RATE, start
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        out.mux(track.encode(frame))
    out.mux(track.encode(None))


FILMS: dict[str, Film] = {
    "fits": Film(),
    "lying": Film(rotation=-90),
    "mirrored": Film(mirrored=True),
    "mirrored-lying": Film(rotation=-90, mirrored=True),
    "mirrored-lying-left": Film(rotation=90, mirrored=True),
    "mirrored-head-down": Film(rotation=180, mirrored=True),
    "quicktime": Film(container="mov"),
    "black": Film(black=6),
    "mute": Film(sounds=0),
    "short": Film(sounds=0, frames=3),
    "short-with-sound": Film(frames=3),
    "placed": Film(place=BERLIN),
    "placed-quicktime": Film(container="mov", place=BERLIN, rotation=-90),
    "index-last": Film(index_first=False, place=BERLIN),
    "lying-index-last": Film(index_first=False, rotation=-90),
    "five-tracks": Film(sounds=5),
    "matroska": Film(container="matroska"),
    "opus": Film(container="matroska", sound_codec="libopus"),
    "transport": Film(container="mpegts"),
    "vp9": Film(container="webm", codec="libvpx-vp9", sound_codec="libopus"),
    "avi": Film(container="avi", codec="mpeg4", sound_codec="mp2"),
    "hdr": Film(
        codec="libx265",
        options={"x265-params": _X265_PQ},
        pixels="yuv420p10le",
        colours=_PQ_IN_BT2020,
    ),
    "wide": Film(size=(192, 64)),
    "lying-wide": Film(size=(256, 64), rotation=-90),
    "hasty": Film(fps=100, frames=60),
    "slow": Film(fps=1, frames=6),
    "heavy": Film(size=(320, 240), options={"qp": "12"}, frames=20, noise=True),
    "longer": Film(container="matroska", frames=40, noise=True),
}


def _cut(path: Path, whole: Path, left: float) -> None:
    content = whole.read_bytes()
    path.write_bytes(content[: int(len(content) * left)])


def _song(path: Path) -> None:
    with av.open(str(path), "w", format="mp3") as out:
        _be_silent(out, _add_sound(out, "libmp3lame"), 1)


BROKEN: dict[str, Callable[[Path], None]] = {
    "cut": lambda path: _cut(path, film(path.parent, "fits"), 0.9),
    "cut-index": lambda path: _cut(path, film(path.parent, "index-last"), 0.7),
    "cut-matroska": lambda path: _cut(path, film(path.parent, "longer"), 0.5),
    "song": _song,
    "playlist": lambda path: _write(path, "#EXTM3U\n#EXTINF:1,\nfile:///etc/hostname\n"),
    "list": lambda path: _write(path, "ffconcat version 1.0\nfile '/etc/hostname'\n"),
}


def _write(path: Path, text: str) -> None:
    path.write_text(text)


def film(folder: Path, name: str) -> Path:
    """A strange video, made once a run; its name says MP4, as such names do."""
    path = folder / f"{name}.mp4"
    if not path.exists():
        BROKEN[name](path) if name in BROKEN else FILMS[name].write(path)
    return path


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What is in a video, read without the code under test."""

    codec: str
    pixels: str
    transfer: int
    size: tuple[int, int]
    fps: float
    duration_s: float
    sounds: list[str]
    pictures: list[bytes]
    metadata: dict[str, str]
    index_first: bool


def seen(path: Path) -> Seen:
    """Look into a video."""
    content = path.read_bytes()
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert container.duration
        assert stream.average_rate
        return Seen(
            codec=stream.codec_context.name,
            pixels=stream.format.name,
            transfer=stream.color_trc,
            size=(stream.width, stream.height),
            fps=float(stream.average_rate),
            duration_s=container.duration / 1_000_000,
            sounds=[track.codec_context.name for track in container.streams.audio],
            pictures=[bytes(packet) for packet in container.demux(stream) if packet.size],
            metadata=dict(container.metadata),
            index_first=0 < content.find(b"moov") < content.find(b"mdat"),
        )
