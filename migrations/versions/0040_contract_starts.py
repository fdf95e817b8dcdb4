"""A contract may name another day of its beginning than that of the last signature (FED-CON-06).

Revision 0040.
"""

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the day; contracts so far name none."""
    check = "starts_on IS NULL OR starts_on BETWEEN concluded_on AND valid_until"
    op.execute(
        "ALTER TABLE contract ADD COLUMN starts_on DATE "
        f"CONSTRAINT {op.f('ck_contract_starts_within')} CHECK ({check})"
    )


def downgrade() -> None:
    """Forget the day; what came into force on it stays in force from it."""
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_contract_starts_within"), "contract", type_="check")
    op.drop_column("contract", "starts_on")
