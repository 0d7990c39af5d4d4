"""The outbox: questions and alerts, sent until they have arrived or are no longer needed."""

from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from aiogram import Bot

from bot.cards import Reader
from bot.loops import Shift
from bot.mishaps import quiet_until
from bot.notifier.kinds import KINDS, Kind, Setting, Told
from bot.notifier.telling import LEASE, count_try, pause_after, send
from db.cards import MAX_TRIES
from db.outbox import OutboxRow, claim, settle
from db.people import Person, lose_touch
from services.deps import Deps
from services.errors import AccessDenied

log = structlog.get_logger()

_AT_ONCE = 10
_ANSWERED = "answered"


class Outbox:
    """Sends what the outbox holds.

    Args:
        deps: The process's parts.
        bot: What it sends with.
        kinds: How each kind of message is drawn.
    """

    def __init__(self, deps: Deps, bot: Bot, kinds: Mapping[str, Kind] = KINDS) -> None:
        self._deps = deps
        self._bot = bot
        self._kinds = kinds
        self.shift = Shift[OutboxRow]("outbox", self._claim, self._tell, at_once=_AT_ONCE)

    async def _claim(self, room: int) -> Sequence[OutboxRow]:
        now = self._deps.clock.now()
        async with self._deps.db.begin() as session:
            return await claim(session, now=now, busy_until=now + LEASE, limit=room)

    async def _tell(self, row: OutboxRow) -> None:
        """An edge of the process: whatever drawing or sending raises, the row has its end."""
        kind = self._kinds.get(row.kind)
        if kind is None:
            log.error("outbox.unknown_kind", kind=row.kind)
            await self._settle(row, trouble="unknown kind")
            return
        try:
            told = await self._draw(kind, row)
            if told is None:
                await self._settle(row, trouble=_ANSWERED)
                return
            await self._send(kind, row, told)
        except Exception as error:  # noqa: BLE001 - the message is tried again, or given up
            await self._failed(kind, row, error)

    async def _draw(self, kind: Kind, row: OutboxRow) -> Told | None:
        async with self._deps.db.begin() as session:
            person = await session.get(Person, row.person_id)
            if person is None:
                return None
            reader = Reader(person.language, person.time_zone)
            return await kind.draw(Setting(self._deps, session, reader), row.payload)

    async def _send(self, kind: Kind, row: OutboxRow, told: Told) -> None:
        """What must not come twice counts as sent before it is."""
        if kind.at_most_once:
            await self._settle(row, sent_at=self._deps.clock.now())
        await send(self._bot, row.person_id, told.shown, reply_to=told.reply_to)
        if not kind.at_most_once:
            await self._settle(row, sent_at=self._deps.clock.now())

    async def _failed(self, kind: Kind, row: OutboxRow, error: Exception) -> None:
        now = self._deps.clock.now()
        tries = count_try(row.tries, error)
        if isinstance(error, AccessDenied):
            await self._wait_for_return(row)
        elif until := quiet_until(error):
            await self._settle(row, next_at=until, sent_at=None)
        elif kind.at_most_once:
            log.warning("outbox.not_sent", row=row.id, kind=row.kind, exc_info=error)
        elif tries >= MAX_TRIES:
            log.error("outbox.given_up", row=row.id, kind=row.kind, exc_info=error)
            await self._settle(row, tries=tries, trouble=f"failed: {type(error).__name__}")
        else:
            log.warning("outbox.not_sent", row=row.id, kind=row.kind, exc_info=error)
            await self._settle(row, tries=tries, next_at=now + pause_after(tries))

    async def _wait_for_return(self, row: OutboxRow) -> None:
        log.info("outbox.out_of_reach", row=row.id)
        async with self._deps.db.begin() as session:
            await lose_touch(session, row.person_id, self._deps.clock.now())
        await self._settle(row)

    async def _settle(self, row: OutboxRow, **values: Any) -> None:
        async with self._deps.db.begin() as session:
            await settle(session, row.id, **values)
