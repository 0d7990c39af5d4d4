"""Originals of media: fetched once from the network that keeps them, kept for a day."""

import asyncio
import hashlib
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from services.content import Media
from services.deps import Deps

_KEPT_S = 24 * 3600


class Originals:
    """A folder of originals, named by what they are."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps
        self._folder = deps.settings.data_dir / "media"
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def fetch(self, media: Media, progress: Callable[[float], None]) -> Path:
        """The local copy of an original, fetched now if it is not there.

        Raises:
            NetworkError: The network that keeps it would not give it.
        """
        name = hashlib.sha256(f"{media.origin}:{media.unique_ref}".encode()).hexdigest()
        path = self._folder / name
        async with self._turns[name]:
            if not path.exists():
                await self._download(media, path, progress)
        path.touch()
        return path

    async def _download(self, media: Media, path: Path, progress: Callable[[float], None]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(f".{id(media)}.part")
        try:
            await self._deps.networks[media.origin].download(media, half, progress)
            half.replace(path)
        finally:
            half.unlink(missing_ok=True)

    def forget_old(self) -> int:
        """Remove copies that nobody used for a day; how many went."""
        if not self._folder.exists():
            return 0
        before = time.time() - _KEPT_S
        old = [path for path in self._folder.iterdir() if path.stat().st_mtime < before]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)
