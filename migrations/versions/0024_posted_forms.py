"""Forms that have been carried out, so that none is carried out twice.

Revision 0024.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

TABLE = "posted_form"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("operation", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("contents", sa.String(), nullable=False),
        sa.Column("led_to", sa.String(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("provider_id", "id", name=op.f(f"uq_{TABLE}_provider_id_id")),
        sa.UniqueConstraint(
            "membership_id",
            "address",
            "operation",
            name=op.f(f"uq_{TABLE}_membership_id_address_operation"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f(f"fk_{TABLE}_provider_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "membership_id"],
            ["membership.provider_id", "membership.id"],
            name=op.f(f"fk_{TABLE}_membership_id"),
        ),
    )
    op.create_index(op.f(f"ix_{TABLE}_sent_at"), TABLE, ["sent_at"])


def downgrade() -> None:
    """Forget which forms were carried out."""
    op.drop_table(TABLE)
