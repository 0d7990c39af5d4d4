"""What people see of deliveries: the rows that cards, questions and the history are drawn from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Result, Select, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import SocialAccount
from db.breakers import silent_until
from db.deliveries.tables import BACKLOG, Delivery, PartRow

_QUESTIONS: Mapping[str, Literal["late", "backlog"]] = {"late": "late", BACKLOG: "backlog"}


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One line of a card; until `silent_until` nobody tries there, because nothing answers."""

    id: int
    post_id: int
    account_id: int
    network: str
    title: str
    account_state: str
    state: str
    reason: str | None
    version: int
    due_at: datetime
    progress_percent: int | None
    error_code: str | None
    error_detail: str | None
    error_advice: str | None
    url: str | None
    missing: Sequence[str]
    silent_until: datetime | None
    recall_at: datetime | None
    cancel_at: datetime | None
    tries: int
    part_count: int
    parts_published: int

    @property
    def question(self) -> Literal["unclear", "late", "backlog"] | None:
        """What the person is being asked, if anything."""
        if self.state != "asking":
            return None
        return _QUESTIONS.get(self.reason or "", "unclear")


async def of_post(session: AsyncSession, post_id: int, space_id: int) -> list[DeliveryRow]:
    """The deliveries of a post of this space, in the order in which accounts were linked."""
    rows = _rows().where(Delivery.post_id == post_id, Delivery.space_id == space_id)
    return _read(await session.execute(rows.order_by(Delivery.account_id)))


async def of_posts(
    session: AsyncSession, post_ids: Sequence[int], space_id: int
) -> dict[int, list[DeliveryRow]]:
    """The deliveries of several posts of this space, by post."""
    rows = _rows().where(Delivery.post_id.in_(post_ids), Delivery.space_id == space_id)
    by_post: dict[int, list[DeliveryRow]] = {post_id: [] for post_id in post_ids}
    for row in _read(await session.execute(rows.order_by(Delivery.account_id))):
        by_post[row.post_id].append(row)
    return by_post


async def one(session: AsyncSession, delivery_id: int) -> DeliveryRow | None:
    """One delivery, whoever's; only for messages that the engine itself asked for."""
    found = _read(await session.execute(_rows().where(Delivery.id == delivery_id)))
    return found[0] if found else None


def _rows() -> Select[*tuple[Any, ...]]:
    parts = (
        select(func.count().label("count"), func.count(PartRow.external_ids).label("published"))
        .where(PartRow.delivery_id == Delivery.id)
        .correlate(Delivery)
        .lateral()
    )
    return (
        select(
            Delivery.id,
            Delivery.post_id,
            Delivery.account_id,
            SocialAccount.network,
            SocialAccount.title,
            SocialAccount.state.label("account_state"),
            Delivery.state,
            Delivery.reason,
            Delivery.version,
            Delivery.due_at,
            Delivery.progress_percent,
            Delivery.error_code,
            Delivery.error_detail,
            Delivery.error_advice,
            Delivery.url,
            Delivery.missing,
            silent_until(SocialAccount).label("silent_until"),
            Delivery.recall_at,
            Delivery.cancel_at,
            Delivery.tries,
            parts.c.count.label("part_count"),
            parts.c.published.label("parts_published"),
        )
        .join(SocialAccount, SocialAccount.id == Delivery.account_id)
        .join(parts, true())
    )


def _read(result: Result[*tuple[Any, ...]]) -> list[DeliveryRow]:
    return [DeliveryRow(**row) for row in result.mappings()]
