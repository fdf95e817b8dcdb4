"""Departments for children: lessons, decisions of a council, files, things, placement, norms.

Revision 0026. A decision of a council never changes: a later one counts.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

DECISION = "council_decision"
GUARD = f"{DECISION}_is_immutable"
HOURS = "(begins_at IS NULL) = (ends_at IS NULL) AND (ends_at IS NULL OR ends_at > begins_at)"


def upgrade() -> None:
    """Create the tables and the guard."""
    create_lessons()
    create_decisions()
    create_files()
    create_stay()
    create_work()
    guard()


def downgrade() -> None:
    """Forget all of it."""
    for table in (
        "unit_norms",
        "unit_activity",
        "issued_item",
        "child_placement",
        "child_file",
        DECISION,
        "lesson_time",
    ):
        op.drop_table(table)


def create_lessons() -> None:
    """When a child has lessons."""
    table = "lesson_time"
    op.create_table(
        table,
        *own_columns("recipient_id"),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("weekdays", sa.JSON(), nullable=False),
        sa.Column("begins_at", sa.Time(), nullable=True),
        sa.Column("ends_at", sa.Time(), nullable=True),
        *recorded(table),
        *keys(table),
        reference(table, "recipient_id", "recipient"),
        unique(table, "recipient_id", "since"),
        check(table, HOURS, "ends_after_begins"),
    )


def create_decisions() -> None:
    """What a council decided about a course."""
    op.create_table(
        DECISION,
        *own_columns("programme_id"),
        sa.Column("minutes_number", sa.String(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("course_from", sa.Date(), nullable=False),
        sa.Column("course_to", sa.Date(), nullable=False),
        *recorded(DECISION),
        *keys(DECISION),
        reference(DECISION, "programme_id", "programme"),
        check(DECISION, "minutes_number <> ''", "minutes_given"),
        check(DECISION, "course_to >= course_from", "course_to_after_from"),
    )
    index(DECISION, "provider_id", "programme_id")


def create_files() -> None:
    """A personal file of each child."""
    table = "child_file"
    op.create_table(
        table,
        *own_columns("recipient_id"),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        *keys(table),
        reference(table, "recipient_id", "recipient"),
        unique(table, "recipient_id", "unit_code"),
        unique(table, "provider_id", "year", "sequence"),
        check(table, "sequence > 0", "sequence_positive"),
    )


def create_stay() -> None:
    """What a stay brings: things given, the placement afterwards."""
    table = "child_placement"
    op.create_table(
        table,
        *own_columns("recipient_id"),
        sa.Column("end", sa.String(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        struck(),
        *recorded(table),
        *keys(table),
        reference(table, "recipient_id", "recipient"),
    )
    index(table, "provider_id", "recipient_id")
    table = "issued_item"
    op.create_table(
        table,
        *own_columns("recipient_id"),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("item", "title", "size", "season")
        ),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        struck(),
        *recorded(table),
        *keys(table),
        reference(table, "recipient_id", "recipient"),
        check(table, "title <> ''", "title_given"),
        check(table, "quantity > 0", "quantity_positive"),
    )
    index(table, "provider_id", "recipient_id")


def create_work() -> None:
    """What a department does, and by which norms it keeps the children."""
    table = "unit_activity"
    op.create_table(
        table,
        *own_columns("department_id"),
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        struck(),
        *recorded(table),
        *keys(table),
        reference(table, "department_id", "department"),
        check(table, "about <> ''", "about_given"),
        check(table, "people >= 0", "people_not_negative"),
    )
    index(table, "provider_id", "department_id", "day")
    table = "unit_norms"
    op.create_table(
        table,
        *own_columns(),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        *recorded(table),
        *keys(table),
        unique(table, "provider_id", "code", "since"),
        check(table, "act <> ''", "act_given"),
    )


def own_columns(*owners: str) -> tuple[sa.Column[int], ...]:
    """The row, its provider, and what it belongs to."""
    return tuple(
        sa.Column(name, sa.Integer(), nullable=False) for name in ("id", "provider_id", *owners)
    )


def struck() -> sa.schema.SchemaItem:
    """When a mistaken row was crossed out."""
    return sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True)


def recorded(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    """When a row was entered, and by whom."""
    return (
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        reference(table, "recorded_by_id", "membership"),
    )


def keys(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    """The keys of a provider's table."""
    return (
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f(f"fk_{table}_provider_id")
        ),
        unique(table, "provider_id", "id"),
    )


def reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    """A key that stays within the provider."""
    return sa.ForeignKeyConstraint(
        ["provider_id", column],
        [f"{target}.provider_id", f"{target}.id"],
        name=op.f(f"fk_{table}_{column}"),
    )


def unique(table: str, *columns: str) -> sa.UniqueConstraint:
    """One row for each set of values."""
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def check(table: str, holds: str, name: str) -> sa.CheckConstraint:
    """What must hold even if the code is wrong."""
    return sa.CheckConstraint(holds, name=op.f(f"ck_{table}_{name}"))


def index(table: str, *columns: str) -> None:
    """An index whose name follows from its columns."""
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


def guard() -> None:
    """Refuse every change of a decision; the message is the guard's name."""
    if op.get_bind().dialect.name == "sqlite":
        for action in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {GUARD}_{action} BEFORE {action.upper()} ON {DECISION} "
                f"BEGIN SELECT RAISE(ABORT, '{GUARD}'); END"
            )
        return
    refusal = f"EXECUTE FUNCTION refuse_change('{GUARD}')"
    op.execute(
        f"CREATE TRIGGER {GUARD} BEFORE UPDATE OR DELETE ON {DECISION} FOR EACH ROW {refusal}"
    )
    op.execute(
        f"CREATE TRIGGER {GUARD}_truncate BEFORE TRUNCATE ON {DECISION} "
        f"FOR EACH STATEMENT {refusal}"
    )
