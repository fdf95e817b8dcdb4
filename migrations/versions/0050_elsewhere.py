"""A review may end with a new programme that went with its recipient: by its number and day.

Revision 0050.
"""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

REVIEW = "programme_review"
NAMED = f"ck_{REVIEW}_new_one_is_named"
ONE_OF_TWO = f"ck_{REVIEW}_new_one_is_here_or_elsewhere"
WITH_ITS_DAY = f"ck_{REVIEW}_new_number_with_its_day"


def upgrade() -> None:
    """Add the columns; every new programme of before is one of the provider's own."""
    with op.batch_alter_table(REVIEW) as table:
        table.add_column(sa.Column("new_number", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("new_issued_on", sa.Date(), nullable=True))
        table.drop_constraint(op.f(NAMED), type_="check")
        table.create_check_constraint(
            op.f(NAMED),
            "(outcome = 'new_programme') = "
            "(new_programme_id IS NOT NULL OR new_issued_on IS NOT NULL)",
        )
        table.create_check_constraint(
            op.f(ONE_OF_TWO), "new_programme_id IS NULL OR new_issued_on IS NULL"
        )
        table.create_check_constraint(
            op.f(WITH_ITS_DAY), "(new_issued_on IS NULL) = (new_number = '')"
        )
    with op.batch_alter_table(REVIEW) as table:
        table.alter_column("new_number", server_default=None)


def downgrade() -> None:
    """Forget programmes that went elsewhere: their reviews wait for an outcome again."""
    op.execute(
        "UPDATE programme_review SET outcome = 'open', outcome_on = NULL, new_number = '', "
        "new_issued_on = NULL WHERE new_issued_on IS NOT NULL"
    )
    with op.batch_alter_table(REVIEW) as table:
        for name in (WITH_ITS_DAY, ONE_OF_TWO, NAMED):
            table.drop_constraint(op.f(name), type_="check")
        table.create_check_constraint(
            op.f(NAMED), "(outcome = 'new_programme') = (new_programme_id IS NOT NULL)"
        )
        table.drop_column("new_issued_on")
        table.drop_column("new_number")
