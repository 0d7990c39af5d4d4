"""Reads a Bot API request, however it was posted.

Source: https://core.telegram.org/bots/api#making-requests (URL query string, urlencoded form,
JSON, multipart/form-data)
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from aiohttp import web

from services.sandbox.forms import FilePart, read_multipart
from services.sandbox.media import MediaStore, TooBigError
from services.sandbox.telegram.files import UPLOAD_LIMIT_BYTES
from services.sandbox.telegram.refusal import bad_request

_FORM_ROOM_BYTES: Final = 1 << 20
_SECRETS: Final = frozenset({"secret_token", "token", "certificate"})


@dataclass
class Sent:
    """What came: parameters as text or JSON values, and files by field."""

    raw: dict[str, Any] = field(default_factory=dict)
    files: dict[str, FilePart] = field(default_factory=dict)

    def for_journal(self) -> dict[str, Any]:
        """The parameters without secrets; of files only their name and size."""
        shown = {name: "***" if name in _SECRETS else value for name, value in self.raw.items()}
        files = {
            name: {"file_name": part.file_name, "size_bytes": part.blob.size_bytes}
            for name, part in self.files.items()
        }
        return shown | files

    @property
    def target(self) -> str | None:
        """The chat that faults may name."""
        chat_id = self.raw.get("chat_id")
        return None if chat_id is None else str(chat_id)


async def read(request: web.Request, media: MediaStore) -> Sent:
    """Read everything that a request brings.

    Raises:
        TooBigError: A file is longer than bots may upload.
        BotApiError: The body is not what its type says.
    """
    if (request.content_length or 0) > UPLOAD_LIMIT_BYTES + _FORM_ROOM_BYTES:
        raise TooBigError
    sent = Sent(dict(request.query))
    if request.method == "GET":
        return sent
    if request.content_type == "multipart/form-data":
        form = await read_multipart(request, media, limit_bytes=UPLOAD_LIMIT_BYTES)
        sent.raw |= form.fields
        sent.files = {part.name: part for part in form.files}
    elif request.content_type == "application/json":
        sent.raw |= _decoded(await request.text())
    else:
        sent.raw |= _texts(await request.post())
    return sent


def _texts(fields: Mapping[str, Any]) -> dict[str, str]:
    return {name: value for name, value in fields.items() if isinstance(value, str)}


def _decoded(text: str) -> dict[str, Any]:
    try:
        body = json.loads(text or "{}")
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise bad_request("can't parse request: JSON object expected")
    return body
