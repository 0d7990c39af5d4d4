"""What an upload host makes of a file that has arrived: a receipt, a video, or a refusal.

Source: https://dev.vk.com/api/upload/overview
"""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable
from pathlib import PurePath

from services.sandbox.containers import recognise
from services.sandbox.forms import FilePart
from services.sandbox.media import StoredFile
from services.sandbox.vk.images import BadPictureError, examine
from services.sandbox.vk.objects import Json, Receipt, Ticket
from services.sandbox.vk.section import VkSection

_FORBIDDEN = frozenset(
    {".exe", ".msi", ".bat", ".cmd", ".com", ".scr", ".dll", ".jar", ".vbs", ".sh", ".apk", ".dmg"}
    | {".mp3", ".mp2"}
)
_PROGRAMS = (b"MZ", b"\x7fELF")


class RefusedUploadError(Exception):
    """The host takes nothing; the payload is what it answers."""

    def __init__(self, payload: Json) -> None:
        super().__init__(str(payload))
        self.payload = payload


async def _photo(section: VkSection, ticket: Ticket, part: FilePart) -> Json:
    try:
        picture = await asyncio.to_thread(examine, part.blob.path)
    except BadPictureError as error:
        refused = {"error": str(error), "bwact": "do_add", "server": _server(ticket)}
        raise RefusedUploadError(refused | {"photo": "[]", "_sig": secrets.token_hex(16)}) from None
    stored = section.world.media.register(
        part.blob,
        network="vk",
        kind="photo",
        mime_type=picture.mime_type,
        width=picture.width,
        height=picture.height,
    )
    proof = json.dumps([{"photo": stored.file_id, "sizes": [], "kid": secrets.token_hex(16)}])
    receipt = _receipt(section, ticket, part, stored, proof)
    receipt.width, receipt.height = picture.width, picture.height
    return {"server": receipt.server, "photo": proof, "hash": receipt.hash}


async def _document(section: VkSection, ticket: Ticket, part: FilePart) -> Json:
    with part.blob.path.open("rb") as file:
        program = file.read(4).startswith(_PROGRAMS)
    if program or PurePath(part.file_name).suffix.lower() in _FORBIDDEN:
        raise RefusedUploadError(
            {"error": "unknown error", "error_descr": "this type of file is not allowed"}
        )
    stored = section.world.media.register(
        part.blob,
        network="vk",
        kind="document",
        mime_type=part.mime_type,
        file_name=part.file_name,
    )
    proof = f"{ticket.user_id}|0|{ticket.group_id}|{secrets.token_hex(16)}|{part.file_name}"
    return {"file": _receipt(section, ticket, part, stored, proof).proof}


async def _video(section: VkSection, ticket: Ticket, part: FilePart) -> Json:
    if ticket.video is None:
        raise RefusedUploadError({"error": "ERR_UPLOAD_FILE_NOT_UPLOADED: no video announced"})
    clip = await asyncio.to_thread(recognise, part.blob.path)
    stored = section.world.media.register(
        part.blob,
        network="vk",
        kind="video",
        mime_type=clip.mime_type if clip else part.mime_type,
        width=clip.width if clip else None,
        height=clip.height if clip else None,
        duration_s=clip.duration_s if clip else None,
    )
    video = section.store.videos[ticket.video]
    video.file_id, video.size_bytes, video.playable = stored.file_id, stored.size_bytes, bool(clip)
    video.ready_at = section.now + float(section.world.settings["vk_processing_s"])
    if clip:
        video.duration_s = clip.duration_s or 0
        video.width, video.height = clip.width, clip.height
    section.process(video)
    return {
        "video_hash": secrets.token_hex(9),
        "size": stored.size_bytes,
        "direct_link": f"https://vk.com/video{video.owner_id}_{video.id}",
        "owner_id": video.owner_id,
        "video_id": video.id,
    }


TAKERS: dict[str, Callable[[VkSection, Ticket, FilePart], Awaitable[Json]]] = {
    "photo": _photo,
    "messages_photo": _photo,
    "doc": _document,
    "video": _video,
}
"""By the kind of ticket; each raises `RefusedUploadError` for what its host does not take."""


def _receipt(
    section: VkSection, ticket: Ticket, part: FilePart, stored: StoredFile, proof: str
) -> Receipt:
    receipt = Receipt(
        proof=proof,
        kind=ticket.kind,
        token=ticket.token,
        user_id=ticket.user_id,
        group_id=ticket.group_id,
        server=_server(ticket),
        hash=secrets.token_hex(16),
        file_id=stored.file_id,
        size_bytes=stored.size_bytes,
        file_name=part.file_name,
    )
    section.store.receipts[receipt.proof] = receipt
    return receipt


def _server(ticket: Ticket) -> int:
    return 800_000 + sum(ticket.id.encode()) % 99_999
