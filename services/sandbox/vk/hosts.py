"""The upload hosts: one file to one address, looked at before it is taken.

Source: https://dev.vk.com/api/upload/wall-photo, https://dev.vk.com/api/upload/overview
"""

import json
import secrets
from collections.abc import Callable

from aiohttp import web

from services.sandbox.faults import Fault
from services.sandbox.forms import FilePart, Form, read_multipart
from services.sandbox.media import StoredFile, TooBigError
from services.sandbox.perform import Answer, Call, perform
from services.sandbox.vk.containers import recognise
from services.sandbox.vk.images import MAX_BYTES, BadPictureError, examine
from services.sandbox.vk.objects import Receipt, Ticket
from services.sandbox.vk.section import VkSection

MAX_DOCUMENT_BYTES = 200 << 20
MAX_VIDEO_BYTES = 5 << 30
_LIMITS = {
    "photo": MAX_BYTES,
    "messages_photo": MAX_BYTES,
    "doc": MAX_DOCUMENT_BYTES,
    "video": MAX_VIDEO_BYTES,
}
_FIELDS = {"photo": "photo", "messages_photo": "photo", "doc": "file", "video": "video_file"}
_FORBIDDEN = {"exe", "mp3", "bat", "cmd", "com", "msi", "apk", "dll"}


class RefusedUploadError(Exception):
    """The host takes nothing; the payload is what it answers."""

    def __init__(self, payload: dict[str, object]) -> None:
        super().__init__(str(payload))
        self.payload = payload


class UploadHosts:
    """Takes files for tickets."""

    def __init__(self, section: VkSection) -> None:
        self._section = section

    def routes(self) -> list[web.RouteDef]:
        """The upload addresses."""
        return [web.route("*", "/vk/upload/{kind}/{ticket}", self._upload)]

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        kind = request.match_info["kind"]
        method = f"upload:{kind.removeprefix('messages_')}"
        ticket = self._section.store.tickets.get(request.match_info["ticket"])
        form = await self._form(request, kind)
        call = Call(
            request=request,
            network="vk",
            method=method,
            params={"kind": kind},
            target=f"-{ticket.group_id}" if ticket else None,
        )

        async def effect() -> Answer:
            try:
                payload = self._take(request, kind, ticket, form)
            except RefusedUploadError as refused:
                return Answer(payload=refused.payload, executed=False)
            return Answer(payload=payload, effect=True)

        return await perform(self._section.world, call, effect, lambda fault: _ordered(fault, kind))

    async def _form(self, request: web.Request, kind: str) -> Form | None:
        """The posted form; None for what the hosts do not read: no length, no multipart, GET."""
        lacks_length = request.headers.get("Content-Length") is None
        if request.method != "POST" or lacks_length or kind not in _LIMITS:
            return None
        if request.content_type != "multipart/form-data":
            return None
        try:
            return await read_multipart(
                request, self._section.world.media, limit_bytes=_LIMITS[kind]
            )
        except TooBigError:
            return None

    def _take(
        self, request: web.Request, kind: str, ticket: Ticket | None, form: Form | None
    ) -> dict[str, object]:
        if request.method != "POST":
            raise RefusedUploadError({"error": "ERR_UPLOAD_FILE_NOT_UPLOADED: use POST"})
        if "access_token" in request.query or "Authorization" in request.headers:
            raise RefusedUploadError({"error": "the sandbox takes no tokens at its upload hosts"})
        if form and "access_token" in form.fields:
            raise RefusedUploadError({"error": "the sandbox takes no tokens at its upload hosts"})
        ticket = self._checked(ticket, kind)
        part = form.file(_FIELDS[kind]) if form and len(form.files) == 1 else None
        if part is None or part.blob.size_bytes == 0:
            raise RefusedUploadError(_nothing(kind))
        ticket.used = True
        return _TAKERS[kind](self._section, ticket, part)

    def _checked(self, ticket: Ticket | None, kind: str) -> Ticket:
        now = self._section.now
        if ticket is None or ticket.kind != kind or ticket.used or ticket.expires_at < now:
            raise RefusedUploadError({"error": "ERR_UPLOAD_FILE_NOT_UPLOADED: unknown address"})
        return ticket


def _take_photo(section: VkSection, ticket: Ticket, part: FilePart) -> dict[str, object]:
    try:
        picture = examine(part.blob.path)
    except BadPictureError as error:
        server = _server(ticket)
        raise RefusedUploadError({"error": str(error), "server": server, "photo": "[]"}) from None
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


def _take_document(section: VkSection, ticket: Ticket, part: FilePart) -> dict[str, object]:
    if part.file_name.rpartition(".")[2].lower() in _FORBIDDEN:
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


def _take_video(section: VkSection, ticket: Ticket, part: FilePart) -> dict[str, object]:
    if ticket.video is None:
        raise RefusedUploadError({"error": "ERR_UPLOAD_FILE_NOT_UPLOADED: no video announced"})
    clip = recognise(part.blob.path)
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
        "direct_link": "",
        "owner_id": video.owner_id,
        "video_id": video.id,
    }


_TAKERS: dict[str, Callable[[VkSection, Ticket, FilePart], dict[str, object]]] = {
    "photo": _take_photo,
    "messages_photo": _take_photo,
    "doc": _take_document,
    "video": _take_video,
}


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


def _nothing(kind: str) -> dict[str, object]:
    """What a host says that got no file where it looks for one."""
    if kind == "doc":
        return {"error": "no_file", "error_descr": "file is not uploaded"}
    if kind == "video":
        return {"error": "ERR_UPLOAD_FILE_NOT_UPLOADED: no video_file"}
    return {"server": 0, "photo": "[]", "hash": secrets.token_hex(16)}


def _ordered(fault: Fault, kind: str) -> Answer:
    """An upload host's words for a fault: usually that nothing was kept."""
    if fault.kind == "refuse":
        words = fault.params.get("description")
        payload = {"error": str(words), "photo": "[]"} if words else _nothing(kind)
        return Answer(payload=payload, executed=False)
    status = int(fault.params.get("status", 504))
    return Answer(payload="<html>504</html>", status=status, executed=False)
