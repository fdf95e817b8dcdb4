"""A programme entered by mistake is withdrawn, never deleted, and sets its number free.

Revision 0006. SQLite cannot drop a key of a table, so there the table is made anew under its own
name: the rows that point at it are checked when the migration commits.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NUMBER = "uq_programme_provider_id_number_issued_on"
WITH_REASON = "ck_programme_withdrawn_with_reason"
WITHDRAWN = "(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)"
COLUMNS = (
    "id, provider_id, recipient_id, number, issued_on, decision_date, form, unit_code, valid_from, "
    "valid_until, conditions, issuer, presented_at, contract_due_at, contract_due_rule, "
    "federal_due_at, due_steps, version"
)


def upgrade() -> None:
    """Add the moment and the reason; the number is unique among programmes that stand."""
    if op.get_bind().dialect.name == "sqlite":
        rebuild(
            sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
            sa.Column("withdrawn_reason", sa.String(), nullable=True),
            sa.CheckConstraint(WITHDRAWN, name=op.f(WITH_REASON)),
        )
    else:
        op.add_column("programme", sa.Column("withdrawn_at", sa.DateTime(timezone=True)))
        op.add_column("programme", sa.Column("withdrawn_reason", sa.String()))
        op.create_check_constraint(op.f(WITH_REASON), "programme", WITHDRAWN)
        op.drop_constraint(op.f(NUMBER), "programme", type_="unique")
    op.create_index(
        NUMBER,
        "programme",
        ["provider_id", "number", "issued_on"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )


def downgrade() -> None:
    """Forget what was withdrawn; refused by the key where a number has been used again."""
    op.drop_index(NUMBER, "programme")
    key = sa.UniqueConstraint("provider_id", "number", "issued_on", name=op.f(NUMBER))
    if op.get_bind().dialect.name == "sqlite":
        rebuild(key)
        return
    op.drop_constraint(op.f(WITH_REASON), "programme", type_="check")
    op.drop_column("programme", "withdrawn_reason")
    op.drop_column("programme", "withdrawn_at")
    op.create_unique_constraint(op.f(NUMBER), "programme", ["provider_id", "number", "issued_on"])


def rebuild(*more: sa.schema.SchemaItem) -> None:
    """Make SQLite's table anew with these columns and constraints on top, keeping its rows."""
    op.execute("PRAGMA defer_foreign_keys = ON")
    op.execute("CREATE TEMPORARY TABLE programme_kept AS SELECT * FROM programme")
    op.drop_table("programme")
    op.create_table(
        "programme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("decision_date", sa.Date(), nullable=True),
        sa.Column("form", sa.String(40), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("conditions", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("presented_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contract_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contract_due_rule", sa.String(), nullable=False),
        sa.Column("federal_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_steps", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *more,
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("provider_id", "id", name=op.f("uq_programme_provider_id_id")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_programme_provider_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "recipient_id"],
            ["recipient.provider_id", "recipient.id"],
            name=op.f("fk_programme_recipient_id"),
        ),
        sa.CheckConstraint(
            "form IN ('home', 'semi_stationary', 'stationary', 'urgent')",
            name=op.f("ck_programme_form"),
        ),
        sa.CheckConstraint(
            "valid_until >= valid_from", name=op.f("ck_programme_valid_until_after_valid_from")
        ),
    )
    for columns in (["provider_id", "contract_due_at"], ["provider_id", "recipient_id"]):
        op.create_index(op.f(f"ix_programme_{'_'.join(columns)}"), "programme", columns)
    op.execute(
        f"INSERT INTO programme ({COLUMNS}) SELECT {COLUMNS} FROM programme_kept"  # noqa: S608 - our own
    )
    op.execute("DROP TABLE programme_kept")
