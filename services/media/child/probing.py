"""What a file is, by its content."""

from dataclasses import asdict
from typing import Any

from services.media.child.job import Job
from services.media.child.pictures import open_picture, probe_picture
from services.media.probe import Probe


def run(job: Job) -> dict[str, Any]:
    """The fields of the file's `Probe`."""
    image = open_picture(job.path)
    if image is not None:
        with image:
            return asdict(probe_picture(job.path, image))
    return asdict(Probe(kind="other", format="", size_bytes=job.path.stat().st_size))
