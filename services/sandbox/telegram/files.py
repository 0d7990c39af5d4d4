"""Files as the Bot API shows them: ids bound to this bot, metadata, download links.

Source: https://core.telegram.org/bots/api#sending-files and #getfile
"""

import asyncio
import base64
import secrets
from dataclasses import dataclass, field
from typing import Any, Final

from services.sandbox.media import Blob, StoredFile
from services.sandbox.probe import probe
from services.sandbox.state import World
from services.sandbox.telegram.model import Json
from services.sandbox.telegram.photos import Rendered, render
from services.sandbox.telegram.refusal import bad_request

UPLOAD_LIMIT_BYTES: Final = 50 << 20
_DOWNLOAD_LIMIT_BYTES: Final = 20 << 20
_LINK_LIFE_S: Final = 3600
_FOLDERS: Final = {
    "photo": "photos",
    "video": "videos",
    "animation": "animations",
    "document": "documents",
    "audio": "music",
    "voice": "voice",
    "video_note": "video_notes",
}
_PREFIXES: Final = {
    "photo": "AgACAgIAAx",
    "video": "BAACAgIAAx",
    "animation": "CgACAgIAAx",
    "document": "BQACAgIAAx",
    "audio": "CQACAgIAAx",
    "voice": "AwACAgIAAx",
    "video_note": "DQACAgIAAx",
}
_TITLES: Final = {"video_note": "VideoNote", "voice": "VoiceNote"}
_WRONG_ID = "wrong file_id or the file is temporarily unavailable"


@dataclass(frozen=True)
class Description:
    """What a sender says about a file; what the file says of itself fills the gaps."""

    file_name: str | None = None
    mime_type: str | None = None
    width: int | None = None
    height: int | None = None
    duration_s: int | None = None
    extra: dict[str, Any] = field(default_factory=dict)


class Files:
    """Telegram's file ids over the media store."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._links: dict[str, tuple[str, float]] = {}
        self._next_link = 0

    async def take_in(self, kind: str, blob: Blob, about: Description) -> StoredFile:
        """Give arrived bytes a file id of that kind (of a photo: the id of its largest size).

        Raises:
            BotApiError: It should be a photo and is none that Telegram takes.
        """
        if kind == "photo":
            name = about.file_name or "photo"
            return self.take_photo(await asyncio.to_thread(render, blob, name))
        found = await asyncio.to_thread(probe, blob.path, about.file_name, about.mime_type)
        return self._world.media.register(
            blob,
            file_id=_file_id(kind),
            network="telegram",
            kind=kind,
            mime_type=_mime_type(kind, found.mime_type),
            file_name=about.file_name,
            width=about.width or found.width,
            height=about.height or found.height,
            duration_s=about.duration_s or found.duration_s,
            extra=about.extra or None,
        )

    def take_photo(self, sizes: list[Rendered]) -> StoredFile:
        """Store the sizes of a photo; each knows the ids of all."""
        ids = [_file_id("photo") for _size in sizes]
        stored = [
            self._world.media.register(
                self._world.media.keep(size.content),
                file_id=file_id,
                network="telegram",
                kind="photo",
                mime_type="image/jpeg",
                width=size.width,
                height=size.height,
                extra={"sizes": ids},
            )
            for file_id, size in zip(ids, sizes, strict=True)
        ]
        return stored[-1]

    def known(self, kind: str, file_id: str) -> StoredFile:
        """A file that this bot has seen before.

        Raises:
            BotApiError: The id is not ours, or of another kind.
        """
        if file_id.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")
        stored = self._ours(file_id)
        if stored is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if stored.kind != kind:
            raise bad_request(f"can't use file of type {_title(stored.kind)} as {_title(kind)}")
        return stored

    def shown(self, stored: StoredFile) -> Any:
        """The file as a field of `Message`: an object, or the list of a photo's sizes."""
        if stored.kind != "photo":
            return _object(stored)
        ids = (stored.extra or {}).get("sizes", [stored.file_id])
        sizes = [self._world.media.find(file_id) for file_id in ids]
        return [_object(size) for size in sizes if size is not None]

    def link(self, file_id: str) -> Json:
        """Answer getFile: a path that lives for an hour.

        Raises:
            BotApiError: The id is not ours, or the file is above 20 MB.
        """
        stored = self._ours(file_id)
        if stored is None:
            raise bad_request(_WRONG_ID)
        if stored.size_bytes > _DOWNLOAD_LIMIT_BYTES:
            raise bad_request("file is too big")
        self._next_link += 1
        path = f"{_FOLDERS[stored.kind]}/file_{self._next_link}{_suffix(stored)}"
        self._links[path] = (file_id, self._world.clock.timestamp() + _LINK_LIFE_S)
        return _identity(stored) | {"file_path": path}

    def by_link(self, path: str) -> StoredFile | None:
        """The file behind a link that still lives."""
        file_id, until = self._links.get(path, ("", 0.0))
        return self._ours(file_id) if self._world.clock.timestamp() < until else None

    def _ours(self, file_id: str) -> StoredFile | None:
        stored = self._world.media.find(file_id)
        return stored if stored and stored.network == "telegram" else None


def _file_id(kind: str) -> str:
    return _PREFIXES[kind] + secrets.token_urlsafe(36)


def _mime_type(kind: str, found: str) -> str:
    # A voice message is Opus in Ogg whatever its sender called the file.
    return "audio/ogg" if kind == "voice" else found


def _title(kind: str) -> str:
    return _TITLES.get(kind, kind.title())


def _suffix(stored: StoredFile) -> str:
    if stored.kind == "photo":
        return ".jpg"
    name = stored.file_name or ""
    dot = name.rfind(".")
    if dot > 0 and name[dot + 1 :].isalnum() and name.isascii():
        return name[dot:].lower()
    return {"voice": ".oga", "video": ".mp4", "animation": ".mp4"}.get(stored.kind, "")


def _identity(stored: StoredFile) -> Json:
    unique = base64.urlsafe_b64encode(bytes.fromhex(stored.digest)[:11]).decode().rstrip("=")
    return {
        "file_id": stored.file_id,
        "file_unique_id": f"AQAD{unique}",
        "file_size": stored.size_bytes,
    }


def _object(stored: StoredFile) -> Json:
    shown = _identity(stored)
    if stored.kind in {"photo", "video", "animation"}:
        shown |= {"width": stored.width or 0, "height": stored.height or 0}
    if stored.kind in {"video", "animation", "audio", "voice", "video_note"}:
        shown["duration"] = stored.duration_s or 0
    if stored.kind == "video_note":
        shown["length"] = stored.width or 240
    if stored.kind not in {"photo", "video_note"}:
        shown["mime_type"] = stored.mime_type
    if stored.file_name and stored.kind not in {"photo", "voice", "video_note"}:
        shown["file_name"] = stored.file_name
    return shown | {name: value for name, value in (stored.extra or {}).items() if name != "sizes"}
