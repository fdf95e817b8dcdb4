"""A representative signs by codes of his own; who agreed to a minor's agreement on codes.

Revision 0038.
"""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

AGREEMENT, CODE = "signing_agreement", "signing_code"
STANDING, STANDING_FOR = f"uq_{AGREEMENT}_standing", f"uq_{AGREEMENT}_standing_for"
OWN_ONE = f"ck_{AGREEMENT}_consent_to_the_own_one"


def upgrade() -> None:
    """Add the columns; agreements and codes of before are the recipients' own."""
    op.drop_index(STANDING, table_name=AGREEMENT)
    with op.batch_alter_table(AGREEMENT) as table:
        for column in ("representative_id", "consenter_id"):
            table.add_column(sa.Column(column, sa.Integer(), nullable=True))
            reference(table, AGREEMENT, column)
        table.create_check_constraint(
            op.f(OWN_ONE), "representative_id IS NULL OR consenter_id IS NULL"
        )
    with op.batch_alter_table(CODE) as table:
        table.add_column(sa.Column("representative_id", sa.Integer(), nullable=True))
        reference(table, CODE, "representative_id")
    one_standing(STANDING, "recipient_id", "ended_on IS NULL AND representative_id IS NULL")
    one_standing(STANDING_FOR, "representative_id", "ended_on IS NULL")


def downgrade() -> None:
    """Forget whose they were: what representatives had agreed to goes, with their codes."""
    op.execute(f"DELETE FROM {CODE} WHERE representative_id IS NOT NULL")  # noqa: S608 - our own
    op.execute(f"DELETE FROM {AGREEMENT} WHERE representative_id IS NOT NULL")  # noqa: S608
    op.drop_index(STANDING_FOR, table_name=AGREEMENT)
    op.drop_index(STANDING, table_name=AGREEMENT)
    with op.batch_alter_table(CODE) as table:
        table.drop_constraint(op.f(f"fk_{CODE}_representative_id"), type_="foreignkey")
        table.drop_column("representative_id")
    with op.batch_alter_table(AGREEMENT) as table:
        table.drop_constraint(op.f(OWN_ONE), type_="check")
        for column in ("consenter_id", "representative_id"):
            table.drop_constraint(op.f(f"fk_{AGREEMENT}_{column}"), type_="foreignkey")
            table.drop_column(column)
    one_standing(STANDING, "recipient_id", "ended_on IS NULL")


def reference(table: BatchOperations, name: str, column: str) -> None:
    """A key to a representative that stays within the provider."""
    table.create_foreign_key(
        op.f(f"fk_{name}_{column}"),
        "representative",
        ["provider_id", column],
        ["provider_id", "id"],
    )


def one_standing(name: str, column: str, condition: str) -> None:
    """One agreement of a person that has not ended."""
    op.create_index(
        name,
        AGREEMENT,
        ["provider_id", column],
        unique=True,
        sqlite_where=sa.text(condition),
        postgresql_where=sa.text(condition),
    )
