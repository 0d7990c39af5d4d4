"""From a file to an attachment: ask where to upload, upload, save, name what came of it.

The name is built from what VK returned, never from what was sent: a wall photo may belong to the
person whose token uploaded it, and then needs its access key.

Source: https://dev.vk.com/api/upload/wall-photo, https://dev.vk.com/api/upload/video-in-profile,
https://dev.vk.com/api/upload/document
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from services.errors import NetworkError, Rejected, Transient
from services.networks.bodies import Upload
from services.networks.vk.client import VkClient, as_object
from services.networks.vk.errors import is_stale_receipt
from services.networks.vk.tokens import Token
from services.networks.vk.uploads import UploadHosts
from services.progress import Progress

_TRIES = 3
_BAD_PICTURE = "ERR_UPLOAD_BAD_IMAGE_SIZE"
_NOT_UPLOADED = "ERR_UPLOAD_FILE_NOT_UPLOADED"


@dataclass(frozen=True, slots=True)
class Attacher:
    """Makes attachments for one community's wall; `group_id` is positive."""

    client: VkClient
    hosts: UploadHosts
    group_id: int

    async def photo(self, token: Token, upload: Upload, progress: Progress) -> str:
        """Upload a wall photo with an administrator's token.

        Raises:
            NetworkError: Of any class; nothing public has happened.
        """

        async def once() -> str:
            server = await self.client.ask(
                token, "photos.getWallUploadServer", group_id=self.group_id
            )
            receipt = await self._send(server, upload, progress)
            saved = await self.client.ask(
                token,
                "photos.saveWallPhoto",
                group_id=self.group_id,
                photo=receipt.get("photo"),
                server=receipt.get("server"),
                hash=receipt.get("hash"),
            )
            return attachment("photo", _only(saved))

        return await _insist(once)

    async def document(self, token: Token, upload: Upload, progress: Progress) -> str:
        """Upload a document with the community's key.

        Raises:
            NetworkError: Of any class; nothing public has happened.
        """

        async def once() -> str:
            server = await self.client.ask(
                token, "docs.getWallUploadServer", group_id=self.group_id
            )
            receipt = await self._send(server, upload, progress)
            saved = await self.client.ask(
                token, "docs.save", file=receipt.get("file"), title=upload.file_name
            )
            return attachment("doc", as_object(saved).get("doc"))

        return await _insist(once)

    async def video(
        self, token: Token, upload: Upload, name: str | None, progress: Progress
    ) -> str:
        """Upload a video with an administrator's token.

        Raises:
            NetworkError: Of any class; nothing is on the wall yet.
        """

        async def once() -> str:
            place = await self.client.ask(
                token, "video.save", name=name, group_id=self.group_id, wallpost=False
            )
            receipt = await self._send(place, upload, progress)
            if isinstance(receipt.get("video_id"), int):
                place = {**place, "video_id": receipt["video_id"]}
            return attachment("video", {**place, "id": place.get("video_id")})

        return await _insist(once)

    async def _send(self, server: Any, upload: Upload, progress: Progress) -> dict[str, Any]:
        url = as_object(server).get("upload_url")
        if not isinstance(url, str):
            raise Transient("VK upload", "VK gave no address to upload to")
        receipt = await self.hosts.send(url, upload, progress)
        _check_receipt(receipt, upload.field)
        return receipt


class _NotTaken(Rejected):
    """The host kept no file though it answered; it may take the same file next time."""


def attachment(kind: str, saved: Any) -> str:
    """The name under which a saved file is attached, such as `photo-1_2` or `doc1_2_key`.

    Raises:
        Transient: VK's answer does not say what was saved.
    """
    try:
        name = f"{kind}{int(saved['owner_id'])}_{int(saved['id'])}"
    except (LookupError, TypeError, ValueError):
        raise Transient("VK", f"VK did not say which {kind} it saved") from None
    return f"{name}_{saved['access_key']}" if saved.get("access_key") else name


async def _insist(once: Callable[[], Awaitable[str]]) -> str:
    """Upload anew while the host keeps nothing or the receipt is stale, a few times."""
    for _ in range(_TRIES - 1):
        try:
            return await once()
        except NetworkError as error:
            if not (isinstance(error, _NotTaken) or is_stale_receipt(error)):
                raise
    return await once()


def _check_receipt(receipt: dict[str, Any], field: str) -> None:
    words = _complaint(receipt)
    kept = receipt if field == "video_file" else receipt.get(field)
    if _NOT_UPLOADED in words or (not words and kept in (None, "", "[]", [], {})):
        raise _NotTaken("VK upload", words or "the host kept no file", advice="vk-advice-file")
    if words:
        advice = "vk-advice-picture" if _BAD_PICTURE in words else "vk-advice-file"
        raise Rejected("VK upload", words, advice=advice)


def _complaint(receipt: dict[str, Any]) -> str:
    words = (receipt.get(name) for name in ("error", "error_descr", "error_msg", "error_code"))
    return ": ".join(str(word) for word in words if word)


def _only(saved: Any) -> Any:
    return saved[0] if isinstance(saved, list) and saved else None
