"""A body: a form, or JSON in which some strings are files in base64.

The files are read while they leave, so that a carousel of five is never in memory; its length is
known before, because not every server takes a body without one.
"""

import asyncio
import base64
import json
import uuid
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from services.errors import Transient
from services.networks.base import Json

_PIECE_BYTES = 3 * 64 * 1024
"""A multiple of three: what base64 puts into four characters."""


@dataclass(frozen=True, slots=True)
class Body:
    """Text and files in the order in which they leave."""

    parts: tuple[bytes | Path, ...]
    size_bytes: int
    mime_type: str = "application/json"

    @classmethod
    def form(cls, fields: Mapping[str, str]) -> "Body":
        """The body that says these fields as a form."""
        text = urlencode(fields).encode()
        return cls((text,), len(text), "application/x-www-form-urlencoded")

    @classmethod
    def of(cls, fields: Json) -> "Body":
        """The body that says these fields; a `Path` in them stands for the file in base64.

        Raises:
            Transient: A file is not there any more.
        """
        files: dict[str, Path] = {}

        def mark(path: Path) -> str:
            files[name := uuid.uuid4().hex] = path
            return name

        text, parts = json.dumps(fields, default=mark), list[bytes | Path]()
        for name, path in files.items():
            before, _, text = text.partition(name)
            parts += [before.encode(), path]
        parts.append(text.encode())
        try:
            return cls(tuple(parts), sum(map(_size_bytes, parts)))
        except OSError as error:
            raise Transient("Pinterest", type(error).__name__) from None

    async def pieces(self) -> AsyncIterator[bytes]:
        """The body, a piece at a time."""
        for part in self.parts:
            if isinstance(part, bytes):
                yield part
                continue
            file = await asyncio.to_thread(part.open, "rb")
            with file:
                while piece := await asyncio.to_thread(file.read, _PIECE_BYTES):
                    yield base64.b64encode(piece)


def _size_bytes(part: bytes | Path) -> int:
    return len(part) if isinstance(part, bytes) else -(-part.stat().st_size // 3) * 4
