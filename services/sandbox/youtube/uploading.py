"""Resumable uploads: a session is announced, chunks come in order, the last byte makes the video.

Source: https://developers.google.com/youtube/v3/guides/using_resumable_upload_protocol
"""

import asyncio
import re
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from weakref import WeakValueDictionary

from aiohttp import web

from services.sandbox.media import Blob, TooBigError
from services.sandbox.perform import Answer, perform
from services.sandbox.youtube.checking import (
    check_body,
    check_parts,
    check_snippet,
    check_status,
    with_defaults,
)
from services.sandbox.youtube.errors import NO_LOGIN, BadRangeError, RefusedError, bad, ordered
from services.sandbox.youtube.gate import Asked, Gate
from services.sandbox.youtube.making import make_video
from services.sandbox.youtube.objects import Chunk, Session
from services.sandbox.youtube.section import YoutubeSection
from services.sandbox.youtube.showing import resource

PIECE_BYTES = 256 << 10
MAX_BYTES = 256 << 30

_PATH = "/youtube/upload/youtube/v3/videos"
_LIFE_S = 7 * 24 * 3600
_SILENCE_S = 3.0
_READ_BYTES = 1 << 20
_RANGE = re.compile(r"bytes (?:(\d+)-(\d+)|(\*))/(\d+)")


@dataclass(frozen=True)
class _Range:
    """What a `Content-Range` says; without a first byte it only asks."""

    first: int | None
    last: int
    total: int

    @property
    def length(self) -> int:
        return 0 if self.first is None else self.last - self.first + 1


