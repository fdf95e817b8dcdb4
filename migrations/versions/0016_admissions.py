"""How people are admitted: queue, register of applications, programmes that end, requests.

Revision 0016.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

QUEUE = "waiting_entry"
APPLICATIONS = "application"
REQUESTS = "paper_request"
REVIEWS, MARKS, ENDINGS = "programme_review", "programme_mark", "programme_ending"
FORMS = ("home", "semi_stationary", "stationary", "urgent")
OUTCOMES = ("open", "recognition", "presented", "waiting", "refused", "withdrawn")
STATES = ("waiting", "offered", "placed", "left")
OPEN = sa.text("state IN ('waiting', 'offered')")


def upgrade() -> None:
    """Add the queue, and the first day of a course."""
    op.add_column("contract", sa.Column("course_start", sa.Date(), nullable=True))
    create_queue()
    create_applications()
    create_reviews()
    create_marks()
    create_endings()
    create_requests()


def downgrade() -> None:
    """Forget them."""
    for table in (REQUESTS, ENDINGS, MARKS, REVIEWS):
        op.drop_table(table)
    op.drop_table(APPLICATIONS)
    op.drop_table(QUEUE)
    op.drop_column("contract", "course_start")


def create_queue() -> None:
    """One row for each person and department that waits or has waited."""
    op.create_table(
        QUEUE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("contract_id", sa.Integer(), nullable=True),
        sa.Column("came_on", sa.Date(), nullable=False),
        sa.Column("obliged_relatives", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("free_from", sa.Date(), nullable=True),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *keys(
            QUEUE,
            ("recipient", "recipient_id"),
            ("department", "department_id"),
            ("programme", "programme_id"),
            ("contract", "contract_id"),
            ("membership", "recorded_by_id"),
        ),
        sa.CheckConstraint(one_of("state", STATES), name=op.f(f"ck_{QUEUE}_state")),
        sa.CheckConstraint(
            "(state = 'offered') = (answer_by IS NOT NULL)",
            name=op.f(f"ck_{QUEUE}_offer_has_its_day"),
        ),
        sa.CheckConstraint(
            "(state IN ('waiting', 'offered')) = (closed_on IS NULL)",
            name=op.f(f"ck_{QUEUE}_closed_with_its_day"),
        ),
    )
    op.create_index(
        op.f(f"ix_{QUEUE}_provider_id_department_id_state"),
        QUEUE,
        ["provider_id", "department_id", "state"],
    )
    op.create_index(
        f"uq_{QUEUE}_open",
        QUEUE,
        ["recipient_id", "department_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def create_applications() -> None:
    """One line for each application, numbered within its year."""
    op.create_table(
        APPLICATIONS,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=True),
        sa.Column("citizen", sa.String(), nullable=False),
        sa.Column("applicant", sa.String(), nullable=False),
        sa.Column("submitted_by", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("form", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("outcome_on", sa.Date(), nullable=True),
        sa.Column("outcome_note", sa.String(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("enrolled_on", sa.Date(), nullable=True),
        sa.Column("order_number", sa.String(), nullable=False),
        sa.Column("order_date", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *keys(
            APPLICATIONS,
            ("recipient", "recipient_id"),
            ("programme", "programme_id"),
            ("membership", "recorded_by_id"),
        ),
        sa.UniqueConstraint(
            "provider_id",
            "year",
            "sequence",
            name=op.f(f"uq_{APPLICATIONS}_provider_id_year_sequence"),
        ),
        sa.CheckConstraint(one_of("form", FORMS), name=op.f(f"ck_{APPLICATIONS}_form")),
        sa.CheckConstraint(one_of("outcome", OUTCOMES), name=op.f(f"ck_{APPLICATIONS}_outcome")),
        sa.CheckConstraint("sequence > 0", name=op.f(f"ck_{APPLICATIONS}_sequence_positive")),
        sa.CheckConstraint(
            "(outcome = 'open') = (outcome_on IS NULL)",
            name=op.f(f"ck_{APPLICATIONS}_outcome_with_its_day"),
        ),
    )
    for column in ("registered_on", "recipient_id"):
        op.create_index(
            op.f(f"ix_{APPLICATIONS}_provider_id_{column}"), APPLICATIONS, ["provider_id", column]
        )


def create_reviews() -> None:
    """Reviews of a programme that somebody asked for."""
    op.create_table(
        REVIEWS,
        *recorded("programme_id"),
        sa.Column("initiator", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("outcome_on", sa.Date(), nullable=True),
        sa.Column("new_programme_id", sa.Integer(), nullable=True),
        *keys(
            REVIEWS,
            ("programme", "programme_id"),
            ("programme", "new_programme_id"),
            ("membership", "recorded_by_id"),
        ),
        sa.CheckConstraint(
            one_of("outcome", ("open", "new_programme", "unchanged")),
            name=op.f(f"ck_{REVIEWS}_outcome"),
        ),
        sa.CheckConstraint(
            "(outcome = 'open') = (outcome_on IS NULL)",
            name=op.f(f"ck_{REVIEWS}_outcome_with_its_day"),
        ),
        sa.CheckConstraint(
            "(outcome = 'new_programme') = (new_programme_id IS NOT NULL)",
            name=op.f(f"ck_{REVIEWS}_new_one_is_named"),
        ),
    )
    op.create_index(
        op.f(f"ix_{REVIEWS}_provider_id_programme_id"), REVIEWS, ["provider_id", "programme_id"]
    )


def create_marks() -> None:
    """One completion mark for each service of a programme."""
    op.create_table(
        MARKS,
        *recorded("programme_id"),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        *keys(MARKS, ("programme", "programme_id"), ("membership", "recorded_by_id")),
        sa.UniqueConstraint("programme_id", "code", name=op.f(f"uq_{MARKS}_programme_id_code")),
    )


def create_endings() -> None:
    """What was done before a programme ended: one row a programme."""
    op.create_table(
        ENDINGS,
        *recorded("programme_id"),
        sa.Column("notice_delivered_on", sa.Date(), nullable=True),
        sa.Column("conclusion_sent_on", sa.Date(), nullable=True),
        sa.Column("copies", sa.Integer(), nullable=True),
        sa.Column("receipt", sa.String(), nullable=False),
        sa.Column("moved_on", sa.Date(), nullable=True),
        sa.Column("moved_to", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *keys(ENDINGS, ("programme", "programme_id"), ("membership", "recorded_by_id")),
        sa.UniqueConstraint("programme_id", name=op.f(f"uq_{ENDINGS}_programme_id")),
        sa.CheckConstraint("copies > 0", name=op.f(f"ck_{ENDINGS}_copies_positive")),
        sa.CheckConstraint(
            "(conclusion_sent_on IS NULL) = (copies IS NULL)",
            name=op.f(f"ck_{ENDINGS}_sent_in_so_many_copies"),
        ),
        sa.CheckConstraint(
            "(moved_on IS NULL) = (moved_to IS NULL)", name=op.f(f"ck_{ENDINGS}_moved_somewhere")
        ),
    )


def create_requests() -> None:
    """Papers that the provider asks other bodies for."""
    op.create_table(
        REQUESTS,
        *recorded("recipient_id"),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("addressee", sa.String(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        *keys(
            REQUESTS,
            ("recipient", "recipient_id"),
            ("submitted_document", "document_id"),
            ("membership", "recorded_by_id"),
        ),
        sa.CheckConstraint(
            "document_id IS NULL OR answered_on IS NOT NULL",
            name=op.f(f"ck_{REQUESTS}_came_with_answer"),
        ),
    )
    op.create_index(
        op.f(f"ix_{REQUESTS}_provider_id_answered_on"), REQUESTS, ["provider_id", "answered_on"]
    )
    unanswered = sa.text("answered_on IS NULL")
    op.create_index(
        f"uq_{REQUESTS}_open",
        REQUESTS,
        ["recipient_id", "code"],
        unique=True,
        sqlite_where=unanswered,
        postgresql_where=unanswered,
    )


def recorded(target: str) -> tuple[sa.Column[object], ...]:
    """The columns of a record: whose it is, what it is about, who made it and when."""
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column(target, sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
    )


def one_of(column: str, values: tuple[str, ...]) -> str:
    """The check of a column of choices."""
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({listed})"


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
