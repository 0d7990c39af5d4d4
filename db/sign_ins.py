"""Until when somebody must not try to sign in: a network that says "later" means it.

Rows go when their time is over.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


class SignInPause(Base):
    """One person and one name of theirs on a network, by its SHA-256."""

    __tablename__ = "sign_in_pause"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    network: Mapped[str] = mapped_column(primary_key=True)
    name_hash: Mapped[bytes] = mapped_column(primary_key=True)
    until: Mapped[datetime]

    __table_args__ = (CheckConstraint("octet_length(name_hash) = 32", name="name_hash"),)


async def pause(
    session: AsyncSession, person_id: int, network: str, name_hash: bytes, *, until: datetime
) -> None:
    """Let nobody try before then; a longer pause stays."""
    row = insert(SignInPause).values(
        person_id=person_id, network=network, name_hash=name_hash, until=until
    )
    await session.execute(
        row.on_conflict_do_update(
            index_elements=["person_id", "network", "name_hash"],
            set_={"until": func.greatest(SignInPause.until, row.excluded.until)},
        )
    )


async def paused_until(
    session: AsyncSession, person_id: int, network: str, name_hash: bytes, *, now: datetime
) -> datetime | None:
    """Until when this person must not try this name; None if they may."""
    found = select(SignInPause.until).where(
        SignInPause.person_id == person_id,
        SignInPause.network == network,
        SignInPause.name_hash == name_hash,
        SignInPause.until > now,
    )
    return (await session.execute(found)).scalar_one_or_none()
