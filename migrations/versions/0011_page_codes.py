"""Papers carry a code and a signed statement; the keys they are signed with are kept for ever.

Revision 0011. Papers issued before have neither and stay as they are.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KEY = "statement_key"
ATTEMPT = "verification_attempt"
TOGETHER = "(code IS NULL) = (statement IS NULL)"


def upgrade() -> None:
    """Add the columns, the keys and the count of questions."""
    op.add_column("paper", sa.Column("code", sa.String(), nullable=True))
    op.execute(
        "ALTER TABLE paper ADD COLUMN statement VARCHAR "
        f"CONSTRAINT {op.f('ck_paper_code_with_statement')} CHECK ({TOGETHER})"
    )
    op.create_index(op.f("ix_paper_code"), "paper", ["code"], unique=True)
    op.create_table(
        KEY,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{KEY}")),
        sa.UniqueConstraint("provider_id", "id", name=op.f(f"uq_{KEY}_provider_id_id")),
        sa.UniqueConstraint(
            "provider_id", "public_key", name=op.f(f"uq_{KEY}_provider_id_public_key")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f(f"fk_{KEY}_provider_id")
        ),
    )
    op.create_table(
        ATTEMPT,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{ATTEMPT}")),
    )
    op.create_index(op.f(f"ix_{ATTEMPT}_address_at"), ATTEMPT, ["address", "at"])
    op.create_index(op.f(f"ix_{ATTEMPT}_at"), ATTEMPT, ["at"])
    guard_keys()


def downgrade() -> None:
    """Forget them."""
    if op.get_bind().dialect.name == "sqlite":
        for action in ("update", "delete"):
            op.execute(f"DROP TRIGGER {KEY}_is_immutable_{action}")
    else:
        op.drop_constraint(op.f("ck_paper_code_with_statement"), "paper", type_="check")
    op.drop_table(ATTEMPT)
    op.drop_table(KEY)
    op.drop_index(op.f("ix_paper_code"), table_name="paper")
    op.drop_column("paper", "statement")
    op.drop_column("paper", "code")


def guard_keys() -> None:
    """A key that stands on papers may not change; PostgreSQL's function is of revision 0002."""
    if op.get_bind().dialect.name == "sqlite":
        for action in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {KEY}_is_immutable_{action} BEFORE {action.upper()} ON {KEY} "
                f"BEGIN SELECT RAISE(ABORT, '{KEY}_is_immutable'); END"
            )
        return
    refusal = f"EXECUTE FUNCTION refuse_change('{KEY}_is_immutable')"
    op.execute(
        f"CREATE TRIGGER {KEY}_is_immutable BEFORE UPDATE OR DELETE ON {KEY} FOR EACH ROW {refusal}"
    )
    op.execute(
        f"CREATE TRIGGER {KEY}_is_immutable_truncate BEFORE TRUNCATE ON {KEY} "
        f"FOR EACH STATEMENT {refusal}"
    )
