"""The upload hosts: one file to one address, looked at before it is taken.

Source: https://dev.vk.com/api/upload/wall-photo, https://dev.vk.com/api/upload/overview
"""

import json
import secrets

from aiohttp import web

from services.sandbox.faults import Fault
from services.sandbox.forms import Form, read_multipart
from services.sandbox.media import TooBigError
from services.sandbox.perform import Answer, Call, perform
from services.sandbox.vk.images import MAX_BYTES
from services.sandbox.vk.objects import Json, Ticket
from services.sandbox.vk.section import VkSection
from services.sandbox.vk.taking import TAKERS, RefusedUploadError

MAX_DOCUMENT_BYTES = 200 << 20
MAX_VIDEO_BYTES = 5 << 30
_LIMITS = {
    "photo": MAX_BYTES,
    "messages_photo": MAX_BYTES,
    "doc": MAX_DOCUMENT_BYTES,
    "video": MAX_VIDEO_BYTES,
}
_FIELDS = {"photo": "photo", "messages_photo": "photo", "doc": "file", "video": "video_file"}


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
            params={"kind": kind, "files": _named(form)},
            target=str(-ticket.group_id or ticket.user_id) if ticket else None,
        )

        async def effect() -> Answer:
            try:
                payload = await self._take(request, kind, ticket, form)
            except RefusedUploadError as refused:
                return _answer(refused.payload, kind, executed=False)
            return _answer(payload, kind, effect=True)

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
        except (TooBigError, ValueError):
            return None

    async def _take(
        self, request: web.Request, kind: str, ticket: Ticket | None, form: Form | None
    ) -> Json:
        if request.method != "POST":
            raise RefusedUploadError({"error": "ERR_UPLOAD_FILE_NOT_UPLOADED: use POST"})
        shown = "access_token" in request.query or "Authorization" in request.headers
        if shown or (form and "access_token" in form.fields):
            raise RefusedUploadError({"error": "the sandbox takes no tokens at its upload hosts"})
        ticket = self._checked(ticket, kind)
        part = form.file(_FIELDS[kind]) if form and len(form.files) == 1 else None
        if part is None or part.blob.size_bytes == 0:
            raise RefusedUploadError(_nothing(kind))
        ticket.used = True
        return await TAKERS[kind](self._section, ticket, part)

    def _checked(self, ticket: Ticket | None, kind: str) -> Ticket:
        now = self._section.now
        if ticket is None or ticket.kind != kind or ticket.used or ticket.expires_at < now:
            raise RefusedUploadError({"error": "ERR_UPLOAD_FILE_NOT_UPLOADED: unknown address"})
        return ticket


def _named(form: Form | None) -> list[Json]:
    files = form.files if form else []
    return [
        {"field": one.name, "file_name": one.file_name, "size_bytes": one.blob.size_bytes}
        for one in files
    ]


def _answer(payload: Json, kind: str, *, executed: bool = True, effect: bool = False) -> Answer:
    """Photo and document hosts call their JSON HTML."""
    if kind == "video":
        return Answer(payload=payload, executed=executed, effect=effect)
    return Answer(
        payload=json.dumps(payload),
        headers={"Content-Type": "text/html; charset=utf-8"},
        executed=executed,
        effect=effect,
    )


def _nothing(kind: str) -> Json:
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
        payload: Json = {"error": str(words), "photo": "[]"} if words else _nothing(kind)
        return _answer(payload, kind, executed=False)
    status = int(fault.params.get("status", 504))
    return Answer(payload="<html>504</html>", status=status, executed=False)
