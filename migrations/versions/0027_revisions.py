"""Papers of a programme's end and revision, days of their registers; notices of new conditions.

Revision 0027.
"""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

REVIEW, ENDING, NOTICE = "programme_review", "programme_ending", "notice"
DAYS = (
    "organisation_received_on",
    "ministry_received_on",
    "conditions_act_on",
    "conditions_act_received_on",
)
HOW = ("in_person", "representative", "registered_post", "refused")
OLD_EVENTS, EVENTS = ("fee_changed",), ("fee_changed", "conditions_changed")


def upgrade() -> None:
    """Add papers and days; what was recorded before has none of them."""
    with op.batch_alter_table(REVIEW) as table:
        table.add_column(sa.Column("inputs", sa.JSON(), nullable=False, server_default="{}"))
        table.add_column(sa.Column("paper_id", sa.Integer(), nullable=True))
        for name in DAYS:
            table.add_column(sa.Column(name, sa.Date(), nullable=True))
        _paper(table, REVIEW, "paper_id")
    with op.batch_alter_table(ENDING) as table:
        for name in ("notice_paper_id", "conclusion_paper_id"):
            table.add_column(sa.Column(name, sa.Integer(), nullable=True))
            _paper(table, ENDING, name)
        table.add_column(sa.Column("notice_handed", sa.String(40), nullable=True))
        table.create_check_constraint(
            op.f(f"ck_{ENDING}_notice_handed"), _within("notice_handed", HOW)
        )
        table.add_column(
            sa.Column("dispatch_number", sa.String(), nullable=False, server_default="")
        )
    with op.batch_alter_table(NOTICE) as table:
        table.drop_constraint(op.f(f"ck_{NOTICE}_event"), type_="check")
        table.create_check_constraint(op.f(f"ck_{NOTICE}_event"), _within("event", EVENTS))
        table.add_column(sa.Column("handed", sa.String(40), nullable=True))
        table.create_check_constraint(op.f(f"ck_{NOTICE}_handed"), _within("handed", HOW))
        table.create_check_constraint(
            op.f(f"ck_{NOTICE}_handed_on_its_day"), "handed IS NULL OR handed_on IS NOT NULL"
        )


def downgrade() -> None:
    """Forget them, and the notices of conditions."""
    op.execute("DELETE FROM notice WHERE event = 'conditions_changed'")
    with op.batch_alter_table(NOTICE) as table:
        for name in ("handed_on_its_day", "handed", "event"):
            table.drop_constraint(op.f(f"ck_{NOTICE}_{name}"), type_="check")
        table.drop_column("handed")
        table.create_check_constraint(op.f(f"ck_{NOTICE}_event"), _within("event", OLD_EVENTS))
    with op.batch_alter_table(ENDING) as table:
        table.drop_constraint(op.f(f"ck_{ENDING}_notice_handed"), type_="check")
        for name in ("notice_paper_id", "conclusion_paper_id"):
            table.drop_constraint(op.f(f"fk_{ENDING}_{name}"), type_="foreignkey")
            table.drop_column(name)
        table.drop_column("dispatch_number")
        table.drop_column("notice_handed")
    with op.batch_alter_table(REVIEW) as table:
        table.drop_constraint(op.f(f"fk_{REVIEW}_paper_id"), type_="foreignkey")
        for name in ("inputs", "paper_id", *DAYS):
            table.drop_column(name)


def _paper(table: BatchOperations, name: str, column: str) -> None:
    """A key to a paper of the same provider."""
    key = op.f(f"fk_{name}_{column}")
    table.create_foreign_key(key, "paper", ["provider_id", column], ["provider_id", "id"])


def _within(column: str, words: tuple[str, ...]) -> str:
    """The check that keeps a column within these words."""
    return f"{column} IN ({', '.join(repr(word) for word in words)})"
