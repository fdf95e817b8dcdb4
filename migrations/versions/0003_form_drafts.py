"""What was typed when a session had ended, until its owner signs in again.

Revision 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "form_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_draft")),
        sa.UniqueConstraint("provider_id", "id", name=op.f("uq_form_draft_provider_id_id")),
        sa.ForeignKeyConstraint(
            ["provider_id", "membership_id"],
            ["membership.provider_id", "membership.id"],
            name=op.f("fk_form_draft_membership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_form_draft_provider_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_form_draft_user_id")),
    )
    op.create_index(op.f("ix_form_draft_key_hash"), "form_draft", ["key_hash"])
    op.create_index(op.f("ix_form_draft_membership_id"), "form_draft", ["membership_id"])


def downgrade() -> None:
    """Drop it with what it holds."""
    op.drop_table("form_draft")
