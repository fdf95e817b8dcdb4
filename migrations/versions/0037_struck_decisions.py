"""Council decisions struck out, contracts by department, papers shown and brought.

Revision 0037. Departments without a row conclude contracts, as they did before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

STRUCK, CHOICE = "struck_decision", "unit_contract_choice"
SHOWN, BROUGHT = "provider_paper", "application_paper"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        STRUCK,
        *_numbers("id", "provider_id", "decision_id"),
        sa.Column("struck_on", sa.Date(), nullable=False),
        *_words("reason"),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=False),
        *_numbers("struck_by_id"),
        *_keys(STRUCK, {"decision_id": "council_decision", "struck_by_id": "membership"}),
        sa.UniqueConstraint("decision_id", name=op.f(f"uq_{STRUCK}_decision_id")),
        sa.CheckConstraint("reason <> ''", name=op.f(f"ck_{STRUCK}_reason_given")),
    )
    op.create_table(
        CHOICE,
        *_numbers("id", "provider_id"),
        *_words("unit_code"),
        sa.Column("concluded", sa.Boolean(), nullable=False),
        *_words("reason"),
        sa.Column("since", sa.Date(), nullable=False),
        *_recorded(),
        *_keys(CHOICE, {"recorded_by_id": "membership"}),
        sa.CheckConstraint("reason <> ''", name=op.f(f"ck_{CHOICE}_reason_given")),
    )
    op.create_index(
        op.f(f"ix_{CHOICE}_provider_id_unit_code"), CHOICE, ["provider_id", "unit_code"]
    )
    op.create_table(
        SHOWN,
        *_numbers("id", "provider_id"),
        *_words("code"),
        *_numbers("file_id"),
        *_recorded(),
        *_keys(SHOWN, {"file_id": "stored_file", "recorded_by_id": "membership"}),
        sa.UniqueConstraint("provider_id", "code", name=op.f(f"uq_{SHOWN}_provider_id_code")),
    )
    _brought()


def _brought() -> None:
    """What came with an application."""
    op.create_table(
        BROUGHT,
        *_numbers("id", "provider_id", "application_id"),
        *_words("code", "proof"),
        sa.Column("brought_on", sa.Date(), nullable=False),
        *_words("relative", "obstacle"),
        *(sa.Column(name, sa.Date(), nullable=True) for name in ("since", "until")),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        *_recorded(),
        *_keys(BROUGHT, {"application_id": "application", "recorded_by_id": "membership"}),
        sa.CheckConstraint("code <> ''", name=op.f(f"ck_{BROUGHT}_code_given")),
        sa.CheckConstraint(
            "until IS NULL OR until >= since", name=op.f(f"ck_{BROUGHT}_until_after_since")
        ),
    )
    op.create_index(
        op.f(f"ix_{BROUGHT}_provider_id_application_id"), BROUGHT, ["provider_id", "application_id"]
    )


def downgrade() -> None:
    """Forget them."""
    for table in (BROUGHT, SHOWN, CHOICE, STRUCK):
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
            for column, other in columns.items()
        ),
        sa.UniqueConstraint("provider_id", "id", name=op.f(f"uq_{table}_provider_id_id")),
    )
