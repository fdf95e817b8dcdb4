"""A card that a provider may not keep is emptied; the access log goes on pointing at its row.

Revision 0046.
"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No card is emptied yet."""
    op.add_column("recipient", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Forget when; what was emptied stays empty."""
    op.drop_column("recipient", "erased_at")
