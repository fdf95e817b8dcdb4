"""People around a recipient: papers of authority, capacity, death, relatives' logins, consents.

Revision 0015. Columns come with their checks in one statement that both databases read.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

PLAIN = {
    "recipient": (
        ("capacity_since", sa.Date()),
        ("capacity_basis", sa.String()),
        ("died_on", sa.Date()),
    ),
    "representative": (
        ("paper_number", sa.String()),
        ("paper_issued_on", sa.Date()),
        ("paper_issued_by", sa.String()),
        ("body", sa.String()),
        ("body_name", sa.String()),
        ("revoked_for", sa.String()),
    ),
}
# A check stands at the last column it reads, so it comes and goes with that column.
CHECKED = (
    (
        "recipient",
        "capacity",
        "VARCHAR(40)",
        (
            ("capacity", "capacity IN ('capable', 'limited', 'incapable')"),
            ("capacity_has_its_day", "(capacity IS NULL) = (capacity_since IS NULL)"),
        ),
    ),
    (
        "recipient",
        "death_basis",
        "VARCHAR",
        (("died_after_birth", "died_on IS NULL OR died_on >= born"),),
    ),
    (
        "representative",
        "paper_until",
        "DATE",
        (
            (
                "paper_until_after_issue",
                "paper_until IS NULL OR paper_issued_on IS NULL OR paper_until >= paper_issued_on",
            ),
        ),
    ),
    (
        "representative",
        "revoked_on",
        "DATE",
        (("revoked_after_since", "revoked_on IS NULL OR revoked_on >= since"),),
    ),
)


def upgrade() -> None:
    """Add the columns and the tables."""
    for table, columns in PLAIN.items():
        for column, kind in columns:
            op.add_column(table, sa.Column(column, kind, nullable=True))
    for table, column, kind, checks in CHECKED:
        written = " ".join(
            f"CONSTRAINT {op.f(f'ck_{table}_{name}')} CHECK ({text})" for name, text in checks
        )
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind} {written}")
    create_scans()
    create_access()
    create_consents()


def downgrade() -> None:
    """Forget them."""
    for table in ("data_consent", "relative_access", "authority_scan"):
        op.drop_table(table)
    for table, column, _kind, checks in reversed(CHECKED):
        if op.get_bind().dialect.name != "sqlite":
            for name, _text in checks:
                op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
        op.drop_column(table, column)
    for table, columns in PLAIN.items():
        for column, _kind in columns:
            op.drop_column(table, column)


def create_scans() -> None:
    """Scans of the papers that authorities rest on."""
    table = "authority_scan"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("representative_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        *keys(table, ("representative", "representative_id"), ("stored_file", "file_id")),
    )
    index(table, "representative_id")


def create_access() -> None:
    """A representative's own login, which parts it shows and how long."""
    table = "relative_access"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("representative_id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        *keys(table, ("representative", "representative_id"), ("membership", "membership_id")),
        sa.UniqueConstraint("membership_id", name=op.f(f"uq_{table}_membership_id")),
        sa.CheckConstraint(
            "until IS NULL OR until > since", name=op.f(f"ck_{table}_until_after_since")
        ),
    )
    index(table, "representative_id")


def create_consents() -> None:
    """Consents to the processing of personal data, each a paper of its own."""
    table = "data_consent"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("representative_id", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("data", sa.String(), nullable=False),
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("processor", sa.String(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("given_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("destroy_by", sa.Date(), nullable=True),
        sa.Column("destroyed_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        *keys(
            table,
            ("recipient", "recipient_id"),
            ("representative", "representative_id"),
            ("paper", "paper_id"),
            ("stored_file", "file_id"),
            ("membership", "recorded_by_id"),
        ),
        sa.CheckConstraint(
            "withdrawn_on IS NULL OR (given_on IS NOT NULL AND withdrawn_on >= given_on)",
            name=op.f(f"ck_{table}_withdrawn_after_given"),
        ),
        sa.CheckConstraint(
            "(withdrawn_on IS NULL) = (destroy_by IS NULL)",
            name=op.f(f"ck_{table}_withdrawal_has_its_term"),
        ),
        sa.CheckConstraint(
            "destroyed_on IS NULL OR (withdrawn_on IS NOT NULL AND destroyed_on >= withdrawn_on)",
            name=op.f(f"ck_{table}_destroyed_after_withdrawal"),
        ),
    )
    index(table, "recipient_id")


def index(table: str, column: str) -> None:
    """An index of a provider's rows by what they belong to."""
    op.create_index(op.f(f"ix_{table}_provider_id_{column}"), table, ["provider_id", column])


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
