"""A break that never began holds no day; a correction of an act may take back an earlier one.

Revision 0041.
"""

from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

BREAK, CORRECTION, OVERLAP = "suspension", "act_correction", "suspension_overlap"
DAYS, ONLY_LESS = "ck_suspension_until_after_since", "ck_act_correction_only_less"
LATER, NOT_EARLIER = "until IS NULL OR until > since", "until IS NULL OR until >= since"


def upgrade() -> None:
    """Let a break have no day left, and a correction raise what another one has lowered."""
    _days(NOT_EARLIER)
    with op.batch_alter_table(CORRECTION) as table:
        table.drop_constraint(op.f(ONLY_LESS), type_="check")


def downgrade() -> None:
    """Breaks without a day get one; corrections that raised a fee keep the database from it."""
    op.execute("DELETE FROM suspension_warning WHERE suspension_id IN (SELECT id FROM suspension "
               "WHERE until = since)")  # fmt: skip
    op.execute("DELETE FROM suspension_order WHERE suspension_id IN (SELECT id FROM suspension "
               "WHERE until = since)")  # fmt: skip
    op.execute("DELETE FROM suspension WHERE until = since")
    _days(LATER)
    with op.batch_alter_table(CORRECTION) as table:
        table.create_check_constraint(op.f(ONLY_LESS), "payable <= payable_before")


def _days(check: str) -> None:
    """Exchange the check; on SQLite the table is made anew, and its guard with it."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    if sqlite:
        for action in ("insert", "update"):
            op.execute(f"DROP TRIGGER {OVERLAP}_{action}")
    with op.batch_alter_table(BREAK) as table:
        table.drop_constraint(op.f(DAYS), type_="check")
        table.create_check_constraint(op.f(DAYS), check)
    if sqlite:
        for action in ("insert", "update"):
            op.execute(
                f"CREATE TRIGGER {OVERLAP}_{action} BEFORE {action.upper()} "  # noqa: S608 - our own
                "ON suspension "
                "WHEN EXISTS (SELECT 1 FROM suspension AS other "
                "WHERE other.contract_id = NEW.contract_id AND other.id IS NOT NEW.id "
                "AND (NEW.until IS NULL OR NEW.since < NEW.until) "
                "AND (other.until IS NULL OR other.since < other.until) "
                "AND (NEW.until IS NULL OR other.since < NEW.until) "
                "AND (other.until IS NULL OR other.until > NEW.since)) "
                f"BEGIN SELECT RAISE(ABORT, '{OVERLAP}'); END"
            )
