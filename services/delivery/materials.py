"""The media of a part in a worker's hands: fetched, fitted, and told how far they are."""

from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from db.cards import want_card
from db.deliveries.loading import DeliveryCase, note_media, save_progress
from services.content import Media
from services.delivery.hands import Hands
from services.delivery.progress import Share
from services.errors import NetworkError, Transient
from services.media.disk import FULL
from services.media.shapes import Fitted, Shape, Taste

log = structlog.get_logger()

_TOLD_EVERY = timedelta(seconds=2)
_ROOM_AGAIN = timedelta(minutes=10)
"""A full disk is no fault of a post: it waits, and no try is lost."""


@dataclass(slots=True)
class Materials:
    """What a network gets to know of files while it prepares a part.

    Whoever works on a part enters it: the worker's room for media is left when the part has ended,
    and was entered if it had media in hand. `failed_elsewhere` is whether an original could not be
    fetched, or not be worked on here, which is no fault of the network that the part goes to.
    """

    hands: Hands
    case: DeliveryCase
    share: Share
    failed_elsewhere: bool = False
    _room: AsyncExitStack = field(default_factory=AsyncExitStack)
    _is_inside: bool = False
    _furthest: float = 0.0
    _told_again_at: datetime | None = None

    async def __aenter__(self) -> "Materials":
        """Begin."""
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Leave the room."""
        await self._room.aclose()

    async def file(self, media: Media) -> Path:
        """The local copy of an original but for its notes, for a network that takes it so."""
        with self._noting():
            path = await self.hands.workshop.bare(await self._fetch(media))
        self.share.fitted(media, 1.0)
        return path

    async def fit(self, media: Media, shape: Shape, taste: Taste) -> Fitted:
        """An original made to fit."""

        async def tell(fraction: float) -> None:
            self.share.fitted(media, fraction)
            await self._tell()

        with self._noting():
            path = await self._fetch(media)
            fitted = await self.hands.workshop.fit(path, shape, taste, tell)
        await tell(1.0)
        return fitted

    async def progress(self, fraction: float) -> None:
        """Hear from the network how much of the part it has got."""
        self.share.uploaded(fraction)
        await self._tell()

    async def _fetch(self, media: Media) -> Path:
        await self._enter()

        async def tell(fraction: float) -> None:
            self.share.fetched(media, fraction)
            await self._tell()

        return await self.hands.originals.fetch(media, tell)

    @contextmanager
    def _noting(self) -> Iterator[None]:
        try:
            yield
        except NetworkError as error:
            self.failed_elsewhere = True
            if isinstance(error, Transient) and error.advice == FULL:
                log.warning("media.disk_full", delivery=self.case.delivery.id)
                error.until = self.hands.deps.clock.now() + _ROOM_AGAIN
            raise

    async def _enter(self) -> None:
        if self._is_inside:
            return
        self._is_inside = True
        alone = self.case.delivery.crashes > 0
        await self._room.enter_async_context(self.hands.room.enter(alone=alone))
        async with self.hands.deps.db.begin() as session:
            await note_media(session, self.case.delivery.id, worker_id=self.hands.worker_id)

    async def _tell(self) -> None:
        """Write how far it is, not too often; it never goes back."""
        self._furthest = max(self._furthest, self.share.fraction)
        now = self.hands.deps.clock.now()
        if self._told_again_at and now < self._told_again_at:
            return
        self._told_again_at = now + _TOLD_EVERY
        percent = round(self._furthest * 100)
        async with self.hands.deps.db.begin() as session:
            post_id = await save_progress(
                session, self.case.delivery.id, percent, worker_id=self.hands.worker_id
            )
            if post_id is not None:
                await want_card(session, post_id)
