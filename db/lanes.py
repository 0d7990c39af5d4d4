"""Lanes: one for each target on a network, through which everybody publishes there in turn.

They stay.
"""

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped

from db.base import Base, RowId


class Lane(Base):
    """One target on one network, shared by everyone who linked it: one delivery at a time.

    `delivery_id` is the delivery that holds the lane; `last_known` the newest message or post
    number that we have heard of there, which is where looking for a lost post begins.
    """

    __tablename__ = "lane"

    id: Mapped[RowId]
    network: Mapped[str]
    target: Mapped[str]
    delivery_id: Mapped[int | None]
    last_known: Mapped[int | None]

    __table_args__ = (
        UniqueConstraint("network", "target"),
        UniqueConstraint("id", "network", "target"),
        ForeignKeyConstraint(
            ["delivery_id", "id"],
            ["delivery.id", "delivery.lane_id"],
            name="fk_lane_delivery",
            use_alter=True,
            ondelete="SET NULL (delivery_id)",
            deferrable=True,
            initially="DEFERRED",
        ),
        Index("uq_lane_delivery_id", "delivery_id", unique=True),
    )


async def lane_of(session: AsyncSession, network: str, target: str) -> int:
    """The one lane of a target, whoever links it."""
    row = insert(Lane).values(network=network, target=target)
    await session.execute(row.on_conflict_do_nothing())
    same = select(Lane.id).where(Lane.network == network, Lane.target == target)
    return (await session.execute(same)).scalar_one()


async def hear_of(session: AsyncSession, network: str, target: str, number: int) -> None:
    """Remember the newest message number of a target that somebody linked."""
    await session.execute(
        update(Lane)
        .where(
            Lane.network == network,
            Lane.target == target,
            func.coalesce(Lane.last_known, 0) < number,
        )
        .values(last_known=number)
    )


async def heard_of(session: AsyncSession, network: str, target: str) -> int:
    """The newest message number of a target that we have heard of, 0 for none."""
    known = select(Lane.last_known).where(Lane.network == network, Lane.target == target)
    return (await session.execute(known)).scalar_one_or_none() or 0
