"""When an account may be asked again whether it works.

Revision: 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.add_column("account", sa.Column("next_check_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        op.f("ix_account_proved_at"),
        "account",
        ["proved_at"],
        postgresql_where=sa.text("state = 'active'"),
    )


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_index(op.f("ix_account_proved_at"), "account")
    op.drop_column("account", "next_check_at")
