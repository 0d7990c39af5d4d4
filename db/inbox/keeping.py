"""Storing updates, and writing down what became of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Update, case, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.inbox.tables import InboxRow
from db.workers import Worker


@dataclass(frozen=True, slots=True)
class NewUpdate:
    """An update as it arrived: its bytes, and the little that was read of them."""

    update_id: int
    body: bytes
    chat_id: int | None
    album: str | None


async def keep(
    session: AsyncSession, bot_id: int, updates: Sequence[NewUpdate], *, now: datetime
) -> None:
    """Store updates; one that was stored before changes nothing."""
    rows = [
        {
            "bot_id": bot_id,
            "update_id": new.update_id,
            "body": new.body,
            "chat_id": new.chat_id,
            "album": new.album,
            "received_at": now,
            "next_at": now,
        }
        for new in updates
    ]
    if rows:
        await session.execute(insert(InboxRow).values(rows).on_conflict_do_nothing())


async def finish(
    session: AsyncSession,
    bot_id: int,
    update_ids: Collection[int],
    *,
    worker_id: int,
    now: datetime,
    trouble: str | None = None,
) -> None:
    """Be done with rows that a worker took; with `trouble`, they are set aside."""
    await session.execute(
        _taken(bot_id, update_ids, worker_id).values(done_at=now, worker_id=None, trouble=trouble)
    )


async def put_back(
    session: AsyncSession,
    bot_id: int,
    update_ids: Collection[int],
    *,
    worker_id: int,
    next_at: datetime,
    tries: int,
    outages: int,
) -> None:
    """Have rows that a worker took handed on once more, not before `next_at`."""
    again = _taken(bot_id, update_ids, worker_id)
    counted = {"tries": tries, "outages": outages}
    await session.execute(again.values(next_at=next_at, worker_id=None, **counted))


async def release(
    session: AsyncSession, bot_id: int, *, worker_id: int, running: Collection[int]
) -> None:
    """Give up what a worker took and does not work on: its end could not be written down."""
    lost = update(InboxRow).where(
        InboxRow.bot_id == bot_id,
        InboxRow.worker_id == worker_id,
        InboxRow.done_at.is_(None),
        InboxRow.update_id.not_in(running),
    )
    await session.execute(lost.values(worker_id=None))


async def release_dead(
    session: AsyncSession, bot_id: int, *, now: datetime, max_tries: int
) -> list[InboxRow]:
    """Free what dead workers had taken, which counts as a try.

    Returns:
        Rows that have taken so many workers with them that they are set aside.
    """
    dead = select(Worker.id).where(Worker.dead_at.is_not(None))
    fatal = InboxRow.tries + 1 >= max_tries
    freed = (
        update(InboxRow)
        .where(InboxRow.bot_id == bot_id, InboxRow.done_at.is_(None), InboxRow.worker_id.in_(dead))
        .values(
            worker_id=None,
            tries=InboxRow.tries + 1,
            done_at=case((fatal, now)),
            trouble=case((fatal, "crashed")),
        )
        .returning(InboxRow)
    )
    rows = (await session.execute(freed)).scalars()
    return [row for row in rows if row.done_at is not None]


async def oldest_overdue_s(session: AsyncSession, now: datetime) -> float:
    """By how many seconds the longest waiting update is late; 0 when none waits."""
    oldest = select(func.min(InboxRow.next_at)).where(
        InboxRow.done_at.is_(None), InboxRow.next_at <= now
    )
    since: datetime | None = (await session.execute(oldest)).scalar_one()
    return 0.0 if since is None else (now - since).total_seconds()


def _taken(bot_id: int, update_ids: Collection[int], worker_id: int) -> Update:
    return update(InboxRow).where(
        InboxRow.bot_id == bot_id,
        InboxRow.update_id.in_(update_ids),
        InboxRow.worker_id == worker_id,
        InboxRow.done_at.is_(None),
    )


async def blank(session: AsyncSession, bot_id: int, update_id: int) -> None:
    """Forget what an update said, because a secret was in it; its number stays."""
    nothing = f'{{"update_id": {update_id}}}'.encode()
    same = update(InboxRow).where(InboxRow.bot_id == bot_id, InboxRow.update_id == update_id)
    await session.execute(same.values(body=nothing))
