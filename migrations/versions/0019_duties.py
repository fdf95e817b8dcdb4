"""Duties with a due day, the provider's entry in the register, the paper of a warning.

Revision 0019. A warning is drawn before it is handed over, so the day of handover may be open.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

DUTY, TERM, WARNING = "duty", "duty_term", "suspension_warning"
KINDS = ("incident", "publication", "programme_draft", "inspection")
REGISTERED = "excluded_on IS NULL OR (registered_on IS NOT NULL AND registered_on <= excluded_on)"
PAPER = f"fk_{WARNING}_paper_id"


def upgrade() -> None:
    """Add the duties and their terms, the entry, the paper."""
    create_duties()
    create_terms()
    add_register_entry()
    with op.batch_alter_table(WARNING) as table:
        table.add_column(sa.Column("paper_id", sa.Integer(), nullable=True))
        table.alter_column("handed_on", existing_type=sa.Date(), nullable=True)
        table.create_foreign_key(
            op.f(PAPER), "paper", ["provider_id", "paper_id"], ["provider_id", "id"]
        )


def downgrade() -> None:
    """Forget them; a warning that was never handed over goes with its paper."""
    op.execute("DELETE FROM suspension_warning WHERE handed_on IS NULL")
    with op.batch_alter_table(WARNING) as table:
        table.drop_constraint(op.f(PAPER), type_="foreignkey")
        table.alter_column("handed_on", existing_type=sa.Date(), nullable=False)
        table.drop_column("paper_id")
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_provider_register_entry"), "provider", type_="check")
    for column in ("excluded_on", "registered_forms", "registered_on", "register_number"):
        op.drop_column("provider", column)
    op.drop_table(TERM)
    op.drop_table(DUTY)


def create_duties() -> None:
    """One row for each event from which terms run."""
    op.create_table(
        DUTY,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=True),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *keys(
            DUTY,
            ("recipient", "recipient_id"),
            ("application", "application_id"),
            ("membership", "recorded_by_id"),
        ),
        sa.CheckConstraint(
            f"kind IN ({', '.join(repr(kind) for kind in KINDS)})", name=op.f(f"ck_{DUTY}_kind")
        ),
    )
    op.create_index(
        op.f(f"ix_{DUTY}_provider_id_kind_closed_at"), DUTY, ["provider_id", "kind", "closed_at"]
    )


def create_terms() -> None:
    """By when something is done about a duty, and when it was."""
    op.create_table(
        TERM,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        *keys(TERM, ("duty", "duty_id"), ("membership", "done_by_id")),
        sa.UniqueConstraint("duty_id", "code", name=op.f(f"uq_{TERM}_duty_id_code")),
        sa.CheckConstraint(
            "(done_at IS NULL) = (done_by_id IS NULL)", name=op.f(f"ck_{TERM}_done_by_somebody")
        ),
    )
    op.create_index(
        op.f(f"ix_{TERM}_provider_id_done_at_due_at"), TERM, ["provider_id", "done_at", "due_at"]
    )


def add_register_entry() -> None:
    """The check stands at the last column, so it goes with it."""
    op.add_column("provider", sa.Column("register_number", sa.String(), nullable=True))
    op.add_column("provider", sa.Column("registered_on", sa.Date(), nullable=True))
    op.add_column("provider", sa.Column("registered_forms", sa.JSON(), nullable=True))
    op.execute(
        "ALTER TABLE provider ADD COLUMN excluded_on DATE "
        f"CONSTRAINT {op.f('ck_provider_register_entry')} CHECK ({REGISTERED})"
    )


def keys(table: str, *targets: tuple[str, str]) -> tuple[sa.schema.SchemaItem, ...]:
    """The primary key, the key others point at, and keys that stay within the provider."""
    return (
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("provider_id", "id", name=op.f(f"uq_{table}_provider_id_id")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f(f"fk_{table}_provider_id")
        ),
        *(
            sa.ForeignKeyConstraint(
                ["provider_id", column],
                [f"{target}.provider_id", f"{target}.id"],
                name=op.f(f"fk_{table}_{column}"),
            )
            for target, column in targets
        ),
    )
