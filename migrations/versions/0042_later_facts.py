"""By which paper somebody took things of a list back.

Revision 0042.
"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


THING, PAPER = "inventory_item", "returned_paper"


def upgrade() -> None:
    """Add the column; of what was given back before, the paper is not known."""
    op.add_column(
        THING, sa.Column(PAPER, sa.String(), nullable=False, server_default=sa.text("''"))
    )


def downgrade() -> None:
    """Take it away."""
    with op.batch_alter_table(THING) as table:
        table.drop_column(PAPER)
