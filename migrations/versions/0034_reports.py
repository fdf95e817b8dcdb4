"""Changes that recipients report; what is recorded later of payments, urgent help and programmes.

Revision 0034.
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

REPORT, PAPER = "person_report", "payment_paper"
MARK, REFUSAL, COPY = "urgent_duty_mark", "recognition_refusal", "programme_copy"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        REPORT,
        *_numbers("id", "provider_id", "recipient_id"),
        *_words("code", "title", "channel"),
        sa.Column("reported_on", sa.Date(), nullable=False),
        *_words("told_by", "words"),
        sa.Column("considered_on", sa.Date(), nullable=True),
        sa.Column("considered_by_id", sa.Integer(), nullable=True),
        *_words("result"),
        *_recorded(),
        *_keys(
            REPORT,
            {
                "recipient_id": "recipient",
                "recorded_by_id": "membership",
                "considered_by_id": "membership",
            },
        ),
        sa.CheckConstraint("code <> ''", name=op.f(f"ck_{REPORT}_code_given")),
        sa.CheckConstraint(
            "(considered_on IS NULL) = (considered_by_id IS NULL)",
            name=op.f(f"ck_{REPORT}_considered_by_somebody"),
        ),
    )
    for column in ("recipient_id", "considered_on"):
        op.create_index(op.f(f"ix_{REPORT}_provider_id_{column}"), REPORT, ["provider_id", column])
    op.create_table(
        PAPER,
        *_numbers("id", "provider_id", "payment_id"),
        *_words("fiscal_number"),
        sa.Column("file_id", sa.Integer(), nullable=True),
        *_recorded(),
        *_keys(
            PAPER,
            {"payment_id": "payment", "file_id": "stored_file", "recorded_by_id": "membership"},
        ),
        sa.UniqueConstraint("payment_id", name=op.f(f"uq_{PAPER}_payment_id")),
    )
    _later_records()


def _later_records() -> None:
    """Duties of urgent help, the ground of a refusal, what became of a programme's paper."""
    op.create_table(
        MARK,
        *_numbers("id", "provider_id", "case_id"),
        *_words("code", "title"),
        sa.Column("done_on", sa.Date(), nullable=False),
        *_recorded(),
        *_keys(MARK, {"case_id": "urgent_case", "recorded_by_id": "membership"}),
        sa.UniqueConstraint("case_id", "code", name=op.f(f"uq_{MARK}_case_id_code")),
    )
    op.create_table(
        REFUSAL,
        *_numbers("id", "provider_id", "application_id"),
        *_words("ground"),
        *_keys(REFUSAL, {"application_id": "application"}),
        sa.UniqueConstraint("application_id", name=op.f(f"uq_{REFUSAL}_application_id")),
        sa.CheckConstraint("ground <> ''", name=op.f(f"ck_{REFUSAL}_ground_given")),
    )
    op.create_table(
        COPY,
        *_numbers("id", "provider_id", "programme_id"),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("returned_on", sa.Date(), nullable=True),
        *_recorded(),
        *_keys(
            COPY,
            {"programme_id": "programme", "file_id": "stored_file", "recorded_by_id": "membership"},
        ),
        sa.UniqueConstraint("programme_id", name=op.f(f"uq_{COPY}_programme_id")),
    )


def downgrade() -> None:
    """Forget them."""
    for table in (COPY, REFUSAL, MARK):
        op.drop_table(table)
    op.drop_table(PAPER)
    op.drop_table(REPORT)


def _numbers(*names: str) -> tuple[sa.Column[int], ...]:
    return tuple(sa.Column(name, sa.Integer(), nullable=False) for name in names)


def _words(*names: str) -> tuple[sa.Column[str], ...]:
    return tuple(sa.Column(name, sa.String(), nullable=False) for name in names)


def _recorded() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
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
