"""Where a person stands in a longer conversation with the bot.

Rows go a day after their last change.
"""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Json


class Conversation(Base):
    """State and data of one dialogue, by the dispatcher's own key."""

    __tablename__ = "conversation"

    key: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str | None]
    data: Mapped[Json] = mapped_column(server_default=text("'{}'::jsonb"))
    changed_at: Mapped[datetime]
