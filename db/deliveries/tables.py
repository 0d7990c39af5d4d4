"""The engine's own tables: deliveries, their parts, attempts and history.

All of them stay as long as their post; events of posts older than 90 days go.
"""

import uuid
from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from db.base import Base, Json, RowId, one_of

WAITING = ("scheduled", "retrying")
IN_FLIGHT = ("publishing", "unconfirmed")
STATES = (
    *WAITING,
    *IN_FLIGHT,
    "paused",
    "asking",
    "published",
    "rejected",
    "failed",
    "cancelled",
    "skipped",
    "recalled",
)
HANDLING_MEDIA = "media"
"""Reason of a delivery whose worker has its media in hand: content that could kill it."""

BACKLOG = "backlog"
"""Reason of a delivery that waited for its account, and whose person was asked about it since."""

COPY_LEFT = "copy_left"
"""Reason of a cancelled or recalled delivery of which something stays on its network."""

INSISTED = ("retry", "sent_again", "late_but_wanted")
"""Reasons of a delivery that the person wants to go at once, whatever there is against it."""

UNANSWERED = ("transient", "not_sent")
"""Reasons of a retrying delivery that waits for nothing but the other side to be well again."""

OUTCOMES = (
    "open",
    "accepted",
    "rejected",
    "not_sent",
    "absent",
    "unconfirmed",
    "overruled",
)
"""How an attempt stands."""

SURELY_NOT = ("rejected", "not_sent", "absent")
"""Outcomes of attempts that nobody has seen anything of."""

UNDECIDED = ("open", "unconfirmed")
"""Outcomes that forbid another attempt."""

_OPEN = text("outcome IN ('open', 'unconfirmed')")
_ACCEPTED = text("outcome = 'accepted'")


class Delivery(Base):
    """One post to one account.

    `turn_at` orders a lane and never changes while `due_at` is pushed back by retries;
    `holds_until` is how long a retrying head keeps its turn. `reason` says why the state is what
    it is. `version` counts transitions, so that old buttons are recognised. `cancel_at`,
    `recall_at` and `read_back_at` are orders that the engine still has to carry out; what is
    recalled of a cancelled one is what its network was given in vain.
    """

    __tablename__ = "delivery"

    id: Mapped[RowId]
    space_id: Mapped[int]
    post_id: Mapped[int]
    account_id: Mapped[int]
    lane_id: Mapped[int]
    lineage_root: Mapped[str]
    automatic: Mapped[bool]
    state: Mapped[str] = mapped_column(server_default="scheduled")
    reason: Mapped[str | None]
    revision: Mapped[int | None]
    turn_at: Mapped[datetime]
    due_at: Mapped[datetime]
    deadline_at: Mapped[datetime]
    holds_until: Mapped[datetime | None]
    worker_id: Mapped[int | None] = mapped_column(ForeignKey("worker.id"))
    tries: Mapped[int] = mapped_column(server_default="0")
    crashes: Mapped[int] = mapped_column(server_default="0")
    version: Mapped[int] = mapped_column(server_default="1")
    progress_percent: Mapped[int | None]
    error_code: Mapped[str | None]
    error_detail: Mapped[str | None]
    error_advice: Mapped[str | None]
    external_id: Mapped[str | None]
    url: Mapped[str | None]
    missing: Mapped[list[str]] = mapped_column(JSONB, server_default=text("'[]'::jsonb"))
    read_back_at: Mapped[datetime | None]
    cancel_at: Mapped[datetime | None]
    recall_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint(one_of("state", STATES), name="state"),
        CheckConstraint(
            "(state = 'publishing') = (worker_id IS NOT NULL)", name="publishing_has_a_worker"
        ),
        CheckConstraint(
            "state NOT IN ('publishing', 'unconfirmed', 'published', 'recalled')"
            " OR revision IS NOT NULL",
            name="sent_has_a_revision",
        ),
        CheckConstraint(
            "state <> 'published' OR external_id IS NOT NULL"
            " OR coalesce(reason, '') = 'confirmed_by_person'",
            name="published_is_known",
        ),
        UniqueConstraint("post_id", "account_id"),
        UniqueConstraint("id", "lane_id"),
        UniqueConstraint("id", "space_id"),
        ForeignKeyConstraint(
            ["post_id", "space_id"], ["post.id", "post.space_id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(
            ["account_id", "space_id", "lane_id"],
            ["account.id", "account.space_id", "account.lane_id"],
            deferrable=True,
            initially="DEFERRED",
        ),
        ForeignKeyConstraint(
            ["post_id", "lineage_root", "automatic"],
            ["post.id", "post.lineage_root", "post.automatic"],
            deferrable=True,
            initially="DEFERRED",
        ),
        ForeignKeyConstraint(
            ["post_id", "revision"],
            ["revision.post_id", "revision.number"],
            deferrable=True,
            initially="DEFERRED",
        ),
        Index(
            "uq_delivery_in_flight",
            "lane_id",
            unique=True,
            postgresql_where=text("state IN ('publishing', 'unconfirmed')"),
        ),
        Index(
            "uq_delivery_lineage",
            "lineage_root",
            "account_id",
            unique=True,
            postgresql_where=text("automatic AND state <> 'skipped'"),
        ),
        Index(
            "ix_delivery_turn",
            "lane_id",
            "turn_at",
            "id",
            postgresql_where=text("state IN ('scheduled', 'retrying')"),
        ),
        Index(
            "ix_delivery_due",
            "due_at",
            postgresql_where=text("state IN ('scheduled', 'retrying')"),
        ),
        Index("ix_delivery_look", "due_at", postgresql_where=text("state = 'unconfirmed'")),
        Index("ix_delivery_worker", "worker_id", postgresql_where=text("worker_id IS NOT NULL")),
        Index(
            "ix_delivery_read_back",
            "read_back_at",
            postgresql_where=text("read_back_at IS NOT NULL"),
        ),
        Index("ix_delivery_recall", "recall_at", postgresql_where=text("recall_at IS NOT NULL")),
        Index("ix_delivery_account", "account_id", "state"),
    )


