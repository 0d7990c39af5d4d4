"""Writing accounts down and finding them again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.dialects.postgresql import aggregate_order_by, insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts.tables import Credential, SocialAccount
from db.base import Json
from db.lanes import lane_of


async def credentials_of(
    session: AsyncSession, *, account_id: int, space_id: int, locked: bool = False
) -> Sequence[Credential]:
    """The sealed secrets of one account; `locked`, nobody else changes them meanwhile."""
    found = select(Credential).where(
        Credential.account_id == account_id, Credential.space_id == space_id
    )
    if locked:
        found = found.with_for_update()
    return (await session.execute(found.order_by(Credential.field))).scalars().all()


async def secrets_of(session: AsyncSession, space_id: int) -> Mapping[int, Sequence[str]]:
    """Which secrets a space's accounts have, by account; one that needs none is not there."""
    names = func.array_agg(aggregate_order_by(Credential.field, Credential.field)).label("fields")
    found = (
        select(Credential.account_id, names)
        .where(Credential.space_id == space_id)
        .group_by(Credential.account_id)
    )
    return {row.account_id: row.fields for row in await session.execute(found)}


@dataclass(frozen=True, slots=True)
class ProvedAccount:
    """What linking proved: whose account it is, where it publishes, and what it can do."""

    space_id: int
    network: str
    target: str
    title: str
    url: str | None
    capabilities: Json
    linked_by: int


async def accounts_of(session: AsyncSession, space_id: int) -> Sequence[SocialAccount]:
    """The linked accounts of a space, in the order in which they were linked."""
    found = select(SocialAccount).where(
        SocialAccount.space_id == space_id, SocialAccount.state != "unlinked"
    )
    return (await session.execute(found.order_by(SocialAccount.id))).scalars().all()


async def account_of(
    session: AsyncSession, account_id: int, space_id: int, *, version: int | None = None
) -> SocialAccount | None:
    """A linked account of this space, locked; at exactly this version, if one is given."""
    found = select(SocialAccount).where(
        SocialAccount.id == account_id,
        SocialAccount.space_id == space_id,
        SocialAccount.state != "unlinked",
    )
    if version is not None:
        found = found.where(SocialAccount.version == version)
    return (await session.execute(found.with_for_update())).scalar_one_or_none()


async def account_at(
    session: AsyncSession, space_id: int, network: str, target: str
) -> SocialAccount | None:
    """The space's account for a target, if it is linked."""
    found = select(SocialAccount).where(
        SocialAccount.space_id == space_id,
        SocialAccount.network == network,
        SocialAccount.target == target,
        SocialAccount.state != "unlinked",
    )
    return (await session.execute(found)).scalar_one_or_none()


async def everyones_accounts(
    session: AsyncSession, network: str, target: str
) -> Sequence[SocialAccount]:
    """Every space's account for a target; only for what the network itself tells us about it."""
    found = select(SocialAccount).where(
        SocialAccount.network == network,
        SocialAccount.target == target,
        SocialAccount.state != "unlinked",
    )
    return (await session.execute(found.order_by(SocialAccount.id))).scalars().all()


async def linked_targets(session: AsyncSession, network: str, targets: Collection[str]) -> set[str]:
    """Which of these targets of a network somebody has linked."""
    found = select(SocialAccount.target).where(
        SocialAccount.network == network,
        SocialAccount.target.in_(targets),
        SocialAccount.state != "unlinked",
    )
    return set((await session.execute(found)).scalars())


async def keep_account(session: AsyncSession, proved: ProvedAccount, *, now: datetime) -> int:
    """Write an account that was just proved, new or again; its id.

    A pause stays for the engine to end, because deliveries wait for that.
    """
    row = insert(SocialAccount).values(
        **asdict(proved),
        lane_id=await lane_of(session, proved.network, proved.target),
        linked_at=now,
        proved_at=now,
    )
    state = case((SocialAccount.state == "unlinked", "active"), else_=SocialAccount.state)
    again = row.on_conflict_do_update(
        index_elements=["space_id", "network", "target"],
        set_={
            "title": row.excluded.title,
            "url": row.excluded.url,
            "capabilities": row.excluded.capabilities,
            "linked_by": row.excluded.linked_by,
            "proved_at": now,
            "state": state,
            "version": SocialAccount.version + 1,
        },
    )
    return (await session.execute(again.returning(SocialAccount.id))).scalar_one()


async def hold_account(session: AsyncSession, account_id: int) -> None:
    """Let nobody else change an account, or its secrets, until this transaction ends."""
    await session.execute(
        select(SocialAccount.id).where(SocialAccount.id == account_id).with_for_update()
    )


async def next_seal_number(session: AsyncSession, account_id: int) -> int:
    """With which number an account's secrets are sealed from now on; older boxes are worthless."""
    counted = (
        update(SocialAccount)
        .where(SocialAccount.id == account_id)
        .values(seal_number=SocialAccount.seal_number + 1)
        .returning(SocialAccount.seal_number)
    )
    return (await session.execute(counted)).scalar_one()


async def seal_number_of(session: AsyncSession, account_id: int) -> int:
    """With which number an account's secrets are sealed now: another one, other secrets."""
    number = select(SocialAccount.seal_number).where(SocialAccount.id == account_id)
    return (await session.execute(number)).scalar_one()


async def forget_credentials(session: AsyncSession, account_id: int) -> None:
    """Delete every secret of an account."""
    await session.execute(delete(Credential).where(Credential.account_id == account_id))
