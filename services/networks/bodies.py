"""Bodies that no process should hold in memory: files that go up, answers that may not end."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import aiohttp

from services.networks.settings import USER_AGENT, NetworkSettings
from services.progress import Progress


class EndlessAnswerError(ValueError):
    """An answer went on beyond what it may be."""


Beat = Callable[[], None]
"""Is called whenever something has moved."""

_PIECE_BYTES = 256 << 10
_ESCAPES = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way: the field of a form that it goes in, and its name there."""

    path: Path
    field: str
    file_name: str
    mime_type: str = "application/octet-stream"


class Form:
    """Fields and then one file as a multipart body, whose length is known before it is read.

    Raises:
        OSError: There is no such file.
    """

    def __init__(self, upload: Upload, fields: Mapping[str, str] | None = None) -> None:
        boundary = uuid.uuid4().hex
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in (fields or {}).items()
        ]
        file = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="{upload.field}"; '
            f'filename="{upload.file_name.translate(_ESCAPES)}"\r\n'
            f"Content-Type: {upload.mime_type}\r\n\r\n"
        )
        self._path = upload.path
        self._head = "".join([*parts, file]).encode()
        self._tail = f"\r\n--{boundary}--\r\n".encode()
        self._file_bytes = upload.path.stat().st_size
        self.headers = {
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Content-Length": str(len(self._head) + self._file_bytes + len(self._tail)),
        }

    async def pieces(self, beat: Beat, progress: Progress) -> AsyncIterator[bytes]:
        """The body, a piece at a time; progress is that of the file."""
        yield self._head
        file: BinaryIO = await asyncio.to_thread(self._path.open, "rb")
        with file:
            sent_bytes = 0
            while piece := await asyncio.to_thread(file.read, _PIECE_BYTES):
                yield piece
                sent_bytes += len(piece)
                beat()
                await progress(sent_bytes / self._file_bytes)
        yield self._tail


@asynccontextmanager
async def silent_at_most(seconds: float) -> AsyncIterator[Beat]:
    """Ends what happens inside with a `TimeoutError` once its beat has not come for so long."""
    now = asyncio.get_running_loop().time
    async with asyncio.timeout(seconds) as silence:
        yield lambda: silence.reschedule(now() + seconds)


def uploading(settings: NetworkSettings) -> aiohttp.ClientSession:
    """A session with hosts that take files: no cookies, and no time limit once it is connected."""
    return aiohttp.ClientSession(
        headers={"User-Agent": USER_AGENT},
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(sock_connect=settings.connect_timeout_s),
    )


async def whole(answer: aiohttp.ClientResponse, limit_bytes: int) -> bytes:
    """An answer's body.

    Raises:
        EndlessAnswerError: It goes on beyond the limit.
    """
    body = bytearray()
    async for piece in answer.content.iter_any():
        body += piece
        if len(body) > limit_bytes:
            raise EndlessAnswerError("an endless answer")
    return bytes(body)


def json_object(body: bytes) -> dict[str, Any]:
    """The object that an answer is; empty for anything else, such as a page of HTML."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def redacted(words: str, secrets: Iterable[str]) -> str:
    """A network's words, in which no secret of ours stands."""
    for secret in filter(None, secrets):
        words = words.replace(secret, "***")
    return words
