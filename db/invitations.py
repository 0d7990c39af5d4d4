"""Invitations to a private bot, and whom they let in.

One that nobody used goes a day after it has run out; a used one stays for as long as its guest
may come.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    and_,
    delete,
    func,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from db.accounts import SocialAccount
from db.base import Base, RowId
from db.people import Person


class Invitation(Base):
    """A link that lets in the first who opens it; the guest's right to come, from then on.

    `word_hash` is SHA-256 of the word in the link; the word itself is nowhere.
    """

    __tablename__ = "invitation"

    id: Mapped[RowId]
    word_hash: Mapped[bytes] = mapped_column(unique=True)
    made_by: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    guest_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), unique=True
    )
    used_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("octet_length(word_hash) = 32", name="word_hash"),
        CheckConstraint("(guest_id IS NULL) = (used_at IS NULL)", name="used_by_a_guest"),
    )


@dataclass(frozen=True, slots=True)
class Known:
    """A person who has written to the bot; a guest since `since`, if they are one."""

    person_id: int
    first_name: str
    since: datetime | None
    accounts: int


async def find_open(
    session: AsyncSession, word_hash: bytes, *, hosts: Collection[int], now: datetime
) -> Invitation | None:
    """An invitation that one of the hosts made and nobody has used, in time; locked."""
    found = select(Invitation).where(
        _is_open(now), Invitation.word_hash == word_hash, Invitation.made_by.in_(hosts)
    )
    return (await session.execute(found.with_for_update())).scalar_one_or_none()


async def guests_among(session: AsyncSession, person_ids: Collection[int]) -> set[int]:
    """Who of these people came by an invitation."""
    found = select(Invitation.guest_id).where(Invitation.guest_id.in_(person_ids))
    return {guest_id for guest_id in (await session.execute(found)).scalars() if guest_id}


async def forget_guest(session: AsyncSession, person_id: int) -> bool:
    """Take the right to come back from a guest; False if they had none."""
    gone = delete(Invitation).where(Invitation.guest_id == person_id).returning(Invitation.id)
    return (await session.execute(gone)).first() is not None


async def count_open(session: AsyncSession, now: datetime) -> int:
    """How many invitations somebody could still use."""
    return (await session.execute(select(func.count()).where(_is_open(now)))).scalar_one()


async def call_off(session: AsyncSession) -> None:
    """Make every invitation worthless that nobody has used."""
    await session.execute(delete(Invitation).where(Invitation.guest_id.is_(None)))


async def known_people(session: AsyncSession, named: Collection[int]) -> Sequence[Known]:
    """These people, guests, and whoever has linked accounts; those who came last first."""
    linked = (
        select(func.count())
        .where(SocialAccount.linked_by == Person.id, SocialAccount.state != "unlinked")
        .correlate(Person)
        .scalar_subquery()
    )
    found = (
        select(Person.id, Person.first_name, Invitation.used_at, linked)
        .outerjoin(Invitation, Invitation.guest_id == Person.id)
        .where(or_(Person.id.in_(named), Invitation.id.is_not(None), linked > 0))
        .order_by(Person.created_at.desc(), Person.id)
    )
    return [Known(*row) for row in await session.execute(found)]


def _is_open(now: datetime) -> ColumnElement[bool]:
    return and_(Invitation.guest_id.is_(None), Invitation.expires_at > now)
