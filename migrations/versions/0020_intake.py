"""Urgent help, what a doctor forbids, programmes of other regions, claims about acts.

Revision 0020.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

CASES, LINES = "urgent_case", "urgent_line"
CLAIMS, CORRECTIONS = "act_claim", "act_correction"
OPINION = ("opinion", "opinion_on", "opinion_by", "opinion_exception", "opinion_reason")


def upgrade() -> None:
    """Add the register of urgent acts, and the provider's word that it gives such help."""
    op.add_column(
        "provider",
        sa.Column("renders_urgent", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column(
        "submitted_document",
        sa.Column("contraindications", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    for column in ("issued_elsewhere", "unavailable"):
        op.add_column(
            "programme", sa.Column(column, sa.String(), nullable=False, server_default="")
        )
    add_opinion()
    create_cases()
    create_lines()
    create_claims()
    create_corrections()


def downgrade() -> None:
    """Forget them."""
    op.drop_table(CORRECTIONS)
    op.drop_table(CLAIMS)
    op.drop_table(LINES)
    op.drop_table(CASES)
    for column in OPINION:
        op.drop_column("application", column)
    op.drop_column("programme", "unavailable")
    op.drop_column("programme", "issued_elsewhere")
    op.drop_column("submitted_document", "contraindications")
    op.drop_column("provider", "renders_urgent")


def add_opinion() -> None:
    """What a child has said about an application of the parents."""
    for column in ("opinion", "opinion_by", "opinion_reason"):
        op.add_column(
            "application", sa.Column(column, sa.String(), nullable=False, server_default="")
        )
    op.add_column("application", sa.Column("opinion_exception", sa.String(), nullable=True))
    op.add_column("application", sa.Column("opinion_on", sa.Date(), nullable=True))


def create_cases() -> None:
    """One row for each case, numbered within its year."""
    op.create_table(
        CASES,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("informant", sa.String(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("resident", sa.Boolean(), nullable=False),
        sa.Column("drawn_on", sa.Date(), nullable=True),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("party", sa.String(40), nullable=True),
        sa.Column("signer", sa.String(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *keys(
            CASES,
            ("recipient", "recipient_id"),
            ("paper", "paper_id"),
            ("stored_file", "file_id"),
            ("membership", "recorded_by_id"),
        ),
        sa.UniqueConstraint(
            "provider_id", "year", "sequence", name=op.f(f"uq_{CASES}_provider_id_year_sequence")
        ),
        sa.CheckConstraint("sequence > 0", name=op.f(f"ck_{CASES}_sequence_positive")),
        sa.CheckConstraint(
            "party IN ('provider', 'recipient', 'representative')", name=op.f(f"ck_{CASES}_party")
        ),
        sa.CheckConstraint(
            "(paper_id IS NULL) = (drawn_on IS NULL)",
            name=op.f(f"ck_{CASES}_drawn_with_its_paper"),
        ),
        sa.CheckConstraint(
            "signed_on IS NULL OR (drawn_on IS NOT NULL AND signed_on >= drawn_on)",
            name=op.f(f"ck_{CASES}_signed_after_drawn"),
        ),
    )
    for column in ("recipient_id", "signed_on"):
        op.create_index(op.f(f"ix_{CASES}_provider_id_{column}"), CASES, ["provider_id", column])


def create_lines() -> None:
    """The services of a case."""
    op.create_table(
        LINES,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("given_until", sa.Date(), nullable=False),
        sa.Column("conditions", sa.String(), nullable=False),
        sa.Column("refused_on", sa.Date(), nullable=True),
        *keys(LINES, (CASES, "case_id")),
        sa.CheckConstraint("given_until >= given_on", name=op.f(f"ck_{LINES}_days_in_order")),
        sa.UniqueConstraint("case_id", "position", name=op.f(f"uq_{LINES}_case_id_position")),
    )


def create_claims() -> None:
    """What recipients demand for a badly given service."""
    op.create_table(
        CLAIMS,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("claim", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("details", sa.String(), nullable=False),
        sa.Column("claimed_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *keys(CLAIMS, ("act", "act_id"), ("membership", "recorded_by_id")),
        sa.CheckConstraint(
            "state IN ('open', 'accepted', 'declined')", name=op.f(f"ck_{CLAIMS}_state")
        ),
        sa.CheckConstraint(
            "(state = 'open') = (answered_on IS NULL)",
            name=op.f(f"ck_{CLAIMS}_answered_with_its_day"),
        ),
    )
    for column in ("act_id", "state"):
        op.create_index(op.f(f"ix_{CLAIMS}_provider_id_{column}"), CLAIMS, ["provider_id", column])


def create_corrections() -> None:
    """Papers beside acts, numbered within the act."""
    money = ("cost_before", "cost", "payable_before", "payable")
    op.create_table(
        CORRECTIONS,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("drawn_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in money),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("explanation", sa.JSON(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        *keys(
            CORRECTIONS,
            ("act", "act_id"),
            (CLAIMS, "claim_id"),
            ("paper", "paper_id"),
            ("membership", "recorded_by_id"),
        ),
        sa.UniqueConstraint("act_id", "sequence", name=op.f(f"uq_{CORRECTIONS}_act_id_sequence")),
        sa.CheckConstraint("sequence > 0", name=op.f(f"ck_{CORRECTIONS}_sequence_positive")),
        sa.CheckConstraint("cost >= 0", name=op.f(f"ck_{CORRECTIONS}_cost_not_negative")),
        sa.CheckConstraint("payable >= 0", name=op.f(f"ck_{CORRECTIONS}_payable_not_negative")),
        sa.CheckConstraint("payable <= payable_before", name=op.f(f"ck_{CORRECTIONS}_only_less")),
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
