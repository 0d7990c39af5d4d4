"""Daily budgets that networks grant, taken in the same transaction as the attempt.

Rows go two days after their window.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint
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
