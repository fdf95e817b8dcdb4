"""A written request for an additional service may come with its scan.

Revision 0017.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

TABLE, COLUMN = "additional_request", "file_id"
KEY = f"fk_{TABLE}_{COLUMN}"


def upgrade() -> None:
    """Add the scan."""
    with op.batch_alter_table(TABLE) as table:
        table.add_column(sa.Column(COLUMN, sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f(KEY), "stored_file", ["provider_id", COLUMN], ["provider_id", "id"]
        )


def downgrade() -> None:
    """Forget which scan belongs to which request."""
    with op.batch_alter_table(TABLE) as table:
        table.drop_constraint(op.f(KEY), type_="foreignkey")
        table.drop_column(COLUMN)
