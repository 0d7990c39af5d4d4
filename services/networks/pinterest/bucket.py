"""Carrying a video's bytes to where Pinterest wants them: a form of Amazon's S3, streamed.

The fields that Pinterest gave come first and unchanged, the file last, and no token goes along.

Source: https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html,
https://developers.pinterest.com/docs/api-features/creating-pins/ (video Pins)
"""

import asyncio
import uuid
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import BinaryIO

import aiohttp

from services.errors import Transient
from services.networks.pinterest.client import USER_AGENT
from services.networks.pinterest.settings import PinterestSettings
from services.networks.settings import is_safe
from services.progress import Progress

_PIECE_BYTES = 256 * 1024


class Bucket:
    """Sends files to the address that Pinterest names.

    Args:
        settings: How long the host may say nothing.
    """

    def __init__(self, settings: PinterestSettings) -> None:
        self._settings = settings

    async def send(
        self, url: str, fields: Mapping[str, str], path: Path, progress: Progress
    ) -> None:
        """Upload a file.

        Raises:
            Transient: The host did not take it; registering and uploading anew is harmless.
        """
        if not is_safe(url):
            raise Transient("Pinterest upload", "no safe address to upload to")
        silence_s = self._settings.upload_silence_s
        try:
            form = _Form(fields, path)
            async with asyncio.timeout(silence_s) as silence:
                pieces = form.pieces(_heartbeat(silence, silence_s, progress))
                status = await self._post(url, form, pieces)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise Transient("Pinterest upload", type(error).__name__) from None
        if status not in {200, 201, 204}:
            raise Transient(f"Pinterest upload {status}")

    async def _post(self, url: str, form: "_Form", pieces: AsyncIterator[bytes]) -> int:
        async with (
            aiohttp.ClientSession(
                headers={"User-Agent": USER_AGENT},
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(sock_connect=self._settings.connect_timeout_s),
            ) as http,
            http.post(url, data=pieces, headers=form.headers, allow_redirects=False) as answer,
        ):
            return answer.status


class _Form:
    """Fields and one file as a multipart body whose length is known before it is read."""

    def __init__(self, fields: Mapping[str, str], path: Path) -> None:
        boundary = uuid.uuid4().hex
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        ]
        file = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="video"\r\n'
        self._path = path
        self._head = f"{''.join(parts)}{file}Content-Type: video/mp4\r\n\r\n".encode()
        self._tail = f"\r\n--{boundary}--\r\n".encode()
        self._file_bytes = path.stat().st_size
        self.headers = {
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Content-Length": str(len(self._head) + self._file_bytes + len(self._tail)),
        }

    async def pieces(self, progress: Progress) -> AsyncIterator[bytes]:
        yield self._head
        file: BinaryIO = await asyncio.to_thread(self._path.open, "rb")
        with file:
            sent_bytes = 0
            while piece := await asyncio.to_thread(file.read, _PIECE_BYTES):
                yield piece
                sent_bytes += len(piece)
                await progress(sent_bytes / self._file_bytes)
        yield self._tail


def _heartbeat(silence: asyncio.Timeout, seconds: float, progress: Progress) -> Progress:
    """Progress that also puts off the moment at which silence is too long."""

    async def beat(fraction: float) -> None:
        silence.reschedule(asyncio.get_running_loop().time() + seconds)
        await progress(fraction)

    return beat
