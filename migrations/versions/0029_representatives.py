"""A representative's identity paper and address; who else has seen a signed agreement on codes.

Revision 0029.
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

PERSON, AGREEMENT = "representative", "signing_agreement"
WORDS = ("identity_kind", "identity_series", "identity_number", "identity_issued_by", "address")


def upgrade() -> None:
    """Add the columns; an agreement recorded without a scan waits for a second person."""
    for column in WORDS:
        op.add_column(PERSON, sa.Column(column, sa.String(), nullable=False, server_default=""))
    op.add_column(PERSON, sa.Column("identity_issued_on", sa.Date(), nullable=True))
    with op.batch_alter_table(AGREEMENT) as table:
        table.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("confirmed_by_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f(f"fk_{AGREEMENT}_confirmed_by_id"),
            "membership",
            ["provider_id", "confirmed_by_id"],
            ["provider_id", "id"],
        )
        table.create_check_constraint(
            op.f(f"ck_{AGREEMENT}_confirmed_with_its_time"),
            "(confirmed_at IS NULL) = (confirmed_by_id IS NULL)",
        )
        table.create_check_constraint(
            op.f(f"ck_{AGREEMENT}_confirmed_by_another"),
            "confirmed_by_id IS NULL OR confirmed_by_id <> recorded_by_id",
        )


def downgrade() -> None:
    """Forget them."""
    with op.batch_alter_table(AGREEMENT) as table:
        table.drop_constraint(op.f(f"ck_{AGREEMENT}_confirmed_by_another"), type_="check")
        table.drop_constraint(op.f(f"ck_{AGREEMENT}_confirmed_with_its_time"), type_="check")
        table.drop_constraint(op.f(f"fk_{AGREEMENT}_confirmed_by_id"), type_="foreignkey")
        table.drop_column("confirmed_by_id")
        table.drop_column("confirmed_at")
    for column in ("identity_issued_on", *WORDS):
        op.drop_column(PERSON, column)
