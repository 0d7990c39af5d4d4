"""Uploading what a post attaches, one medium after the other, each remembered at once."""

import asyncio
from dataclasses import dataclass
from pathlib import Path, PurePath

from services.content import Content, Media
from services.errors import AccessDenied, Transient
from services.networks.base import Part, Work
from services.networks.bodies import Upload
from services.networks.vk.attaching import Attacher
from services.networks.vk.media import extension
from services.networks.vk.tokens import Token
from services.progress import Progress

_NAME_LENGTH = 128
_PICTURES = (
    (b"\xff\xd8\xff", "photo.jpg", "image/jpeg"),
    (b"\x89PNG", "photo.png", "image/png"),
    (b"GIF8", "photo.gif", "image/gif"),
)


@dataclass(frozen=True, slots=True)
class Packing:
    """Fetches and uploads media for one community, with the credentials of its account."""

    attacher: Attacher
    key: Token
    user: Token | None

    async def attachments(self, part: Part, content: Content, work: Work) -> list[str]:
        """The names of everything that the part attaches, uploaded now unless it was before.

        Raises:
            NetworkError: Of any class; what was uploaded so far is remembered.
        """
        media: list[tuple[int, str]] = part.plan["media"]
        named: dict[str, str] = dict(work.checkpoint.get("attachments", {}))
        for number, (place, kind) in enumerate(media):
            if str(place) not in named:
                medium = content.media[place]
                progress = _share(work, number, len(media))
                named[str(place)] = await self._attach(medium, kind, work, progress)
                await work.save({"attachments": named})
            await work.progress((number + 1) / len(media))
        return [named[str(place)] for place, _ in media]

    def poster(self, attachments: list[str]) -> Token:
        """Whose token makes the post: the key, unless it could not see an attachment."""
        for name in attachments:
            owner, _, rest = name.lstrip("abcdefghijklmnopqrstuvwxyz").partition("_")
            if not owner.startswith("-") and "_" not in rest and self.user:
                return self.user
        return self.key

    async def _attach(self, medium: Media, kind: str, work: Work, progress: Progress) -> str:
        path = await work.file(medium)
        try:
            head = await asyncio.to_thread(_head, path)
        except OSError as error:
            raise Transient(
                "VK", f"the original could not be read: {type(error).__name__}"
            ) from None
        if kind == "photo":
            return await self.attacher.photo(self._person(), _picture(path, head), progress)
        if kind == "video":
            upload = Upload(path, "video_file", _file_name(medium), medium.mime_type or "video/mp4")
            name = PurePath(medium.file_name or "").stem[:_NAME_LENGTH] or None
            return await self.attacher.video(self._person(), upload, name, progress)
        mime_type = medium.mime_type or "application/octet-stream"
        upload = Upload(path, "file", _file_name(medium), mime_type)
        return await self.attacher.document(self.key, upload, progress)

    def _person(self) -> Token:
        if self.user is None:
            raise AccessDenied("VK", advice="vk-advice-token-missing")
        return self.user


def _share(work: Work, number: int, count: int) -> Progress:
    """The stretch of a part's progress that belongs to one of its media."""

    async def tell(fraction: float) -> None:
        await work.progress((number + min(1.0, fraction)) / count)

    return tell


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(8)


def _picture(path: Path, head: bytes) -> Upload:
    """A picture under a name that fits its bytes, whatever it was called."""
    for magic, name, mime_type in _PICTURES:
        if head.startswith(magic):
            return Upload(path, "photo", name, mime_type)
    return Upload(path, "photo", "photo.jpg", "image/jpeg")


def _file_name(medium: Media) -> str:
    return medium.file_name or f"{medium.kind}{extension(medium)}"
