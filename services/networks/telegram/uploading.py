"""Media on their way to Telegram: by id where it keeps them, else carried there.

With a ledger chat, a file from elsewhere is uploaded there first, unseen: then the irrevocable call
is small, and what it sends can be recognised. Without one the file travels in that call.

Source: https://core.telegram.org/bots/api#sending-files
"""

from dataclasses import dataclass
from pathlib import Path

from aiogram.types import FSInputFile

from services.content import Content, Media
from services.networks.base import Json, Part, Work
from services.networks.telegram.incoming import medium_of
from services.networks.telegram.ledger import Ledger
from services.networks.telegram.sending import Parcel, single

_NAMES = {
    "photo": "photo.jpg",
    "video": "video.mp4",
    "animation": "animation.mp4",
    "audio": "audio.mp3",
    "voice": "voice.ogg",
    "video_note": "video.mp4",
}


@dataclass(frozen=True, slots=True)
class Packing:
    """Makes parcels of a part's media.

    `upload_timeout_s` bounds the carrying of one file to the ledger chat.
    """

    ledger: Ledger | None
    upload_timeout_s: float

    async def parcels(self, part: Part, content: Content, work: Work) -> list[Parcel]:
        """The media of a part in order; what was uploaded is remembered at once.

        Raises:
            NetworkError: Of any class but `Unconfirmed`; nothing public has happened.
        """
        places: list[int] = part.plan["media"]
        done: Json = dict(work.checkpoint.get("uploaded", {}))
        parcels = []
        for number, place in enumerate(places, start=1):
            medium = content.media[place]
            if medium.origin == "telegram":
                parcels.append(Parcel(medium, medium.kind, medium.ref, medium.unique_ref))
                continue
            path = await work.file(medium)
            if self.ledger and str(place) not in done:
                done[str(place)] = await self._upload(medium, path, self.ledger)
                await work.save({"uploaded": done})
            parcels.append(_parcel(medium, path, done.get(str(place)), alone=len(places) == 1))
            await work.progress(number / len(places))
        return parcels

    async def _upload(self, medium: Media, path: Path, ledger: Ledger) -> Json:
        call = single(_carried(medium, path), ledger.chat_id, disable_notification=True)
        known = medium_of(await ledger.carry(call, limit_s=self.upload_timeout_s))
        if known is None:
            return {}
        return {"kind": known.kind, "ref": known.ref, "unique_ref": known.unique_ref}


def _parcel(medium: Media, path: Path, known: Json | None, *, alone: bool) -> Parcel:
    """By id; but Telegram makes an animation of a silent video, which fits into no album."""
    if known and (alone or known["kind"] == medium.kind):
        return Parcel(medium, known["kind"], known["ref"], known["unique_ref"])
    return _carried(medium, path)


def _carried(medium: Media, path: Path) -> Parcel:
    name = medium.file_name or _NAMES.get(medium.kind, path.name)
    return Parcel(medium, medium.kind, FSInputFile(path, filename=name), None)
