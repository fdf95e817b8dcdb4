"""Moves to another provider, the authority that agrees to them, and its officers.

Revision 0022.
"""

from datetime import date, datetime

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

CASE, STEP, PAPER, OFFER = "transfer", "transfer_step", "transfer_paper", "transfer_offer"
MOVE, HOLD, ENVELOPE = "personal_file_move", "vacancy_hold", "transfer_envelope"
OPEN, HELD = sa.text("closed_on IS NULL"), sa.text("state = 'held'")
ROLE = "ck_membership_role"
ROLES = (
    "role IN ('director', 'accountant', 'social_worker', "
    "'head_of_department', 'recipient', 'administrator')"
)
WITH_OFFICER = ROLES.replace("'administrator'", "'administrator', 'officer'")


def upgrade() -> None:
    """Add the tables, the mark of an authority and the role of its officers."""
    op.add_column(
        "provider",
        sa.Column("is_authority", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    change_roles(ROLES, WITH_OFFICER)
    create_cases()
    create_steps()
    create_papers()
    create_offers()
    create_moves()
    create_holds()
    create_envelopes()


def downgrade() -> None:
    """Forget them; officers lose their memberships."""
    for table in (ENVELOPE, HOLD, MOVE, OFFER, PAPER, STEP, CASE):
        op.drop_table(table)
    op.execute("DELETE FROM membership WHERE role = 'officer'")
    change_roles(WITH_OFFICER, ROLES)
    op.drop_column("provider", "is_authority")


def change_roles(before: str, after: str) -> None:
    """Let the column of roles hold other words.

    SQLite would copy the table, which half the tables point at; its manual allows changing the text
    of a check in place, since no stored row looks different afterwards.
    """
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f(ROLE), "membership", type_="check")
        op.create_check_constraint(op.f(ROLE), "membership", after)
        return
    version = op.get_bind().exec_driver_sql("PRAGMA schema_version").scalar_one()
    op.execute("PRAGMA writable_schema = ON")
    op.get_bind().exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) "
        "WHERE type = 'table' AND name = 'membership'",
        (before, after),
    )
    op.execute(f"PRAGMA schema_version = {version + 1}")
    op.execute("PRAGMA writable_schema = OFF")


