"""How often an update waited for a server that was away, apart from what it failed at by itself.

Revision: 0010, after 0009.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision. What was counted so far stays counted as tries."""
    op.add_column(
        "inbox", sa.Column("outages", sa.BigInteger(), server_default="0", nullable=False)
    )


def downgrade() -> None:
    """Go back to the revision before, where outages counted as tries; they are forgotten."""
    op.drop_column("inbox", "outages")
