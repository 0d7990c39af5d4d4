"""What of a part has been uploaded: remembered at once, so that nothing goes up twice."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self

from services.clock import Clock
from services.content import Content
from services.errors import NotYet, Rejected
from services.media.shapes import Fitted, Shape, Taste, trimming
from services.networks.base import Part, Work
from services.networks.instagram.private.client import PrivateClient
from services.networks.instagram.private.session import Session
from services.networks.instagram.private.uploading import Sending, Upload
from services.networks.instagram.shapes import CAROUSEL_VIDEO, IMAGE, REEL, like

if TYPE_CHECKING:
    from services.networks.instagram.private.library import QuietClient

_FRESH_FOR = timedelta(hours=1)
_REST = timedelta(seconds=12)
_TALL, _WIDE = 0.5625, 1.91

_SHAPES: dict[str, Shape] = {
    "image": IMAGE,
    "item": replace(CAROUSEL_VIDEO, containers=("mp4",), video_codecs=("h264",)),
    "reel": replace(REEL, containers=("mp4",), video_codecs=("h264",), ratio=(_TALL, _WIDE)),
}
"""What the app sends itself: MP4 with H.264, and no reel that its cover could not show."""


@dataclass(slots=True)
class Shelf:
    """The uploads of a part, by the place of the medium; stale ones are not on it any more."""

    made: dict[int, Upload] = field(default_factory=dict)

    @classmethod
    def read(cls, work: Work, now: datetime) -> Self:
        """Read what earlier tries left."""
        stored = work.checkpoint.get("uploads", {})
        made = {int(place): Upload.read(one) for place, one in stored.items()}
        fresh = (now - _FRESH_FOR).timestamp()
        return cls({place: one for place, one in made.items() if one.at > fresh})

    async def put(self, work: Work, place: int, upload: Upload) -> None:
        """Remember an upload before anything else happens."""
        self.made[place] = upload
        await work.save({"uploads": {str(at): one.stored() for at, one in self.made.items()}})

    def need_rest(self, now: datetime) -> None:
        """Give Instagram the seconds that the library gives it to look at a video.

        Raises:
            NotYet: Until they have passed.
        """
        films = [one.at for one in self.made.values() if one.is_video]
        until = datetime.fromtimestamp(max(films, default=0.0), UTC) + _REST
        if now < until:
            raise NotYet("Instagram transcode", until=until)


@dataclass(frozen=True, slots=True)
class Uploader:
    """Uploads the media of one part with one session."""

    client: PrivateClient
    session: Session
    clock: Clock
    work: Work
    shelf: Shelf

    async def all(self, part: Part, content: Content, *, without: Collection[str]) -> list[Upload]:
        """Every medium of a part, in order; what is on the shelf already is not sent again.

        Args:
            part: What is to be published.
            content: Where its media are.
            without: Upload ids that Instagram does not know any more.
        """
        items: list[tuple[int, str]] = [(place, kind) for place, kind in part.plan["items"]]
        in_album = len(items) > 1
        for done, (place, kind) in enumerate(items, start=1):
            known = self.shelf.made.get(place)
            if known is None or known.id in without:
                shape = self._shape(kind, items[0][0], in_album=in_album)
                taste: Taste = part.plan["fit"]
                shape = trimming(shape, trims=part.plan.get("length") == "trim")
                fitted = await self.work.fit(content.media[place], shape, taste)
                upload = await self._send(fitted, is_video=kind == "video", in_album=in_album)
                await self.shelf.put(self.work, place, upload)
            await self.work.progress(done / len(items))
        return [self.shelf.made[place] for place, _ in items]

    def _shape(self, kind: str, first: int, *, in_album: bool) -> Shape:
        """In an album, all get the shape of the first."""
        shape = _SHAPES["image" if kind == "image" else "item" if in_album else "reel"]
        shown = self.shelf.made.get(first) if in_album else None
        return like(shape, (shown.width, shown.height) if shown else None)

    async def _send(self, fitted: Fitted, *, is_video: bool, in_album: bool) -> Upload:
        if is_video and fitted.cover is None:
            raise Rejected("Instagram", advice="instagram-private-advice-media")
        now = self.clock.now().timestamp()
        taken = [int(one.id) for one in self.shelf.made.values()]
        upload = Upload(
            id=str(max([int(now * 1000), *(one + 1 for one in taken)])),
            is_video=is_video,
            width=fitted.width,
            height=fitted.height,
            duration_s=fitted.duration_s or 0.0,
            at=now,
        )

        def send(client: "QuietClient") -> None:
            sending = Sending(client, upload.id, fitted, in_album)
            return sending.video() if is_video else sending.photo()

        await self.client.ask(self.session, send)
        return upload
