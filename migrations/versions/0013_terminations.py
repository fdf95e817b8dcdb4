"""Ends of contracts with their orders, documents and notices; the register of refusals.

Revision 0013. What the director has confirmed is guarded like everything that is issued.
"""

from collections.abc import Mapping

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

HANDOVERS = ("in_person", "representative", "registered_post", "refused")
ENDING = ("contract_id", "ground", "ground_title", "rule", "clause", "rules_day", "copies")
ENDING_NUMBERS = (
    "order_number", "order_paper_id", "agreement_paper_id", "notice_paper_id", "last_day",
)  # fmt: skip
ENDING_CHANGED = " OR ".join(
    [
        "(OLD.state <> 'termination_pending' AND OLD.state <> NEW.state)",
        *(f"(OLD.confirmed_at IS NOT NULL AND OLD.{column} <> NEW.{column})" for column in ENDING),
        *(
            "(OLD.confirmed_at IS NOT NULL "
            f"AND CAST(OLD.{column} AS TEXT) <> CAST(NEW.{column} AS TEXT))"
            for column in ("basis", "inputs")
        ),
        *(
            f"(OLD.{column} IS NOT NULL AND OLD.confirmed_at IS NOT NULL "
            f"AND OLD.{column} IS DISTINCT FROM NEW.{column})"
            for column in ENDING_NUMBERS
        ),
    ]
)
REFUSAL = ("programme_id", "number", "refused_on", "ground", "ground_title", "rule", "clause")
REFUSAL_CHANGED = " OR ".join(
    [
        *(f"OLD.{column} <> NEW.{column}" for column in REFUSAL),
        "CAST(OLD.basis AS TEXT) <> CAST(NEW.basis AS TEXT)",
        "(OLD.paper_id IS NOT NULL AND OLD.paper_id IS DISTINCT FROM NEW.paper_id)",
        "OLD.lifted_at IS NOT NULL",
    ]
)
ALWAYS = "1 = 1"
GUARDS = (
    ("termination", "update", ENDING_CHANGED),
    ("termination", "delete", ALWAYS),
    ("termination_signature", "update", ALWAYS),
    ("termination_signature", "delete", ALWAYS),
    ("contract_refusal", "update", REFUSAL_CHANGED),
    ("contract_refusal", "delete", ALWAYS),
)


def upgrade() -> None:
    """Create the tables with their guards."""
    create_termination()
    create_signature()
    create_refusal()
    for table, action, when in GUARDS:
        guard(table, action, when)


def downgrade() -> None:
    """Drop them with what they hold."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table, action, _when in GUARDS:
        name = f"{table}_is_immutable_{action}"
        op.execute(f"DROP TRIGGER {name}" if sqlite else f"DROP TRIGGER {name} ON {table}")
    for table in ("contract_refusal", "termination_signature", "termination"):
        op.drop_table(table)


def guard(table: str, action: str, when: str) -> None:
    """Refuse an action; the message is the guard's name, from which a sentence is found."""
    name = f"{table}_is_immutable"
    head = f"CREATE TRIGGER {name}_{action} BEFORE {action.upper()} ON {table} FOR EACH ROW"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"{head} WHEN {when} BEGIN SELECT RAISE(ABORT, '{name}'); END")
    else:
        op.execute(f"{head} WHEN ({when}) EXECUTE FUNCTION refuse_change('{name}')")


