"""Taking the next update of each chat: one at a time, albums whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.base import NOW, ROOM
from db.inbox.tables import InboxRow

ALBUM_SETTLES = timedelta(seconds=1.5)
"""An album is complete when nothing more came for that long."""

ALBUM_WAITS = timedelta(seconds=6)
"""An album that keeps growing is handed on after that long."""


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


async def take(
    session: AsyncSession, bot_id: int, *, worker_id: int, now: datetime, limit: int
) -> list[Taken]:
    """Take the next of up to `limit` chats, each in order, for a worker.

    A chat of which anybody has taken a row is left alone until that row is done.
    """
    given = {"bot": bot_id, "now": now, "room": limit}
    heads = (await session.execute(_due_heads(), given)).all()
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


@cache
def _due_heads() -> Select[InboxRow, bool]:
    """The first row of each chat that is free and due; what cannot name its chat stands alone.

    Whoever looked before another's commit finds that row locked or changed, and skips it. The
    first of a chat is looked up row by row: as a join, a chat with a long queue costs seconds.
    """
    return (
        select(InboxRow, _was_handed_on())
        .where(
            InboxRow.bot_id == bindparam("bot"),
            InboxRow.done_at.is_(None),
            InboxRow.worker_id.is_(None),
            InboxRow.next_at <= NOW,
            or_(InboxRow.chat_id.is_(None), InboxRow.update_id == _first_of_chat()),
            ~_chat_is_busy(),
            or_(InboxRow.album.is_(None), _settled_at() <= NOW),
        )
        .order_by(InboxRow.next_at, InboxRow.update_id)
        .limit(ROOM)
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
