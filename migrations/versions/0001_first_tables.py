"""First tables.

Revision: 0001, after nothing.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "budget",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("window_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.Column("granted", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("used BETWEEN 0 AND granted", name=op.f("ck_budget_no_overdraft")),
        sa.PrimaryKeyConstraint("scope", "window_start", name=op.f("pk_budget")),
    )
    op.create_table(
        "conversation",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column(
            "data",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_conversation")),
    )
    op.create_table(
        "lane",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("delivery_id", sa.BigInteger(), nullable=True),
        sa.Column("last_known", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lane")),
        sa.UniqueConstraint("id", "network", "target", name=op.f("uq_lane_id_network_target")),
        sa.UniqueConstraint("network", "target", name=op.f("uq_lane_network_target")),
    )
    op.create_index("uq_lane_delivery_id", "lane", ["delivery_id"], unique=True)
    op.create_table(
        "person",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unreachable_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("language IN ('ru', 'en')", name=op.f("ck_person_language")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_table(
        "vault_canary",
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_vault_canary")),
    )
    op.create_table(
        "worker",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("pid", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dead_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worker")),
    )
    op.create_table(
        "inbox",
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=True),
        sa.Column("album", sa.Text(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("worker_id", sa.BigInteger(), nullable=True),
        sa.Column("tries", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_inbox_worker_id")),
        sa.PrimaryKeyConstraint("bot_id", "update_id", name=op.f("pk_inbox")),
    )
    op.create_index(
        "ix_inbox_album",
        "inbox",
        ["chat_id", "album"],
        unique=False,
        postgresql_where=sa.text("album IS NOT NULL"),
    )
    op.create_index(
        "ix_inbox_done",
        "inbox",
        ["done_at"],
        unique=False,
        postgresql_where=sa.text("done_at IS NOT NULL"),
    )
    op.create_index(
        "ix_inbox_due",
        "inbox",
        ["next_at", "update_id"],
        unique=False,
        postgresql_where=sa.text("done_at IS NULL AND worker_id IS NULL"),
    )
    op.create_index(
        "ix_inbox_open",
        "inbox",
        ["chat_id", "update_id"],
        unique=False,
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_index(
        "ix_inbox_worker",
        "inbox",
        ["worker_id"],
        unique=False,
        postgresql_where=sa.text("worker_id IS NOT NULL"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("busy_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_outbox_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_outbox_dedupe_key")),
    )
    op.create_index(op.f("ix_outbox_person_id"), "outbox", ["person_id"], unique=False)
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["next_at"],
        unique=False,
        postgresql_where=sa.text("sent_at IS NULL AND trouble IS NULL"),
    )
    op.create_table(
        "space",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("personal_to", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["personal_to"], ["person.id"], name=op.f("fk_space_personal_to"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_space")),
        sa.UniqueConstraint("personal_to", name=op.f("uq_space_personal_to")),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("space_id", sa.BigInteger(), nullable=False),
        sa.Column("lane_id", sa.BigInteger(), nullable=False),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), server_default="active", nullable=False),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.Column("trouble_code", sa.Text(), nullable=True),
        sa.Column("trouble_link", sa.Text(), nullable=True),
        sa.Column("capabilities", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("switched_on", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("linked_by", sa.BigInteger(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'paused') = (trouble IS NOT NULL)", name=op.f("ck_account_paused_says_why")
        ),
        sa.CheckConstraint(
            "state IN ('active', 'paused', 'unlinked')", name=op.f("ck_account_state")
        ),
        sa.ForeignKeyConstraint(
            ["lane_id", "network", "target"],
            ["lane.id", "lane.network", "lane.target"],
            name=op.f("fk_account_lane_id_network_target"),
        ),
        sa.ForeignKeyConstraint(
            ["linked_by"], ["person.id"], name=op.f("fk_account_linked_by"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["space_id"], ["space.id"], name=op.f("fk_account_space_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint(
            "id", "space_id", "lane_id", name=op.f("uq_account_id_space_id_lane_id")
        ),
        sa.UniqueConstraint("id", "space_id", name=op.f("uq_account_id_space_id")),
        sa.UniqueConstraint(
            "space_id", "network", "target", name=op.f("uq_account_space_id_network_target")
        ),
    )
    op.create_index("ix_account_lane", "account", ["lane_id"], unique=False)
    op.create_index(op.f("ix_account_linked_by"), "account", ["linked_by"], unique=False)
    op.create_table(
        "media",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("space_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("unique_ref", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("width", sa.BigInteger(), nullable=True),
        sa.Column("height", sa.BigInteger(), nullable=True),
        sa.Column("duration_s", sa.BigInteger(), nullable=True),
        sa.Column("mime_type", sa.Text(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=True),
        sa.Column("spoiler", sa.Boolean(), server_default="false", nullable=False),
        sa.ForeignKeyConstraint(
            ["space_id"], ["space.id"], name=op.f("fk_media_space_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media")),
        sa.UniqueConstraint("id", "space_id", name=op.f("uq_media_id_space_id")),
    )
    op.create_index("ix_media_space", "media", ["space_id"], unique=False)
    op.create_table(
        "member",
        sa.Column("space_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.CheckConstraint("role IN ('owner', 'editor')", name=op.f("ck_member_role")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_member_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["space_id"], ["space.id"], name=op.f("fk_member_space_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("space_id", "person_id", name=op.f("pk_member")),
    )
    op.create_index(op.f("ix_member_person_id"), "member", ["person_id"], unique=False)
    op.create_table(
        "post",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("space_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("client_key", sa.Text(), nullable=False),
        sa.Column("lineage_root", sa.Text(), nullable=False),
        sa.Column("automatic", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("state", sa.Text(), server_default="draft", nullable=False),
        sa.Column("current_revision", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("origin", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'published', 'dropped')", name=op.f("ck_post_state")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_post_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["space_id"], ["space.id"], name=op.f("fk_post_space_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
        sa.UniqueConstraint(
            "id", "lineage_root", "automatic", name=op.f("uq_post_id_lineage_root_automatic")
        ),
        sa.UniqueConstraint("id", "space_id", name=op.f("uq_post_id_space_id")),
        sa.UniqueConstraint("space_id", "client_key", name=op.f("uq_post_space_id_client_key")),
    )
    op.create_index("ix_post_history", "post", ["space_id", "id"], unique=False)
    op.create_index(op.f("ix_post_person_id"), "post", ["person_id"], unique=False)
    op.create_table(
        "card",
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column("space_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("reply_to", sa.BigInteger(), nullable=True),
        sa.Column("wanted_version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("shown_version", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("shown_hash", sa.Text(), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("busy_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id", "space_id"],
            ["post.id", "post.space_id"],
            name=op.f("fk_card_post_id_space_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_card")),
    )
    op.create_index("ix_card_message", "card", ["chat_id", "message_id"], unique=False)
    op.create_index(
        "ix_card_wanted",
        "card",
        ["next_at"],
        unique=False,
        postgresql_where=sa.text("wanted_version > shown_version"),
    )
    op.create_table(
        "credential",
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("space_id", sa.BigInteger(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("octet_length(nonce) = 12", name=op.f("ck_credential_nonce")),
        sa.ForeignKeyConstraint(
            ["account_id", "space_id"],
            ["account.id", "account.space_id"],
            name=op.f("fk_credential_account_id_space_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "field", name=op.f("pk_credential")),
    )
    op.create_table(
        "post_target",
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("space_id", sa.BigInteger(), nullable=False),
        sa.Column("chosen", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "space_id"],
            ["account.id", "account.space_id"],
            name=op.f("fk_post_target_account_id_space_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["post_id", "space_id"],
            ["post.id", "post.space_id"],
            name=op.f("fk_post_target_post_id_space_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("post_id", "account_id", name=op.f("pk_post_target")),
    )
    op.create_index("ix_post_target_account", "post_target", ["account_id"], unique=False)
    op.create_table(
        "revision",
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("space_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("entities", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("caption_above", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id", "space_id"],
            ["post.id", "post.space_id"],
            name=op.f("fk_revision_post_id_space_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("post_id", "number", name=op.f("pk_revision")),
        sa.UniqueConstraint(
            "post_id", "number", "space_id", name=op.f("uq_revision_post_id_number_space_id")
        ),
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("space_id", sa.BigInteger(), nullable=False),
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("lane_id", sa.BigInteger(), nullable=False),
        sa.Column("lineage_root", sa.Text(), nullable=False),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), server_default="scheduled", nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("revision", sa.BigInteger(), nullable=True),
        sa.Column("turn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("holds_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("worker_id", sa.BigInteger(), nullable=True),
        sa.Column("tries", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("crashes", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("progress_percent", sa.BigInteger(), nullable=True),
        sa.Column("error_code", sa.Text(), nullable=True),
        sa.Column("error_detail", sa.Text(), nullable=True),
        sa.Column("error_advice", sa.Text(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column(
            "missing",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.Column("read_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recall_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'publishing') = (worker_id IS NOT NULL)",
            name=op.f("ck_delivery_publishing_has_a_worker"),
        ),
        sa.CheckConstraint(
            "state <> 'published' OR external_id IS NOT NULL OR coalesce(reason, '') = 'confirmed_by_person'",
            name=op.f("ck_delivery_published_is_known"),
        ),
        sa.CheckConstraint(
            "state IN ('scheduled', 'retrying', 'publishing', 'unconfirmed', 'processing', 'paused', 'asking', 'published', 'rejected', 'failed', 'cancelled', 'skipped', 'recalled')",
            name=op.f("ck_delivery_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('publishing', 'unconfirmed', 'processing', 'published', 'recalled') OR revision IS NOT NULL",
            name=op.f("ck_delivery_sent_has_a_revision"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "space_id", "lane_id"],
            ["account.id", "account.space_id", "account.lane_id"],
            name=op.f("fk_delivery_account_id_space_id_lane_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["post_id", "lineage_root", "automatic"],
            ["post.id", "post.lineage_root", "post.automatic"],
            name=op.f("fk_delivery_post_id_lineage_root_automatic"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["post_id", "revision"],
            ["revision.post_id", "revision.number"],
            name=op.f("fk_delivery_post_id_revision"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["post_id", "space_id"],
            ["post.id", "post.space_id"],
            name=op.f("fk_delivery_post_id_space_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_delivery_worker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("id", "lane_id", name=op.f("uq_delivery_id_lane_id")),
        sa.UniqueConstraint("id", "space_id", name=op.f("uq_delivery_id_space_id")),
        sa.UniqueConstraint("post_id", "account_id", name=op.f("uq_delivery_post_id_account_id")),
    )
    op.create_index("ix_delivery_account", "delivery", ["account_id", "state"], unique=False)
    op.create_index(
        "ix_delivery_due",
        "delivery",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("state IN ('scheduled', 'retrying')"),
    )
    op.create_index(
        "ix_delivery_look",
        "delivery",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("state = 'unconfirmed'"),
    )
    op.create_index(
        "ix_delivery_read_back",
        "delivery",
        ["read_back_at"],
        unique=False,
        postgresql_where=sa.text("read_back_at IS NOT NULL"),
    )
    op.create_index(
        "ix_delivery_recall",
        "delivery",
        ["recall_at"],
        unique=False,
        postgresql_where=sa.text("recall_at IS NOT NULL"),
    )
    op.create_index(
        "ix_delivery_turn",
        "delivery",
        ["lane_id", "turn_at", "id"],
        unique=False,
        postgresql_where=sa.text("state IN ('scheduled', 'retrying')"),
    )
    op.create_index(
        "ix_delivery_worker",
        "delivery",
        ["worker_id"],
        unique=False,
        postgresql_where=sa.text("worker_id IS NOT NULL"),
    )
    op.create_index(
        "uq_delivery_in_flight",
        "delivery",
        ["lane_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('publishing', 'unconfirmed')"),
    )
    op.create_index(
        "uq_delivery_lineage",
        "delivery",
        ["lineage_root", "account_id"],
        unique=True,
        postgresql_where=sa.text("automatic AND state <> 'skipped'"),
    )
    op.create_table(
        "revision_media",
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("space_id", sa.BigInteger(), nullable=False),
        sa.Column("media_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["media_id", "space_id"],
            ["media.id", "media.space_id"],
            name=op.f("fk_revision_media_media_id_space_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["post_id", "number", "space_id"],
            ["revision.post_id", "revision.number", "revision.space_id"],
            name=op.f("fk_revision_media_post_id_number_space_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("post_id", "number", "position", name=op.f("pk_revision_media")),
    )
    op.create_index("ix_revision_media_media", "revision_media", ["media_id"], unique=False)
    op.create_table(
        "delivery_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("delivery_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("worker_id", sa.BigInteger(), nullable=True),
        sa.Column("attempt_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["delivery.id"],
            name=op.f("fk_delivery_event_delivery_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_event")),
    )
    op.create_index(
        op.f("ix_delivery_event_delivery_id"), "delivery_event", ["delivery_id"], unique=False
    )
    op.create_table(
        "part",
        sa.Column("delivery_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("plan", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "checkpoint",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("external_ids", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_part_delivery_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("delivery_id", "number", name=op.f("pk_part")),
    )
    op.create_table(
        "statistics",
        sa.Column("delivery_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("views", sa.BigInteger(), nullable=True),
        sa.Column("likes", sa.BigInteger(), nullable=True),
        sa.Column("comments", sa.BigInteger(), nullable=True),
        sa.Column("reposts", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["delivery.id"],
            name=op.f("fk_statistics_delivery_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("delivery_id", "at", name=op.f("pk_statistics")),
    )
    op.create_table(
        "attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("delivery_id", sa.BigInteger(), nullable=False),
        sa.Column("part_number", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("worker_id", sa.BigInteger(), nullable=False),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("outcome", sa.Text(), server_default="open", nullable=False),
        sa.Column("error_kind", sa.Text(), nullable=True),
        sa.Column("error_code", sa.Text(), nullable=True),
        sa.Column("error_detail", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("send_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gives_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("absent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("looks", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "(outcome = 'open') = (ended_at IS NULL)", name=op.f("ck_attempt_open_has_no_end")
        ),
        sa.CheckConstraint(
            "outcome IN ('open', 'accepted', 'rejected', 'not_sent', 'absent', 'unconfirmed', 'overruled')",
            name=op.f("ck_attempt_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id", "part_number"],
            ["part.delivery_id", "part.number"],
            name=op.f("fk_attempt_delivery_id_part_number"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_attempt_worker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    op.create_index("ix_attempt_part", "attempt", ["delivery_id", "part_number"], unique=False)
    op.create_index(op.f("ix_attempt_worker_id"), "attempt", ["worker_id"], unique=False)
    op.create_index(
        "uq_attempt_accepted",
        "attempt",
        ["delivery_id", "part_number"],
        unique=True,
        postgresql_where=sa.text("outcome = 'accepted'"),
    )
    op.create_index(
        "uq_attempt_open",
        "attempt",
        ["delivery_id"],
        unique=True,
        postgresql_where=sa.text("outcome IN ('open', 'unconfirmed')"),
    )
    op.create_foreign_key(
        "fk_lane_delivery",
        "lane",
        "delivery",
        ["delivery_id", "id"],
        ["id", "lane_id"],
        ondelete="SET NULL (delivery_id)",
        deferrable=True,
        initially="DEFERRED",
    )


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_constraint("fk_lane_delivery", "lane", type_="foreignkey")
    op.drop_index(
        "uq_attempt_open",
        table_name="attempt",
        postgresql_where=sa.text("outcome IN ('open', 'unconfirmed')"),
    )
    op.drop_index(
        "uq_attempt_accepted",
        table_name="attempt",
        postgresql_where=sa.text("outcome = 'accepted'"),
    )
    op.drop_index(op.f("ix_attempt_worker_id"), table_name="attempt")
    op.drop_index("ix_attempt_part", table_name="attempt")
    op.drop_table("attempt")
    op.drop_table("statistics")
    op.drop_table("part")
    op.drop_index(op.f("ix_delivery_event_delivery_id"), table_name="delivery_event")
    op.drop_table("delivery_event")
    op.drop_index("ix_revision_media_media", table_name="revision_media")
    op.drop_table("revision_media")
    op.drop_index(
        "uq_delivery_lineage",
        table_name="delivery",
        postgresql_where=sa.text("automatic AND state <> 'skipped'"),
    )
    op.drop_index(
        "uq_delivery_in_flight",
        table_name="delivery",
        postgresql_where=sa.text("state IN ('publishing', 'unconfirmed')"),
    )
    op.drop_index(
        "ix_delivery_worker",
        table_name="delivery",
        postgresql_where=sa.text("worker_id IS NOT NULL"),
    )
    op.drop_index(
        "ix_delivery_turn",
        table_name="delivery",
        postgresql_where=sa.text("state IN ('scheduled', 'retrying')"),
    )
    op.drop_index(
        "ix_delivery_recall",
        table_name="delivery",
        postgresql_where=sa.text("recall_at IS NOT NULL"),
    )
    op.drop_index(
        "ix_delivery_read_back",
        table_name="delivery",
        postgresql_where=sa.text("read_back_at IS NOT NULL"),
    )
    op.drop_index(
        "ix_delivery_look", table_name="delivery", postgresql_where=sa.text("state = 'unconfirmed'")
    )
    op.drop_index(
        "ix_delivery_due",
        table_name="delivery",
        postgresql_where=sa.text("state IN ('scheduled', 'retrying')"),
    )
    op.drop_index("ix_delivery_account", table_name="delivery")
    op.drop_table("delivery")
    op.drop_table("revision")
    op.drop_index("ix_post_target_account", table_name="post_target")
    op.drop_table("post_target")
    op.drop_table("credential")
    op.drop_index(
        "ix_card_wanted",
        table_name="card",
        postgresql_where=sa.text("wanted_version > shown_version"),
    )
    op.drop_index("ix_card_message", table_name="card")
    op.drop_table("card")
    op.drop_index(op.f("ix_post_person_id"), table_name="post")
    op.drop_index("ix_post_history", table_name="post")
    op.drop_table("post")
    op.drop_index(op.f("ix_member_person_id"), table_name="member")
    op.drop_table("member")
    op.drop_index("ix_media_space", table_name="media")
    op.drop_table("media")
    op.drop_index(op.f("ix_account_linked_by"), table_name="account")
    op.drop_index("ix_account_lane", table_name="account")
    op.drop_table("account")
    op.drop_table("space")
    op.drop_index(
        "ix_outbox_waiting",
        table_name="outbox",
        postgresql_where=sa.text("sent_at IS NULL AND trouble IS NULL"),
    )
    op.drop_index(op.f("ix_outbox_person_id"), table_name="outbox")
    op.drop_table("outbox")
    op.drop_index(
        "ix_inbox_worker", table_name="inbox", postgresql_where=sa.text("worker_id IS NOT NULL")
    )
    op.drop_index("ix_inbox_open", table_name="inbox", postgresql_where=sa.text("done_at IS NULL"))
    op.drop_index(
        "ix_inbox_due",
        table_name="inbox",
        postgresql_where=sa.text("done_at IS NULL AND worker_id IS NULL"),
    )
    op.drop_index(
        "ix_inbox_done", table_name="inbox", postgresql_where=sa.text("done_at IS NOT NULL")
    )
    op.drop_index(
        "ix_inbox_album", table_name="inbox", postgresql_where=sa.text("album IS NOT NULL")
    )
    op.drop_table("inbox")
    op.drop_table("worker")
    op.drop_table("vault_canary")
    op.drop_table("person")
    op.drop_index("uq_lane_delivery_id", table_name="lane")
    op.drop_table("lane")
    op.drop_table("conversation")
    op.drop_table("budget")
