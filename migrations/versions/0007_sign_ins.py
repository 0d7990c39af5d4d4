"""Until when somebody must not try to sign in.

Revision: 0007, after 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "sign_in_pause",
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("name_hash", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("octet_length(name_hash) = 32", name=op.f("ck_sign_in_pause_name_hash")),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_sign_in_pause_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "network", "name_hash", name=op.f("pk_sign_in_pause")),
    )


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_table("sign_in_pause")
