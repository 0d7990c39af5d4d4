"""How often the secrets of an account were sealed.

Revision: 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.add_column(
        "account", sa.Column("seal_number", sa.BigInteger(), server_default="0", nullable=False)
    )


def downgrade() -> None:
    """Go back to the revision before. Boxes sealed with a number do not open there."""
    op.drop_column("account", "seal_number")
