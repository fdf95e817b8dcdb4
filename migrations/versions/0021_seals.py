"""The organisation's key may lie on a token: its name beside the certificate.

Revision 0021.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Name the token; keys that the portal has itself have none."""
    op.add_column("provider_certificate", sa.Column("token_label", sa.String(), nullable=True))


def downgrade() -> None:
    """Retire what lies on tokens, then forget their names: nothing else could open them."""
    op.execute(
        "UPDATE provider_certificate SET retired_at = CURRENT_TIMESTAMP, locked_key = NULL, "
        "retired_by_id = added_by_id WHERE token_label IS NOT NULL AND retired_at IS NULL"
    )
    op.drop_column("provider_certificate", "token_label")
