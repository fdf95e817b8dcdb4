"""Days on which tariffs and limits change, what they do to each contract, written notices.

Revision 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "tariff_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("factor", sa.BigInteger(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft", "set", name="state", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("rehearsed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'set') = (set_at IS NOT NULL)", name=op.f("ck_tariff_day_set_with_its_moment")
        ),
        sa.CheckConstraint("act <> ''", name=op.f("ck_tariff_day_act_given")),
        sa.CheckConstraint("factor > 0", name=op.f("ck_tariff_day_factor_positive")),
        sa.ForeignKeyConstraint(
            ["provider_id", "created_by_id"],
            ["membership.provider_id", "membership.id"],
            name=op.f("fk_tariff_day_created_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "set_by_id"],
            ["membership.provider_id", "membership.id"],
            name=op.f("fk_tariff_day_set_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_tariff_day_provider_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tariff_day")),
        sa.UniqueConstraint("provider_id", "id", name=op.f("uq_tariff_day_provider_id_id")),
    )
    op.create_index(
        "uq_tariff_day_set_since",
        "tariff_day",
        ["provider_id", "since"],
        unique=True,
        sqlite_where=sa.text("state = 'set'"),
        postgresql_where=sa.text("state = 'set'"),
    )
    op.create_table(
        "tariff_day_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("tariff_day_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column(
            "group",
            sa.Enum(
                "working_age",
                "pensioners",
                "children",
                name="group",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_tariff_day_value_amount_positive")),
        sa.ForeignKeyConstraint(
            ["provider_id", "tariff_day_id"],
            ["tariff_day.provider_id", "tariff_day.id"],
            name=op.f("fk_tariff_day_value_tariff_day_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_tariff_day_value_provider_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tariff_day_value")),
        sa.UniqueConstraint("provider_id", "id", name=op.f("uq_tariff_day_value_provider_id_id")),
    )
    op.create_index(
        "uq_tariff_day_value_key",
        "tariff_day_value",
        ["tariff_day_id", "key"],
        unique=True,
        sqlite_where=sa.text('"group" IS NULL'),
        postgresql_where=sa.text('"group" IS NULL'),
    )
    op.create_index(
        "uq_tariff_day_value_key_group",
        "tariff_day_value",
        ["tariff_day_id", "key", "group"],
        unique=True,
        sqlite_where=sa.text('"group" IS NOT NULL'),
        postgresql_where=sa.text('"group" IS NOT NULL'),
    )
    op.create_table(
        "tariff_day_contract",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("tariff_day_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("free_before", sa.Boolean(), nullable=False),
        sa.Column("fee_before", sa.BigInteger(), nullable=False),
        sa.Column("free_after", sa.Boolean(), nullable=True),
        sa.Column("fee_after", sa.BigInteger(), nullable=True),
        sa.Column("difference", sa.BigInteger(), nullable=True),
        sa.Column("by_tariffs", sa.Boolean(), nullable=False),
        sa.Column("by_threshold", sa.Boolean(), nullable=False),
        sa.Column("needs_agreement", sa.Boolean(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(fee_after IS NULL) = (problem <> '')",
            name=op.f("ck_tariff_day_contract_fee_or_problem"),
        ),
        sa.CheckConstraint(
            "fee_after >= 0", name=op.f("ck_tariff_day_contract_fee_after_not_negative")
        ),
        sa.CheckConstraint(
            "fee_before >= 0", name=op.f("ck_tariff_day_contract_fee_before_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "contract_id"],
            ["contract.provider_id", "contract.id"],
            name=op.f("fk_tariff_day_contract_contract_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "tariff_day_id"],
            ["tariff_day.provider_id", "tariff_day.id"],
            name=op.f("fk_tariff_day_contract_tariff_day_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_tariff_day_contract_provider_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tariff_day_contract")),
        sa.UniqueConstraint(
            "provider_id", "id", name=op.f("uq_tariff_day_contract_provider_id_id")
        ),
        sa.UniqueConstraint(
            "tariff_day_id",
            "contract_id",
            name=op.f("uq_tariff_day_contract_tariff_day_id_contract_id"),
        ),
    )
    op.create_index(
        op.f("ix_tariff_day_contract_tariff_day_id_difference"),
        "tariff_day_contract",
        ["tariff_day_id", "difference"],
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("terms_id", sa.Integer(), nullable=True),
        sa.Column("tariff_day_id", sa.Integer(), nullable=True),
        sa.Column(
            "event",
            sa.Enum(
                "fee_changed",
                "fee_agreement",
                name="event",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_rule", sa.String(), nullable=False),
        sa.Column("due_steps", sa.JSON(), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drafted_by_id", sa.Integer(), nullable=False),
        sa.Column("handed_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_on IS NULL)", name=op.f("ck_notice_answer_with_its_day")
        ),
        sa.CheckConstraint(
            "answer IS NULL OR handed_on IS NOT NULL", name=op.f("ck_notice_answer_after_handing")
        ),
        sa.CheckConstraint(
            "answered_on IS NULL OR answered_on >= handed_on",
            name=op.f("ck_notice_answered_not_before_handed"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "contract_id"],
            ["contract.provider_id", "contract.id"],
            name=op.f("fk_notice_contract_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "drafted_by_id"],
            ["membership.provider_id", "membership.id"],
            name=op.f("fk_notice_drafted_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "paper_id"],
            ["paper.provider_id", "paper.id"],
            name=op.f("fk_notice_paper_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "tariff_day_id"],
            ["tariff_day.provider_id", "tariff_day.id"],
            name=op.f("fk_notice_tariff_day_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "terms_id"],
            ["contract_terms.provider_id", "contract_terms.id"],
            name=op.f("fk_notice_terms_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_notice_provider_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint(
            "contract_id", "event", "since", name=op.f("uq_notice_contract_id_event_since")
        ),
        sa.UniqueConstraint("provider_id", "id", name=op.f("uq_notice_provider_id_id")),
    )
    op.create_index(op.f("ix_notice_provider_id_due_on"), "notice", ["provider_id", "due_on"])
    op.create_index(
        op.f("ix_notice_provider_id_tariff_day_id"), "notice", ["provider_id", "tariff_day_id"]
    )


def downgrade() -> None:
    """Drop them with what they hold."""
    for table in ("notice", "tariff_day_contract", "tariff_day_value", "tariff_day"):
        op.drop_table(table)
