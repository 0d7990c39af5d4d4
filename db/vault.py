"""What the vault keeps beside the secrets: which keys seal, and what still lies under older ones.

A canary stays for as long as something may be sealed with its key.
"""

from collections.abc import Sequence

from sqlalchemy import Boolean, ColumnElement, Text, and_, cast, delete, func, or_, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from db.accounts import Credential
from db.base import Base
from db.consents import ConsentRow
from db.deliveries.tables import Delivery, PartRow

KEY_LOCK_CLASS = 7211
"""Whoever seals shares an advisory lock of this class with all who seal with the same key."""


class VaultCanary(Base):
    """A known word sealed with each vault key: a wrong key is noticed before it does harm."""

    __tablename__ = "vault_canary"

    key_id: Mapped[str] = mapped_column(primary_key=True)
    nonce: Mapped[bytes]
    box: Mapped[bytes]


async def canaries(session: AsyncSession) -> Sequence[VaultCanary]:
    """The known word, once per key that may have sealed something."""
    found = select(VaultCanary).order_by(VaultCanary.key_id)
    return (await session.execute(found)).scalars().all()


async def add_canary(session: AsyncSession, key_id: str, nonce: bytes, box: bytes) -> None:
    """Keep the known word of a key that starts to seal; the first writer wins."""
    row = insert(VaultCanary).values(key_id=key_id, nonce=nonce, box=box)
    await session.execute(row.on_conflict_do_nothing())


async def forget_canaries(session: AsyncSession, key_ids: Sequence[str]) -> None:
    """Nothing is sealed with these keys any more, and nobody needs them to start."""
    await session.execute(delete(VaultCanary).where(VaultCanary.key_id.in_(key_ids)))


def key_lock(key_id: str) -> int:
    """The number of a key among advisory locks: 32 bits, with a sign."""
    number = int(key_id, 16)
    return number - (1 << 32) if number >= 1 << 31 else number


async def nobody_seals_with(session: AsyncSession, key_id: str) -> bool:
    """Whether no process seals with a key; until this transaction ends, none begins to."""
    had = func.pg_try_advisory_xact_lock(KEY_LOCK_CLASS, key_lock(key_id), type_=Boolean)
    return bool((await session.execute(select(had))).scalar_one())


async def other_credentials(
    session: AsyncSession, key_id: str, after: tuple[int, str], limit: int
) -> Sequence[Credential]:
    """Secrets that another key sealed, locked, from a place on; those in use now are left out."""
    place = tuple_(Credential.account_id, Credential.field)
    found = select(Credential).where(_other_credential(key_id), place > after)
    found = found.order_by(Credential.account_id, Credential.field).limit(limit)
    return (await session.execute(found.with_for_update(skip_locked=True))).scalars().all()


async def other_consents(
    session: AsyncSession, key_id: str, after: int, limit: int
) -> Sequence[ConsentRow]:
    """Questions with a word that another key sealed, as `other_credentials`."""
    found = select(ConsentRow).where(_other_consent(key_id), ConsentRow.id > after)
    found = found.order_by(ConsentRow.id).limit(limit)
    return (await session.execute(found.with_for_update(skip_locked=True))).scalars().all()


async def other_checkpoints(
    session: AsyncSession, key_id: str, after: tuple[int, int], limit: int
) -> Sequence[tuple[PartRow, Delivery]]:
    """Parts not yet accepted whose checkpoint holds such a word, as `other_credentials`."""
    place = tuple_(PartRow.delivery_id, PartRow.number)
    found = (
        select(PartRow, Delivery)
        .join(Delivery, Delivery.id == PartRow.delivery_id)
        .where(_other_checkpoint(key_id), place > after)
        .order_by(PartRow.delivery_id, PartRow.number)
        .limit(limit)
        .with_for_update(of=PartRow, skip_locked=True)
    )
    return [(part, delivery) for part, delivery in await session.execute(found)]


async def count_other(session: AsyncSession, key_id: str) -> int:
    """How many rows hold something that another key than this one sealed."""
    counts = [
        select(func.count()).select_from(table).where(is_other).scalar_subquery()
        for table, is_other in (
            (Credential, _other_credential(key_id)),
            (ConsentRow, _other_consent(key_id)),
            (PartRow, _other_checkpoint(key_id)),
        )
    ]
    return int((await session.execute(select(counts[0] + counts[1] + counts[2]))).scalar_one())


def _other_credential(key_id: str) -> ColumnElement[bool]:
    return Credential.key_id != key_id


def _other_consent(key_id: str) -> ColumnElement[bool]:
    """A word begins with the name of its key."""
    begins = f"{key_id}."
    return or_(
        ~ConsentRow.verifier.startswith(begins, autoescape=True),
        ~ConsentRow.granted.startswith(begins, autoescape=True),
    )


def _other_checkpoint(key_id: str) -> ColumnElement[bool]:
    """What a part that was accepted once held is never opened again."""
    word = f'"(?!{key_id})[0-9a-f]{{8}}[.][0-9a-f]{{24}}[.]'
    return and_(PartRow.external_ids.is_(None), cast(PartRow.checkpoint, Text).regexp_match(word))
