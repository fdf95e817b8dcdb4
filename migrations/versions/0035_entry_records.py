"""What is recorded of a person at the entry: things kept, flags of older terms.

Revision 0035.
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

LEGACY, LIST, ITEM = "legacy_fee", "inventory", "inventory_item"
RULES, RECORD = "house_rules", "register_record"
STANDING = sa.text("struck_on IS NULL")
FORMS = ("home", "semi_stationary", "stationary", "urgent")


def upgrade() -> None:
    """Create the tables."""
    _legacy()
    _inventories()
    op.create_table(
        RULES,
        *_numbers("id", "provider_id"),
        *_words("words"),
        *_recorded(),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        *_keys(RULES, {"recorded_by_id": "membership", "confirmed_by_id": "membership"}),
        *_checks(
            RULES,
            words_given="words <> ''",
            confirmed_by_somebody="(confirmed_at IS NULL) = (confirmed_by_id IS NULL)",
        ),
    )
    op.create_table(
        RECORD,
        *_numbers("id", "provider_id", "recipient_id"),
        *_words("number"),
        *_recorded(),
        *_keys(RECORD, {"recipient_id": "recipient", "recorded_by_id": "membership"}),
        sa.UniqueConstraint("recipient_id", name=op.f(f"uq_{RECORD}_recipient_id")),
        sa.UniqueConstraint("provider_id", "number", name=op.f(f"uq_{RECORD}_provider_id_number")),
        *_checks(RECORD, number_given="number <> ''"),
    )


def _legacy() -> None:
    op.create_table(
        LEGACY,
        *_numbers("id", "provider_id", "recipient_id"),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("served_since", sa.Date(), nullable=False),
        sa.Column("fee", sa.BigInteger(), nullable=False),
        *_words("proof"),
        *_days("interrupted_on", "drafted_on", "signed_on", "struck_on"),
        *_words("struck_reason"),
        *_recorded(),
        *_keys(LEGACY, {"recipient_id": "recipient", "recorded_by_id": "membership"}),
        *_checks(
            LEGACY,
            form=f"form IN ({', '.join(repr(one) for one in FORMS)})",
            fee_not_negative="fee >= 0",
            proof_given="proof <> ''",
            interrupted_after_served_since=(
                "interrupted_on IS NULL OR interrupted_on > served_since"
            ),
            signed_after_drafted=(
                "signed_on IS NULL OR drafted_on IS NULL OR signed_on >= drafted_on"
            ),
            struck_with_reason="(struck_on IS NULL) = (struck_reason = '')",
        ),
    )
    op.create_index(
        op.f(f"ix_{LEGACY}_provider_id_recipient_id"), LEGACY, ["provider_id", "recipient_id"]
    )
    op.create_index(
        "uq_legacy_fee_standing",
        LEGACY,
        ["recipient_id", "form"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )


def _inventories() -> None:
    op.create_table(
        LIST,
        *_numbers("id", "provider_id", "contract_id", "recipient_id"),
        sa.Column("drawn_on", sa.Date(), nullable=False),
        *_words("handed_by"),
        sa.Column("representative_id", sa.Integer(), nullable=True),
        *_numbers("accepted_by_id", "witness_id", "paper_id"),
        *_days("signed_on", "struck_on"),
        *_words("struck_reason"),
        *_recorded(),
        *_keys(
            LIST,
            {
                "contract_id": "contract",
                "recipient_id": "recipient",
                "representative_id": "representative",
                "accepted_by_id": "membership",
                "witness_id": "membership",
                "recorded_by_id": "membership",
                "paper_id": "paper",
            },
        ),
        *_checks(
            LIST,
            two_of_the_staff="accepted_by_id <> witness_id",
            handed_by_given="handed_by <> ''",
            signed_after_drawn="signed_on IS NULL OR signed_on >= drawn_on",
            struck_with_reason="(struck_on IS NULL) = (struck_reason = '')",
            struck_before_signed="struck_on IS NULL OR signed_on IS NULL",
        ),
    )
    op.create_index(
        op.f(f"ix_{LIST}_provider_id_recipient_id"), LIST, ["provider_id", "recipient_id"]
    )
    op.create_table(
        ITEM,
        *_numbers("id", "provider_id", "inventory_id", "place"),
        *_words("title", "features"),
        *_numbers("quantity"),
        *_days("returned_on"),
        *_words("returned_to"),
        sa.Column("returned_by_id", sa.Integer(), nullable=True),
        *_keys(ITEM, {"inventory_id": "inventory", "returned_by_id": "membership"}),
        sa.UniqueConstraint("inventory_id", "place", name=op.f(f"uq_{ITEM}_inventory_id_place")),
        *_checks(
            ITEM,
            place_positive="place > 0",
            quantity_positive="quantity > 0",
            title_given="title <> ''",
            returned_to_somebody="(returned_on IS NULL) = (returned_to = '')",
            returned_by_somebody="(returned_on IS NULL) = (returned_by_id IS NULL)",
        ),
    )


def downgrade() -> None:
    """Forget them."""
    for table in (RECORD, RULES, ITEM, LIST, LEGACY):
        op.drop_table(table)


def _numbers(*names: str) -> tuple[sa.Column[int], ...]:
    return tuple(sa.Column(name, sa.Integer(), nullable=False) for name in names)


def _words(*names: str) -> tuple[sa.Column[str], ...]:
    return tuple(sa.Column(name, sa.String(), nullable=False) for name in names)


def _days(*names: str) -> tuple[sa.Column[object], ...]:
    return tuple(sa.Column(name, sa.Date(), nullable=True) for name in names)


def _recorded() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
    )


def _checks(table: str, **conditions: str) -> tuple[sa.CheckConstraint, ...]:
    return tuple(
        sa.CheckConstraint(text, name=op.f(f"ck_{table}_{name}"))
        for name, text in conditions.items()
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
