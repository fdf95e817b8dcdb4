"""Escort needed, repeat applications linked to the refused ones, the scope of a refusal.

Revision 0033. Recipients and refusals recorded before say nothing of it: nobody asked.
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

PERSON, ENDING, LINK = "recipient", "termination", "repeat_application"


def upgrade() -> None:
    """Add the columns and the table."""
    op.add_column(
        PERSON, sa.Column("escort", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column(ENDING, sa.Column("scope", sa.String(), nullable=True))
    op.add_column(ENDING, sa.Column("programme_last_day", sa.Date(), nullable=True))
    op.create_table(
        LINK,
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("id", "provider_id", "application_id", "refused_id")
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{LINK}")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f(f"fk_{LINK}_provider_id")
        ),
        *(
            sa.ForeignKeyConstraint(
                ["provider_id", column],
                ["application.provider_id", "application.id"],
                name=op.f(f"fk_{LINK}_{column}"),
            )
            for column in ("application_id", "refused_id")
        ),
        sa.UniqueConstraint("provider_id", "id", name=op.f(f"uq_{LINK}_provider_id_id")),
        sa.UniqueConstraint("application_id", name=op.f(f"uq_{LINK}_application_id")),
        sa.CheckConstraint(
            "application_id <> refused_id", name=op.f(f"ck_{LINK}_links_two_applications")
        ),
    )
    op.create_index(op.f(f"ix_{LINK}_provider_id_refused_id"), LINK, ["provider_id", "refused_id"])


def downgrade() -> None:
    """Forget them."""
    op.drop_table(LINK)
    op.drop_column(ENDING, "programme_last_day")
    op.drop_column(ENDING, "scope")
    op.drop_column(PERSON, "escort")
