"""What a file is, by its content."""

from dataclasses import asdict
from importlib import import_module
from typing import Any

from services.media.child.job import Job, RefusedError
from services.media.child.pictures import open_picture, probe_picture
from services.media.child.signatures import promised
from services.media.probe import Probe


def run(job: Job) -> dict[str, Any]:
    """The fields of the file's `Probe`; what no decoder knows is `other`."""
    image = open_picture(job.path)
    if image is not None:
        with image:
            return asdict(probe_picture(job.path, image))
    promise = promised(job.path)
    if promise == "picture":
        raise RefusedError("broken")
    if promise is None:
        return asdict(Probe(kind="other", format="", size_bytes=job.path.stat().st_size))
    # FFmpeg takes longer to load than most pictures take to decode.
    videos = import_module("services.media.child.videos")
    found: dict[str, Any] = asdict(videos.probe_video(job.path))
    return found
