"""Where media are made to fit: each file is decoded in a child process of its own."""

import asyncio
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from weakref import WeakValueDictionary

from services.media.children import refusal, run_child
from services.media.disk import refused
from services.media.kept import Kept, digest_of
from services.media.notes.edits import ManyPiecesError
from services.media.notes.finding import find_notes
from services.media.plans import Keep, Refuse, plan
from services.media.probe import Probe
from services.media.shapes import Fitted, Shape, Taste
from services.media.tasks import PROBE, Task, bare_of, preview_of, task_of
from services.progress import Progress

P = ParamSpec("P")
R = TypeVar("R")

_FOLDER = "fitted"
_AT_ONCE = 2
_PIECES = 10_000
"""As many pieces of a file are looked at in this process; a child has more patience."""

_MIME_TYPES = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "GIF": "image/gif",
    "WEBP": "image/webp",
    "HEIF": "image/heic",
    "AVIF": "image/avif",
    "BMP": "image/bmp",
    "TIFF": "image/tiff",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "webm": "video/webm",
    "matroska": "video/x-matroska",
    "avi": "video/x-msvideo",
    "mpegts": "video/mp2t",
    "mpeg": "video/mpeg",
    "flv": "video/x-flv",
    "asf": "video/x-ms-wmv",
}


class Workshop:
    """Makes files fit shapes, and keeps what it made for a day.

    Args:
        folder: The folder of media; what is made lies in a folder below it.
    """

    def __init__(self, folder: Path) -> None:
        self._kept = Kept(folder / _FOLDER)
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def fit(
        self, path: Path, shape: Shape, taste: Taste, progress: Progress | None = None
    ) -> Fitted:
        """The file itself where it fits, without its notes, else what was made of it.

        Args:
            path: The file; its name says nothing.
            shape: What a network takes.
            taste: How it comes by another ratio.
            progress: Is told how far long work is.

        Raises:
            Rejected: It cannot be made to fit; the advice says what to do.
            Transient: The machine was too busy, or its disk takes nothing.
        """
        digest = await _on_disk(digest_of, path)
        probe = await self._probe(path, digest)
        todo = plan(probe, shape, taste)
        if isinstance(todo, Refuse):
            raise refusal(todo.why, _numbers(todo))
        if isinstance(todo, Keep) and probe.kind != "video":
            return await _on_disk(_as_it_is, await self._bare(path, digest), probe)
        place, said = await self._made(path, digest, task_of(todo), progress)
        if isinstance(todo, Keep):
            bare = await self._bare(path, digest)
            return await _on_disk(_as_it_is, bare, probe, place / said["cover"])
        return _made(place, said)

    async def bare(self, path: Path) -> Path:
        """The file itself, or a copy without what was noted in it: places, times, names, devices.

        Raises:
            Rejected: It brought the child down that read it.
            Transient: The machine was too busy, or its disk takes nothing.
        """
        return await self._bare(path)

    async def probe(self, path: Path) -> Probe:
        """What a file is.

        Raises:
            Rejected: It is broken, or too large to be decoded.
            Transient: The machine was too busy, or its disk takes nothing.
        """
        return await self._probe(path, await _on_disk(digest_of, path))

    async def preview(self, path: Path, shape: Shape) -> Path:
        """A picture of how a file would look in a shape, each way in the order of `TASTES`.

        Raises:
            Rejected: It cannot be shown.
            Transient: The machine was too busy, or its disk takes nothing.
        """
        digest = await _on_disk(digest_of, path)
        place, said = await self._made(path, digest, preview_of(shape), None)
        return place / str(said["preview"])

    def forget_old(self) -> int:
        """Remove what nobody used for a day, and what dead processes left; how many went."""
        return self._kept.forget_old()

    async def _probe(self, path: Path, digest: str) -> Probe:
        _, said = await self._made(path, digest, PROBE, None)
        return Probe(**said)

    async def _bare(self, path: Path, digest: str | None = None) -> Path:
        """The digest is that of the file, if it is known: a film takes seconds to go through."""
        if await _on_disk(_is_bare, path):
            return path
        if digest is None:
            digest = await _on_disk(digest_of, path)
        size_bytes = (await _on_disk(path.stat)).st_size
        place, said = await self._made(path, digest, bare_of(size_bytes), None)
        return place / said["path"] if said["path"] else path

    async def _made(
        self, path: Path, digest: str, task: Task, progress: Progress | None
    ) -> tuple[Path, dict[str, Any]]:
        """The result of a task on a file, made now if it is not kept; the second to ask waits."""
        name = task.result_of(digest)
        turn = self._turns.setdefault(name, asyncio.Lock())
        async with turn:
            found = await _on_disk(self._kept.find, name)
            return found or await self._make(path, name, task, progress)

    async def _make(
        self, path: Path, name: str, task: Task, progress: Progress | None
    ) -> tuple[Path, dict[str, Any]]:
        async with self._places:
            # Not before: a folder that waits for a place looks like one that a dead process left.
            half = await _on_disk(self._kept.begin)
            try:
                said = await run_child(
                    task.name,
                    path,
                    bounds=task.bounds,
                    folder=half,
                    plan=task.plan,
                    progress=progress,
                )
                return await _on_disk(self._kept.keep, half, name, said), said
            finally:
                await _on_disk(self._kept.drop, half)


async def _on_disk(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run what reads or writes files in a thread."""
    try:
        return await asyncio.to_thread(work, *args, **kwargs)
    except OSError as error:
        raise refused("media", error) from None


def _is_bare(path: Path) -> bool:
    """Whether a file surely has no notes; most have none, and need no child and no copy."""
    try:
        return not find_notes(path, _PIECES)
    except (ManyPiecesError, RecursionError, struct.error):
        return False


def _numbers(refusal: Refuse) -> str:
    return ", ".join(f"{name}: {value}" for name, value in refusal.values.items())


def _as_it_is(path: Path, probe: Probe, cover: Path | None = None) -> Fitted:
    return Fitted(
        path=path,
        mime_type=_MIME_TYPES[probe.format],
        size_bytes=path.stat().st_size,
        width=probe.width,
        height=probe.height,
        duration_s=probe.duration_s,
        cover=cover,
    )


def _made(place: Path, said: dict[str, Any]) -> Fitted:
    """What the child said it made; its names are names in the folder of the result."""
    cover = place / said["cover"] if said.get("cover") else None
    return Fitted(**{**said, "path": place / said["path"], "cover": cover})
