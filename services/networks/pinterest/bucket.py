"""Carrying a video's bytes to where Pinterest wants them: a form of Amazon's S3, streamed.

The fields that Pinterest gave come first and unchanged, the file last, and no token goes along.

Source: https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html,
https://developers.pinterest.com/docs/api-features/creating-pins/ (video Pins)
"""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import aiohttp

from services.errors import Transient
from services.networks.bodies import Form, Upload, silent_at_most, uploading
from services.networks.pinterest.settings import PinterestSettings
from services.networks.settings import is_safe
from services.progress import Progress


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
        try:
            form = Form(Upload(path, "file", "video", "video/mp4"), fields)
            async with silent_at_most(self._settings.upload_silence_s) as beat:
                status = await self._post(url, form, form.pieces(beat, progress))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise Transient("Pinterest upload", type(error).__name__) from None
        if status not in {200, 201, 204}:
            raise Transient(f"Pinterest upload {status}")

    async def _post(self, url: str, form: Form, pieces: AsyncIterator[bytes]) -> int:
        async with (
            uploading(self._settings) as http,
            http.post(url, data=pieces, headers=form.headers, allow_redirects=False) as answer,
        ):
            return answer.status
