"""Questions that people answer on a network's own page: may we act for you there?

Rows go a day after they were asked, and an hour after their time if they were begun and never
finished; what was granted goes as soon as the person has confirmed or declined it in the chat, or
has left it for an hour.
"""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    delete,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, RowId, one_of

OUTCOMES = ("asked", "answered", "found", "linked", "declined", "failed")


class ConsentRow(Base):
    """One question: who asked in which chat, for which network, and what became of it.

    `state_hash` is SHA-256 of the random word that the answer must bring back; the word itself is
    nowhere. `verifier` and `granted` are sealed; on a page of ours, `verifier` is how far the
    person has come. `account_id` is the account that is linked again,
    if one is. `found` means that the person has still to confirm in the chat.
    """

    __tablename__ = "consent"

    id: Mapped[RowId]
    state_hash: Mapped[bytes] = mapped_column(unique=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    network: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(BigInteger)
    redirect_uri: Mapped[str]
    verifier: Mapped[str]
    outcome: Mapped[str] = mapped_column(server_default="asked")
    granted: Mapped[str | None]
    expires_at: Mapped[datetime]
    asked_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint(one_of("outcome", OUTCOMES), name="outcome"),
        CheckConstraint("octet_length(state_hash) = 32", name="state_hash"),
        CheckConstraint("(outcome = 'found') = (granted IS NOT NULL)", name="found_is_granted"),
        ForeignKeyConstraint(
            ["account_id", "space_id"], ["account.id", "account.space_id"], ondelete="CASCADE"
        ),
        Index("ix_consent_account_id", "account_id"),
        Index("ix_consent_asked_at", "asked_at"),
    )


async def ask(session: AsyncSession, row: ConsentRow) -> None:
    """Keep a question; what the same person was asked before about this network is over."""
    await session.execute(
        delete(ConsentRow).where(
            ConsentRow.person_id == row.person_id,
            ConsentRow.network == row.network,
            ConsentRow.outcome == "asked",
        )
    )
    session.add(row)
    await session.flush()


async def take_answer(
    session: AsyncSession, state_hash: bytes, network: str, now: datetime
) -> ConsentRow | None:
    """The question that an answer belongs to, taken so that no other answer gets it."""
    taken = (
        update(ConsentRow)
        .where(
            ConsentRow.state_hash == state_hash,
            ConsentRow.network == network,
            ConsentRow.outcome == "asked",
            ConsentRow.expires_at > now,
        )
        .values(outcome="answered")
        .returning(ConsentRow)
    )
    return (await session.execute(taken)).scalar_one_or_none()


async def by_state(session: AsyncSession, state_hash: bytes) -> ConsentRow | None:
    """A question by its state, whatever became of it."""
    found = select(ConsentRow).where(ConsentRow.state_hash == state_hash)
    return (await session.execute(found)).scalar_one_or_none()


async def take_step(session: AsyncSession, row: ConsentRow, verifier: str, now: datetime) -> bool:
    """Go one step on from where a row was read; False if somebody has, or it is too late."""
    taken = (
        update(ConsentRow)
        .where(
            ConsentRow.id == row.id,
            ConsentRow.outcome.in_(("asked", "answered")),
            ConsentRow.verifier == row.verifier,
            ConsentRow.expires_at > now,
        )
        .values(outcome="answered", verifier=verifier)
        .returning(ConsentRow.id)
    )
    return (await session.execute(taken)).first() is not None


async def keep_step(session: AsyncSession, consent_id: int, verifier: str) -> None:
    """Write what came of a step that was taken."""
    await session.execute(
        update(ConsentRow)
        .where(ConsentRow.id == consent_id, ConsentRow.outcome == "answered")
        .values(verifier=verifier)
    )


async def newest_begun(
    session: AsyncSession, person_id: int, space_id: int, redirect_uri: str, since: datetime
) -> ConsentRow | None:
    """What a person has begun last there and not finished, locked."""
    begun = (
        select(ConsentRow)
        .where(
            ConsentRow.person_id == person_id,
            ConsentRow.space_id == space_id,
            ConsentRow.redirect_uri == redirect_uri,
            ConsentRow.outcome == "answered",
            ConsentRow.asked_at > since,
        )
        .order_by(ConsentRow.id.desc())
        .limit(1)
        .with_for_update()
    )
    return (await session.execute(begun)).scalar_one_or_none()


async def settle(
    session: AsyncSession, consent_id: int, outcome: str, *, granted: str | None = None
) -> None:
    """Write what became of an answered question."""
    await session.execute(
        update(ConsentRow)
        .where(ConsentRow.id == consent_id, ConsentRow.outcome == "answered")
        .values(outcome=outcome, granted=granted)
    )


async def reopen(session: AsyncSession, consent_id: int, granted: str) -> None:
    """Let what was confirmed wait once more: linking it has to be tried again."""
    await session.execute(
        update(ConsentRow)
        .where(ConsentRow.id == consent_id, ConsentRow.outcome == "linked")
        .values(outcome="found", granted=granted)
    )


async def waiting(session: AsyncSession, consent_id: int, space_id: int) -> ConsentRow | None:
    """What was found and waits for this space's person to confirm it."""
    found = select(ConsentRow).where(
        ConsentRow.id == consent_id,
        ConsentRow.space_id == space_id,
        ConsentRow.outcome == "found",
    )
    return (await session.execute(found)).scalar_one_or_none()


async def unconfirmed(session: AsyncSession, before: datetime, limit: int) -> list[tuple[int, int]]:
    """Id and space of what was found, was asked before a moment, and still waits; oldest first."""
    found = (
        select(ConsentRow.id, ConsentRow.space_id)
        .where(ConsentRow.outcome == "found", ConsentRow.asked_at < before)
        .order_by(ConsentRow.asked_at)
        .limit(limit)
    )
    return [(row.id, row.space_id) for row in await session.execute(found)]


async def forget_questions(session: AsyncSession, person_id: int) -> None:
    """Forget whatever a person was asked; an answer that comes later belongs to nothing."""
    await session.execute(delete(ConsentRow).where(ConsentRow.person_id == person_id))


async def close(session: AsyncSession, consent_id: int, space_id: int, outcome: str) -> str | None:
    """End what waits for its person, once; what had been granted, None if it was over already."""
    found = await waiting(session, consent_id, space_id)
    granted = found.granted if found else None
    closed = (
        update(ConsentRow)
        .where(
            ConsentRow.id == consent_id,
            ConsentRow.space_id == space_id,
            ConsentRow.outcome == "found",
        )
        .values(outcome=outcome, granted=None)
        .returning(ConsentRow.id)
    )
    return granted if (await session.execute(closed)).first() else None
