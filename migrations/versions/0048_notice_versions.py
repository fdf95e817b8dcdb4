"""How often a notice's handover was recorded: two people at once see each other.

Revision 0048.
"""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Whatever is recorded of a notice so far is its first version."""
    op.add_column("notice", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    """Forget the count."""
    op.drop_column("notice", "version")
