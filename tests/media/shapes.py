"""Shapes as strict networks have them, small enough for small files."""

from services.media.shapes import ImageShape, VideoShape

WALL = ImageShape(
    formats=("JPEG",),
    ratio=(0.8, 1.91),
    smallest=(32, 32),
    largest=(320, 320),
    size_bytes=200_000,
)

REEL = VideoShape(
    containers=("mp4", "mov"),
    video_codecs=("h264",),
    audio_codecs=("aac",),
    ratio=(0.5, 1.91),
    smallest=(32, 32),
    largest=(1920, 1920),
    size_bytes=5_000_000,
    fps=(5, 60),
    duration_s=(0.5, 60),
    moov_first=True,
)
