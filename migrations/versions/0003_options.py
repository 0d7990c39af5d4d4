"""What people choose for their accounts; no state that nothing is ever in.

Revision: 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_STATES = (
    "state IN ('scheduled', 'retrying', 'publishing', 'unconfirmed', {}'paused', 'asking',"
    " 'published', 'rejected', 'failed', 'cancelled', 'skipped', 'recalled')"
)
_SENT = (
    "state NOT IN ('publishing', 'unconfirmed', {}'published', 'recalled') OR revision IS NOT NULL"
)


def upgrade() -> None:
    """Go to this revision."""
    op.add_column(
        "account",
        sa.Column(
            "options",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
    )
    _check("")


def downgrade() -> None:
    """Go back to the revision before."""
    _check("'processing', ")
    op.drop_column("account", "options")


def _check(processing: str) -> None:
    """What a delivery may be, with or without one more state."""
    for name, condition in (("state", _STATES), ("sent_has_a_revision", _SENT)):
        full_name = op.f(f"ck_delivery_{name}")
        op.drop_constraint(full_name, "delivery", type_="check")
        op.create_check_constraint(full_name, "delivery", condition.format(processing))
