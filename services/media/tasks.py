"""What a child is asked for, made from a plan."""

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from services.media.bounds import Bounds, bounds
from services.media.plans import Convert, Keep, Remux, Transcode
from services.media.shapes import TASTES, Shape

_VERSION = 2
"""Goes up when the same plan makes something else, so that no old result is taken for it."""

_COPIED_BYTES_PER_S = 10_000_000


@dataclass(frozen=True, slots=True)
class Task:
    """One errand: its name as the child knows it, its details as JSON, what it may take."""

    name: str
    bounds: Bounds
    plan: dict[str, Any] = field(default_factory=dict)

    def result_of(self, digest: str) -> str:
        """The name of its result on the content with a hash."""
        asked = json.dumps([_VERSION, self.name, self.plan], sort_keys=True)
        return f"{digest}-{hashlib.sha256(asked.encode()).hexdigest()[:16]}"


PROBE = Task("probe", bounds("probe"))


def bare_of(size_bytes: int) -> Task:
    """The errand of copying a file of that length without its notes; all of it is mapped."""
    room = bounds("copy", duration_s=size_bytes / _COPIED_BYTES_PER_S, file_bytes=size_bytes)
    return Task("bare", replace(room, memory_bytes=room.memory_bytes + size_bytes))


def preview_of(shape: Shape) -> Task:
    """The errand of showing a picture in a shape, each way that it may come by it."""
    asked = {"ratio": shape.ratio, "smallest": shape.smallest, "largest": shape.largest}
    return Task("preview", bounds("probe"), {**asked, "tastes": TASTES})


def task_of(plan: Keep | Convert | Remux | Transcode) -> Task:
    """The errand that a plan means; of a video that is kept, only a cover is made."""
    if isinstance(plan, Convert):
        return Task("convert", bounds("picture", file_bytes=plan.size_bytes), asdict(plan))
    if isinstance(plan, Keep):
        return Task("cover", bounds("probe"))
    is_copy = isinstance(plan, Remux)
    room = bounds(
        "copy" if is_copy else "encode", duration_s=plan.duration_s, file_bytes=plan.size_bytes
    )
    return Task("remux" if is_copy else "transcode", room, asdict(plan))
