"""Updates of Telegram, stored before anybody acts on them.

Rows go 48 hours after they are done.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    ScalarSelect,
    Select,
    Update,
    and_,
    case,
    exists,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, aliased, mapped_column

from db.base import Base
from db.workers import Worker

ALBUM_SETTLES = timedelta(seconds=1.5)
"""An album is complete when nothing more came for that long."""

ALBUM_WAITS = timedelta(seconds=6)
"""An album that keeps growing is handed on after that long."""


class InboxRow(Base):
    """One update: its bytes as they came, and how far we are with it.

    `chat_id` and `album` are read leniently when it arrives; None when they cannot be read.
    `trouble` says why a done row was set aside.
    """

    __tablename__ = "inbox"

    bot_id: Mapped[int] = mapped_column(primary_key=True)
    update_id: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[bytes]
    chat_id: Mapped[int | None]
    album: Mapped[str | None]
    received_at: Mapped[datetime]
    next_at: Mapped[datetime]
    worker_id: Mapped[int | None] = mapped_column(ForeignKey("worker.id"))
    tries: Mapped[int] = mapped_column(server_default="0")
    done_at: Mapped[datetime | None]
    trouble: Mapped[str | None]

    __table_args__ = (
        Index(
            "ix_inbox_due",
            "next_at",
            "update_id",
            postgresql_where=text("done_at IS NULL AND worker_id IS NULL"),
        ),
        Index("ix_inbox_open", "chat_id", "update_id", postgresql_where=text("done_at IS NULL")),
        Index("ix_inbox_album", "chat_id", "album", postgresql_where=text("album IS NOT NULL")),
        Index("ix_inbox_worker", "worker_id", postgresql_where=text("worker_id IS NOT NULL")),
        Index("ix_inbox_done", "done_at", postgresql_where=text("done_at IS NOT NULL")),
    )


@dataclass(frozen=True, slots=True)
class NewUpdate:
    """An update as it arrived: its bytes, and the little that was read of them."""

    update_id: int
    body: bytes
    chat_id: int | None
    album: str | None


@dataclass(frozen=True, slots=True)
class Taken:
    """What is handed on at once: one row, or all that came of an album.

    `straggler` means that the rest of the album was handed on before.
    """

    rows: Sequence[InboxRow]
    straggler: bool

    @property
    def update_ids(self) -> list[int]:
        """Ids of the rows, ascending."""
        return [row.update_id for row in self.rows]


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


async def take(
    session: AsyncSession, bot_id: int, *, worker_id: int, now: datetime, limit: int
) -> list[Taken]:
    """Take the next of up to `limit` chats, each in order, for a worker.

    A chat of which anybody has taken a row is left alone until that row is done.
    """
    heads = (await session.execute(_due_heads(bot_id, now, limit))).all()
    taken = [Taken(await _with_siblings(session, head), straggler) for head, straggler in heads]
    if not taken:
        return []
    ids = [number for each in taken for number in each.update_ids]
    await session.execute(
        update(InboxRow)
        .where(InboxRow.bot_id == bot_id, InboxRow.update_id.in_(ids))
        .values(worker_id=worker_id)
    )
    return taken


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
) -> None:
    """Have rows that a worker took handed on once more, not before `next_at`."""
    await session.execute(
        _taken(bot_id, update_ids, worker_id).values(next_at=next_at, worker_id=None, tries=tries)
    )


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


def _due_heads(bot_id: int, now: datetime, limit: int) -> Select[InboxRow, bool]:
    """The first row of each chat that is free and due; what cannot name its chat stands alone.

    Whoever looked before another's commit finds that row locked or changed, and skips it. The
    first of a chat is looked up row by row: as a join, a chat with a long queue costs seconds.
    """
    return (
        select(InboxRow, _was_handed_on())
        .where(
            InboxRow.bot_id == bot_id,
            InboxRow.done_at.is_(None),
            InboxRow.worker_id.is_(None),
            InboxRow.next_at <= now,
            or_(InboxRow.chat_id.is_(None), InboxRow.update_id == _first_of_chat()),
            ~_chat_is_busy(),
            or_(InboxRow.album.is_(None), _settled_at() <= now),
        )
        .order_by(InboxRow.next_at, InboxRow.update_id)
        .limit(limit)
        .with_for_update(of=InboxRow, skip_locked=True)
    )


def _first_of_chat() -> ScalarSelect[int]:
    row = aliased(InboxRow)
    first = select(func.min(row.update_id)).where(_same_chat(row), row.done_at.is_(None))
    return first.correlate(InboxRow).scalar_subquery()


def _chat_is_busy() -> ColumnElement[bool]:
    row = aliased(InboxRow)
    taken = select(1).where(_same_chat(row), row.done_at.is_(None), row.worker_id.is_not(None))
    return exists(taken.correlate(InboxRow))


def _settled_at() -> ScalarSelect[datetime]:
    """When an album counts as complete."""
    part = aliased(InboxRow)
    return (
        select(
            func.least(
                func.max(part.received_at) + ALBUM_SETTLES, func.min(part.received_at) + ALBUM_WAITS
            )
        )
        .where(_same_album(part), part.done_at.is_(None))
        .correlate(InboxRow)
        .scalar_subquery()
    )


def _was_handed_on() -> ColumnElement[bool]:
    part = aliased(InboxRow)
    return exists(select(1).where(_same_album(part), part.done_at.is_not(None)).correlate(InboxRow))


def _same_chat(row: type[InboxRow]) -> ColumnElement[bool]:
    return and_(row.bot_id == InboxRow.bot_id, row.chat_id == InboxRow.chat_id)


def _same_album(part: type[InboxRow]) -> ColumnElement[bool]:
    return and_(_same_chat(part), part.album == InboxRow.album)


async def _with_siblings(session: AsyncSession, head: InboxRow) -> Sequence[InboxRow]:
    """All open rows of an album; anything else is a row by itself."""
    if head.album is None:
        return [head]
    parts = select(InboxRow).where(
        InboxRow.bot_id == head.bot_id,
        InboxRow.chat_id == head.chat_id,
        InboxRow.album == head.album,
        InboxRow.done_at.is_(None),
    )
    return (await session.execute(parts.order_by(InboxRow.update_id))).scalars().all()


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
