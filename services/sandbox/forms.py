"""Reads posted forms: text fields into memory, files straight to disk."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from aiohttp import BodyPartReader, web

from services.sandbox.media import Blob, MediaStore, TooBigError

_FIELD_LIMIT_BYTES = 1 << 20
_CHUNK_BYTES = 1 << 16


@dataclass(kw_only=True)
class FilePart:
    """One posted file: the field's name, and what its sender called it."""

    name: str
    file_name: str
    mime_type: str
    blob: Blob


@dataclass(kw_only=True)
class Form:
    """A posted form; of repeated text fields the last one counts, files are kept in order.

    `names` are those of all parts, in the order in which they came.
    """

    fields: dict[str, str] = field(default_factory=dict)
    files: list[FilePart] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def file(self, name: str) -> FilePart | None:
        """The file in that field."""
        return next((part for part in self.files if part.name == name), None)


async def read_multipart(request: web.Request, media: MediaStore, *, limit_bytes: int) -> Form:
    """Read a multipart form.

    Raises:
        TooBigError: One of the files is longer than `limit_bytes`.
    """
    form = Form()
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        form.names.append(part.name)
        if part.filename is None:
            form.fields[part.name] = (await _text(part)).decode("utf-8", "replace")
            continue
        blob = await media.receive(_chunks(part), limit_bytes)
        form.files.append(
            FilePart(
                name=part.name,
                file_name=part.filename,
                mime_type=part.headers.get("Content-Type", "application/octet-stream"),
                blob=blob,
            )
        )
    return form


async def _text(part: BodyPartReader) -> bytes:
    content = b""
    async for chunk in _chunks(part):
        content += chunk
        if len(content) > _FIELD_LIMIT_BYTES:
            raise TooBigError
    return content


async def _chunks(part: BodyPartReader) -> AsyncIterator[bytes]:
    while chunk := await part.read_chunk(_CHUNK_BYTES):
        yield chunk
