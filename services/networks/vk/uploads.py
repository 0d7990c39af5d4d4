"""Uploading to VK's upload hosts: streamed, to VK's hosts only, and never with a token.

An upload host answers 200 even when it refuses, and a receipt may be stale by the time it is
saved; both mean a new address and the file once more.

Source: https://dev.vk.com/api/upload/overview
"""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import aiohttp

from services.errors import Rejected, Transient
from services.networks.settings import is_loopback
from services.networks.vk.settings import VkSettings
from services.networks.vk.transport import USER_AGENT

Progress = Callable[[int], Awaitable[None]]
"""Told how many bytes of the file have left."""

_PIECE_BYTES = 256 * 1024
_ANSWER_BYTES = 1024 * 1024
_ESCAPES = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way: the form field VK wants it in, and its name there."""

    path: Path
    field: str
    file_name: str
    mime_type: str = "application/octet-stream"


class UploadHosts:
    """Sends files to the hosts that VK names, if they are VK's.

    Args:
        settings: Which hosts are VK's, and how long one may be silent.
    """

    def __init__(self, settings: VkSettings) -> None:
        self._settings = settings
        self._session: aiohttp.ClientSession | None = None

    async def send(self, url: str, upload: Upload, progress: Progress) -> dict[str, Any]:
        """Upload a file and return the host's receipt; an unreadable one is empty.

        Raises:
            Transient: The host did not answer well; uploading again is harmless.
            Rejected: The address is not one of VK's, or the host finds the file too large.
        """
        self._check_host(url)
        try:
            form = _Form(upload)
            async with asyncio.timeout(self._settings.upload_silence_s) as silence:
                body = form.pieces(_heartbeat(silence, self._settings.upload_silence_s, progress))
                return await self._post(url, form, body)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Transient("VK upload", type(error).__name__) from None

    async def close(self) -> None:
        """Give the connections back."""
        if self._session:
            await self._session.close()

    async def _post(self, url: str, form: "_Form", body: AsyncIterator[bytes]) -> dict[str, Any]:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                headers={"User-Agent": USER_AGENT},
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(sock_connect=self._settings.connect_timeout_s),
            )
        async with self._session.post(
            url, data=body, headers=form.headers, allow_redirects=False
        ) as answer:
            if answer.status == 413:
                raise Rejected("VK upload 413", advice="vk-advice-file")
            if answer.status != 200:
                raise Transient(f"VK upload {answer.status}")
            return _receipt(await _whole(answer))

    def _check_host(self, url: str) -> None:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        if self._settings.local:
            allowed = is_loopback(host)
        else:
            ours = any(f".{host}".endswith(f".{name}") for name in self._settings.upload_hosts)
            allowed = parts.scheme == "https" and ours and parts.username is None
        if not allowed:
            raise Rejected("VK upload", f"unknown upload host {host}", advice="vk-advice-host")


class _Form:
    """One file as a multipart body whose length is known before it is read."""

    def __init__(self, upload: Upload) -> None:
        boundary = uuid.uuid4().hex
        name = upload.file_name.translate(_ESCAPES)
        self._path = upload.path
        self._head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="{upload.field}"; '
            f'filename="{name}"\r\nContent-Type: {upload.mime_type}\r\n\r\n'
        ).encode()
        self._tail = f"\r\n--{boundary}--\r\n".encode()
        size_bytes = len(self._head) + upload.path.stat().st_size + len(self._tail)
        self.headers = {
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Content-Length": str(size_bytes),
        }

    async def pieces(self, progress: Progress) -> AsyncIterator[bytes]:
        yield self._head
        file: BinaryIO = await asyncio.to_thread(self._path.open, "rb")
        with file:
            sent_bytes = 0
            while piece := await asyncio.to_thread(file.read, _PIECE_BYTES):
                yield piece
                sent_bytes += len(piece)
                await progress(sent_bytes)
        yield self._tail


def _heartbeat(silence: asyncio.Timeout, seconds: float, progress: Progress) -> Progress:
    """Progress that also puts off the moment at which silence is too long."""

    async def beat(sent_bytes: int) -> None:
        silence.reschedule(asyncio.get_running_loop().time() + seconds)
        await progress(sent_bytes)

    return beat


async def _whole(answer: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for piece in answer.content.iter_any():
        body += piece
        if len(body) > _ANSWER_BYTES:
            raise Transient("VK upload", "an endless answer")
    return bytes(body)


def _receipt(body: bytes) -> dict[str, Any]:
    try:
        receipt = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return receipt if isinstance(receipt, dict) else {}
