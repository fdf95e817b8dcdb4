"""Who issued a paper of the recipient's file: a medical conclusion names its organisation.

Revision 0045.
"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Papers of before say nothing of it."""
    op.add_column("submitted_document", sa.Column("issuer", sa.String(), nullable=True))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("submitted_document", "issuer")
