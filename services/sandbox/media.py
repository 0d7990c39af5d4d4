"""Stored media: bytes on disk by content hash, and the file ids under which networks know them."""

import hashlib
import os
import secrets
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any


class TooBigError(Exception):
    """More bytes came than the network takes."""


@dataclass(kw_only=True)
class StoredFile:
    """One file as a network knows it; several may share the same bytes (`digest`).

    `network` is who gave the id ("upload" for what a person has ready to send), `extra` is free
    for that network.
    """

    file_id: str
    digest: str
    network: str
    kind: str
    mime_type: str
    size_bytes: int
    file_name: str | None = None
    width: int | None = None
    height: int | None = None
    duration_s: int | None = None
    extra: dict[str, Any] | None = None


@dataclass(kw_only=True)
class Blob:
    """Bytes that have arrived: their hash, their size and where they lie."""

    digest: str
    size_bytes: int
    path: Path


class MediaStore:
    """Files of all networks in one folder; big ones are streamed and never held in memory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, StoredFile] = {}
        folder.mkdir(parents=True, exist_ok=True)

    async def receive(self, chunks: AsyncIterator[bytes], limit_bytes: int) -> Blob:
        """Write a stream to disk.

        Raises:
            TooBigError: It is longer than `limit_bytes`; nothing is kept.
        """
        digest, size_bytes = hashlib.sha256(), 0
        with tempfile.NamedTemporaryFile(dir=self._folder, delete=False) as file:
            try:
                async for chunk in _limited(chunks, limit_bytes):
                    size_bytes += len(chunk)
                    digest.update(chunk)
                    file.write(chunk)
            except BaseException:
                _drop(file)
                raise
        return self._place(Path(file.name), digest.hexdigest(), size_bytes)

    def keep(self, content: bytes) -> Blob:
        """Write bytes that are already in memory."""
        digest = hashlib.sha256(content).hexdigest()
        path = self.path(digest)
        if not path.exists():
            with tempfile.NamedTemporaryFile(dir=self._folder, delete=False) as file:
                file.write(content)
            Path(file.name).replace(path)
        return Blob(digest=digest, size_bytes=len(content), path=path)

    def register(self, blob: Blob, *, file_id: str = "", **fields: Any) -> StoredFile:
        """Give stored bytes a (new) file id.

        Args:
            blob: The bytes.
            file_id: A network's own way to name files; otherwise one is made.
            fields: The other fields of `StoredFile`; `network`, `kind`, `mime_type` are needed.
        """
        stored = StoredFile(
            file_id=file_id or secrets.token_urlsafe(18),
            digest=blob.digest,
            size_bytes=blob.size_bytes,
            **fields,
        )
        self._files[stored.file_id] = stored
        return stored

    def find(self, file_id: str) -> StoredFile | None:
        """The file of that id."""
        return self._files.get(file_id)

    def blob(self, stored: StoredFile) -> Blob:
        """The bytes of a stored file."""
        return Blob(
            digest=stored.digest, size_bytes=stored.size_bytes, path=self.path(stored.digest)
        )

    def path(self, digest: str) -> Path:
        """Where the bytes with that hash lie."""
        return self._folder / digest

    def drop(self, digest: str) -> None:
        """Remove bytes, unless a file id stands for them."""
        if all(stored.digest != digest for stored in self._files.values()):
            self.path(digest).unlink(missing_ok=True)

    def dump(self) -> list[dict[str, Any]]:
        """The register as JSON for the snapshot."""
        return [dict(vars(stored)) for stored in self._files.values()]

    def restore(self, saved: list[dict[str, Any]]) -> None:
        """Take over what `dump` gave."""
        self._files = {item["file_id"]: StoredFile(**item) for item in saved}

    def clear(self) -> None:
        """Forget all file ids; the bytes stay, they are found again by their hash."""
        self._files.clear()

    def _place(self, arrived: Path, digest: str, size_bytes: int) -> Blob:
        path = self.path(digest)
        arrived.replace(path)
        return Blob(digest=digest, size_bytes=size_bytes, path=path)


async def _limited(chunks: AsyncIterator[bytes], limit_bytes: int) -> AsyncIterator[bytes]:
    left_bytes = limit_bytes
    async for chunk in chunks:
        left_bytes -= len(chunk)
        if left_bytes < 0:
            raise TooBigError
        yield chunk


def _drop(file: IO[bytes]) -> None:
    file.close()
    os.unlink(file.name)  # noqa: PTH108 - the name is text here
