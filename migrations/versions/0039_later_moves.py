"""What recipients write about their moves in the cabinet: a wish to go, or to stay after all.

Revision 0039.
"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

TABLE = "move_request"
OPEN = sa.text("closed_at IS NULL")
KINDS = "'another_provider', 'another_region', 'between_departments', 'to_residential_care'"
REFERENCES = (
    ("contract", "contract_id"),
    ("recipient", "recipient_id"),
    ("representative", "representative_id"),
    ("transfer", "transfer_id"),
    ("move", "move_id"),
    ("paper", "paper_id"),
    ("membership", "asked_by_id"),
    ("membership", "closed_by_id"),
)


def upgrade() -> None:
    """Add the applications; of a contract one waits at a time."""
    op.create_table(
        TABLE,
        number("id"),
        number("provider_id"),
        number("contract_id"),
        number("recipient_id"),
        number("representative_id", nullable=True),
        sa.Column("wish", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        words("destination"),
        words("reason"),
        number("transfer_id", nullable=True),
        number("move_id", nullable=True),
        number("paper_id"),
        moment("asked_at"),
        number("asked_by_id"),
        moment("signed_at", nullable=True),
        moment("closed_at", nullable=True),
        number("closed_by_id", nullable=True),
        words("answer"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("provider_id", "id", name=op.f(f"uq_{TABLE}_provider_id_id")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f(f"fk_{TABLE}_provider_id")
        ),
        *(
            sa.ForeignKeyConstraint(
                ["provider_id", column],
                [f"{target}.provider_id", f"{target}.id"],
                name=op.f(f"fk_{TABLE}_{column}"),
            )
            for target, column in REFERENCES
        ),
        sa.CheckConstraint("wish IN ('go', 'stay')", name=op.f(f"ck_{TABLE}_wish")),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f(f"ck_{TABLE}_kind")),
        sa.CheckConstraint("reason <> ''", name=op.f(f"ck_{TABLE}_reason_given")),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (closed_by_id IS NULL)", name=op.f(f"ck_{TABLE}_closed_by_whom")
        ),
    )
    op.create_index(
        op.f(f"uq_{TABLE}_open"),
        TABLE,
        ["provider_id", "contract_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index(
        op.f(f"ix_{TABLE}_provider_id_recipient_id"), TABLE, ["provider_id", "recipient_id"]
    )


def downgrade() -> None:
    """Forget the applications; their papers stay."""
    op.drop_table(TABLE)


def number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    """A whole number."""
    return sa.Column(name, sa.Integer(), nullable=nullable)


def words(name: str) -> sa.Column[str]:
    """A text."""
    return sa.Column(name, sa.String(), nullable=False)


def moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    """A moment with its zone."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)
