"""What Instagram takes, in numbers.

Source: https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-user/media
"""

from dataclasses import replace

from services.media.shapes import ImageShape, Shape, VideoShape
from services.networks.base import Limits
from services.networks.instagram.settings import CALL_LIMIT_S

LIMITS = Limits(
    text=2_200,
    caption=2_200,
    text_unit="utf16",
    album=10,
    photo_bytes=8 << 20,
    video_bytes=300_000_000,
    document_bytes=0,
    call_timeout_s=CALL_LIMIT_S,
    grace_s=180.0,
)

IMAGE = ImageShape(
    formats=("JPEG",),
    ratio=(0.8, 1.91),
    smallest=(320, 168),
    largest=(1440, 1800),
    size_bytes=LIMITS.photo_bytes - 1,
)

REEL = VideoShape(
    containers=("mp4", "mov"),
    video_codecs=("h264", "hevc"),
    audio_codecs=("aac",),
    ratio=(0.1, 10.0),
    smallest=(2, 2),
    largest=(1920, 3840),
    size_bytes=LIMITS.video_bytes,
    fps=(23.0, 60.0),
    duration_s=(3.0, 900.0),
    moov_first=True,
)

CAROUSEL_VIDEO = replace(REEL, ratio=IMAGE.ratio, duration_s=(3.0, 60.0))


def like(shape: Shape, first: tuple[int, int] | None) -> Shape:
    """A shape with the ratio of the first picture: Instagram would cut the others to it."""
    if first is None:
        return shape
    ratio = first[0] / first[1]
    return replace(shape, ratio=(ratio * 0.995, ratio * 1.005))


def shape_of(kind: str, *, alone: bool) -> Shape:
    """What an image or a video has to be, alone or as one of several."""
    if kind == "image":
        return IMAGE
    return REEL if alone else CAROUSEL_VIDEO
