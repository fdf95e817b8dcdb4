"""Orders about suspensions with their papers, what a suspension waits for, when it was told.

Revision 0023. An order never changes: another one changes the days.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

ORDER, BREAK = "suspension_order", "suspension"
GUARD = f"{ORDER}_is_immutable"


def upgrade() -> None:
    """Add the columns and the table; what was ordered before becomes the first order."""
    op.add_column(BREAK, sa.Column("waits_for", sa.JSON(), nullable=True))
    op.add_column(BREAK, sa.Column("notified_on", sa.Date(), nullable=True))
    op.create_table(
        ORDER,
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("id", "provider_id", "suspension_id", "sequence")
        ),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{ORDER}")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f(f"fk_{ORDER}_provider_id")
        ),
        reference("suspension_id", BREAK),
        reference("paper_id", "paper"),
        reference("recorded_by_id", "membership"),
        unique("provider_id", "id"),
        unique("provider_id", "number"),
        unique("suspension_id", "sequence"),
        sa.CheckConstraint(
            "until IS NULL OR until > since", name=op.f(f"ck_{ORDER}_until_after_since")
        ),
        sa.CheckConstraint("sequence > 0", name=op.f(f"ck_{ORDER}_sequence_positive")),
    )
    op.execute(
        f"INSERT INTO {ORDER} (provider_id, suspension_id, sequence, number, since, until, "  # noqa: S608 - our own
        "reason, recorded_at, recorded_by_id) SELECT provider_id, id, 1, order_number, since, "
        f"until, reason, recorded_at, recorded_by_id FROM {BREAK}"
    )
    guard()


def downgrade() -> None:
    """Forget the papers and the changes; the days stay as they are."""
    op.drop_table(ORDER)
    op.drop_column(BREAK, "notified_on")
    op.drop_column(BREAK, "waits_for")


def reference(column: str, table: str) -> sa.ForeignKeyConstraint:
    """A key that stays within the provider."""
    return sa.ForeignKeyConstraint(
        ["provider_id", column],
        [f"{table}.provider_id", f"{table}.id"],
        name=op.f(f"fk_{ORDER}_{column}"),
    )


def unique(*columns: str) -> sa.UniqueConstraint:
    """One row for each set of values."""
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{ORDER}_{'_'.join(columns)}"))


def guard() -> None:
    """Refuse every change of an order; the message is the guard's name."""
    if op.get_bind().dialect.name == "sqlite":
        for action in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {GUARD}_{action} BEFORE {action.upper()} ON {ORDER} "
                f"BEGIN SELECT RAISE(ABORT, '{GUARD}'); END"
            )
        return
    refusal = f"EXECUTE FUNCTION refuse_change('{GUARD}')"
    op.execute(f"CREATE TRIGGER {GUARD} BEFORE UPDATE OR DELETE ON {ORDER} FOR EACH ROW {refusal}")
    op.execute(
        f"CREATE TRIGGER {GUARD}_truncate BEFORE TRUNCATE ON {ORDER} FOR EACH STATEMENT {refusal}"
    )
