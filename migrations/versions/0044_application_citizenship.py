"""The citizenship written in an application for a transfer; papers of a special route by name.

Revision 0044.
"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

COLUMNS = (("transfer", "citizenship"), ("transfer_paper", "title"))


def upgrade() -> None:
    """Add the columns; what was recorded before says nothing in them."""
    for table, column in COLUMNS:
        op.add_column(table, sa.Column(column, sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    """Forget them."""
    for table, column in reversed(COLUMNS):
        op.drop_column(table, column)
