"""Uploading to VK's upload hosts: streamed, to VK's hosts only, and never with a token.

An upload host answers 200 even when it refuses, and a receipt may be stale by the time it is
saved; both mean a new address and the file once more.

Source: https://dev.vk.com/api/upload/overview
"""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp

from services.errors import Rejected, Transient
from services.networks.bodies import (
    EndlessAnswerError,
    Form,
    Upload,
    json_object,
    silent_at_most,
    uploading,
    whole,
)
from services.networks.settings import host_of
from services.networks.vk.settings import VkSettings
from services.progress import Progress

_ANSWER_BYTES = 1 << 20


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
        if not self._settings.is_theirs(url, self._settings.upload_hosts):
            why = f"unknown upload host {host_of(url)}"
            raise Rejected("VK upload", why, advice="vk-advice-host")
        try:
            form = Form(upload)
            async with silent_at_most(self._settings.upload_silence_s) as beat:
                return json_object(await self._post(url, form, form.pieces(beat, progress)))
        except EndlessAnswerError as error:
            raise Transient("VK upload", str(error)) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Transient("VK upload", type(error).__name__) from None

    async def close(self) -> None:
        """Give the connections back."""
        if self._session:
            await self._session.close()

    async def _post(self, url: str, form: Form, body: AsyncIterator[bytes]) -> bytes:
        if self._session is None:
            self._session = uploading(self._settings)
        async with self._session.post(
            url, data=body, headers=form.headers, allow_redirects=False
        ) as answer:
            if answer.status == 413:
                raise Rejected("VK upload 413", advice="vk-advice-file")
            if answer.status != 200:
                raise Transient(f"VK upload {answer.status}")
            return await whole(answer, _ANSWER_BYTES)
