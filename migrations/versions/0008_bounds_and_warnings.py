"""Bounds of a fee shared by several bills, warnings before a suspension, a contract's own grounds.

Revision 0008.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

FIRST_DAY = {
    "sqlite": "strftime('%d', month) = '01'",
    "postgresql": "extract(day from month) = 1",
}


def upgrade() -> None:
    """Create the tables and the columns."""
    op.create_table(
        "fee_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column(
            "cap_period",
            sa.Enum(
                "month",
                "course",
                name="cap_period",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        *owned_by_provider("fee_setting"),
        by_provider("fee_setting", "changed_by_id", "membership"),
        sa.UniqueConstraint("provider_id", name=op.f("uq_fee_setting_provider_id")),
    )
    op.create_table(
        "former_bill",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("provider_name", sa.String(), nullable=False),
        sa.Column("certificate_number", sa.String(), nullable=False),
        sa.Column("certificate_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        *owned_by_provider("former_bill"),
        by_provider("former_bill", "contract_id", "contract"),
        by_provider("former_bill", "recorded_by_id", "membership"),
        sa.UniqueConstraint("contract_id", "month", name=op.f("uq_former_bill_contract_id_month")),
        sa.CheckConstraint(
            FIRST_DAY[op.get_bind().dialect.name], name=op.f("ck_former_bill_month_is_first_day")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_former_bill_amount_positive")),
        sa.CheckConstraint(
            "certificate_number <> ''", name=op.f("ck_former_bill_certificate_number_given")
        ),
    )
    op.create_table(
        "suspension_warning",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("suspension_id", sa.Integer(), nullable=True),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("debt", sa.BigInteger(), nullable=False),
        sa.Column("handed_on", sa.Date(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        *owned_by_provider("suspension_warning"),
        by_provider("suspension_warning", "contract_id", "contract"),
        by_provider("suspension_warning", "suspension_id", "suspension"),
        by_provider("suspension_warning", "file_id", "stored_file"),
        by_provider("suspension_warning", "recorded_by_id", "membership"),
        sa.UniqueConstraint("suspension_id", name=op.f("uq_suspension_warning_suspension_id")),
        sa.CheckConstraint("debt >= 0", name=op.f("ck_suspension_warning_debt_not_negative")),
    )
    op.create_index(
        op.f("ix_suspension_warning_provider_id_contract_id"),
        "suspension_warning",
        ["provider_id", "contract_id"],
    )
    op.add_column("contract", sa.Column("suspension_grounds", sa.JSON(), nullable=True))
    op.add_column("payment", sa.Column("bank", sa.String(), nullable=True))


def downgrade() -> None:
    """Forget all of it."""
    op.drop_column("payment", "bank")
    op.drop_column("contract", "suspension_grounds")
    op.drop_table("suspension_warning")
    op.drop_table("former_bill")
    op.drop_table("fee_setting")


def owned_by_provider(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    """The keys of a provider's table."""
    return (
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f(f"fk_{table}_provider_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("provider_id", "id", name=op.f(f"uq_{table}_provider_id_id")),
    )


def by_provider(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    """A key that cannot leave the provider."""
    return sa.ForeignKeyConstraint(
        ["provider_id", column],
        [f"{target}.provider_id", f"{target}.id"],
        name=op.f(f"fk_{table}_{column}"),
    )
