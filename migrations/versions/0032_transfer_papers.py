"""Papers printed for a move, when the recipient was told of the answer, who issued a paper.

Revision 0032. Moves that were notified before keep no day of telling and no term for it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

CASE, PACKAGE, LETTER = "transfer", "transfer_paper", "transfer_letter"


def upgrade() -> None:
    """Add the columns and the table."""
    op.add_column(CASE, sa.Column("told_due", sa.Date(), nullable=True))
    op.add_column(CASE, sa.Column("told_on", sa.Date(), nullable=True))
    op.add_column(
        PACKAGE, sa.Column("issuer", sa.String(), nullable=False, server_default=sa.text("''"))
    )
    op.create_table(
        LETTER,
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("id", "provider_id", "transfer_id")
        ),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("printed_by_id", sa.Integer(), nullable=False),
        sa.Column("handed_on", sa.Date(), nullable=True),
        sa.Column("handed_how", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{LETTER}")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f(f"fk_{LETTER}_provider_id")
        ),
        reference("transfer_id", CASE),
        reference("paper_id", "paper"),
        reference("printed_by_id", "membership"),
        unique("provider_id", "id"),
        unique("provider_id", "year", "sequence"),
        sa.CheckConstraint(
            "(year IS NULL) = (sequence IS NULL)", name=op.f(f"ck_{LETTER}_number_with_its_year")
        ),
        sa.CheckConstraint(
            "(handed_on IS NULL) = (handed_how = '')", name=op.f(f"ck_{LETTER}_handed_somehow")
        ),
        sa.CheckConstraint("sequence > 0", name=op.f(f"ck_{LETTER}_sequence_positive")),
    )
    op.create_index(
        op.f(f"ix_{LETTER}_provider_id_transfer_id"), LETTER, ["provider_id", "transfer_id"]
    )


def downgrade() -> None:
    """Forget the letters; the frozen papers stay."""
    op.drop_table(LETTER)
    op.drop_column(PACKAGE, "issuer")
    op.drop_column(CASE, "told_on")
    op.drop_column(CASE, "told_due")


def reference(column: str, table: str) -> sa.ForeignKeyConstraint:
    """A key that stays within the provider."""
    return sa.ForeignKeyConstraint(
        ["provider_id", column],
        [f"{table}.provider_id", f"{table}.id"],
        name=op.f(f"fk_{LETTER}_{column}"),
    )


def unique(*columns: str) -> sa.UniqueConstraint:
    """One row for each set of values."""
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{LETTER}_{'_'.join(columns)}"))
