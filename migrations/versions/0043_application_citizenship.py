"""The citizenship in an application for a transfer, papers of a special route, earlier marks.

Revision 0043.
"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

COLUMNS = (("transfer", "citizenship"), ("transfer_paper", "title"))


def upgrade() -> None:
    """Add the columns; what was recorded before says nothing in them."""
    for table, column in COLUMNS:
        op.add_column(table, sa.Column(column, sa.String(), nullable=False, server_default=""))
    op.add_column("programme", sa.Column("marks_before", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Forget them."""
    op.drop_column("programme", "marks_before")
    for table, column in reversed(COLUMNS):
        op.drop_column(table, column)
