"""Papers sent back unsigned, the printed copies of papers, names as somebody declined them.

Revision 0014. What was sent back and why is never rewritten, only settled.
"""

from collections.abc import Mapping

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

CONTENT = ("contract_id", "amendment_id", "termination_id", "paper_id", "reason", "sent_by_id")
CHANGED = " OR ".join(
    [
        "OLD.settled_at IS NOT NULL",
        *(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in CONTENT),
    ]
)
GUARDS = (("sent_back", "update", CHANGED), ("sent_back", "delete", "1 = 1"))


def upgrade() -> None:
    """Create the tables with their guards."""
    create_sent_back()
    create_copy()
    create_name_form()
    for table, action, when in GUARDS:
        guard(table, action, when)


def downgrade() -> None:
    """Drop them with what they hold."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table, action, _when in GUARDS:
        name = f"{table}_is_immutable_{action}"
        op.execute(f"DROP TRIGGER {name}" if sqlite else f"DROP TRIGGER {name} ON {table}")
    for table in ("name_form", "paper_copy", "sent_back"):
        op.drop_table(table)


def guard(table: str, action: str, when: str) -> None:
    """Refuse an action; the message is the guard's name, from which a sentence is found."""
    name = f"{table}_is_immutable"
    head = f"CREATE TRIGGER {name}_{action} BEFORE {action.upper()} ON {table} FOR EACH ROW"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"{head} WHEN {when} BEGIN SELECT RAISE(ABORT, '{name}'); END")
    else:
        op.execute(f"{head} WHEN ({when}) EXECUTE FUNCTION refuse_change('{name}')")


def create_sent_back() -> None:
    """A paper sent back unsigned."""
    op.create_table(
        "sent_back",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("amendment_id", sa.Integer(), nullable=True),
        sa.Column("termination_id", sa.Integer(), nullable=True),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("prepared_by_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        *checks(
            "sent_back",
            {
                "reason_given": "reason <> ''",
                "of_one_paper": "amendment_id IS NULL OR termination_id IS NULL",
                "settled_by_somebody": "(settled_at IS NULL) = (settled_by_id IS NULL)",
            },
        ),
        *keys(
            "sent_back",
            contract_id="contract",
            amendment_id="amendment",
            termination_id="termination",
            paper_id="paper",
            prepared_by_id="membership",
            sent_by_id="membership",
            settled_by_id="membership",
        ),
    )
    standing = sa.text("settled_at IS NULL AND amendment_id IS NULL AND termination_id IS NULL")
    op.create_index(
        "uq_sent_back_open_contract",
        "sent_back",
        ["provider_id", "contract_id"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )
    for column in ("contract_id", "settled_at"):
        op.create_index(
            op.f(f"ix_sent_back_provider_id_{column}"), "sent_back", ["provider_id", column]
        )


def create_copy() -> None:
    """A printed copy of a paper."""
    op.create_table(
        "paper_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "holder", choice("holder", "provider", "recipient", "representative"), nullable=False
        ),
        sa.Column("printed_on", sa.Date(), nullable=False),
        sa.Column("provider_signed_on", sa.Date(), nullable=True),
        sa.Column("provider_signer", sa.String(), nullable=False),
        sa.Column("customer_signed_on", sa.Date(), nullable=True),
        sa.Column("customer_signer", sa.String(), nullable=False),
        sa.Column("handed_on", sa.Date(), nullable=True),
        sa.Column("handed_to", sa.String(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *checks(
            "paper_copy",
            {
                "number_positive": "number > 0",
                "provider_signer_named": "(provider_signed_on IS NULL) = (provider_signer = '')",
                "customer_signer_named": "(customer_signed_on IS NULL) = (customer_signer = '')",
                "handed_to_somebody": "(handed_on IS NULL) = (handed_to = '')",
                "handed_after_printing": "handed_on IS NULL OR handed_on >= printed_on",
            },
        ),
        *keys("paper_copy", paper_id="paper", file_id="stored_file", recorded_by_id="membership"),
        sa.UniqueConstraint("paper_id", "number", name=op.f("uq_paper_copy_paper_id_number")),
    )


def create_name_form() -> None:
    """A name as somebody declined it."""
    op.create_table(
        "name_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("nominative", sa.String(), nullable=False),
        sa.Column("genitive", sa.String(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_by_id", sa.Integer(), nullable=False),
        *checks("name_form", {"genitive_given": "genitive <> ''"}),
        *keys("name_form", kept_by_id="membership"),
        sa.UniqueConstraint(
            "provider_id", "nominative", name=op.f("uq_name_form_provider_id_nominative")
        ),
    )


def choice(name: str, *values: str) -> sa.Enum:
    """A string column kept within these values."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def checks(table: str, wanted: Mapping[str, str]) -> list[sa.CheckConstraint]:
    """Named checks of a table."""
    return [
        sa.CheckConstraint(text, name=op.f(f"ck_{table}_{name}")) for name, text in wanted.items()
    ]


def keys(table: str, **targets: str) -> list[sa.schema.SchemaItem]:
    """The keys of a provider's table, which stay within the provider."""
    return [
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
            for column, target in targets.items()
        ),
    ]
