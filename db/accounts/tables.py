"""The tables of accounts and of their secrets."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    select,
    text,
)
from sqlalchemy.orm import Mapped, column_property, mapped_column

from db.base import Base, Json, RowId, one_of

ACCOUNT_STATES = ("active", "paused", "unlinked")


class SocialAccount(Base):
    """One linked place to publish to: a channel, a wall.

    `capabilities` is what probing proved. `options` are what the person chose for it: by name, each
    with its `value` and the `label` that it had. `switched_on` is whether new posts go here unless
    the person says otherwise. `version` counts changes, so that old buttons are recognised.
    `backlog_version` is the number of the open question about what waited during a pause.
    `proved_at` is when it last showed that it works; before `next_check_at` nobody asks for proof
    again. `expires_at` is until when its credentials are good, `refresh_at` when they are to be
    refreshed; until `refreshing_until` nobody else does that. `access_until` is until when the
    access token is good that they were made into, if there is one. `seal_number` counts how often
    its secrets were sealed: what was sealed before does not open any more.
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
    next_check_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    refresh_at: Mapped[datetime | None]
    refreshing_until: Mapped[datetime | None]
    access_until: Mapped[datetime | None]
    seal_number: Mapped[int] = mapped_column(server_default="0")

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
        Index("ix_account_proved_at", "proved_at", postgresql_where=text("state = 'active'")),
        Index(
            "ix_account_refresh_at",
            "refresh_at",
            postgresql_where=text("state <> 'unlinked' AND refresh_at IS NOT NULL"),
        ),
    )


class Credential(Base):
    """One secret of one account, sealed by the vault; a copy to another row does not open.

    `seal_number` is its account's: a box that was put back from before does not open either.
    """

    __tablename__ = "credential"

    account_id: Mapped[int] = mapped_column(primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    space_id: Mapped[int]
    key_id: Mapped[str]
    nonce: Mapped[bytes]
    box: Mapped[bytes]
    saved_at: Mapped[datetime]
    seal_number: Mapped[int] = column_property(
        select(SocialAccount.seal_number)
        .where(SocialAccount.id == account_id)
        .correlate_except(SocialAccount)
        .scalar_subquery()
    )

    __table_args__ = (
        CheckConstraint("octet_length(nonce) = 12", name="nonce"),
        ForeignKeyConstraint(
            ["account_id", "space_id"], ["account.id", "account.space_id"], ondelete="CASCADE"
        ),
    )
