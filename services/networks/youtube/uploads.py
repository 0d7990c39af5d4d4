"""The resumable upload, request by request: streamed, to Google's hosts only.

It is spoken here and not by the library, which sends a chunk again without its bytes after a 401
or a 5xx: its stream has been read by then.

Source: https://developers.google.com/youtube/v3/guides/using_resumable_upload_protocol
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO

import aiohttp

from services.clock import Clock
from services.errors import NetworkError, Rejected, Transient
from services.networks.base import Json
from services.networks.bodies import (
    Beat,
    EndlessAnswerError,
    json_object,
    silent_at_most,
    uploading,
    whole,
)
from services.networks.settings import host_of
from services.networks.youtube.errors import Refusal, refused
from services.networks.youtube.settings import YoutubeSettings
from services.networks.youtube.tokens import Access

Progress = Callable[[int], Awaitable[None]]
"""Told how many bytes of the whole file have left."""

RESUME_INCOMPLETE = 308

_READ_BYTES = 256 << 10
_ANSWER_BYTES = 1 << 20
_HOSTS = ("googleapis.com", "google.com", "youtube.com")
_HELD = re.compile(r"bytes=0-(\d+)")


@dataclass(frozen=True, slots=True)
class Film:
    """A file on its way to YouTube."""

    path: Path
    mime_type: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Held:
    """The session lives, and so many bytes from the beginning have arrived."""

    bytes: int


@dataclass(frozen=True, slots=True)
class Made:
    """All has arrived, and this is the video."""

    video: str


class SessionGone(Transient):
    """The session has ended; whether by a video or not, its address no longer tells."""


class UploadHost:
    """Begins uploads, asks how far they are, and sends their chunks.

    Args:
        settings: Where YouTube is, and how long an upload may stand still.
        clock: Tells until when a refused upload has to wait.
    """

    def __init__(self, settings: YoutubeSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._http: aiohttp.ClientSession | None = None

    async def begin(self, access: Access, video: Json, film: Film) -> str:
        """Announce a video; the address to send it to, which is as good as a password.

        Nobody sees anything of it, and there is no video until the last byte has arrived.

        Raises:
            NetworkError: YouTube refuses, or is not well.
        """
        url = f"{self._settings.api_url}/upload/youtube/v3/videos?uploadType=resumable&part="
        headers = {
            "Content-Type": "application/json; charset=UTF-8",
            "X-Upload-Content-Type": film.mime_type,
            "X-Upload-Content-Length": str(film.size_bytes),
        }
        answer = await self._request(
            "POST", url + ",".join(video), access, headers, json.dumps(video).encode()
        )
        if answer.status != HTTPStatus.OK:
            raise self._refused(answer)
        return self._checked(answer.headers.get("location", ""))

    async def ask(self, access: Access, address: str, size_bytes: int) -> Held | Made:
        """How far an upload is.

        Raises:
            SessionGone: There is no such session any more.
            NetworkError: YouTube refuses, or is not well.
        """
        headers = {"Content-Range": f"bytes */{size_bytes}", "Content-Length": "0"}
        return self._state(await self._request("PUT", address, access, headers, b""))

    async def send(
        self, access: Access, address: str, film: Film, start: int, progress: Progress
    ) -> Held | Made:
        """Send the next chunk of a film; less of it may be kept than was sent.

        Raises:
            SessionGone: There is no such session any more.
            NetworkError: YouTube refuses, or is not well.
        """
        end = min(start + self._settings.chunk_bytes, film.size_bytes)
        headers = {
            "Content-Type": film.mime_type,
            "Content-Range": f"bytes {start}-{end - 1}/{film.size_bytes}",
            "Content-Length": str(end - start),
        }
        chunk = _Chunk(film.path, start, end, progress)
        return self._state(await self._request("PUT", address, access, headers, chunk))

    async def close(self) -> None:
        """Give the connections back."""
        if self._http:
            await self._http.close()

    async def _request(
        self,
        method: str,
        url: str,
        access: Access,
        headers: Mapping[str, str],
        body: "bytes | _Chunk",
    ) -> "_Answer":
        try:
            async with silent_at_most(self._settings.upload_silence_s) as beat:
                data = body if isinstance(body, bytes) else body.pieces(beat)
                async with self._session().request(
                    method,
                    url,
                    data=data,
                    headers={"Authorization": f"Bearer {access.value}", **headers},
                    allow_redirects=False,
                ) as answer:
                    body_read = await whole(answer, _ANSWER_BYTES)
                    return _Answer(answer.status, dict(_lower(answer.headers)), body_read)
        except EndlessAnswerError as error:
            why = str(error)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            why = type(error).__name__
        # Outside: the error itself may quote the address.
        raise Transient("YouTube upload", why)

    def _session(self) -> aiohttp.ClientSession:
        if self._http is None:
            self._http = uploading(self._settings)
        return self._http

    def _state(self, answer: "_Answer") -> Held | Made:
        if answer.status == RESUME_INCOMPLETE:
            return Held(_held(answer.headers.get("range")))
        if answer.status in {HTTPStatus.OK, HTTPStatus.CREATED}:
            return Made(_video(answer.body))
        if answer.status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
            raise SessionGone("YouTube upload", f"HTTP {answer.status}")
        raise self._refused(answer)

    def _refused(self, answer: "_Answer") -> NetworkError:
        refusal = Refusal(answer.status, answer.body)
        return refused(refusal, irrevocable=False, now=self._clock.now())

    def _checked(self, address: str) -> str:
        """The address, if it is one of Google's: the token goes along."""
        if not self._settings.is_theirs(address, _HOSTS):
            host = host_of(address)
            raise Rejected("YouTube upload", f"unknown host {host}", advice="youtube-advice-host")
        return address


@dataclass(frozen=True, slots=True)
class _Answer:
    """What an upload host said; `headers` have lower-case names."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class _Chunk:
    """A stretch of a file, read while it is sent."""

    path: Path
    start: int
    end: int
    progress: Progress

    async def pieces(self, beat: Beat) -> AsyncIterator[bytes]:
        file: BinaryIO = await asyncio.to_thread(self.path.open, "rb")
        with file:
            file.seek(self.start)
            at = self.start
            while at < self.end:
                # Not after the last piece: the answer may come by then, and end this half-way.
                await self.progress(at)
                piece = await asyncio.to_thread(file.read, min(_READ_BYTES, self.end - at))
                if not piece:
                    raise Transient("YouTube upload", "the file has become shorter")
                yield piece
                at += len(piece)
                beat()


def _lower(headers: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(name.lower(), value) for name, value in headers.items()]


def _held(header: str | None) -> int:
    """How many bytes have arrived; without the header, none."""
    if header is None:
        return 0
    found = _HELD.fullmatch(header.strip())
    if not found:
        raise Transient("YouTube upload", "an answer of another shape")
    return int(found[1]) + 1


def _video(body: bytes) -> str:
    video = json_object(body).get("id")
    if not isinstance(video, str) or not video:
        raise Transient("YouTube upload", "it did not say which video it made")
    return video
