"""Originals of media: fetched once from the network that keeps them, kept for a day."""

import asyncio
import hashlib
import os
import time
import uuid
from pathlib import Path
from weakref import WeakValueDictionary

from services.content import Media
from services.deps import Deps
from services.media.disk import refused
from services.media.kept import write_through
from services.progress import Progress

_KEPT_S = 24 * 3600
_HALF_KEPT_S = 3600
"""A download that nobody has added to for an hour was left by a process that died."""

_HALF = ".part"


class Originals:
    """A folder of originals, named by what they are; several processes may share it."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps
        self._folder = deps.settings.media_dir
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def fetch(self, media: Media, progress: Progress) -> Path:
        """The local copy of an original, fetched now if it is not there.

        Raises:
            NetworkError: The network that keeps it would not give it, or the disk not take it.
        """
        name = hashlib.sha256(f"{media.origin}:{media.unique_ref}".encode()).hexdigest()
        path = self._folder / name
        turn = self._turns.setdefault(name, asyncio.Lock())
        try:
            async with turn:
                if not _used_again(path):
                    await self._download(media, path, progress)
        except OSError as error:
            raise refused("disk", error) from None
        return path

    async def _download(self, media: Media, path: Path, progress: Progress) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(f".{uuid.uuid4().hex}{_HALF}")
        try:
            await self._deps.networks[media.origin].download(media, half, progress)
            await asyncio.to_thread(write_through, half)
            half.replace(path)
        finally:
            half.unlink(missing_ok=True)

    def forget_old(self) -> int:
        """Remove copies that nobody used for a day, and what dead downloads left; how many went."""
        if not self._folder.exists():
            return 0
        now = time.time()
        return sum(_forgotten(path, now) for path in self._folder.iterdir() if path.is_file())


def _used_again(path: Path) -> bool:
    """Whether the copy is there; if so, it stays for another day from now."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


def _forgotten(path: Path, now: float) -> bool:
    kept_s = _HALF_KEPT_S if path.suffix == _HALF else _KEPT_S
    try:
        if path.stat().st_mtime >= now - kept_s:
            return False
        path.unlink()
    except FileNotFoundError:
        return False  # its process has just finished it, or another has tidied it away
    return True
