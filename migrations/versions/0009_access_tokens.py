"""Until when the access token is good that an account's secrets are made into.

Revision: 0009, after 0008.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision. Accounts that need one have it made before their next post."""
    op.add_column("account", sa.Column("access_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Go back to the revision before; processes make access tokens for themselves there."""
    op.drop_column("account", "access_until")
