"""Feeding stored updates to the dispatcher: one chat in order, chats side by side."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Self

import structlog
from aiogram import Bot, Dispatcher
from sqlalchemy.exc import SQLAlchemyError

from bot.inbox.apology import apologise
from bot.inbox.decoding import Decoded, decode, is_known_kind
from bot.loops import Shift
from bot.mishaps import OUTSIDE, quiet_until
from db.deliveries.sweeping import certify_deaths
from db.inbox import InboxRow, Taken, finish, put_back, release, release_dead, take
from db.people import get_in_touch
from services.deps import Deps

log = structlog.get_logger()

MAX_TRIES = 3
"""An update whose handler failed so often, or that took so many processes along, is set aside."""

MAX_OUTAGES = 10
"""The same for one that met a server which is away: about five minutes."""

_AT_ONCE = 16
_HANDLER_TIMEOUT_S = 60.0
_LONGEST_PAUSE_S = 60.0
_RECOVER_EVERY_S = 5.0


class Processor:
    """One process's share of the inbox.

    Args:
        deps: The process's parts.
        worker_id: Stands in every row that this process takes.
        bot: What handlers answer with.
        dispatcher: Whose handlers act; they may see an update twice.
        on_done: Called when something was handled: what it changed wants to be shown.
    """

    def __init__(
        self,
        deps: Deps,
        worker_id: int,
        bot: Bot,
        dispatcher: Dispatcher,
        on_done: Callable[[], None],
    ) -> None:
        self._deps = deps
        self._bot_id = deps.settings.bot_id
        self._worker_id = worker_id
        self._bot = bot
        self._dispatcher = dispatcher
        self._on_done = on_done
        self._recovered_at: float | None = None
        self._shift = Shift[Taken]("inbox", self._take, self._handle, at_once=_AT_ONCE)

    def wake(self) -> None:
        """Something was stored: look now."""
        self._shift.wake()

    async def run(self) -> None:
        """Work until cancelled; then finish what runs, and leave the rest to the next process."""
        try:
            await self._shift.run()
        finally:
            await self._leave()

    async def turn(self) -> int:
        """Take what is due and see it through; how many events."""
        return await self._shift.turn()

    async def recover(self) -> None:
        """Free what dead processes took, and what this one took and lost."""
        now = self._deps.clock.now()
        async with self._deps.db.begin() as session:
            for dead in await certify_deaths(session, now=now):
                log.warning("inbox.worker_died", worker=dead)
            fatal = await release_dead(session, self._bot_id, now=now, max_tries=MAX_TRIES)
        await self._release()
        for row in fatal:
            log.error("inbox.set_aside", update=row.update_id, trouble=row.trouble)
            await apologise(self._deps, self._bot, row, "inbox-failed")

    async def _take(self, room: int) -> Sequence[Taken]:
        await self._recover_now_and_then()
        now = self._deps.clock.now()
        async with self._deps.db.begin() as session:
            taken = await take(
                session, self._bot_id, worker_id=self._worker_id, now=now, limit=room
            )
            if chats := {row.chat_id for each in taken for row in each.rows if row.chat_id}:
                await get_in_touch(session, chats)
        return taken

    async def _recover_now_and_then(self) -> None:
        """Not beside the taking but before it: a row just taken must not look lost."""
        now_s = asyncio.get_running_loop().time()
        if self._recovered_at is None or now_s - self._recovered_at >= _RECOVER_EVERY_S:
            await self.recover()
            self._recovered_at = now_s

    async def _leave(self) -> None:
        try:
            await self._release()
        except (SQLAlchemyError, OSError) as error:
            log.warning("inbox.not_released", why=type(error).__name__)

    async def _release(self) -> None:
        running = [number for taken in self._shift.rows for number in taken.update_ids]
        async with self._deps.db.begin() as session:
            await release(session, self._bot_id, worker_id=self._worker_id, running=running)

    async def _handle(self, taken: Taken) -> None:
        decoded = decode(taken.rows, self._bot)
        if decoded.unreadable:
            await self._set_aside(decoded.unreadable, "undecodable", "inbox-unreadable")
        rows = [row for row in taken.rows if row not in decoded.unreadable]
        if rows:
            await self._feed(rows, decoded, straggler=taken.straggler)
        self._on_done()

    async def _feed(self, rows: Sequence[InboxRow], decoded: Decoded, *, straggler: bool) -> None:
        """An edge of the process: a handler may raise anything, and gets another try."""
        if decoded.update is None or not is_known_kind(decoded.update):
            await self._finish(rows, None)
            return
        try:
            async with asyncio.timeout(_HANDLER_TIMEOUT_S):
                await self._dispatcher.feed_update(
                    self._bot, decoded.update, album=decoded.album, straggler=straggler
                )
        except Exception as error:  # noqa: BLE001 - whatever it is, the update is tried again
            await self._try_again(rows, error)
        else:
            await self._finish(rows, None)

    async def _try_again(self, rows: Sequence[InboxRow], error: Exception) -> None:
        update_id, count = rows[0].update_id, _Count.of(rows)
        if until := quiet_until(error):
            log.info("inbox.rate_limited", update=update_id)
            await self._put_back(rows, until, count)
            return
        count = count.after(error)
        log.error("inbox.handler_failed", update=update_id, **asdict(count), exc_info=error)
        if count.is_enough:
            await self._set_aside(rows, f"failed: {type(error).__name__}", "inbox-failed")
        else:
            await self._put_back(rows, self._deps.clock.now() + count.pause, count)

    async def _put_back(self, rows: Sequence[InboxRow], next_at: datetime, count: "_Count") -> None:
        async with self._deps.db.begin() as session:
            await put_back(
                session,
                self._bot_id,
                [row.update_id for row in rows],
                worker_id=self._worker_id,
                next_at=next_at,
                **asdict(count),
            )

    async def _set_aside(self, rows: Sequence[InboxRow], trouble: str, text: str) -> None:
        """Kept for whoever looks into it, out of the way, and never a second apology."""
        log.error("inbox.set_aside", updates=[row.update_id for row in rows], trouble=trouble)
        await self._finish(rows, trouble)
        await apologise(self._deps, self._bot, rows[0], text)

    async def _finish(self, rows: Sequence[InboxRow], trouble: str | None) -> None:
        async with self._deps.db.begin() as session:
            await finish(
                session,
                self._bot_id,
                [row.update_id for row in rows],
                worker_id=self._worker_id,
                now=self._deps.clock.now(),
                trouble=trouble,
            )


@dataclass(frozen=True, slots=True)
class _Count:
    """How often an update was tried in vain: an outage is no fault of its own, nor of a handler."""

    tries: int
    outages: int

    @classmethod
    def of(cls, rows: Sequence[InboxRow]) -> Self:
        return cls(max(row.tries for row in rows), max(row.outages for row in rows))

    def after(self, error: Exception) -> Self:
        if isinstance(error, OUTSIDE):
            return replace(self, outages=self.outages + 1)
        return replace(self, tries=self.tries + 1)

    @property
    def is_enough(self) -> bool:
        return self.tries >= MAX_TRIES or self.outages >= MAX_OUTAGES

    @property
    def pause(self) -> timedelta:
        return timedelta(seconds=min(_LONGEST_PAUSE_S, 2.0 ** (self.tries + self.outages - 1)))
