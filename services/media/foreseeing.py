"""What fitting will do to a medium, told before anybody has its file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from services.content import Media
from services.media.geometry import lay_out
from services.media.plans import Convert, Plan, Refuse, Remux, Transcode, plan
from services.media.probe import Kind, Probe
from services.media.shapes import ImageShape, Shape, Taste, VideoShape

_MOVING = {"video", "animation", "video_note"}
_SOUNDS = {"audio", "voice"}
_ANIMATED_TYPES = {"image/gif"}
_KINDS_OF_TYPES: dict[str, Kind] = {"image": "image", "video": "video", "audio": "audio"}
_OPENED = frozenset(
    {
        *("jpeg", "jpg", "pjpeg", "png", "x-png", "apng", "gif", "webp", "avif"),
        *("heic", "heif", "heic-sequence", "heif-sequence"),
        *("bmp", "x-bmp", "x-ms-bmp", "tiff"),
    }
)
"""Kinds of pictures that the workshop opens, as types call them; drawings and layers are others."""

_USUAL_FPS = 30.0


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a card tells: the text's key and its variables, as in a network's `Notice`.

    `fix` names what another choice of would change it: the taste ("fit") or whether the shape
    trims ("length").
    """

    level: Literal["refuse", "change"]
    text: str
    values: Mapping[str, int] = field(default_factory=dict)
    fix: Literal["", "fit", "length"] = ""


def foresee(media: Media, shape: Shape, taste: Taste) -> tuple[Foreseen, ...]:
    """What will become of a medium, as far as its origin described it; often nothing to speak of.

    Args:
        media: What the origin told; sizes that it did not tell are taken to fit.
        shape: What the network takes.
        taste: How it comes by another ratio there.
    """
    probe = _supposed(media, shape)
    if probe is None:
        return ()
    expected = plan(probe, shape, taste)
    if isinstance(expected, Refuse):
        fix: Literal["", "length"] = "length" if expected.why == "too-long" else ""
        return (Foreseen("refuse", f"media-{expected.why}", expected.values, fix),)
    return tuple(_told(expected, probe, shape, taste))


def kind_of_file(media: Media) -> Literal["image", "video"] | None:
    """What a file is that was sent as one, as far as its type tells; None if it cannot be shown."""
    kind, _, form = (media.mime_type or "").partition("/")
    if kind == "image":
        return "image" if form in _OPENED else None
    return "video" if kind == "video" else None


def _supposed(media: Media, shape: Shape) -> Probe | None:
    """The file as it probably is: whatever was not told fits."""
    kind = _kind(media)
    if kind is None:
        return None
    width, height = (media.width, media.height) if media.height else (0, 0)
    if not width or not height:
        width, height = _fitting(shape)
    size_bytes = media.size_bytes or 0
    probe = Probe(kind=kind, format="", size_bytes=size_bytes, width=width, height=height)
    if isinstance(shape, VideoShape):
        return _supposed_video(probe, media, shape)
    return replace(probe, format="GIF" if kind == "animation" else shape.formats[0])


def _supposed_video(probe: Probe, media: Media, shape: VideoShape) -> Probe:
    """Telegram calls videos without sound animations."""
    least_fps, most_fps = shape.fps
    return replace(
        probe,
        format=shape.containers[0].partition(",")[0],
        duration_s=media.duration_s or max(shape.duration_s[0], 1.0),
        video_codec=shape.video_codecs[0],
        pixels="yuv420p",
        fps=min(max(_USUAL_FPS, least_fps), most_fps),
        audio_codec=shape.audio_codecs[0],
        audio_tracks=0 if media.kind == "animation" else 1,
    )


def _kind(media: Media) -> Kind | None:
    """None where nobody can tell: a file without a type may be anything."""
    if media.kind == "photo":
        return "image"
    if media.kind in _SOUNDS:
        return "audio"
    if media.mime_type in _ANIMATED_TYPES:
        return "animation"
    if media.kind in _MOVING:
        return "video"
    return _KINDS_OF_TYPES.get((media.mime_type or "").partition("/")[0])


def _fitting(shape: Shape) -> tuple[int, int]:
    """Sides that need no change."""
    layout = lay_out(*shape.largest, shape, "crop", step=2)
    return (layout.width, layout.height) if layout else shape.largest


def _told(expected: Plan, probe: Probe, shape: Shape, taste: Taste) -> Iterator[Foreseen]:
    if isinstance(expected, Remux | Transcode) and expected.is_cut:
        yield Foreseen("change", "media-will-trim", _length(shape), "length")
    if not isinstance(expected, Convert | Transcode):
        return
    if isinstance(shape, ImageShape) and probe.kind == "animation":
        yield Foreseen("change", "media-will-freeze")
    if not (expected.layout.fills and expected.layout.is_whole):
        yield Foreseen("change", f"media-will-{taste}", fix="fit")
    elif probe.kind == "video" and probe.size_bytes > shape.size_bytes:
        yield Foreseen("change", "media-will-compress")


def _length(shape: Shape) -> dict[str, int]:
    """How long the longest video is, in whole minutes where it is that, else in seconds."""
    most_s = int(shape.duration_s[1]) if isinstance(shape, VideoShape) else 0
    minutes, seconds = divmod(most_s, 60)
    return {"minutes": 0 if seconds else minutes, "seconds": most_s}
