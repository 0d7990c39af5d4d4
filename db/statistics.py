"""What networks said about published posts.

Rows stay a year.
"""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


class Statistics(Base):
    """What a network said about one delivery at one moment; None where it does not say."""

    __tablename__ = "statistics"

    delivery_id: Mapped[int] = mapped_column(
        ForeignKey("delivery.id", ondelete="CASCADE"), primary_key=True
    )
    at: Mapped[datetime] = mapped_column(primary_key=True)
    views: Mapped[int | None]
    likes: Mapped[int | None]
    comments: Mapped[int | None]
    reposts: Mapped[int | None]