def create_cases() -> None:
    """One row for each move that was asked for."""
    op.create_table(
        CASE,
        *owned(),
        number("recipient_id"),
        number("contract_id"),
        number("programme_id"),
        words("workflow"),
        words("state"),
        sa.Column("manual", sa.Boolean(), nullable=False),
        words("reason"),
        day("applied_on", nullable=False),
        words("applied_by"),
        words("consent"),
        number("wish_provider_id", nullable=True),
        words("wish_name"),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("confirmed", sa.JSON(), nullable=False),
        words("basis", nullable=True),
        number("authority_id", nullable=True),
        day("received_on"),
        day("registered_on"),
        number("register_year", nullable=True),
        number("register_number", nullable=True),
        day("register_due"),
        day("agreement_due"),
        day("notice_due"),
        day("agreed_on"),
        day("notified_on"),
        words("decision_number"),
        words("decision_reason"),
        number("chosen_provider_id", nullable=True),
        words("chosen_name"),
        day("chosen_on"),
        number("new_contract_id", nullable=True),
        number("termination_id", nullable=True),
        day("moved_on"),
        day("closed_on"),
        moment("opened_at"),
        number("opened_by_id"),
        number("version"),
        *keys(
            CASE,
            ("recipient", "recipient_id"),
            ("contract", "contract_id"),
            ("programme", "programme_id"),
            ("termination", "termination_id"),
            ("membership", "opened_by_id"),
        ),
        *organisations(CASE, "wish_provider_id", "authority_id", "chosen_provider_id"),
        sa.ForeignKeyConstraint(
            ["chosen_provider_id", "new_contract_id"],
            ["contract.provider_id", "contract.id"],
            name=op.f(f"fk_{CASE}_new_contract_id"),
        ),
        unique(CASE, "authority_id", "register_year", "register_number"),
        check(CASE, "reason_given", "reason <> ''"),
        check(CASE, "wish_given", "wish_name <> ''"),
        check(CASE, "register_number_positive", "register_number > 0"),
        check(CASE, "number_with_its_year", "(register_year IS NULL) = (register_number IS NULL)"),
        check(CASE, "moved_and_closed", "moved_on IS NULL OR closed_on IS NOT NULL"),
    )
    for column in ("authority_id", "chosen_provider_id", "wish_provider_id"):
        index(CASE, column, "state")
    index(CASE, "provider_id", "recipient_id")
    op.create_index(
        f"uq_{CASE}_open",
        CASE,
        ["provider_id", "contract_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def create_steps() -> None:
    """One row for each arrow that was taken."""
    op.create_table(
        STEP,
        *owned(),
        number("transfer_id"),
        *(words(name) for name in ("step", "title", "source", "target", "rule")),
        day("taken_on", nullable=False),
        day("due_on"),
        words("note"),
        moment("taken_at"),
        words("taken_by"),
        number("by_provider_id"),
        *keys(STEP, (CASE, "transfer_id")),
        *organisations(STEP, "by_provider_id"),
    )
    index(STEP, "provider_id", "transfer_id")


def create_papers() -> None:
    """One row for each paper of a package."""
    op.create_table(
        PAPER,
        *owned(),
        number("transfer_id"),
        words("code"),
        day("issued_on", nullable=False),
        words("number"),
        number("file_id", nullable=True),
        day("returned_on"),
        moment("recorded_at"),
        number("recorded_by_id"),
        *keys(
            PAPER,
            (CASE, "transfer_id"),
            ("stored_file", "file_id"),
            ("membership", "recorded_by_id"),
        ),
        unique(PAPER, "transfer_id", "code"),
    )


def create_offers() -> None:
    """One row for each provider that the authority recommends."""
    op.create_table(
        OFFER,
        *owned(),
        number("transfer_id"),
        number("position"),
        number("offered_id", nullable=True),
        words("name"),
        *keys(OFFER, (CASE, "transfer_id")),
        *organisations(OFFER, "offered_id"),
        unique(OFFER, "transfer_id", "position"),
        check(OFFER, "name_given", "name <> ''"),
    )


def create_moves() -> None:
    """One row for each journey of a personal file."""
    op.create_table(
        MOVE,
        *owned(),
        number("transfer_id"),
        words("leg"),
        day("moved_on", nullable=False),
        *(words(name) for name in ("sender", "receiver", "person", "papers")),
        day("receipted_on"),
        moment("recorded_at"),
        *keys(MOVE, (CASE, "transfer_id")),
        unique(MOVE, "transfer_id", "leg"),
        check(MOVE, "papers_listed", "papers <> ''"),
        check(MOVE, "receipted_by_a_person", "person <> '' OR receipted_on IS NULL"),
    )


def create_holds() -> None:
    """One row for each place that is kept for somebody who is to come."""
    op.create_table(
        HOLD,
        *owned(),
        number("transfer_id"),
        number("department_id"),
        number("recipient_id", nullable=True),
        day("since", nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        moment("confirmed_at"),
        number("confirmed_by_id"),
        *keys(
            HOLD,
            ("department", "department_id"),
            ("recipient", "recipient_id"),
            ("membership", "confirmed_by_id"),
        ),
        case_of_anybody(HOLD),
        check(HOLD, "state", "state IN ('held', 'used', 'released')"),
    )
    index(HOLD, "provider_id", "department_id", "state")
    op.create_index(
        f"uq_{HOLD}_held",
        HOLD,
        ["provider_id", "transfer_id"],
        unique=True,
        sqlite_where=HELD,
        postgresql_where=HELD,
    )


def create_envelopes() -> None:
    """One row for each signed package that left or came."""
    op.create_table(
        ENVELOPE,
        *owned(),
        number("transfer_id", nullable=True),
        sa.Column("came_in", sa.Boolean(), nullable=False),
        *(words(name) for name in ("sender", "person", "public_key", "sha256")),
        sa.Column("index", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        number("recipient_id", nullable=True),
        number("programme_id", nullable=True),
        moment("made_at"),
        number("made_by_id"),
        *keys(
            ENVELOPE,
            ("recipient", "recipient_id"),
            ("programme", "programme_id"),
            ("membership", "made_by_id"),
        ),
        case_of_anybody(ENVELOPE),
        unique(ENVELOPE, "provider_id", "sha256"),
        check(ENVELOPE, "sent_for_a_transfer", "came_in OR transfer_id IS NOT NULL"),
    )
    index(ENVELOPE, "provider_id", "came_in")


def owned() -> tuple[sa.Column[int], sa.Column[int]]:
    """The two columns that every provider's table begins with."""
    return number("id"), number("provider_id")


def number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    """A whole number."""
    return sa.Column(name, sa.Integer(), nullable=nullable)


def words(name: str, *, nullable: bool = False) -> sa.Column[str]:
    """A text."""
    return sa.Column(name, sa.String(), nullable=nullable)


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
        unique(table, "provider_id", "id"),
        *organisations(table, "provider_id"),
        *(
            sa.ForeignKeyConstraint(
                ["provider_id", column],
                [f"{target}.provider_id", f"{target}.id"],
                name=op.f(f"fk_{table}_{column}"),
            )
            for target, column in references
        ),
    )


def organisations(table: str, *columns: str) -> tuple[sa.ForeignKeyConstraint, ...]:
    """References to organisations, whoever they are."""
    return tuple(
        sa.ForeignKeyConstraint([column], ["provider.id"], name=op.f(f"fk_{table}_{column}"))
        for column in columns
    )


def case_of_anybody(table: str) -> sa.ForeignKeyConstraint:
    """A reference to a move that may be another provider's."""
    return sa.ForeignKeyConstraint(
        ["transfer_id"], [f"{CASE}.id"], name=op.f(f"fk_{table}_transfer_id")
    )


def unique(table: str, *columns: str) -> sa.UniqueConstraint:
    """One row for each set of values."""
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    """What every row has to satisfy."""
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def index(table: str, *columns: str) -> None:
    """An index named after its columns."""
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))
