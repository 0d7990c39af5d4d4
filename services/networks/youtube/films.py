"""Which media of a post YouTube takes, and what is known of them before anything is fetched: pure.

Source: https://support.google.com/youtube/troubleshooter/2888402 (formats),
https://support.google.com/youtube/answer/71673 (15 minutes, 12 hours, 256 GB),
https://support.google.com/youtube/answer/15424877 (Shorts)
"""

from collections.abc import Mapping

from services.content import Content, Media
from services.media.foreseeing import foresee
from services.media.shapes import Taste, VideoShape
from services.networks.base import Limits, Notice
from services.networks.youtube.settings import CALL_LIMIT_S
from services.text.youtube import DESCRIPTION_BYTES

LIMITS = Limits(
    text=DESCRIPTION_BYTES,
    caption=DESCRIPTION_BYTES,
    text_unit="bytes",
    album=1,
    photo_bytes=0,
    video_bytes=256 << 30,
    document_bytes=0,
    call_timeout_s=CALL_LIMIT_S,
    grace_s=60.0,
)

LONG_S = 15 * 60
"""Only channels that were verified by telephone may upload longer videos."""

SHORT_S = 3 * 60
"""An upright or square video up to this length is shown as a Short."""

SHAPE = VideoShape(
    containers=("mp4", "mov", "matroska", "webm", "avi", "flv", "mpeg", "mpegts", "asf"),
    video_codecs=(
        *("h264", "hevc", "av1", "vp9", "vp8", "mpeg4", "mpeg2video", "mpeg1video", "prores"),
        *("dnxhd", "cfhd", "mjpeg", "h263", "flv1", "wmv1", "wmv2", "wmv3", "vc1", "theora"),
    ),
    audio_codecs=(
        *("aac", "mp3", "opus", "vorbis", "flac", "alac", "ac3", "eac3", "mp2", "amr_nb"),
        *("pcm_s16le", "pcm_s16be", "pcm_s24le", "wmav1", "wmav2"),
    ),
    ratio=(1 / 100, 100.0),
    smallest=(16, 16),
    largest=(16_384, 16_384),
    size_bytes=LIMITS.video_bytes,
    fps=(0.0, 1000.0),
    duration_s=(0.0, 12 * 3600.0),
    deep=True,
)
"""Nearly everything: YouTube makes its own versions of what it gets, and the original is best."""

TASTE: Taste = "pad"
"""No ratio is refused, so this decides nothing."""

_KINDS = frozenset({"video", "animation", "video_note"})


def videos(content: Content) -> list[int]:
    """The places of the media that are videos."""
    return [place for place, media in enumerate(content.media) if is_video(media)]


def is_video(media: Media) -> bool:
    """Whether a medium is one that moves, as far as its origin told."""
    return media.kind in _KINDS or (
        media.kind == "document" and (media.mime_type or "").startswith("video/")
    )


def obstacle(media: Media, original_bytes: Mapping[str, int]) -> Notice | None:
    """Why a video cannot go, as far as its origin told.

    Args:
        media: The video.
        original_bytes: How large an original may be to be fetched, by its origin.
    """
    limit_bytes = original_bytes.get(media.origin)
    if limit_bytes is not None and (media.size_bytes or 0) > limit_bytes:
        return Notice("refuse", "youtube-file-too-big", {"limit_mb": limit_bytes // 1_000_000})
    for foreseen in foresee(media, SHAPE, TASTE):
        if foreseen.level == "refuse":
            return Notice("refuse", foreseen.text, foreseen.values)
    return None


def is_short(media: Media) -> bool:
    """Whether YouTube will show it as a Short."""
    upright = 0 < (media.width or 0) <= (media.height or 0)
    return upright and 0 < (media.duration_s or 0) <= SHORT_S
