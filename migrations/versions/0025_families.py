"""Families of a department of prevention: cases, their people, papers and steps.

Revision 0025.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

CASES, MEMBERS = "family_case", "family_member"
PAPERS, STEPS = "family_paper", "family_step"


def upgrade() -> None:
    """Create the cases and what belongs to them."""
    create_cases()
    create_members()
    create_papers()
    create_steps()


def downgrade() -> None:
    """Forget them."""
    for table in (STEPS, PAPERS, MEMBERS, CASES):
        op.drop_table(table)


def create_cases() -> None:
    """One row for each family, its file numbered within the year."""
    op.create_table(
        CASES,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("specialist_id", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("name", "address", "phone")),
        sa.Column("received_on", sa.Date(), nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("sender", "channel", "circumstances", "state")
        ),
        sa.Column("state_since", sa.Date(), nullable=False),
        sa.Column("ground", sa.String(), nullable=True),
        sa.Column("help_needed", sa.Boolean(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.Column("kept_at", sa.String(), nullable=False),
        *recorded(),
        sa.Column("version", sa.Integer(), nullable=False),
        *keys(
            CASES,
            ("department", "department_id"),
            ("membership", "specialist_id"),
            ("programme", "programme_id"),
            ("membership", "recorded_by_id"),
        ),
        sa.UniqueConstraint(
            "provider_id", "year", "sequence", name=op.f(f"uq_{CASES}_provider_id_year_sequence")
        ),
        sa.CheckConstraint("sequence > 0", name=op.f(f"ck_{CASES}_sequence_positive")),
        sa.CheckConstraint(
            "(year IS NULL) = (sequence IS NULL)", name=op.f(f"ck_{CASES}_file_number")
        ),
        sa.CheckConstraint(
            "(ground IS NULL) = (help_needed IS NULL)",
            name=op.f(f"ck_{CASES}_decided_as_a_whole"),
        ),
    )
    op.create_index(op.f(f"ix_{CASES}_provider_id_state"), CASES, ["provider_id", "state"])


def create_members() -> None:
    """The people of a family."""
    op.create_table(
        MEMBERS,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("relation", sa.String(40), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("born", sa.Date(), nullable=True),
        sa.Column("occupation", sa.String(), nullable=False),
        *keys(MEMBERS, (CASES, "case_id"), ("recipient", "recipient_id")),
        sa.UniqueConstraint("case_id", "position", name=op.f(f"uq_{MEMBERS}_case_id_position")),
        sa.UniqueConstraint(
            "case_id", "recipient_id", name=op.f(f"uq_{MEMBERS}_case_id_recipient_id")
        ),
        sa.CheckConstraint(
            "relation IN ('child', 'parent', 'guardian', 'other')",
            name=op.f(f"ck_{MEMBERS}_relation"),
        ),
        sa.CheckConstraint(
            "recipient_id IS NOT NULL OR name <> ''", name=op.f(f"ck_{MEMBERS}_known_by_name")
        ),
    )
    op.create_index(
        op.f(f"ix_{MEMBERS}_provider_id_recipient_id"), MEMBERS, ["provider_id", "recipient_id"]
    )


def create_papers() -> None:
    """The papers of a file."""
    op.create_table(
        PAPERS,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("code", "title", "number")),
        sa.Column("drawn_on", sa.Date(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        *recorded(),
        *keys(
            PAPERS,
            (CASES, "case_id"),
            ("stored_file", "file_id"),
            ("membership", "recorded_by_id"),
        ),
    )
    op.create_index(op.f(f"ix_{PAPERS}_provider_id_case_id"), PAPERS, ["provider_id", "case_id"])


def create_steps() -> None:
    """The steps taken, in their order."""
    op.create_table(
        STEPS,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("code", "title", "target")),
        sa.Column("day", sa.Date(), nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("participants", "question", "decision", "words")
        ),
        *recorded(),
        *keys(STEPS, (CASES, "case_id"), ("membership", "recorded_by_id")),
        sa.UniqueConstraint("case_id", "position", name=op.f(f"uq_{STEPS}_case_id_position")),
    )


def recorded() -> tuple[sa.Column[object], ...]:
    """When and by whom."""
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
