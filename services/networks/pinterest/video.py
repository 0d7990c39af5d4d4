"""A video on its way to become a pin: registered, uploaded, looked after until it is ready.

The checkpoint names the registered video before a byte has left, so a process that dies in between
asks what became of it instead of uploading again.

Source: https://developers.pinterest.com/docs/api/v5/media-create
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.clock import Clock
from services.content import Media
from services.errors import NetworkError, NotYet, Rejected, Transient
from services.media.shapes import Fitted, Shape, Taste
from services.networks.base import Json, Work
from services.networks.pinterest.bucket import Bucket
from services.networks.pinterest.client import PinterestClient
from services.networks.pinterest.errors import GONE

_GIVE_UP_AFTER = timedelta(hours=1)
_LOOKS = (
    (timedelta(minutes=1), timedelta(seconds=5)),
    (timedelta(minutes=10), timedelta(seconds=20)),
    (_GIVE_UP_AFTER, timedelta(minutes=1)),
)
"""How long after the upload one looks how often."""


@dataclass(frozen=True, slots=True)
class Video:
    """A video that Pinterest has processed: its number there, and the file it came from."""

    media_id: str
    file: Fitted


@dataclass(frozen=True, slots=True)
class Videos:
    """Gets videos ready for one account."""

    client: PinterestClient
    bucket: Bucket
    clock: Clock
    credentials: Mapping[str, str]

    async def ready(self, medium: Media, shape: Shape, taste: Taste, work: Work) -> Video:
        """The video, if Pinterest has done with it.

        Raises:
            NotYet: It works on it; nothing is public.
            Rejected: It cannot use this video, or takes longer than is plausible.
            NetworkError: Of any other class but `Unconfirmed`.
        """
        known = work.checkpoint
        state = await self._state(known)
        if state == "unknown" or (state == "registered" and not known.get("arrived")):
            known = await self._upload(medium, shape, taste, work)
            raise self._later(known)
        if state == "succeeded":
            return Video(known["media_id"], await work.fit(medium, shape, taste))
        is_late = self.clock.now() >= _since(known) + _GIVE_UP_AFTER
        if state == "failed" or is_late:
            await work.save({})
            advice = "pinterest-advice-video-late" if is_late else "pinterest-advice-video"
            raise Rejected("Pinterest", f"the video is {state}", advice=advice)
        raise self._later(known)

    async def _state(self, known: Json) -> str:
        """What Pinterest says of a registered video; "unknown" where there is none, or no more."""
        if "media_id" not in known:
            return "unknown"
        path = f"media/{known['media_id']}"
        try:
            told = await self.client.ask(self.credentials, "GET", path)
        except NetworkError as error:
            if error.advice not in GONE:
                raise
            return "unknown"
        return str(told.get("status") or "processing")

    async def _upload(self, medium: Media, shape: Shape, taste: Taste, work: Work) -> Json:
        fitted = await work.fit(medium, shape, taste)
        body = {"media_type": "video"}
        place = await self.client.ask(self.credentials, "POST", "media", body=body)
        media_id, url, fields = _told(place)
        known: Json = {"media_id": media_id, "since": self.clock.now().isoformat()}
        await work.save(known)
        await self.bucket.send(url, fields, fitted.path, work.progress)
        known = {**known, "since": self.clock.now().isoformat(), "arrived": True}
        await work.save(known)
        return known

    def _later(self, known: Json) -> NotYet:
        now = self.clock.now()
        waited = now - _since(known)
        pause = next((pause for until, pause in _LOOKS if waited < until), _LOOKS[-1][1])
        return NotYet("Pinterest", "the video is being processed", until=now + pause)


def _since(known: Json) -> datetime:
    return datetime.fromisoformat(known["since"])


def _told(place: Json) -> tuple[str, str, dict[str, str]]:
    """Where a registered video goes.

    Raises:
        Transient: Pinterest does not say.
    """
    media_id, url = place.get("media_id"), place.get("upload_url")
    fields: Any = place.get("upload_parameters")
    if not (isinstance(media_id, str) and isinstance(url, str) and isinstance(fields, dict)):
        raise Transient("Pinterest", "it did not say where to upload to")
    return media_id, url, {str(name): str(value) for name, value in fields.items()}
