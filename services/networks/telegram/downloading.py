"""Fetching originals that Telegram keeps.

Source: https://core.telegram.org/bots/api#getfile
"""

import asyncio
import shutil
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO, cast

import aiohttp
from aiogram import Bot
from aiogram.types import File

from services.content import Media
from services.errors import NetworkError, Rejected, Transient
from services.media.disk import refused
from services.networks.originals import BOT_API_BYTES
from services.networks.telegram.session import LOST, TelegramSession
from services.progress import Progress

_CHUNK_BYTES = 256 << 10


async def download(bot: Bot, media: Media, to: Path, progress: Progress) -> None:
    """Stream an original to a file; a server of one's own shares its disk instead.

    Raises:
        NetworkError: `Rejected` when it is too large for Telegram's own server.
    """
    session = cast(TelegramSession, bot.session)
    local = session.api.is_local
    if not local and (media.size_bytes or 0) > BOT_API_BYTES:
        raise Rejected("Telegram", "file is too big", advice="telegram-file-too-big-to-fetch")
    file = await _looked_up(bot, media)
    if not file.file_path:
        raise Transient("Telegram", "the file is not ready")
    if local:
        trouble = await _copy(Path(file.file_path), to)
    else:
        share = _Share(file.file_size or media.size_bytes or 0, progress)
        url = session.api.file_url(bot.token, file.file_path)
        trouble = await _fetch(session, url, to, share)
    if trouble:
        raise trouble
    await progress(1.0)


async def _looked_up(bot: Bot, media: Media) -> File:
    try:
        return await bot.get_file(media.ref)
    except Rejected as error:
        if error.advice == "telegram-file-too-big":
            error.advice = "telegram-file-too-big-to-fetch"
        raise


class _Share:
    """Turns bytes into the fraction of a whole that they are."""

    def __init__(self, size_bytes: int, progress: Progress) -> None:
        self.size_bytes = size_bytes
        self.arrived_bytes = 0
        self._progress = progress

    async def add(self, count_bytes: int) -> None:
        """Count what has arrived."""
        self.arrived_bytes += count_bytes
        if self.size_bytes:
            await self._progress(min(1.0, self.arrived_bytes / self.size_bytes))


async def _copy(path: Path, to: Path) -> NetworkError | None:
    """What went wrong: a file that is not shared, or a disk of ours that does not take it."""
    try:
        original = await asyncio.to_thread(path.open, "rb")
    except OSError as error:
        why = f"the Bot API server's file cannot be read ({type(error).__name__})"
        return Rejected("Telegram", why, advice="telegram-local-file-unreadable")
    try:
        await asyncio.to_thread(_pour, original, to)
    except OSError as error:
        return refused("disk", error)
    return None


def _pour(original: BinaryIO, to: Path) -> None:
    with original, to.open("wb") as out:
        shutil.copyfileobj(original, out, _CHUNK_BYTES)


async def _fetch(
    session: TelegramSession, url: str, to: Path, share: _Share
) -> NetworkError | None:
    """What went wrong: returned, for aiohttp's error carries the address, and the token in it."""
    http = await session.create_session()
    patience = aiohttp.ClientTimeout(
        total=None,
        sock_connect=session.telegram.connect_timeout_s,
        sock_read=session.telegram.silence_s,
    )
    try:
        async with http.get(url, timeout=patience, allow_redirects=False) as response:
            if response.status != HTTPStatus.OK:
                return Transient(f"Telegram HTTP {response.status}")
            await _store(response.content, to, share)
    except LOST as error:
        return Transient("Telegram", f"the file does not come ({type(error).__name__})")
    if share.size_bytes and share.arrived_bytes != share.size_bytes:
        return Transient("Telegram", "the file came only in part")
    return None


async def _store(stream: aiohttp.StreamReader, to: Path, share: _Share) -> None:
    out = await asyncio.to_thread(to.open, "wb")
    try:
        async for chunk in stream.iter_chunked(_CHUNK_BYTES):
            await asyncio.to_thread(out.write, chunk)
            await share.add(len(chunk))
    finally:
        await asyncio.to_thread(out.close)
