"""People, and the spaces that everything belongs to.

Rows stay until the person is erased.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, exists, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from db.base import Base, RowId, one_of

ROLES = ("owner", "editor")


class Person(Base):
    """Somebody who talks to the bot; the id is Telegram's.

    `unreachable_at` is when the bot could no longer write to them; nothing is sent until they
    come back.
    """

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    first_name: Mapped[str]
    language: Mapped[str]
    time_zone: Mapped[str | None]
    created_at: Mapped[datetime]
    unreachable_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint(one_of("language", ("ru", "en")), name="language"),)


class Space(Base):
    """Whom things belong to: a person's own, or a brand's. The tenant key everywhere."""

    __tablename__ = "space"

    id: Mapped[RowId]
    title: Mapped[str]
    personal_to: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), unique=True
    )
    created_at: Mapped[datetime]


class Member(Base):
    """A person's part in a space."""

    __tablename__ = "member"

    space_id: Mapped[int] = mapped_column(
        ForeignKey("space.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    role: Mapped[str]

    __table_args__ = (CheckConstraint(one_of("role", ROLES), name="role"),)


async def add_person(
    session: AsyncSession, person_id: int, *, first_name: str, language: str, now: datetime
) -> bool:
    """Make a person with a personal space; False if they were here before."""
    person = insert(Person).values(
        id=person_id, first_name=first_name, language=language, created_at=now
    )
    if not (await session.execute(person.on_conflict_do_nothing().returning(Person.id))).first():
        return False
    space = insert(Space).values(title=first_name, personal_to=person_id, created_at=now)
    space_id = (await session.execute(space.returning(Space.id))).scalar_one()
    session.add(Member(space_id=space_id, person_id=person_id, role="owner"))
    await session.flush()
    return True


async def personal_space(session: AsyncSession, person_id: int) -> int | None:
    """Id of the person's own space, None for a stranger."""
    found = select(Space.id).where(Space.personal_to == person_id)
    return (await session.execute(found)).scalar_one_or_none()


async def with_space(session: AsyncSession, person_id: int) -> tuple[Person, int] | None:
    """A person and the id of their own space; None for a stranger."""
    found = select(Person, Space.id).join(Space, Space.personal_to == Person.id)
    row = (await session.execute(found.where(Person.id == person_id))).one_or_none()
    return None if row is None else (row[0], row[1])


async def lose_touch(session: AsyncSession, person_id: int, now: datetime) -> None:
    """Remember that the bot can no longer write to a person: they blocked it, or are gone."""
    await session.execute(
        update(Person)
        .where(Person.id == person_id, Person.unreachable_at.is_(None))
        .values(unreachable_at=now)
    )


async def get_in_touch(session: AsyncSession, person_ids: Collection[int]) -> None:
    """Remember that people are back; what waited for them may be sent."""
    await session.execute(
        update(Person)
        .where(Person.id.in_(person_ids), Person.unreachable_at.is_not(None))
        .values(unreachable_at=None)
    )


async def language_of_person(session: AsyncSession, person_id: int) -> str | None:
    """What to speak with a person; None with a stranger."""
    found = select(Person.language).where(Person.id == person_id)
    return (await session.execute(found)).scalar_one_or_none()


def out_of_reach(person_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether the bot could not write to the person whose id a column holds."""
    return exists(select(1).where(Person.id == person_id, Person.unreachable_at.is_not(None)))


async def set_language(session: AsyncSession, person_id: int, language: str) -> None:
    """Speak `ru` or `en` with a person from now on."""
    await session.execute(update(Person).where(Person.id == person_id).values(language=language))


async def set_time_zone(session: AsyncSession, person_id: int, time_zone: str) -> None:
    """Keep a person's zone, an IANA name."""
    await session.execute(update(Person).where(Person.id == person_id).values(time_zone=time_zone))
