"""What an end waits for and what is only owed after it; contracts that never came into force.

Revision 0030.
"""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

ENDING, CONTRACT = "termination", "contract"
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


def downgrade() -> None:
    """Forget them."""
    for table, column, _kind, checks in reversed(CHECKED):
        if op.get_bind().dialect.name != "sqlite":
            for name in checks:
                op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
        op.drop_column(table, column)