class PartRow(Base):
    """One irrevocable request that a delivery needs; frozen at the first attempt.

    `checkpoint` is what preparing has already uploaded; `external_ids` and `url` are what came
    of it.
    """

    __tablename__ = "part"

    delivery_id: Mapped[int] = mapped_column(
        ForeignKey("delivery.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    plan: Mapped[Json]
    checkpoint: Mapped[Json] = mapped_column(server_default=text("'{}'::jsonb"))
    external_ids: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    url: Mapped[str | None]


class Attempt(Base):
    """One committed intention to make one irrevocable call, and how it ended.

    The call may leave until `send_before`; whatever came of it is decided on the network's side
    by `gives_up_at`. `absent_at` is the first look that did not see it.
    """

    __tablename__ = "attempt"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    delivery_id: Mapped[int]
    part_number: Mapped[int]
    revision: Mapped[int]
    worker_id: Mapped[int] = mapped_column(ForeignKey("worker.id"), index=True)
    evidence: Mapped[Json]
    outcome: Mapped[str] = mapped_column(server_default="open")
    error_kind: Mapped[str | None]
    error_code: Mapped[str | None]
    error_detail: Mapped[str | None]
    created_at: Mapped[datetime]
    send_before: Mapped[datetime]
    gives_up_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    absent_at: Mapped[datetime | None]
    looks: Mapped[int] = mapped_column(server_default="0")

    __table_args__ = (
        CheckConstraint(one_of("outcome", OUTCOMES), name="outcome"),
        CheckConstraint("(outcome = 'open') = (ended_at IS NULL)", name="open_has_no_end"),
        ForeignKeyConstraint(
            ["delivery_id", "part_number"],
            ["part.delivery_id", "part.number"],
            ondelete="CASCADE",
        ),
        Index("uq_attempt_open", "delivery_id", unique=True, postgresql_where=_OPEN),
        Index(
            "uq_attempt_accepted",
            "delivery_id",
            "part_number",
            unique=True,
            postgresql_where=_ACCEPTED,
        ),
        Index("ix_attempt_part", "delivery_id", "part_number"),
    )


class DeliveryEvent(Base):
    """One step in a delivery's life; written with the step itself, never changed."""

    __tablename__ = "delivery_event"

    id: Mapped[RowId]
    delivery_id: Mapped[int] = mapped_column(
        ForeignKey("delivery.id", ondelete="CASCADE"), index=True
    )
    at: Mapped[datetime]
    state: Mapped[str]
    reason: Mapped[str | None]
    worker_id: Mapped[int | None]
    attempt_id: Mapped[uuid.UUID | None]
