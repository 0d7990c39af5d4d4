"""Videos: opened without ever leaving their file, and told what they are."""

import struct
from fractions import Fraction
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.sidedata.sidedata import SideData
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from services.media.child.boxes import Boxes, read_boxes
from services.media.child.job import RefusedError
from services.media.probe import Probe

_CONTAINERS = "mov,matroska,avi,mpegts,mpeg,flv,asf,ogg,mp3,wav,flac,aac"
_OPTIONS = {"protocol_whitelist": "file", "format_whitelist": _CONTAINERS}
_MICROSECONDS = 1_000_000
_THREADS = 2
_HDR_TRANSFERS = {16, 18}
"""PQ and HLG, as H.273 numbers them."""

_WIDE_PRIMARIES = 9
"""BT.2020."""

_LIKELY_FPS = 30.0
_FASTEST_FPS = 240.0
_WEB_CODECS = {"vp8", "vp9", "av1", "opus", "vorbis", None}


def open_video(path: Path) -> InputContainer:
    """A container; whatever it names beside its own file stays closed."""
    return av.open(f"file:{path}", "r", options=_OPTIONS)


def pictures_of(container: InputContainer) -> VideoStream | None:
    """The stream of moving pictures; the cover of a song is none."""
    for stream in container.streams.video:
        if not stream.disposition & Disposition.attached_pic:
            stream.thread_type = "AUTO"
            stream.thread_count = _THREADS
            return stream
    return None


def sound_of(container: InputContainer) -> AudioStream | None:
    """The track that players play: the one marked so, else the first that can be decoded."""
    tracks = [track for track in container.streams.audio if getattr(track, "codec_context", None)]
    marked = [track for track in tracks if track.disposition & Disposition.default]
    return next(iter((*marked, *tracks)), None)


def probe_video(path: Path) -> Probe:
    """What a video or a sound is.

    Raises:
        RefusedError: It is incomplete.
        FFmpegError: It cannot be read.
    """
    boxes = read_boxes(path)
    if boxes and not boxes.is_whole:
        raise RefusedError("broken")
    with open_video(path) as container:
        stream = pictures_of(container)
        if stream is not None:
            return _probe(path, container, stream, boxes)
        if container.streams.audio:
            return Probe(kind="audio", format="", size_bytes=path.stat().st_size)
    raise RefusedError("not-media")


def _probe(
    path: Path, container: InputContainer, stream: VideoStream, boxes: Boxes | None
) -> Probe:
    frame = _first_frame(container, stream)
    width, height = shown_size(frame, stream)
    sound = sound_of(container)
    audio_codec = sound.codec_context.codec.canonical_name if sound else None
    video_codec = stream.codec_context.codec.canonical_name
    return Probe(
        kind="video",
        format=_format(container, boxes, {video_codec, audio_codec}),
        size_bytes=path.stat().st_size,
        width=width,
        height=height,
        duration_s=duration_s(container, stream),
        frames=stream.frames,
        orientation=frame.rotation,
        video_codec=video_codec,
        pixels=frame.format.name,
        bit_depth=frame.format.components[0].bits,
        is_hdr=is_hdr(frame),
        fps=_fps(stream),
        audio_codec=audio_codec,
        audio_tracks=len(container.streams.audio),
        moov_first=boxes is None or boxes.moov_first,
    )


def _first_frame(container: InputContainer, stream: VideoStream) -> VideoFrame:
    for frame in container.decode(stream):
        return frame
    raise RefusedError("broken")


def shown_size(frame: VideoFrame, stream: VideoStream) -> tuple[int, int]:
    """Width and height as people see them: with square pixels, turned."""
    across = stream.sample_aspect_ratio or Fraction(1)
    width, height = max(1, round(frame.width * across)), frame.height
    return (height, width) if is_turned(frame) else (width, height)


def is_turned(frame: VideoFrame) -> bool:
    """Whether a frame is shown lying on its side."""
    return frame.rotation % 180 != 0


def is_mirrored(frame: VideoFrame) -> bool:
    """Whether it is shown as in a mirror: its matrix then turns the plane over."""
    told = frame.side_data.get("DISPLAYMATRIX")
    if not isinstance(told, SideData):
        return False
    across, lean, _, slant, down, *_ = struct.unpack("=9i", bytes(told))
    return bool(across * down < lean * slant)


def is_hdr(frame: VideoFrame) -> bool:
    """Whether its colours mean something else on ordinary screens."""
    return frame.color_trc in _HDR_TRANSFERS or frame.color_primaries == _WIDE_PRIMARIES


def duration_s(container: InputContainer, stream: VideoStream) -> float:
    """How long it is; where no header says, the last packet does."""
    if container.duration:
        return container.duration / _MICROSECONDS
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    last = 0.0
    for packet in container.demux(stream):
        if packet.pts is not None:
            last = max(last, float((packet.pts + (packet.duration or 0)) * packet.time_base))
    return last


def start_s(container: InputContainer) -> float:
    """The time of the first picture or sound; few files begin at zero."""
    return max(0, container.start_time or 0) / _MICROSECONDS


def _fps(stream: VideoStream) -> float:
    for rate in (stream.average_rate, stream.guessed_rate):
        if rate and 0 < rate <= _FASTEST_FPS:
            return float(rate)
    return _LIKELY_FPS


def _format(container: InputContainer, boxes: Boxes | None, codecs: set[str | None]) -> str:
    name = container.format.name.partition(",")[0]
    if name == "mov":
        return "mov" if boxes and boxes.is_quicktime else "mp4"
    return "webm" if name == "matroska" and codecs <= _WEB_CODECS else name
