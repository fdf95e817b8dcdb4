"""Fields copied from papers of the authority; who lives alone; relatives who pay by own will.

Revision 0036. Programmes recorded before have no sheet: nobody was asked, nothing is demanded.
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

SHEET, ALONE, PAYER = "recorded_sheet", "living_alone", "other_payer"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        SHEET,
        *_numbers("id", "provider_id"),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("tables", sa.JSON(), nullable=False),
        *_recorded(),
        sa.Column("version", sa.Integer(), nullable=False),
        *_keys(SHEET, {"programme_id": "programme", "application_id": "application"}),
        *(
            sa.UniqueConstraint(column, "form", name=op.f(f"uq_{SHEET}_{column}_form"))
            for column in ("programme_id", "application_id")
        ),
        sa.CheckConstraint(
            "(programme_id IS NULL) <> (application_id IS NULL)",
            name=op.f(f"ck_{SHEET}_belongs_to_one"),
        ),
    )
    op.create_table(
        ALONE,
        *_numbers("id", "provider_id", "recipient_id"),
        *_words("ground", "paper"),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        *_recorded(),
        *_keys(ALONE, {"recipient_id": "recipient"}),
        sa.CheckConstraint("paper <> ''", name=op.f(f"ck_{ALONE}_paper_named")),
        sa.CheckConstraint(
            "until IS NULL OR until >= since", name=op.f(f"ck_{ALONE}_until_not_before_since")
        ),
    )
    op.create_table(
        PAYER,
        *_numbers("id", "provider_id", "recipient_id"),
        *_words("name", "relation"),
        sa.Column("consent_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        *_recorded(),
        *_keys(PAYER, {"recipient_id": "recipient"}),
        sa.CheckConstraint("name <> ''", name=op.f(f"ck_{PAYER}_payer_named")),
        sa.CheckConstraint(
            "until IS NULL OR until >= consent_on",
            name=op.f(f"ck_{PAYER}_until_not_before_consent"),
        ),
    )
    for table in (ALONE, PAYER):
        columns = ["provider_id", "recipient_id"]
        op.create_index(op.f(f"ix_{table}_provider_id_recipient_id"), table, columns)


def downgrade() -> None:
    """Forget them."""
    for table in (PAYER, ALONE, SHEET):
        op.drop_table(table)


def _numbers(*names: str) -> tuple[sa.Column[int], ...]:
    return tuple(sa.Column(name, sa.Integer(), nullable=False) for name in names)


def _words(*names: str) -> tuple[sa.Column[str], ...]:
    return tuple(sa.Column(name, sa.String(), nullable=False) for name in names)


def _recorded() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
    )


def _keys(table: str, columns: dict[str, str]) -> tuple[sa.Constraint, ...]:
    return (
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f(f"fk_{table}_provider_id")
        ),
        *(
            sa.ForeignKeyConstraint(
                ["provider_id", column],
                [f"{other}.provider_id", f"{other}.id"],
                name=op.f(f"fk_{table}_{column}"),
            )
            for column, other in {**columns, "recorded_by_id": "membership"}.items()
        ),
        sa.UniqueConstraint("provider_id", "id", name=op.f(f"uq_{table}_provider_id_id")),
    )
