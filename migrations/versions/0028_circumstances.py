"""What a decision names, how one lives in, duplicates of lost programmes, ratings of urgent help.

Revision 0028. Programmes recorded before say nothing of it: nobody asked.
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

PROGRAMME, COPY = "programme", "programme_duplicate"
RATING, MARK = "urgent_rating", "urgent_mark"
NAMED = ("issuer_kind", "stay_mode", "care_leaver", "circumstances")


def upgrade() -> None:
    """Add the columns and the tables."""
    op.add_column(PROGRAMME, sa.Column("circumstances", sa.JSON(), nullable=True))
    op.add_column(
        PROGRAMME,
        sa.Column("care_leaver", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column(PROGRAMME, sa.Column("stay_mode", sa.String(), nullable=True))
    op.add_column(PROGRAMME, sa.Column("issuer_kind", sa.String(), nullable=True))
    create_duplicates()
    create_ratings()
    create_marks()


def downgrade() -> None:
    """Forget them."""
    for table in (MARK, RATING, COPY):
        op.drop_table(table)
    for column in NAMED:
        op.drop_column(PROGRAMME, column)


def create_duplicates() -> None:
    """A duplicate beside the programme it stands for."""
    op.create_table(
        COPY,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("presented_on", sa.Date(), nullable=False),
        *recorded(),
        *keys(COPY, (PROGRAMME, "programme_id"), ("membership", "recorded_by_id")),
        sa.UniqueConstraint(
            "programme_id", "issued_on", name=op.f(f"uq_{COPY}_programme_id_issued_on")
        ),
        sa.CheckConstraint(
            "presented_on >= issued_on", name=op.f(f"ck_{COPY}_presented_after_issued")
        ),
    )


def create_ratings() -> None:
    """What came of an urgent case, and on whose word; one a case."""
    op.create_table(
        RATING,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("rater", sa.String(40), nullable=False),
        sa.Column("rated_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        *recorded(),
        sa.Column("version", sa.Integer(), nullable=False),
        *keys(RATING, ("urgent_case", "case_id"), ("membership", "recorded_by_id")),
        sa.UniqueConstraint("case_id", name=op.f(f"uq_{RATING}_case_id")),
        sa.CheckConstraint("rater IN ('recipient', 'worker')", name=op.f(f"ck_{RATING}_rater")),
    )


def create_marks() -> None:
    """A mark for each criterion of a rating."""
    op.create_table(
        MARK,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("rating_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("mark", sa.String(40), nullable=False),
        *keys(MARK, (RATING, "rating_id")),
        sa.UniqueConstraint("rating_id", "criterion", name=op.f(f"uq_{MARK}_rating_id_criterion")),
        sa.CheckConstraint("mark IN ('fully', 'partly', 'not')", name=op.f(f"ck_{MARK}_mark")),
    )


def recorded() -> tuple[sa.Column[object], ...]:
    """When it was written down, and by whom."""
    return (
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
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
