"""The paper that confirms a break stands at it, and so does the event that it waited for.

Revision 0044.
"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

PAPER, EVENT = "suspension_paper", "suspension_event"


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        PAPER,
        *_numbers("id", "provider_id", "suspension_id", "document_id"),
        *_recorded(),
        *_keys(
            PAPER,
            {
                "suspension_id": "suspension",
                "document_id": "submitted_document",
                "recorded_by_id": "membership",
            },
        ),
        sa.UniqueConstraint(
            "suspension_id", "document_id", name=op.f(f"uq_{PAPER}_suspension_id_document_id")
        ),
    )
    op.create_table(
        EVENT,
        *_numbers("id", "provider_id", "suspension_id"),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        *_recorded(),
        *_keys(EVENT, {"suspension_id": "suspension", "recorded_by_id": "membership"}),
        sa.UniqueConstraint("suspension_id", name=op.f(f"uq_{EVENT}_suspension_id")),
    )


def downgrade() -> None:
    """Forget them; the papers themselves stay in the files of the recipients."""
    for table in (EVENT, PAPER):
        op.drop_table(table)


def _numbers(*names: str) -> tuple[sa.Column[int], ...]:
    return tuple(sa.Column(name, sa.Integer(), nullable=False) for name in names)


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
