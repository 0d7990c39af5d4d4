"""The disk, as a worker that can die meets it: its changes are counted, and fail once it is dead.

Python tells an audit hook before it opens, renames or removes a file. The hook acts only for code
that runs on behalf of a worker with a lifeline, in whatever task or thread that is.

Source: https://docs.python.org/3/library/audit_events.html
"""

import errno
import os
import re
import sys
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from tests.proof.lifeline import Lifeline

living: ContextVar[tuple[Lifeline, Path] | None] = ContextVar("living", default=None)
"""Whose work this is, and the folder whose changes count."""

_CHANGES = frozenset(
    {
        "os.chmod",
        "os.link",
        "os.mkdir",
        "os.remove",
        "os.rename",
        "os.rmdir",
        "os.symlink",
        "os.truncate",
        "os.utime",
    }
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_NAMED_BY_CHANCE = re.compile(r"[0-9a-f]{16,}")


def _watch(event: str, args: tuple[Any, ...]) -> None:
    if event != "open" and event not in _CHANGES:
        return
    worker = living.get()
    if worker is None or not isinstance(args[0], str | os.PathLike):
        return
    is_writing = event == "open" and bool(args[2] & _WRITING)
    life, folder = worker
    path = Path(args[0])
    if (is_writing or event != "open") and folder in path.parents:
        _change(life, event.removeprefix("os."), path, folder, divisible=is_writing)


def _change(life: Lifeline, verb: str, path: Path, folder: Path, *, divisible: bool) -> None:
    """Let a change happen, unless the worker is dead or dies of it.

    Raises:
        OSError: It does not happen.
    """
    name = _NAMED_BY_CHANCE.sub("*", str(path.relative_to(folder)))
    if not life.is_dead:
        if not life.reaches(f"disk: {verb} {name}", divisible=divisible):
            return
        if life.mode == "inside":
            life.die_writing(path)
            return
        if life.mode == "before":
            life.die()
    raise OSError(errno.EIO, "the disk of this worker is gone")


sys.addaudithook(_watch)
