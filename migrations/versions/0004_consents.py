"""Consents that people give on a network's own page, and until when credentials are good.

Revision: 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    for name in ("expires_at", "refresh_at", "refreshing_until"):
        op.add_column("account", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        op.f("ix_account_refresh_at"),
        "account",
        ["refresh_at"],
        postgresql_where=sa.text("state <> 'unlinked' AND refresh_at IS NOT NULL"),
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("state_hash", sa.LargeBinary(), nullable=False),
        sa.Column("space_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("redirect_uri", sa.Text(), nullable=False),
        sa.Column("verifier", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), server_default="asked", nullable=False),
        sa.Column("granted", sa.Text(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('asked', 'answered', 'found', 'linked', 'declined', 'failed')",
            name=op.f("ck_consent_outcome"),
        ),
        sa.CheckConstraint("octet_length(state_hash) = 32", name=op.f("ck_consent_state_hash")),
        sa.CheckConstraint(
            "(outcome = 'found') = (granted IS NOT NULL)",
            name=op.f("ck_consent_found_is_granted"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "space_id"],
            ["account.id", "account.space_id"],
            name=op.f("fk_consent_account_id_space_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_consent_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["space_id"], ["space.id"], name=op.f("fk_consent_space_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sa.UniqueConstraint("state_hash", name=op.f("uq_consent_state_hash")),
    )
    for column in ("account_id", "asked_at", "person_id", "space_id"):
        op.create_index(op.f(f"ix_consent_{column}"), "consent", [column])


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_table("consent")
    op.drop_index(op.f("ix_account_refresh_at"), "account")
    for name in ("refreshing_until", "refresh_at", "expires_at"):
        op.drop_column("account", name)
