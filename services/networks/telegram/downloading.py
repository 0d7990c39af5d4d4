"""Fetching originals that Telegram keeps.

Source: https://core.telegram.org/bots/api#getfile
"""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import aiohttp
from aiogram import Bot
from aiogram.exceptions import AiogramError

from services.content import Media
from services.errors import Rejected, Transient
from services.networks.telegram.limits import DOWNLOAD_BYTES

_CHUNK_BYTES = 1 << 18
_TIMEOUT_S = 3600


async def download(bot: Bot, media: Media, to: Path, progress: Callable[[float], None]) -> None:
    """Stream an original to a file; a server of one's own shares its disk instead.

    Raises:
        NetworkError: `Rejected` when it is too large for Telegram's own server.
    """
    local = bot.session.api.is_local
    if not local and (media.size_bytes or 0) > DOWNLOAD_BYTES:
        raise Rejected("Telegram 400", "file is too big", advice="telegram-file-too-big")
    file = await bot.get_file(media.ref)
    path = file.file_path or ""
    if local:
        await asyncio.to_thread(shutil.copyfile, path, to)
        return
    address = bot.session.api.file_url(bot.token, path)
    chunks = bot.session.stream_content(
        address, timeout=_TIMEOUT_S, chunk_size=_CHUNK_BYTES, raise_for_status=True
    )
    try:
        await _write(chunks, to, file.file_size or media.size_bytes or 0, progress)
    except (aiohttp.ClientError, AiogramError, TimeoutError, OSError) as error:
        raise Transient("Telegram", type(error).__name__) from None


async def _write(
    chunks: AsyncIterator[bytes], to: Path, size_bytes: int, progress: Callable[[float], None]
) -> None:
    written = 0
    with to.open("wb") as out:
        async for chunk in chunks:
            await asyncio.to_thread(out.write, chunk)
            written += len(chunk)
            progress(written / size_bytes if size_bytes else 0.0)
    if size_bytes and written != size_bytes:
        raise OSError("the file ended early")
