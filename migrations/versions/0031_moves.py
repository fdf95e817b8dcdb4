"""Other ways out and in: the case, its steps, the envelope that goes with the recipient.

Revision 0031.
"""

from datetime import date, datetime

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

CASE, STEP, ENVELOPE = "move", "move_step", "move_envelope"
OPEN = sa.text("closed_on IS NULL")
KINDS = "'another_provider', 'another_region', 'between_departments', 'to_residential_care'"


def upgrade() -> None:
    """Add the three tables, and the day of a programme's first contract with somebody else."""
    op.add_column("programme", sa.Column("first_contract_on", sa.Date(), nullable=True))
    create_cases()
    create_steps()
    create_envelopes()


def downgrade() -> None:
    """Forget the ways; ended contracts and issued papers stay."""
    for table in (ENVELOPE, STEP, CASE):
        op.drop_table(table)
    op.drop_column("programme", "first_contract_on")


def create_cases() -> None:
    """One row for each way that somebody has begun; of a contract one at a time."""
    op.create_table(
        CASE,
        *owned(),
        number("recipient_id"),
        number("contract_id"),
        number("programme_id"),
        sa.Column("kind", sa.String(40), nullable=False),
        words("state"),
        words("reason"),
        day("applied_on", nullable=False),
        words("applied_by"),
        words("destination"),
        number("to_provider_id", nullable=True),
        number("from_department_id", nullable=True),
        number("to_department_id", nullable=True),
        number("new_programme_id", nullable=True),
        number("new_contract_id", nullable=True),
        words("new_contract"),
        day("moves_on"),
        words("order_number"),
        number("order_paper_id", nullable=True),
        number("list_paper_id", nullable=True),
        words("handed_to"),
        day("closed_on"),
        words("withdrawal"),
        moment("opened_at"),
        number("opened_by_id"),
        number("version"),
        *keys(
            CASE,
            ("recipient", "recipient_id"),
            ("contract", "contract_id"),
            ("programme", "programme_id"),
            ("department", "from_department_id"),
            ("department", "to_department_id"),
            ("programme", "new_programme_id"),
            ("contract", "new_contract_id"),
            ("paper", "order_paper_id"),
            ("paper", "list_paper_id"),
            ("membership", "opened_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["to_provider_id"], ["provider.id"], name=op.f(f"fk_{CASE}_to_provider_id")
        ),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f(f"ck_{CASE}_kind")),
        sa.CheckConstraint("reason <> ''", name=op.f(f"ck_{CASE}_reason_given")),
        sa.CheckConstraint("destination <> ''", name=op.f(f"ck_{CASE}_destination_given")),
        sa.CheckConstraint(
            "withdrawal = '' OR closed_on IS NOT NULL", name=op.f(f"ck_{CASE}_withdrawn_and_closed")
        ),
    )
    op.create_index(
        op.f(f"uq_{CASE}_open"),
        CASE,
        ["provider_id", "contract_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    for columns in (("provider_id", "recipient_id"), ("to_provider_id", "closed_on")):
        op.create_index(op.f(f"ix_{CASE}_{'_'.join(columns)}"), CASE, list(columns))


def create_steps() -> None:
    """The arrows that were taken."""
    op.create_table(
        STEP,
        *owned(),
        number("move_id"),
        words("step"),
        words("title"),
        words("source"),
        words("target"),
        words("rule"),
        day("taken_on", nullable=False),
        words("note"),
        moment("taken_at"),
        words("taken_by"),
        *keys(STEP, ("move", "move_id")),
    )
    op.create_index(op.f(f"ix_{STEP}_provider_id_move_id"), STEP, ["provider_id", "move_id"])


def create_envelopes() -> None:
    """The signed packages as they left."""
    op.create_table(
        ENVELOPE,
        *owned(),
        number("move_id"),
        words("sha256"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        moment("made_at"),
        number("made_by_id"),
        *keys(ENVELOPE, ("move", "move_id"), ("membership", "made_by_id")),
        sa.UniqueConstraint("move_id", "sha256", name=op.f(f"uq_{ENVELOPE}_move_id_sha256")),
    )


def owned() -> tuple[sa.Column[int], sa.Column[int]]:
    """The two columns that every provider's table begins with."""
    return number("id"), number("provider_id")


def number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    """A whole number."""
    return sa.Column(name, sa.Integer(), nullable=nullable)


def words(name: str) -> sa.Column[str]:
    """A text."""
    return sa.Column(name, sa.String(), nullable=False)


def day(name: str, *, nullable: bool = True) -> sa.Column[date]:
    """A date."""
    return sa.Column(name, sa.Date(), nullable=nullable)


def moment(name: str) -> sa.Column[datetime]:
    """A moment with its zone."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def keys(table: str, *references: tuple[str, str]) -> tuple[sa.schema.Constraint, ...]:
    """The keys of a provider's table, and the references that stay within the provider."""
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
            for target, column in references
        ),
    )
