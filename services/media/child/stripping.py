"""A file without what was noted beside its pictures: where it was taken, when, with what, by whom.

Nothing is decoded and nothing drawn anew. Of notes only the one stays that says which way is up.
"""

import shutil
from typing import IO, Any

from services.media.child.job import Job
from services.media.notes.edits import Edit
from services.media.notes.finding import find_notes

_NAME = "bare"
_READ_BYTES = 1024 * 1024


def run(job: Job) -> dict[str, Any]:
    """Copy it without its notes; the copy's name in the folder, None where it has none."""
    edits = find_notes(job.path)
    if not edits:
        return {"path": None}
    with job.path.open("rb") as file, (job.folder / _NAME).open("wb") as out:
        _copy(file, out, edits)
    return {"path": _NAME}


def _copy(file: IO[bytes], out: IO[bytes], edits: list[Edit]) -> None:
    """In pieces: a video may be larger than the memory that a child has."""
    for edit in edits:
        _pass(file, out, edit.begin - file.tell())
        out.write(edit.instead)
        file.seek(edit.end)
    shutil.copyfileobj(file, out, _READ_BYTES)


def _pass(file: IO[bytes], out: IO[bytes], length: int) -> None:
    while length > 0 and (piece := file.read(min(length, _READ_BYTES))):
        out.write(piece)
        length -= len(piece)
