"""How much a child of the workshop may take: memory, time, disk."""

from dataclasses import dataclass
from typing import Literal

_MIB = 1024 * 1024
_PICTURE_MEMORY_BYTES = 1536 * _MIB
_VIDEO_MEMORY_BYTES = 3072 * _MIB
_SPARE_BYTES = 16 * _MIB
_BUSY_MACHINE = 3
_LONGEST_S = 3600.0

MOST_PIXELS = 100_000_000
"""Of a picture as it is decoded; what phones write is less, or is decoded smaller."""

MOST_FRAMES = 3000
"""Of an animation; pixels of all frames are limited as well, by `MOST_ANIMATED_PIXELS`."""

MOST_ANIMATED_PIXELS = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the kernel lets one child have.

    A child that needs more processor time than `cpu_s` has a file that is too heavy, however the
    machine feels; one that is not done after `wall_s` without having used it up was kept waiting
    by the machine.
    """

    memory_bytes: int
    cpu_s: int
    wall_s: float
    file_bytes: int


Effort = Literal["probe", "picture", "copy", "encode"]


def bounds(
    effort: Effort,
    *,
    duration_s: float = 0.0,
    file_bytes: int = _SPARE_BYTES,
) -> Bounds:
    """The bounds of an effort on a file of a length; what is written may be `file_bytes` long."""
    per_second = {"probe": 0.05, "picture": 0.0, "copy": 0.5, "encode": 20.0}[effort]
    cpu_s = min(_LONGEST_S, 30 + per_second * duration_s)
    memory_bytes = _PICTURE_MEMORY_BYTES if effort == "picture" else _VIDEO_MEMORY_BYTES
    wall_s = min(_LONGEST_S, cpu_s * _BUSY_MACHINE)
    return Bounds(memory_bytes, int(cpu_s), wall_s, file_bytes + _SPARE_BYTES)
