"""From when till when a provider works: a term in hours that ends outside is told beforehand.

Revision 0010. Both hours or none; the check stands at the second column, so it goes with it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TOGETHER = "(opens_at IS NULL) = (closes_at IS NULL) AND (opens_at IS NULL OR opens_at < closes_at)"


def upgrade() -> None:
    """Add the hours; a provider that has none works the usual ones, and is told so."""
    op.add_column("provider", sa.Column("opens_at", sa.Time(), nullable=True))
    op.execute(
        "ALTER TABLE provider ADD COLUMN closes_at TIME "
        f"CONSTRAINT {op.f('ck_provider_office_hours')} CHECK ({TOGETHER})"
    )


def downgrade() -> None:
    """Forget them."""
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_provider_office_hours"), "provider", type_="check")
    op.drop_column("provider", "closes_at")
    op.drop_column("provider", "opens_at")
