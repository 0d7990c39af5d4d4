"""Breakers, and accounts that ask about their backlog.

Revision: 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "breaker",
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("failures", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column(
            "witnesses",
            postgresql.ARRAY(sa.BigInteger()),
            server_default=sa.text("'{}'::bigint[]"),
            nullable=False,
        ),
        sa.Column("openings", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("open_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("probe_id", sa.BigInteger(), nullable=True),
        sa.Column("is_news", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(openings = 0) = (open_until IS NULL)",
            name=op.f("ck_breaker_open_since_an_opening"),
        ),
        sa.PrimaryKeyConstraint("network", "account_id", name=op.f("pk_breaker")),
    )
    op.add_column("account", sa.Column("backlog_version", sa.BigInteger(), nullable=True))
    op.create_check_constraint(
        op.f("ck_account_asks_while_active"),
        "account",
        "backlog_version IS NULL OR state = 'active'",
    )


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_constraint(op.f("ck_account_asks_while_active"), "account", type_="check")
    op.drop_column("account", "backlog_version")
    op.drop_table("breaker")
