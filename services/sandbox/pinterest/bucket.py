"""`/pinterest/upload/`: where the bytes of videos go, in the manner of Amazon's S3.

Every field that was given comes first and unchanged, the file last; there is no token, and an
address serves once.

Source: https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html,
https://developers.pinterest.com/docs/api-features/creating-pins/ (video Pins)
"""

import asyncio
from dataclasses import dataclass
from http import HTTPStatus

from aiohttp import web

from services.sandbox.faults import Fault
from services.sandbox.forms import Form, read_multipart
from services.sandbox.media import Blob, TooBigError
from services.sandbox.perform import Answer, Call, perform
from services.sandbox.pinterest.objects import Upload
from services.sandbox.pinterest.section import PinterestSection
from services.sandbox.probe import Probe, probe

FILE_LIMIT_BYTES = 2_000_000_000
SHORTEST_S, LONGEST_S = 4, 900
_ERROR = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{}</Code><Message>{}</Message></Error>'
)


class _RefusedError(Exception):
    """S3's own refusal: a status, a code and words, in XML."""

    def __init__(self, status: HTTPStatus, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.body = _ERROR.format(code, message)


@dataclass(frozen=True, slots=True)
class _Arrived:
    form: Form | None
    upload: Upload | None
    complaint: _RefusedError | None = None


class Bucket:
    """Takes files for registered videos."""

    def __init__(self, section: PinterestSection) -> None:
        self._section = section

    def routes(self) -> list[web.RouteDef]:
        """The upload address."""
        return [web.route("*", "/pinterest/upload/", self._upload)]

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        arrived = await self._arrived(request)
        files = arrived.form.files if arrived.form else []
        call = Call(
            request=request,
            network="pinterest",
            method="upload",
            params={"files": [{"field": f.name, "size_bytes": f.blob.size_bytes} for f in files]},
            target=arrived.upload.user_id if arrived.upload else None,
        )

        async def effect() -> Answer:
            try:
                await self._take(request, arrived)
            except _RefusedError as refused:
                return _refusal(refused)
            return Answer(payload=b"", status=HTTPStatus.NO_CONTENT, effect=True)

        return await perform(self._section.world, call, effect, _ordered)

    async def _arrived(self, request: web.Request) -> _Arrived:
        if request.method != "POST" or request.content_type != "multipart/form-data":
            return _Arrived(None, None, _bad("MalformedPOSTRequest", "not a multipart POST"))
        if request.headers.get("Content-Length") is None:
            missing = _RefusedError(
                HTTPStatus.LENGTH_REQUIRED, "MissingContentLength", "no Content-Length"
            )
            return _Arrived(None, None, missing)
        try:
            media = self._section.world.media
            form = await read_multipart(request, media, limit_bytes=FILE_LIMIT_BYTES)
        except TooBigError:
            return _Arrived(None, None, _bad("EntityTooLarge", "your upload is too large"))
        except ValueError:
            return _Arrived(None, None, _bad("MalformedPOSTRequest", "the form cannot be read"))
        known = self._section.store.uploads.values()
        key = form.fields.get("key")
        found = next((upload for upload in known if upload.parameters["key"] == key), None)
        return _Arrived(form, found)

    async def _take(self, request: web.Request, arrived: _Arrived) -> None:
        if arrived.complaint:
            raise arrived.complaint
        if "Authorization" in request.headers or request.query:
            raise _bad("InvalidArgument", "Only one auth mechanism allowed")
        form, upload = arrived.form, arrived.upload
        if form is None or upload is None:
            raise _denied("Invalid according to Policy: no such key")
        blob = self._checked(form, upload)
        found = await asyncio.to_thread(probe, blob.path, None)
        self._keep(upload, blob, found)

    def _checked(self, form: Form, upload: Upload) -> Blob:
        if form.fields != upload.parameters:
            raise _denied("Invalid according to Policy: the fields are not those that were signed")
        if upload.expires_at <= self._section.now:
            raise _denied("Invalid according to Policy: Policy expired.")
        if upload.status != "registered":
            raise _denied("sandbox: this address has been used")
        if [one.name for one in form.files] != ["file"] or form.names[-1] != "file":
            raise _bad("InvalidArgument", "POST requires exactly one file upload per request.")
        return form.files[0].blob

    def _keep(self, upload: Upload, blob: Blob, found: Probe) -> None:
        """Begin to process; what is no video, or too short or long, will turn out as failed."""
        world = self._section.world
        upload.status = "processing"
        upload.polls_left = world.settings["pinterest_processing_polls"]
        duration_s = found.duration_s or 0
        is_video = found.kind in {"video", "animation"} and found.mime_type == "video/mp4"
        if is_video and SHORTEST_S <= duration_s <= LONGEST_S:
            upload.width, upload.height = found.width or 0, found.height or 0
        upload.duration_s, upload.size_bytes = duration_s, blob.size_bytes
        upload.file_id = world.media.register(
            blob,
            network="pinterest",
            kind="video",
            mime_type=found.mime_type,
            width=found.width,
            height=found.height,
            duration_s=found.duration_s,
        ).file_id


def _bad(code: str, message: str) -> _RefusedError:
    return _RefusedError(HTTPStatus.BAD_REQUEST, code, message)


def _denied(message: str) -> _RefusedError:
    return _RefusedError(HTTPStatus.FORBIDDEN, "AccessDenied", message)


def _refusal(refused: _RefusedError) -> Answer:
    headers = {"Content-Type": "application/xml"}
    return Answer(payload=refused.body, status=refused.status, headers=headers, executed=False)


def _ordered(fault: Fault) -> Answer:
    """S3's words for a fault that somebody ordered."""
    if fault.kind == "rate_limit":
        slow = _RefusedError(HTTPStatus.SERVICE_UNAVAILABLE, "SlowDown", "Reduce your request rate")
        return _refusal(slow)
    return _refusal(_denied(str(fault.params.get("error_msg", "Access Denied"))))
