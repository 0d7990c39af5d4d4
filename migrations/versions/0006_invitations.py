"""Invitations to a private bot.

Revision: 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "invitation",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("word_hash", sa.LargeBinary(), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("guest_id", sa.BigInteger(), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("octet_length(word_hash) = 32", name=op.f("ck_invitation_word_hash")),
        sa.CheckConstraint(
            "(guest_id IS NULL) = (used_at IS NULL)",
            name=op.f("ck_invitation_used_by_a_guest"),
        ),
        sa.ForeignKeyConstraint(
            ["guest_id"],
            ["person.id"],
            name=op.f("fk_invitation_guest_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["made_by"],
            ["person.id"],
            name=op.f("fk_invitation_made_by"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("guest_id", name=op.f("uq_invitation_guest_id")),
        sa.UniqueConstraint("word_hash", name=op.f("uq_invitation_word_hash")),
    )
    op.create_index(op.f("ix_invitation_made_by"), "invitation", ["made_by"])


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_table("invitation")
