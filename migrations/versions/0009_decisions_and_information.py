"""What the decision says, what was told before the contract, who was refused a look.

Revision 0009. Columns come with their checks in one statement that both databases read.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

LOG = "access_event"
CHECKED = (
    ("decision_income", "BIGINT", "decision_income_not_negative", "decision_income >= 0"),
    ("decision_cap", "BIGINT", "decision_cap_not_negative", "decision_cap >= 0"),
    (
        "decision_mode",
        "VARCHAR(40)",
        "decision_mode",
        "decision_mode IN ('free', 'partial', 'full')",
    ),
)
PLAIN = (("target_group", sa.String()), ("informed_signed_on", sa.Date()))


def upgrade() -> None:
    """Add the columns, the points told, the requests, and the log that nobody may rewrite."""
    for column, kind, name, check in CHECKED:
        op.execute(
            f"ALTER TABLE programme ADD COLUMN {column} {kind} "
            f"CONSTRAINT {op.f(f'ck_programme_{name}')} CHECK ({check})"
        )
    for column, plain in PLAIN:
        op.add_column("programme", sa.Column(column, plain, nullable=True))
    op.add_column("provider", sa.Column("conclusion_term", sa.String(), nullable=True))
    create_told()
    create_requests()
    create_log()
    guard_log()


def downgrade() -> None:
    """Forget them."""
    if op.get_bind().dialect.name == "sqlite":
        for action in ("update", "delete"):
            op.execute(f"DROP TRIGGER {LOG}_is_immutable_{action}")
    for table in (LOG, "additional_request", "briefing_item"):
        op.drop_table(table)
    op.drop_column("provider", "conclusion_term")
    for column, _plain in PLAIN:
        op.drop_column("programme", column)
    for column, _kind, name, _check in CHECKED:
        if op.get_bind().dialect.name != "sqlite":
            op.drop_constraint(op.f(f"ck_programme_{name}"), "programme", type_="check")
        op.drop_column("programme", column)


def create_told() -> None:
    """One row for each point of the list: when, to whom, by whom."""
    op.create_table(
        "briefing_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("told_to", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        *keys("briefing_item", ("programme", "programme_id"), ("membership", "recorded_by_id")),
        sa.UniqueConstraint(
            "programme_id", "code", name=op.f("uq_briefing_item_programme_id_code")
        ),
    )


def create_requests() -> None:
    """A written request for a service outside the programme."""
    op.create_table(
        "additional_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        *keys("additional_request", ("contract", "contract_id"), ("membership", "recorded_by_id")),
        sa.UniqueConstraint(
            "contract_id", "code", name=op.f("uq_additional_request_contract_id_code")
        ),
    )


def create_log() -> None:
    """Who looked, or was refused a look, at what about whom."""
    op.create_table(
        LOG,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        *keys(LOG, ("membership", "membership_id"), ("recipient", "recipient_id")),
    )
    op.create_index(op.f(f"ix_{LOG}_provider_id_at"), LOG, ["provider_id", "at"])


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


def guard_log() -> None:
    """The log is added to and never changed; PostgreSQL's function stands since revision 0002."""
    if op.get_bind().dialect.name == "sqlite":
        for action in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {LOG}_is_immutable_{action} BEFORE {action.upper()} ON {LOG} "
                f"BEGIN SELECT RAISE(ABORT, '{LOG}_is_immutable'); END"
            )
        return
    refusal = f"EXECUTE FUNCTION refuse_change('{LOG}_is_immutable')"
    op.execute(
        f"CREATE TRIGGER {LOG}_is_immutable BEFORE UPDATE OR DELETE ON {LOG} FOR EACH ROW {refusal}"
    )
    op.execute(
        f"CREATE TRIGGER {LOG}_is_immutable_truncate BEFORE TRUNCATE ON {LOG} "
        f"FOR EACH STATEMENT {refusal}"
    )
