"""What has to be done to a file, decided from what it is and what a network takes."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from services.media.bounds import MOST_FRAMES
from services.media.geometry import Layout, lay_out, ratio_fits, size_fits
from services.media.probe import Probe
from services.media.shapes import ImageShape, Shape, Taste, VideoShape

Why = Literal[
    "broken",
    "not-a-picture",
    "not-a-video",
    "not-media",
    "sound-only",
    "too-big",
    "too-heavy",
    "too-long",
    "too-short",
    "too-slow",
    "too-small",
    "unreadable",
]
"""Why a file cannot go; `media-advice-<why>` says what to do about it."""

Sound = Literal["none", "copy", "encode", "silence"]

MOST_LOOPED_S = 15.0
"""A silent video up to here that is too short for a network is shown again, as GIFs are."""

_ANIMATED_FPS = 30.0
_LONGEST_SIDE = 1920
_SOUND_KBPS = 128
_LEAST_KBPS = 120
_FINE_BITS_PER_PIXEL = 0.12
_POOR_BITS_PER_PIXEL = 0.03
_SPARED_S = 0.5
"""A cut video ends this much before the limit: sound and pictures rarely end together."""

_UNEVEN = 1.25
"""How much more than its share the beginning of a video may weigh."""

_BOX = 0.95
"""What of a file is pictures and sound; the rest is the box around them, and caution."""


@dataclass(frozen=True, slots=True)
class Keep:
    """It goes as it is; only what is noted beside its pictures is left out."""


@dataclass(frozen=True, slots=True)
class Convert:
    """A picture is drawn anew, at most `size_bytes` long, and not smaller than `smallest`."""

    layout: Layout
    taste: Taste
    format: str
    smallest: tuple[int, int]
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Remux:
    """The pictures of a video go as they are into an MP4 with its index first.

    Where it is cut, what comes after `duration_s` is left out.
    """

    sound: Sound
    duration_s: float
    size_bytes: int
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Transcode:
    """A video, or an animation, is drawn anew, `times` over: H.264 and AAC in an MP4.

    Where it is cut, what comes after `duration_s` is left out.
    """

    layout: Layout
    taste: Taste
    fps: float
    sound: Sound
    kbps: int
    duration_s: float
    size_bytes: int
    times: int = 1
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Refuse:
    """Nothing that this house does to a file would make it fit."""

    why: Why
    values: Mapping[str, int] = field(default_factory=dict)


Plan = Keep | Convert | Remux | Transcode | Refuse


def plan(probe: Probe, shape: Shape, taste: Taste) -> Plan:
    """What to do to a file so that it fits."""
    if probe.kind == "other":
        return Refuse("not-media")
    if probe.kind == "audio":
        return Refuse("sound-only")
    if isinstance(shape, ImageShape):
        return _plan_picture(probe, shape, taste)
    return Refuse("not-a-video") if probe.kind == "image" else _plan_video(probe, shape, taste)


def _plan_picture(probe: Probe, shape: ImageShape, taste: Taste) -> Plan:
    if probe.kind == "video":
        return Refuse("not-a-picture")
    if _picture_fits(probe, shape):
        return Keep()
    layout = lay_out(probe.width, probe.height, shape, taste)
    if layout is None:
        return _too_small(probe, shape)
    return Convert(layout, taste, shape.formats[0], shape.smallest, shape.size_bytes)


def _picture_fits(probe: Probe, shape: ImageShape) -> bool:
    """Turned by a note alone, half transparent or in rare colours, it looks different elsewhere."""
    return (
        probe.format in shape.formats
        and (probe.kind == "image" or probe.format == "GIF")
        and (probe.orientation, probe.has_alpha, probe.is_plain) == (1, False, True)
        and _extent_fits(probe, shape)
    )


def _extent_fits(probe: Probe, shape: Shape) -> bool:
    return (
        ratio_fits(probe.width, probe.height, shape.ratio)
        and size_fits(probe.width, probe.height, shape)
        and probe.size_bytes <= shape.size_bytes
    )


def _too_small(probe: Probe, shape: Shape) -> Refuse:
    least = {"least_width": shape.smallest[0], "least_height": shape.smallest[1]}
    return Refuse("too-small", {"width": probe.width, "height": probe.height, **least})


def _plan_video(probe: Probe, shape: VideoShape, taste: Taste) -> Plan:
    duration_s = probe.duration_s or 0.0
    least_s, most_s = shape.duration_s
    if probe.frames > MOST_FRAMES and probe.kind == "animation":
        return Refuse("too-heavy")
    if not duration_s:
        return Refuse("broken")
    if duration_s > most_s:
        return _plan_cut(probe, shape, taste)
    times = math.ceil(least_s / duration_s) if duration_s < least_s else 1
    if times > 1 and not _may_loop(probe):
        return Refuse("too-short", {"seconds": math.floor(duration_s), "least": math.ceil(least_s)})
    if times == 1 and _pictures_fit(probe, shape):
        sound = _sound_of_kept(probe, shape)
        fits = sound == "copy" and _box_fits(probe, shape)
        return Keep() if fits else Remux(sound, duration_s, shape.size_bytes)
    return _plan_anew(probe, shape, taste, times)


def _plan_cut(probe: Probe, shape: VideoShape, taste: Taste) -> Plan:
    """Only the beginning, as long as it may be; nothing where nobody wants a part."""
    duration_s, most_s = probe.duration_s or 0.0, shape.duration_s[1]
    if not shape.trims:
        over, most = math.ceil(duration_s - most_s), math.floor(most_s)
        return Refuse("too-long", {"over": over, "most": most})
    kept_s = max(most_s - _SPARED_S, most_s / 2)
    size_bytes = min(probe.size_bytes, round(probe.size_bytes * kept_s / duration_s * _UNEVEN))
    begin = replace(probe, duration_s=kept_s, size_bytes=size_bytes)
    if _pictures_fit(begin, shape):
        return Remux(_sound_of_kept(begin, shape), kept_s, shape.size_bytes, is_cut=True)
    todo = _plan_anew(begin, shape, taste, times=1)
    return replace(todo, is_cut=True) if isinstance(todo, Transcode) else todo


def _may_loop(probe: Probe) -> bool:
    return not probe.audio_tracks and (probe.duration_s or 0.0) <= MOST_LOOPED_S


def _pictures_fit(probe: Probe, shape: VideoShape) -> bool:
    return (
        probe.kind == "video"
        and probe.video_codec in shape.video_codecs
        and (shape.deep or _is_ordinary(probe))
        and shape.fps[0] - 0.1 <= probe.fps <= shape.fps[1] + 0.1
        and _extent_fits(probe, shape)
    )


def _is_ordinary(probe: Probe) -> bool:
    return not probe.is_hdr and probe.pixels in {"yuv420p", "yuvj420p"}


def _box_fits(probe: Probe, shape: VideoShape) -> bool:
    known = {name for names in shape.containers for name in names.split(",")}
    return (
        probe.format in known
        and probe.audio_tracks <= 1
        and (probe.moov_first or not shape.moov_first)
    )


def _sound_of_kept(probe: Probe, shape: VideoShape) -> Sound:
    """What becomes of the sound where the pictures stay; `copy` also where there is none."""
    if not probe.audio_tracks:
        return "silence" if shape.needs_sound else "copy"
    return "copy" if probe.audio_codec in shape.audio_codecs else "encode"


def _plan_anew(probe: Probe, shape: VideoShape, taste: Taste, times: int) -> Plan:
    duration_s = (probe.duration_s or 0.0) * times
    fps = min(max(probe.fps or _ANIMATED_FPS, shape.fps[0]), shape.fps[1])
    room_kbps = shape.size_bytes * 8 * _BOX / duration_s / 1000 - _SOUND_KBPS
    if room_kbps < _LEAST_KBPS:
        return _too_big(probe, shape)
    layout = lay_out(
        probe.width, probe.height, _within_reason(shape, fps, room_kbps), taste, step=2
    )
    if layout is None:
        return _too_small(probe, shape)
    fine_kbps = layout.width * layout.height * fps * _FINE_BITS_PER_PIXEL / 1000
    kbps = min(room_kbps, max(fine_kbps, 2 * _LEAST_KBPS))
    sound: Sound = "encode" if probe.audio_tracks else "silence" if shape.needs_sound else "none"
    return Transcode(layout, taste, fps, sound, int(kbps), duration_s, shape.size_bytes, times)


def _too_big(probe: Probe, shape: Shape) -> Refuse:
    megabytes = math.ceil(probe.size_bytes / 1_000_000)
    return Refuse("too-big", {"megabytes": megabytes, "most": shape.size_bytes // 1_000_000})


def _within_reason(shape: VideoShape, fps: float, room_kbps: float) -> VideoShape:
    """Fewer pixels where nobody gains by more: large screens, and files that must be small."""
    pixels = room_kbps * 1000 / max(fps, 1.0) / _POOR_BITS_PER_PIXEL
    side = min(_LONGEST_SIDE, max(256, int(math.sqrt(pixels) * 4 / 3)))
    width, height = (
        max(least, min(most, side))
        for least, most in zip(shape.smallest, shape.largest, strict=True)
    )
    return replace(shape, largest=(width, height))