class Uploads:
    """Takes videos."""

    def __init__(self, section: YoutubeSection) -> None:
        self._section = section
        self._gate = Gate(section)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def routes(self) -> list[web.RouteDef]:
        """The upload address: POST begins, PUT goes on or asks."""
        return [
            web.post(_PATH, self._gate.calling("videos.insert", self._begin)),
            web.put(_PATH, self._continue),
        ]

    async def _begin(self, asked: Asked) -> Answer:
        parts = asked.values("part")
        check_parts(parts, "Video")
        if asked.value("uploadType") != "resumable":
            raise bad("badRequest", "sandbox: only uploadType=resumable is pretended")
        body = check_body(asked.body, parts)
        check_snippet(body.get("snippet", {}))
        check_status(body.get("status", {}), self._section.world.clock.now())
        self._section.quota.check_channel(asked.channel.id)
        mime_type, size_bytes = _announced(asked.request)
        session = Session(
            id=secrets.token_urlsafe(48),
            channel_id=asked.channel.id,
            parts=tuple(parts),
            metadata={**body, "status": with_defaults(body.get("status", {}))},
            mime_type=mime_type,
            size_bytes=size_bytes,
            began_at=self._section.now,
        )
        self._section.store.sessions[session.id] = session
        origin = f"{asked.request.scheme}://{asked.request.host}"
        query = f"uploadType=resumable&part={','.join(parts)}&upload_id={session.id}"
        headers = {"Location": f"{origin}{_PATH}?{query}", "X-GUploader-UploadID": session.id}
        return Answer(payload="", headers=headers, effect=True)

    async def _continue(self, request: web.Request) -> web.StreamResponse:
        self._section.ripen()
        content_range = request.headers.get("Content-Range", "")
        arrived = await self._receive(request)
        session = self._session(request)
        call = self._gate.call(request, "upload:chunk", {"range": content_range})

        async def effect() -> Answer:
            try:
                known = self._checked(request, session)
                wanted = _range(content_range, known.size_bytes)
                return await self._take(wanted, known, arrived, call.request_id)
            except RefusedError as refused:
                return refused.answer()

        return await perform(self._section.world, call, effect, ordered)

    async def _receive(self, request: web.Request) -> Blob | None:
        """The bytes of a chunk; None where they did not all come, and soon."""
        length = request.content_length or 0
        if not length:
            return None
        try:
            blob = await self._section.world.media.receive(_pieces(request), length)
        except (TooBigError, TimeoutError, ConnectionError, web.HTTPException):
            return None
        return blob if blob.size_bytes == length else None

    def _session(self, request: web.Request) -> Session | None:
        session = self._section.store.sessions.get(request.query.get("upload_id", ""))
        if session is None or session.began_at + _LIFE_S < self._section.now:
            return None
        return session

    def _checked(self, request: web.Request, session: Session | None) -> Session:
        if session is None:
            raise RefusedError(404, "notFound", "The upload session cannot be found.")
        if self._gate.grant(request).channel_id != session.channel_id:
            raise NO_LOGIN
        return session

    async def _take(
        self, wanted: _Range, session: Session, arrived: Blob | None, request_id: int
    ) -> Answer:
        # Who asks while the last chunk becomes a video waits for it, and makes no second one.
        async with self._turns.setdefault(session.id, asyncio.Lock()):
            if session.video_id is None and wanted.first is not None:
                self._keep(wanted, session, arrived)
            if session.video_id is None and session.held_bytes == session.size_bytes:
                await make_video(self._section, session, request_id)
            return self._state(session, effect=wanted.first is not None)

    def _keep(self, wanted: _Range, session: Session, arrived: Blob | None) -> None:
        if arrived is None or arrived.size_bytes != wanted.length:
            raise BadRangeError("The chunk is not as long as its Content-Range says.")
        if wanted.first != session.held_bytes:
            raise BadRangeError(f"Invalid request. {session.held_bytes} bytes are held.")
        is_last = wanted.last + 1 == wanted.total
        if wanted.last >= wanted.total or not (is_last or wanted.length % PIECE_BYTES == 0):
            raise BadRangeError("The number of bytes has to be a multiple of 262144.")
        session.requests += 1
        kept_bytes = self._kept_bytes(session, wanted.length)
        if kept_bytes:
            session.chunks.append(Chunk(digest=arrived.digest, kept_bytes=kept_bytes))

    def _kept_bytes(self, session: Session, length: int) -> int:
        """Every second chunk is kept in part only, if that is how it shall be."""
        if self._section.world.settings["youtube_chunks"] == "whole" or session.requests % 2 == 0:
            return length
        return length // 2 // PIECE_BYTES * PIECE_BYTES

    def _state(self, session: Session, *, effect: bool) -> Answer:
        if session.video_id is None:
            held = session.held_bytes
            headers = {"Range": f"bytes=0-{held - 1}"} if held else {}
            return Answer(payload="", status=308, headers=headers, effect=effect)
        video = self._section.store.videos[session.video_id]
        channel = self._section.store.channels[session.channel_id]
        return Answer(payload=resource(video, channel, session.parts), effect=effect)


def _range(content_range: str, size_bytes: int) -> _Range:
    """What a `Content-Range` says, if it is one of an upload of that size."""
    found = _RANGE.fullmatch(content_range)
    if found is None or int(found[4]) != size_bytes:
        raise BadRangeError("Failed to parse Content-Range header.")
    if found[3]:
        return _Range(None, 0, size_bytes)
    return _Range(int(found[1]), int(found[2]), size_bytes)


async def _pieces(request: web.Request) -> AsyncIterator[bytes]:
    """A body, as long as it does not stop: a client that announced more than it has is cut off."""
    while True:
        async with asyncio.timeout(_SILENCE_S):
            piece = await request.content.read(_READ_BYTES)
        if not piece:
            return
        yield piece


def _announced(request: web.Request) -> tuple[str, int]:
    mime_type = request.headers.get("X-Upload-Content-Type", "")
    length = request.headers.get("X-Upload-Content-Length", "")
    if not mime_type.startswith("video/") and mime_type != "application/octet-stream":
        raise bad("mediaTypeNotSupported", f"sandbox: {mime_type!r} is no X-Upload-Content-Type")
    if not length.isdecimal() or not 0 < int(length) <= MAX_BYTES:
        raise bad("badRequest", f"sandbox: {length!r} is no X-Upload-Content-Length")
    return mime_type, int(length)
