"""Daily budgets that networks grant, taken in the same transaction as the attempt.

Rows go two days after their window.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnElement, and_, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


class Budget(Base):
    """How much of a budget is used in one window; the database refuses an overdraft."""

    __tablename__ = "budget"

    scope: Mapped[str] = mapped_column(primary_key=True)
    window_start: Mapped[datetime] = mapped_column(primary_key=True)
    used: Mapped[int]
    granted: Mapped[int]

    __table_args__ = (CheckConstraint("used BETWEEN 0 AND granted", name="no_overdraft"),)


@dataclass(frozen=True, slots=True)
class Window:
    """One budget in one window of time."""

    scope: str
    starts_at: datetime

    @property
    def is_it(self) -> ColumnElement[bool]:
        """Whether a row is this window's."""
        return and_(Budget.scope == self.scope, Budget.window_start == self.starts_at)


async def spent(session: AsyncSession, window: Window, amount: int) -> int | None:
    """How much was granted in all, if that amount is no longer left; None if it is."""
    row = select(Budget.granted).where(window.is_it, Budget.used + amount > Budget.granted)
    return (await session.execute(row)).scalar_one_or_none()


async def take(session: AsyncSession, window: Window, amount: int, *, granted: int) -> bool:
    """Take an amount, all of it or nothing; whoever else takes meanwhile waits for the end of this.

    What is granted is settled by the first who takes of a window.
    """
    row = insert(Budget).values(
        scope=window.scope, window_start=window.starts_at, used=amount, granted=granted
    )
    taken = row.on_conflict_do_update(
        index_elements=["scope", "window_start"],
        set_={"used": Budget.used + amount},
        where=Budget.used + amount <= Budget.granted,
    )
    return (await session.execute(taken.returning(Budget.scope))).first() is not None


async def give_back(session: AsyncSession, window: Window, amount: int) -> None:
    """Put back what was taken and not used."""
    left = func.greatest(Budget.used - amount, 0)
    await session.execute(update(Budget).where(window.is_it).values(used=left))


async def use_up(session: AsyncSession, window: Window, *, granted: int) -> None:
    """Write that nothing is left of what the network says that it grants."""
    row = insert(Budget).values(
        scope=window.scope, window_start=window.starts_at, used=granted, granted=granted
    )
    gone = {"used": row.excluded.used, "granted": row.excluded.granted}
    await session.execute(
        row.on_conflict_do_update(index_elements=["scope", "window_start"], set_=gone)
    )
