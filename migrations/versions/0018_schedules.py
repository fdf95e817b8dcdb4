"""Plans of visits, how often a programme gives a service, temporary service.

Revision 0018.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

WEEKS = ("every", "first_third", "second_fourth", "first")
FREQUENCIES = (*(f"weekly_{times}" for times in range(1, 8)), "monthly", "as_needed")
DRAFT = sa.text("contract_id IS NULL")


def upgrade() -> None:
    """Create the tables and the columns."""
    op.create_table(
        "visit_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        *owned_by_provider("visit_plan"),
        by_provider("visit_plan", "programme_id", "programme"),
        by_provider("visit_plan", "contract_id", "contract"),
        by_provider("visit_plan", "recorded_by_id", "membership"),
        sa.UniqueConstraint("contract_id", "since", name=op.f("uq_visit_plan_contract_id_since")),
    )
    op.create_index(
        "uq_visit_plan_draft",
        "visit_plan",
        ["programme_id"],
        unique=True,
        sqlite_where=DRAFT,
        postgresql_where=DRAFT,
    )
    op.create_index(
        op.f("ix_visit_plan_provider_id_contract_id"), "visit_plan", ["provider_id", "contract_id"]
    )
    op.create_table(
        "planned_service",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("weeks", choice("weeks", WEEKS), nullable=False),
        sa.Column("begins_at", sa.Time(), nullable=True),
        sa.Column("ends_at", sa.Time(), nullable=True),
        *owned_by_provider("planned_service"),
        by_provider("planned_service", "plan_id", "visit_plan"),
        sa.UniqueConstraint(
            "plan_id", "code", "weekday", name=op.f("uq_planned_service_plan_id_code_weekday")
        ),
        sa.CheckConstraint(
            "weekday BETWEEN 0 AND 6", name=op.f("ck_planned_service_weekday_in_week")
        ),
        sa.CheckConstraint(
            "(begins_at IS NULL) = (ends_at IS NULL) AND (ends_at IS NULL OR ends_at > begins_at)",
            name=op.f("ck_planned_service_ends_after_begins"),
        ),
    )
    # Written out: making the table anew would lose its other checks on SQLite.
    allowed = ", ".join(f"'{value}'" for value in FREQUENCIES)
    op.execute(
        "ALTER TABLE programme_service ADD COLUMN frequency VARCHAR(40) "
        f"CONSTRAINT ck_programme_service_frequency CHECK (frequency IN ({allowed}))"
    )
    op.add_column(
        "contract", sa.Column("temporary", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    """Forget all of it."""
    op.drop_column("contract", "temporary")
    op.drop_column("programme_service", "frequency")
    op.drop_table("planned_service")
    op.drop_table("visit_plan")


def choice(name: str, values: tuple[str, ...]) -> sa.Enum:
    """A string kept within its values."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def owned_by_provider(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    """The keys of a provider's table."""
    return (
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f(f"fk_{table}_provider_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("provider_id", "id", name=op.f(f"uq_{table}_provider_id_id")),
    )


def by_provider(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    """A key that cannot leave the provider."""
    return sa.ForeignKeyConstraint(
        ["provider_id", column],
        [f"{target}.provider_id", f"{target}.id"],
        name=op.f(f"fk_{table}_{column}"),
    )
