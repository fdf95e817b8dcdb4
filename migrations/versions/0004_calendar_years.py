"""Years of the working calendar that an administrator adds; no multiplier under one and a half.

Revision 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MULTIPLIER = "ck_reference_value_multiplier_not_below_law"


def upgrade() -> None:
    """Create the tables; the multiplier is kept in thousandths."""
    op.create_table(
        "calendar_year",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("act <> ''", name=op.f("ck_calendar_year_act_given")),
        sa.CheckConstraint(
            "year BETWEEN 2015 AND 2100", name=op.f("ck_calendar_year_year_possible")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_calendar_year_entered_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_year")),
    )
    op.create_index(
        "uq_calendar_year_current",
        "calendar_year",
        ["region_code", "year"],
        unique=True,
        sqlite_where=sa.text("replaced_at IS NULL"),
        postgresql_where=sa.text("replaced_at IS NULL"),
    )
    op.create_table(
        "calendar_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("calendar_year_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "day_off",
                "working_weekend",
                "shortened",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["calendar_year_id"],
            ["calendar_year.id"],
            name=op.f("fk_calendar_day_calendar_year_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_day")),
        sa.UniqueConstraint(
            "calendar_year_id", "day", name=op.f("uq_calendar_day_calendar_year_id_day")
        ),
    )
    with op.batch_alter_table("reference_value") as table:
        table.create_check_constraint(
            op.f(MULTIPLIER), "key <> 'threshold_multiplier' OR amount >= 1500"
        )


def downgrade() -> None:
    """Drop them with what they hold."""
    with op.batch_alter_table("reference_value") as table:
        table.drop_constraint(op.f(MULTIPLIER), type_="check")
    op.drop_table("calendar_day")
    op.drop_table("calendar_year")
