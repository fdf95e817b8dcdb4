"""What an end waits for and what is owed after it; contracts never in force; proposed fees.

Revision 0030.
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

ENDING, CONTRACT, PROPOSAL = "termination", "contract", "fee_proposal"
HANDOVERS = "'in_person', 'representative', 'registered_post', 'refused'"
CHECKED = (
    (
        ENDING,
        "needs_customer",
        "BOOLEAN NOT NULL DEFAULT FALSE",
        {"customer_signs_a_document": "needs_both OR NOT needs_customer"},
    ),
    (ENDING, "document_handed_on", "DATE", {}),
    (
        ENDING,
        "document_handed",
        "VARCHAR(40)",
        {
            "document_handed": f"document_handed IN ({HANDOVERS})",
            "document_with_its_way": "(document_handed_on IS NULL) = (document_handed IS NULL)",
        },
    ),
    (ENDING, "withdrawal_consent_on", "DATE", {}),
    (
        CONTRACT,
        "drop_reason",
        "VARCHAR(40)",
        {
            "drop_reason": "drop_reason IN ('death', 'withdrawn', 'taken_back')",
            "dropped_before_force": "drop_reason IS NULL OR (state = 'terminated' "
            "AND in_force_from IS NULL)",
        },
    ),
    (CONTRACT, "drop_words", "VARCHAR NOT NULL DEFAULT ''", {}),
    ("contract_terms", "fee_known", "BOOLEAN NOT NULL DEFAULT TRUE", {}),
)


def upgrade() -> None:
    """Add the columns; what stands recorded says what it has waited for so far."""
    for table, column, kind, checks in CHECKED:
        written = " ".join(
            f"CONSTRAINT {op.f(f'ck_{table}_{name}')} CHECK ({text})"
            for name, text in checks.items()
        )
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind} {written}")
    op.execute(
        "UPDATE termination SET needs_customer = TRUE WHERE needs_both AND NOT needs_notice "
        "AND ground NOT IN ('imprisonment', 'provider_liquidated')"
    )
    op.execute(
        "UPDATE contract SET drop_reason = CASE WHEN EXISTS (SELECT 1 FROM recipient "
        "WHERE recipient.id = contract.recipient_id AND recipient.died_on IS NOT NULL) "
        "THEN 'death' ELSE 'withdrawn' END "
        "WHERE state = 'terminated' AND in_force_from IS NULL"
    )

    create_proposals()


def create_proposals() -> None:
    """New fees that wait for the director's word."""
    op.create_table(
        PROPOSAL,
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("id", "provider_id", "contract_id")
        ),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("ground_title", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("before_free", sa.Boolean(), nullable=False),
        sa.Column("before_fee", sa.BigInteger(), nullable=False),
        sa.Column("free", sa.Boolean(), nullable=False),
        sa.Column("monthly_fee", sa.BigInteger(), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("prepared_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("amendment_id", sa.Integer(), nullable=True),
        sa.Column("decline_reason", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{PROPOSAL}")),
        sa.UniqueConstraint("provider_id", "id", name=op.f(f"uq_{PROPOSAL}_provider_id_id")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f(f"fk_{PROPOSAL}_provider_id")
        ),
        reference("contract_id", "contract"),
        reference("amendment_id", "amendment"),
        reference("prepared_by_id", "membership"),
        reference("decided_by_id", "membership"),
        *(
            sa.CheckConstraint(text, name=op.f(f"ck_{PROPOSAL}_{name}"))
            for name, text in PROPOSAL_CHECKS.items()
        ),
    )
    op.create_index(
        "uq_fee_proposal_waiting",
        PROPOSAL,
        ["provider_id", "contract_id"],
        unique=True,
        sqlite_where=sa.text("decided_at IS NULL"),
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.create_index(
        op.f(f"ix_{PROPOSAL}_provider_id_contract_id"), PROPOSAL, ["provider_id", "contract_id"]
    )


PROPOSAL_CHECKS = {
    "before_fee_not_negative": "before_fee >= 0",
    "monthly_fee_not_negative": "monthly_fee >= 0",
    "decided_by_somebody": "(decided_at IS NULL) = (decided_by_id IS NULL)",
    "decided_one_way": "decided_at IS NULL OR (amendment_id IS NULL) = (decline_reason <> '')",
}


def reference(column: str, table: str) -> sa.ForeignKeyConstraint:
    """A key that stays within the provider."""
    return sa.ForeignKeyConstraint(
        ["provider_id", column],
        [f"{table}.provider_id", f"{table}.id"],
        name=op.f(f"fk_{PROPOSAL}_{column}"),
    )


def downgrade() -> None:
    """Forget them."""
    op.drop_table(PROPOSAL)
    for table, column, _kind, checks in reversed(CHECKED):
        if op.get_bind().dialect.name != "sqlite":
            for name in checks:
                op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
        op.drop_column(table, column)
