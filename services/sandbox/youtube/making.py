"""A video is made of what has arrived, and looked at.

Source: https://developers.google.com/youtube/v3/docs/videos#processingDetails
"""

import asyncio
import secrets
from collections.abc import AsyncIterator
from pathlib import Path

from services.sandbox.containers import Clip, recognise
from services.sandbox.media import Blob
from services.sandbox.youtube.objects import Session, Video
from services.sandbox.youtube.section import YoutubeSection

_MATROSKA = b"\x1a\x45\xdf\xa3"
_READ_BYTES = 1 << 20
_LONG_S = 15 * 60


async def make_video(section: YoutubeSection, session: Session, request_id: int) -> Video:
    """Turn a finished session into a video that its owner sees."""
    blob = await _joined(section, session)
    clip = await asyncio.to_thread(_looked_at, blob.path)
    name = secrets.token_urlsafe(9)[:11]
    stored = section.world.media.register(
        blob,
        network=section.key,
        kind="video",
        mime_type=clip.mime_type if clip else session.mime_type,
        width=clip.width if clip else None,
        height=clip.height if clip else None,
        duration_s=clip.duration_s if clip else None,
    )
    video = Video(
        id=name,
        channel_id=session.channel_id,
        snippet=session.metadata["snippet"],
        status=session.metadata["status"],
        file_id=stored.file_id,
        digest=blob.digest,
        uploaded_at=section.now,
        ready_at=section.now + int(section.world.settings["youtube_processing_s"]),
        verdict=_verdict(section, session, blob, clip),
        duration_s=stored.duration_s,
        width=stored.width,
        height=stored.height,
    )
    section.store.videos[name] = video
    session.video_id = name
    section.make_visible(video)
    section.show(video, request_id=request_id)
    return video


async def _joined(section: YoutubeSection, session: Session) -> Blob:
    """The whole file; its pieces go, unless another upload brings the same ones."""
    media = section.world.media
    paths = [(media.path(chunk.digest), chunk.kept_bytes) for chunk in session.chunks]
    blob = await media.receive(_read(paths), session.size_bytes)
    done, session.chunks = {chunk.digest for chunk in session.chunks}, []
    uploads = section.store.sessions.values()
    needed = {chunk.digest for upload in uploads for chunk in upload.chunks}
    for digest in done - needed - {blob.digest}:
        media.drop(digest)
    return blob


async def _read(files: list[tuple[Path, int]]) -> AsyncIterator[bytes]:
    for path, length in files:
        with path.open("rb") as file:
            left = length
            while left and (piece := await asyncio.to_thread(file.read, min(left, _READ_BYTES))):
                left -= len(piece)
                yield piece


def _looked_at(path: Path) -> Clip | None:
    with path.open("rb") as file:
        if file.read(4) == _MATROSKA:
            return Clip("video/webm")
    return recognise(path)


def _verdict(section: YoutubeSection, session: Session, blob: Blob, clip: Clip | None) -> str:
    """What processing will make of it."""
    if ordered := str(section.world.settings["youtube_verdict"]):
        return ordered
    if clip is None:
        return "failed:invalidFile"
    channel = section.store.channels[session.channel_id]
    if (clip.duration_s or 0) > _LONG_S and channel.long_uploads != "allowed":
        return "rejected:length"
    known = any(one.digest == blob.digest for one in section.store.uploads(channel.id))
    if known and section.world.settings["youtube_duplicates"] == "rejected":
        return "rejected:duplicate"
    return ""
