"""Linked accounts and their secrets.

Accounts and their credentials stay until they are unlinked; then the secrets go at once and the
row stays, switched to `unlinked`, for the history of what it published.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    case,
    delete,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Json, RowId, one_of
from db.lanes import lane_of

ACCOUNT_STATES = ("active", "paused", "unlinked")


class SocialAccount(Base):
    """One linked place to publish to: a channel, a wall.

    `capabilities` is what probing proved. `options` are what the person chose for it: by name, each
    with its `value` and the `label` that it had. `switched_on` is whether new posts go here unless
    the person says otherwise. `version` counts changes, so that old buttons are recognised.
    `backlog_version` is the number of the open question about what waited during a pause.
    `expires_at` is until when its credentials are good, `refresh_at` when they are to be refreshed;
    until `refreshing_until` nobody else does that.
    """

    __tablename__ = "account"

    id: Mapped[RowId]
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"))
    lane_id: Mapped[int]
    network: Mapped[str]
    target: Mapped[str]
    title: Mapped[str]
    url: Mapped[str | None]
    state: Mapped[str] = mapped_column(server_default="active")
    trouble: Mapped[str | None]
    trouble_code: Mapped[str | None]
    trouble_link: Mapped[str | None]
    capabilities: Mapped[Json]
    options: Mapped[Json] = mapped_column(server_default=text("'{}'::jsonb"))
    switched_on: Mapped[bool] = mapped_column(server_default="true")
    version: Mapped[int] = mapped_column(server_default="1")
    backlog_version: Mapped[int | None]
    linked_by: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    linked_at: Mapped[datetime]
    proved_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    refresh_at: Mapped[datetime | None]
    refreshing_until: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(one_of("state", ACCOUNT_STATES), name="state"),
        CheckConstraint("(state = 'paused') = (trouble IS NOT NULL)", name="paused_says_why"),
        CheckConstraint("backlog_version IS NULL OR state = 'active'", name="asks_while_active"),
        UniqueConstraint("space_id", "network", "target"),
        UniqueConstraint("id", "space_id", "lane_id"),
        UniqueConstraint("id", "space_id"),
        ForeignKeyConstraint(
            ["lane_id", "network", "target"], ["lane.id", "lane.network", "lane.target"]
        ),
        Index("ix_account_lane", "lane_id"),
        Index(
            "ix_account_refresh_at",
            "refresh_at",
            postgresql_where=text("state <> 'unlinked' AND refresh_at IS NOT NULL"),
        ),
    )


class Credential(Base):
    """One secret of one account, sealed by the vault; a copy to another row does not open."""

    __tablename__ = "credential"

    account_id: Mapped[int] = mapped_column(primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    space_id: Mapped[int]
    key_id: Mapped[str]
    nonce: Mapped[bytes]
    box: Mapped[bytes]
    saved_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("octet_length(nonce) = 12", name="nonce"),
        ForeignKeyConstraint(
            ["account_id", "space_id"], ["account.id", "account.space_id"], ondelete="CASCADE"
        ),
    )


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


async def due_for_refresh(session: AsyncSession, *, now: datetime, limit: int) -> list[int]:
    """Accounts whose credentials are to be refreshed, and that nobody refreshes now."""
    due = (
        select(SocialAccount.id)
        .where(
            SocialAccount.state != "unlinked",
            SocialAccount.refresh_at <= now,
            func.coalesce(SocialAccount.refreshing_until, now) <= now,
        )
        .order_by(SocialAccount.refresh_at)
        .limit(limit)
    )
    return list((await session.execute(due)).scalars())


async def claim_refresh(
    session: AsyncSession, account_id: int, *, now: datetime, until: datetime
) -> SocialAccount | None:
    """Take the one right to refresh an account that is due; None while somebody else has it.

    Whoever was about to do so when another had just done it comes too late: nothing is due then.
    """
    claimed = (
        update(SocialAccount)
        .where(
            SocialAccount.id == account_id,
            SocialAccount.state != "unlinked",
            SocialAccount.refresh_at <= now,
            func.coalesce(SocialAccount.refreshing_until, now) <= now,
        )
        .values(refreshing_until=until)
        .returning(SocialAccount)
    )
    return (await session.execute(claimed)).scalar_one_or_none()


async def forget_credentials(session: AsyncSession, account_id: int) -> None:
    """Delete every secret of an account."""
    await session.execute(delete(Credential).where(Credential.account_id == account_id))
