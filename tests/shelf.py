"""A network that keeps originals, as one does from which posts are taken."""

import asyncio
import hashlib
from pathlib import Path
from typing import ClassVar

from services.content import Media, MediaKind
from services.progress import Progress
from tests.quiet import QuietNetwork

_BREATH_S = 0.005
"""Between two writes, so that other tasks see a file that is half there."""


class Shelf(QuietNetwork):
    """Hands out what was put on it, in two pieces; `fetched` counts how often."""

    key: ClassVar[str] = "shelf"
    title: ClassVar[str] = "Shelf"

    def __init__(self) -> None:
        self.fetched = 0
        self._originals: dict[str, bytes] = {}

    def put(self, content: bytes, kind: MediaKind = "photo") -> Media:
        """Keep something; how a post names it."""
        ref = hashlib.sha256(content).hexdigest()
        self._originals[ref] = content
        return Media(
            id=0, kind=kind, origin=self.key, ref=ref, unique_ref=ref, size_bytes=len(content)
        )

    async def download(self, media: Media, to: Path, progress: Progress) -> None:
        """Write an original to a file."""
        self.fetched += 1
        content = self._originals[media.ref]
        middle = len(content) // 2
        out = await asyncio.to_thread(to.open, "wb", 0)
        with out:
            for piece in (content[:middle], content[middle:]):
                await asyncio.to_thread(out.write, piece)
                await asyncio.sleep(_BREATH_S)
        await progress(1.0)