def create_termination() -> None:
    """The end of a contract."""
    op.create_table(
        "termination",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            choice("state", "termination_pending", "terminated", "withdrawn"),
            nullable=False,
        ),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("ground_title", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("initiator", choice("initiator", "both", "recipient", "provider"), nullable=True),
        sa.Column("rules_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("moved_to", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("basis", sa.JSON(), nullable=False),
        sa.Column("needs_order", sa.Boolean(), nullable=False),
        sa.Column("needs_both", sa.Boolean(), nullable=False),
        sa.Column("needs_notice", sa.Boolean(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("representative_id", sa.Integer(), nullable=True),
        sa.Column("order_number", sa.String(), nullable=True),
        sa.Column("order_year", sa.Integer(), nullable=True),
        sa.Column("order_sequence", sa.Integer(), nullable=True),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("order_paper_id", sa.Integer(), nullable=True),
        sa.Column("agreement_paper_id", sa.Integer(), nullable=True),
        sa.Column("notice_paper_id", sa.Integer(), nullable=True),
        sa.Column("notice_handed_on", sa.Date(), nullable=True),
        sa.Column("notice_handed", choice("notice_handed", *HANDOVERS), nullable=True),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("prepared_by_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawal_reason", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *checks("termination", TERMINATION_CHECKS),
        *keys(
            "termination",
            contract_id="contract",
            representative_id="representative",
            order_paper_id="paper",
            agreement_paper_id="paper",
            notice_paper_id="paper",
            prepared_by_id="membership",
            confirmed_by_id="membership",
            withdrawn_by_id="membership",
        ),
        sa.UniqueConstraint(
            "provider_id",
            "order_year",
            "order_sequence",
            name=op.f("uq_termination_provider_id_order_year_order_sequence"),
        ),
    )
    standing = sa.text("state <> 'withdrawn'")
    op.create_index(
        "uq_termination_standing",
        "termination",
        ["provider_id", "contract_id"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )
    for column in ("state", "contract_id"):
        op.create_index(
            op.f(f"ix_termination_provider_id_{column}"), "termination", ["provider_id", column]
        )


TERMINATION_CHECKS = {
    "order_sequence_positive": "order_sequence > 0",
    "ground_given": "ground <> ''",
    "order_with_its_number": "(order_sequence IS NULL) = (order_number IS NULL) "
    "AND (order_sequence IS NULL) = (order_year IS NULL)",
    "confirmed_with_its_day": "(confirmed_at IS NULL) = (confirmed_on IS NULL)",
    "terminated_when_confirmed": "state <> 'terminated' OR "
    "(confirmed_at IS NOT NULL AND last_day IS NOT NULL)",
    "handed_with_its_way": "(notice_handed_on IS NULL) = (notice_handed IS NULL)",
    "withdrawn_with_its_moment": "(state = 'withdrawn') = (withdrawn_at IS NOT NULL)",
    "withdrawn_with_reason": "(state = 'withdrawn') = (withdrawal_reason <> '')",
}


def create_signature() -> None:
    """A party's signature on the document that ends a contract."""
    op.create_table(
        "termination_signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("termination_id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column(
            "party", choice("party", "provider", "recipient", "representative"), nullable=False
        ),
        sa.Column("signer", sa.String(), nullable=False),
        sa.Column("method", choice("method", "paper", "password", "code"), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        *keys(
            "termination_signature",
            termination_id="termination",
            paper_id="paper",
            recorded_by_id="membership",
            file_id="stored_file",
        ),
        sa.UniqueConstraint(
            "termination_id", "party", name=op.f("uq_termination_signature_termination_id_party")
        ),
    )


def create_refusal() -> None:
    """A line of the register of refusals to conclude a contract."""
    op.create_table(
        "contract_refusal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("refused_on", sa.Date(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("ground_title", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("basis", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.Column("handed_on", sa.Date(), nullable=True),
        sa.Column("handed", choice("handed", *HANDOVERS), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refused_by_id", sa.Integer(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by_id", sa.Integer(), nullable=True),
        sa.Column("lifted_reason", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *checks(
            "contract_refusal",
            {
                "sequence_positive": "sequence > 0",
                "ground_given": "ground <> ''",
                "handed_with_its_way": "(handed_on IS NULL) = (handed IS NULL)",
                "lifted_with_reason": "(lifted_at IS NULL) = (lifted_reason = '')",
            },
        ),
        *keys(
            "contract_refusal",
            programme_id="programme",
            recipient_id="recipient",
            paper_id="paper",
            refused_by_id="membership",
            lifted_by_id="membership",
        ),
        sa.UniqueConstraint(
            "provider_id",
            "year",
            "sequence",
            name=op.f("uq_contract_refusal_provider_id_year_sequence"),
        ),
    )
    standing = sa.text("lifted_at IS NULL")
    op.create_index(
        "uq_contract_refusal_standing",
        "contract_refusal",
        ["provider_id", "programme_id"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )
    op.create_index(
        op.f("ix_contract_refusal_provider_id_recipient_id"),
        "contract_refusal",
        ["provider_id", "recipient_id"],
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
