"""A complete end is taken back by an order while its last day is not over.

Revision 0049. What was confirmed stays guarded: an end leaves its last state by such an order only.
"""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

TABLE, ENDING = "ending_cancellation", "termination"
GUARD = "termination_is_immutable"
KEPT = ("contract_id", "ground", "ground_title", "rule", "clause", "rules_day", "copies")
NUMBERS = (
    "order_number", "order_paper_id", "agreement_paper_id", "notice_paper_id", "last_day",
)  # fmt: skip
CHANGED = " OR ".join(
    [
        *(f"(OLD.confirmed_at IS NOT NULL AND OLD.{column} <> NEW.{column})" for column in KEPT),
        *(
            "(OLD.confirmed_at IS NOT NULL "
            f"AND CAST(OLD.{column} AS TEXT) <> CAST(NEW.{column} AS TEXT))"
            for column in ("basis", "inputs")
        ),
        *(
            f"(OLD.{column} IS NOT NULL AND OLD.confirmed_at IS NOT NULL "
            f"AND OLD.{column} IS DISTINCT FROM NEW.{column})"
            for column in NUMBERS
        ),
    ]
)
MOVED = "OLD.state <> 'termination_pending' AND OLD.state <> NEW.state"
TAKEN_BACK = (
    "OLD.state = 'terminated' AND NEW.state = 'withdrawn' AND NEW.cancelled AND NOT OLD.cancelled"
)


def upgrade() -> None:
    """Add the mark and the orders; no end is taken back yet."""
    check = f"CONSTRAINT {op.f('ck_termination_cancelled_is_withdrawn')} CHECK "
    op.execute(
        "ALTER TABLE termination ADD COLUMN cancelled BOOLEAN NOT NULL DEFAULT FALSE "
        f"{check}(NOT cancelled OR state = 'withdrawn')"
    )
    _guard_ends(f"({MOVED} AND NOT ({TAKEN_BACK})) OR {CHANGED}")
    op.create_table(
        TABLE,
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("id", "provider_id", "termination_id", "year", "sequence", "paper_id")
        ),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f(f"fk_{TABLE}_provider_id")
        ),
        *(
            sa.ForeignKeyConstraint(
                ["provider_id", column],
                [f"{target}.provider_id", f"{target}.id"],
                name=op.f(f"fk_{TABLE}_{column}"),
            )
            for target, column in (
                (ENDING, "termination_id"),
                ("paper", "paper_id"),
                ("membership", "recorded_by_id"),
            )
        ),
        sa.UniqueConstraint("provider_id", "id", name=op.f(f"uq_{TABLE}_provider_id_id")),
        sa.UniqueConstraint("termination_id", name=op.f(f"uq_{TABLE}_termination_id")),
        sa.UniqueConstraint(
            "provider_id", "year", "sequence", name=op.f(f"uq_{TABLE}_provider_id_year_sequence")
        ),
        sa.CheckConstraint("sequence > 0", name=op.f(f"ck_{TABLE}_sequence_positive")),
        sa.CheckConstraint("reason <> ''", name=op.f(f"ck_{TABLE}_reason_given")),
    )
    for action in ("update", "delete"):
        _guard(TABLE, action, "1 = 1")


def downgrade() -> None:
    """Forget the orders; an end that was taken back stays withdrawn."""
    op.drop_table(TABLE)
    _guard_ends(f"({MOVED}) OR {CHANGED}")
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_termination_cancelled_is_withdrawn"), ENDING, type_="check")
    op.drop_column(ENDING, "cancelled")


def _guard_ends(when: str) -> None:
    """Put the guard over changes of an end anew."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute(f"DROP TRIGGER {GUARD}_update{'' if sqlite else ' ON termination'}")
    _guard(ENDING, "update", when)


def _guard(table: str, action: str, when: str) -> None:
    """Refuse an action; the message is the guard's name, from which a sentence is found."""
    name = f"{table}_is_immutable"
    head = f"CREATE TRIGGER {name}_{action} BEFORE {action.upper()} ON {table} FOR EACH ROW"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"{head} WHEN {when} BEGIN SELECT RAISE(ABORT, '{name}'); END")
    else:
        op.execute(f"{head} WHEN ({when}) EXECUTE FUNCTION refuse_change('{name}')")
