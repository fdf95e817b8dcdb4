"""The first tables: providers, people, programmes, contracts, months, money, papers, records.

Revision 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Pairs of tables that point at each other; SQLite took the second key along with its table.
CYCLES = (
    ("fk_act_paper_id", "act", "paper", "paper_id"),
    ("fk_act_receipt_paper_id", "act", "paper", "receipt_paper_id"),
    ("fk_contract_paper_id", "contract", "paper", "paper_id"),
    ("fk_membership_recipient_id", "membership", "recipient", "recipient_id"),
)


def first_day(column: str) -> str:
    """The check that a date is the first day of a month."""
    if op.get_bind().dialect.name == "sqlite":
        return f"strftime('%d', {column}) = '01'"
    return f"extract(day from {column}) = 1"


def upgrade() -> None:
    """Create every table, and the head of the empty audit chain."""
    for create in TABLES:
        create()
    if op.get_bind().dialect.name != "sqlite":
        for name, table, target, column in CYCLES:
            op.create_foreign_key(
                op.f(name), table, target, ["provider_id", column], ["provider_id", "id"]
            )
    op.execute("INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '')")


def downgrade() -> None:
    """Drop everything; there is no earlier state to go back to."""
    if op.get_bind().dialect.name != "sqlite":
        for name, table, _target, _column in CYCLES:
            op.drop_constraint(op.f(name), table, type_="foreignkey")
    for create in reversed(TABLES):
        op.drop_table(create.__name__)


def audit_event() -> None:
    op.create_table(
        "audit_event",
        sa.Column("seq", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("provider_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_event")),
    )
    op.create_index(
        op.f("ix_audit_event_provider_id_subject_kind_subject_id"),
        "audit_event",
        ["provider_id", "subject_kind", "subject_id"],
    )


def audit_head() -> None:
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_only_one")),
    )


def paper_content() -> None:
    op.create_table(
        "paper_content",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_paper_content")),
    )


def provider() -> None:
    op.create_table(
        "provider",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("region_code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=False),
        sa.Column("genitive_name", sa.String(), nullable=False),
        sa.Column("inn", sa.String(), nullable=False),
        sa.Column("kpp", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("bank_name", sa.String(), nullable=False),
        sa.Column("bic", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("correspondent_account", sa.String(), nullable=False),
        sa.Column("personal_account", sa.String(), nullable=True),
        sa.Column("cbc", sa.String(), nullable=True),
        sa.Column("oktmo", sa.String(), nullable=True),
        sa.Column("payment_day", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider")),
        sa.UniqueConstraint("code", name=op.f("uq_provider_code")),
        sa.CheckConstraint(
            "payment_day BETWEEN 1 AND 28", name=op.f("ck_provider_payment_day_in_month")
        ),
    )


def sign_in_attempt() -> None:
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login_key", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index(op.f("ix_sign_in_attempt_address_at"), "sign_in_attempt", ["address", "at"])
    op.create_index(op.f("ix_sign_in_attempt_login_key_at"), "sign_in_attempt", ["login_key", "at"])


def user() -> None:
    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("activation_code_hash", sa.String(), nullable=True),
        sa.Column("activation_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("surname", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("patronymic", sa.String(), nullable=True),
        sa.Column("sex", sa.String(40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("blocked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("login", name=op.f("uq_user_login")),
        sa.CheckConstraint("login <> ''", name=op.f("ck_user_login_given")),
        sa.CheckConstraint("sex IN ('m', 'f')", name=op.f("ck_user_sex")),
    )


def department() -> None:
    op.create_table(
        "department",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("form", sa.String(40), nullable=False),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department")),
        sa.UniqueConstraint("provider_id", "id", name=op.f("uq_department_provider_id_id")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_department_provider_id")
        ),
        sa.CheckConstraint(
            "form IN ('home', 'semi_stationary', 'stationary', 'urgent')",
            name=op.f("ck_department_form"),
        ),
        sa.CheckConstraint("places >= 0", name=op.f("ck_department_places_not_negative")),
    )


def reference_value() -> None:
    op.create_table(
        "reference_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("group", sa.String(40), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("citation_rule", sa.String(), nullable=True),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_value")),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_reference_value_entered_by_id")
        ),
        sa.CheckConstraint("act <> ''", name=op.f("ck_reference_value_act_given")),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_reference_value_amount_not_negative")),
        sa.CheckConstraint(
            "\"group\" IN ('working_age', 'pensioners', 'children')",
            name=op.f("ck_reference_value_group"),
        ),
    )
    op.create_index(
        op.f("ix_reference_value_region_code_key_since"),
        "reference_value",
        ["region_code", "key", "since"],
    )


def series_counter() -> None:
    op.create_table(
        "series_counter",
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("provider_id", "series", "year", name=op.f("pk_series_counter")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_series_counter_provider_id")
        ),
        sa.CheckConstraint("last >= 0", name=op.f("ck_series_counter_last_not_negative")),
    )


def stored_file() -> None:
    op.create_table(
        "stored_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("original_name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("provider_id", "id", name=op.f("uq_stored_file_provider_id_id")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_stored_file_provider_id")
        ),
        sa.CheckConstraint("size > 0", name=op.f("ck_stored_file_size_positive")),
    )
    op.create_index(
        op.f("ix_stored_file_provider_id_sha256"), "stored_file", ["provider_id", "sha256"]
    )


def membership() -> None:
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("recipient_id", sa.Integer(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("provider_id", "id", name=op.f("uq_membership_provider_id_id")),
        sa.ForeignKeyConstraint(
            ["provider_id", "department_id"],
            ["department.provider_id", "department.id"],
            name=op.f("fk_membership_department_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_membership_provider_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "recipient_id"],
            ["recipient.provider_id", "recipient.id"],
            name=op.f("fk_membership_recipient_id"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_membership_user_id")),
        sa.CheckConstraint(
            "(role = 'recipient') = (recipient_id IS NOT NULL)",
            name=op.f("ck_membership_recipient_has_person"),
        ),
        sa.CheckConstraint(
            (
                "role IN ('director', 'accountant', 'social_worker', "
                "'head_of_department', 'recipient', 'administrator')"
            ),
            name=op.f("ck_membership_role"),
        ),
        sa.CheckConstraint(
            "until IS NULL OR until > since", name=op.f("ck_membership_until_after_since")
        ),
    )
    op.create_index(op.f("ix_membership_user_id"), "membership", ["user_id"])


def job() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("error_number", sa.String(), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("queued_by_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("provider_id", "id", name=op.f("uq_job_provider_id_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_job_provider_id")),
        sa.ForeignKeyConstraint(
            ["provider_id", "queued_by_id"],
            ["membership.provider_id", "membership.id"],
            name=op.f("fk_job_queued_by_id"),
        ),
        sa.CheckConstraint("done >= 0", name=op.f("ck_job_done_not_negative")),
        sa.CheckConstraint("done <= total", name=op.f("ck_job_done_within_total")),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'done', 'failed')", name=op.f("ck_job_state")
        ),
        sa.CheckConstraint("total >= 0", name=op.f("ck_job_total_not_negative")),
    )
    op.create_index(op.f("ix_job_provider_id_queued_at"), "job", ["provider_id", "queued_at"])


def month_closing() -> None:
    op.create_table(
        "month_closing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_month_closing")),
        sa.UniqueConstraint("provider_id", "id", name=op.f("uq_month_closing_provider_id_id")),
        sa.UniqueConstraint(
            "provider_id", "month", name=op.f("uq_month_closing_provider_id_month")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "closed_by_id"],
            ["membership.provider_id", "membership.id"],
            name=op.f("fk_month_closing_closed_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_month_closing_provider_id")
        ),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL)",
            name=op.f("ck_month_closing_closed_has_its_moment"),
        ),
        sa.CheckConstraint(first_day("month"), name=op.f("ck_month_closing_month_is_first_day")),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_month_closing_state")),
    )


def recipient() -> None:
    op.create_table(
        "recipient",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("surname", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("patronymic", sa.String(), nullable=True),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("born", sa.Date(), nullable=False),
        sa.Column("sex", sa.String(40), nullable=False),
        sa.Column("snils", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("phone_key", sa.String(), nullable=False),
        sa.Column("population_group", sa.String(40), nullable=True),
        sa.Column("personal_code", sa.String(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("social_worker_id", sa.Integer(), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recipient")),
        sa.UniqueConstraint("provider_id", "id", name=op.f("uq_recipient_provider_id_id")),
        sa.UniqueConstraint(
            "provider_id", "personal_code", name=op.f("uq_recipient_provider_id_personal_code")
        ),
        sa.UniqueConstraint("provider_id", "snils", name=op.f("uq_recipient_provider_id_snils")),
        sa.ForeignKeyConstraint(
            ["provider_id", "department_id"],
            ["department.provider_id", "department.id"],
            name=op.f("fk_recipient_department_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_recipient_provider_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "social_worker_id"],
            ["membership.provider_id", "membership.id"],
            name=op.f("fk_recipient_social_worker_id"),
        ),
        sa.CheckConstraint(
            "population_group IN ('working_age', 'pensioners', 'children')",
            name=op.f("ck_recipient_population_group"),
        ),
        sa.CheckConstraint("sex IN ('m', 'f')", name=op.f("ck_recipient_sex")),
    )
    op.create_index(
        op.f("ix_recipient_provider_id_name_key"), "recipient", ["provider_id", "name_key"]
    )
    op.create_index(
        op.f("ix_recipient_provider_id_phone_key"), "recipient", ["provider_id", "phone_key"]
    )


def user_session() -> None:
    op.create_table(
        "user_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_session")),
        sa.UniqueConstraint("provider_id", "id", name=op.f("uq_user_session_provider_id_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_user_session_token_hash")),
        sa.ForeignKeyConstraint(
            ["provider_id", "membership_id"],
            ["membership.provider_id", "membership.id"],
            name=op.f("fk_user_session_membership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_user_session_provider_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_user_session_user_id")),
    )
    op.create_index(op.f("ix_user_session_user_id"), "user_session", ["user_id"])


def identity_paper() -> None:
    op.create_table(
        "identity_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("number_key", sa.String(), nullable=False),
        sa.Column("issued_by", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_paper")),
        sa.UniqueConstraint("provider_id", "id", name=op.f("uq_identity_paper_provider_id_id")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_identity_paper_provider_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "recipient_id"],
            ["recipient.provider_id", "recipient.id"],
            name=op.f("fk_identity_paper_recipient_id"),
        ),
    )
    op.create_index(
        op.f("ix_identity_paper_provider_id_number_key"),
        "identity_paper",
        ["provider_id", "number_key"],
    )
    op.create_index(
        op.f("ix_identity_paper_provider_id_recipient_id"),
        "identity_paper",
        ["provider_id", "recipient_id"],
    )


def income_assessment() -> None:
    op.create_table(
        "income_assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("population_group", sa.String(40), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_income_assessment")),
        sa.UniqueConstraint("provider_id", "id", name=op.f("uq_income_assessment_provider_id_id")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_income_assessment_provider_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "recipient_id"],
            ["recipient.provider_id", "recipient.id"],
            name=op.f("fk_income_assessment_recipient_id"),
        ),
        sa.CheckConstraint(
            "population_group IN ('working_age', 'pensioners', 'children')",
            name=op.f("ck_income_assessment_population_group"),
        ),
    )
    op.create_index(
        op.f("ix_income_assessment_provider_id_recipient_id_applied_on"),
        "income_assessment",
        ["provider_id", "recipient_id", "applied_on"],
    )


def programme() -> None:
    op.create_table(
        "programme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("decision_date", sa.Date(), nullable=True),
        sa.Column("form", sa.String(40), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("conditions", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("presented_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contract_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contract_due_rule", sa.String(), nullable=False),
        sa.Column("federal_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_steps", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("provider_id", "id", name=op.f("uq_programme_provider_id_id")),
        sa.UniqueConstraint(
            "provider_id",
            "number",
            "issued_on",
            name=op.f("uq_programme_provider_id_number_issued_on"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_programme_provider_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "recipient_id"],
            ["recipient.provider_id", "recipient.id"],
            name=op.f("fk_programme_recipient_id"),
        ),
        sa.CheckConstraint(
            "form IN ('home', 'semi_stationary', 'stationary', 'urgent')",
            name=op.f("ck_programme_form"),
        ),
        sa.CheckConstraint(
            "valid_until >= valid_from", name=op.f("ck_programme_valid_until_after_valid_from")
        ),
    )
    op.create_index(
        op.f("ix_programme_provider_id_contract_due_at"),
        "programme",
        ["provider_id", "contract_due_at"],
    )
    op.create_index(
        op.f("ix_programme_provider_id_recipient_id"), "programme", ["provider_id", "recipient_id"]
    )


def recipient_category() -> None:
    op.create_table(
        "recipient_category",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("proved", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recipient_category")),
        sa.UniqueConstraint("provider_id", "id", name=op.f("uq_recipient_category_provider_id_id")),
        sa.UniqueConstraint(
            "recipient_id",
            "code",
            "since",
            name=op.f("uq_recipient_category_recipient_id_code_since"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_recipient_category_provider_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "recipient_id"],
            ["recipient.provider_id", "recipient.id"],
            name=op.f("fk_recipient_category_recipient_id"),
        ),
        sa.CheckConstraint(
            "until IS NULL OR until > since", name=op.f("ck_recipient_category_until_after_since")
        ),
    )


def representative() -> None:
    op.create_table(
        "representative",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("surname", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("patronymic", sa.String(), nullable=True),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("capable", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_representative")),
        sa.UniqueConstraint("provider_id", "id", name=op.f("uq_representative_provider_id_id")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_representative_provider_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "recipient_id"],
            ["recipient.provider_id", "recipient.id"],
            name=op.f("fk_representative_recipient_id"),
        ),
        sa.CheckConstraint(
            "kind IN ('parent', 'guardian', 'trustee', 'attorney')",
            name=op.f("ck_representative_kind"),
        ),
        sa.CheckConstraint(
            "until IS NULL OR until > since", name=op.f("ck_representative_until_after_since")
        ),
    )
    op.create_index(
        op.f("ix_representative_provider_id_recipient_id"),
        "representative",
        ["provider_id", "recipient_id"],
    )


def submitted_document() -> None:
    op.create_table(
        "submitted_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submitted_document")),
        sa.UniqueConstraint("provider_id", "id", name=op.f("uq_submitted_document_provider_id_id")),
        sa.ForeignKeyConstraint(
            ["provider_id", "file_id"],
            ["stored_file.provider_id", "stored_file.id"],
            name=op.f("fk_submitted_document_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_submitted_document_provider_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "received_by_id"],
            ["membership.provider_id", "membership.id"],
            name=op.f("fk_submitted_document_received_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "recipient_id"],
            ["recipient.provider_id", "recipient.id"],
            name=op.f("fk_submitted_document_recipient_id"),
        ),
        sa.CheckConstraint(
            "expires_on IS NULL OR expires_on >= issued_on",
            name=op.f("ck_submitted_document_expires_after_issue"),
        ),
    )
    op.create_index(
        op.f("ix_submitted_document_provider_id_recipient_id_code"),
        "submitted_document",
        ["provider_id", "recipient_id", "code"],
    )


def contract() -> None:
    op.create_table(
        "contract",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("representative_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("form", sa.String(40), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("social_worker_id", sa.Integer(), nullable=True),
        sa.Column("concluded_on", sa.Date(), nullable=False),
        sa.Column("rules_day", sa.Date(), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("payment_day", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
        sa.UniqueConstraint("provider_id", "id", name=op.f("uq_contract_provider_id_id")),
        sa.UniqueConstraint(
            "provider_id", "year", "number", name=op.f("uq_contract_provider_id_year_number")
        ),
        sa.UniqueConstraint(
            "provider_id", "year", "sequence", name=op.f("uq_contract_provider_id_year_sequence")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "department_id"],
            ["department.provider_id", "department.id"],
            name=op.f("fk_contract_department_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "paper_id"],
            ["paper.provider_id", "paper.id"],
            name=op.f("fk_contract_paper_id"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "programme_id"],
            ["programme.provider_id", "programme.id"],
            name=op.f("fk_contract_programme_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_contract_provider_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "recipient_id"],
            ["recipient.provider_id", "recipient.id"],
            name=op.f("fk_contract_recipient_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "representative_id"],
            ["representative.provider_id", "representative.id"],
            name=op.f("fk_contract_representative_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "social_worker_id"],
            ["membership.provider_id", "membership.id"],
            name=op.f("fk_contract_social_worker_id"),
        ),
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on >= concluded_on",
            name=op.f("ck_contract_ended_after_concluded"),
        ),
        sa.CheckConstraint(
            "form IN ('home', 'semi_stationary', 'stationary', 'urgent')",
            name=op.f("ck_contract_form"),
        ),
        sa.CheckConstraint(
            "payment_day BETWEEN 1 AND 28", name=op.f("ck_contract_payment_day_in_month")
        ),
        sa.CheckConstraint("sequence > 0", name=op.f("ck_contract_sequence_positive")),
        sa.CheckConstraint(
            "state IN ('awaiting_signature', 'active', 'suspended', 'terminated')",
            name=op.f("ck_contract_state"),
        ),
        sa.CheckConstraint(
            "valid_until >= concluded_on", name=op.f("ck_contract_valid_until_after_concluded_on")
        ),
    )
    op.create_index(
        op.f("ix_contract_provider_id_recipient_id"), "contract", ["provider_id", "recipient_id"]
    )
    op.create_index(
        op.f("ix_contract_provider_id_social_worker_id"),
        "contract",
        ["provider_id", "social_worker_id"],
    )
    op.create_index(op.f("ix_contract_provider_id_state"), "contract", ["provider_id", "state"])
    op.create_index(
        op.f("uq_contract_open_programme"),
        "contract",
        ["provider_id", "programme_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'terminated'"),
        postgresql_where=sa.text("state <> 'terminated'"),
    )


def household_member() -> None:
    op.create_table(
        "household_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("relation", sa.String(40), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("born", sa.Date(), nullable=False),
        sa.Column("student", sa.Boolean(), nullable=False),
        sa.Column("married", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_member")),
        sa.UniqueConstraint(
            "assessment_id", "position", name=op.f("uq_household_member_assessment_id_position")
        ),
        sa.UniqueConstraint("provider_id", "id", name=op.f("uq_household_member_provider_id_id")),
        sa.ForeignKeyConstraint(
            ["provider_id", "assessment_id"],
            ["income_assessment.provider_id", "income_assessment.id"],
            name=op.f("fk_household_member_assessment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_household_member_provider_id")
        ),
        sa.CheckConstraint("position >= 0", name=op.f("ck_household_member_position_not_negative")),
        sa.CheckConstraint(
            ("relation IN ('recipient', 'spouse', 'child', 'parent', 'sibling', 'other')"),
            name=op.f("ck_household_member_relation"),
        ),
    )


def programme_service() -> None:
    op.create_table(
        "programme_service",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("quantity_per_month", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_service")),
        sa.UniqueConstraint(
            "programme_id", "code", name=op.f("uq_programme_service_programme_id_code")
        ),
        sa.UniqueConstraint("provider_id", "id", name=op.f("uq_programme_service_provider_id_id")),
        sa.ForeignKeyConstraint(
            ["provider_id", "programme_id"],
            ["programme.provider_id", "programme.id"],
            name=op.f("fk_programme_service_programme_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_programme_service_provider_id")
        ),
        sa.CheckConstraint(
            "quantity_per_month > 0", name=op.f("ck_programme_service_quantity_per_month_positive")
        ),
        sa.CheckConstraint(
            "until IS NULL OR until >= since", name=op.f("ck_programme_service_until_after_since")
        ),
    )


def contract_terms() -> None:
    op.create_table(
        "contract_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("rules_day", sa.Date(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=True),
        sa.Column("free", sa.Boolean(), nullable=False),
        sa.Column("free_ground", sa.String(), nullable=True),
        sa.Column("free_ground_title", sa.String(), nullable=True),
        sa.Column("average_income", sa.BigInteger(), nullable=True),
        sa.Column("threshold", sa.BigInteger(), nullable=True),
        sa.Column("fee_cap", sa.BigInteger(), nullable=True),
        sa.Column("cost_at_tariffs", sa.BigInteger(), nullable=False),
        sa.Column("monthly_fee", sa.BigInteger(), nullable=False),
        sa.Column("household_size", sa.Integer(), nullable=True),
        sa.Column("explanation", sa.JSON(), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_terms")),
        sa.UniqueConstraint(
            "contract_id", "since", name=op.f("uq_contract_terms_contract_id_since")
        ),
        sa.UniqueConstraint("provider_id", "id", name=op.f("uq_contract_terms_provider_id_id")),
        sa.ForeignKeyConstraint(
            ["provider_id", "assessment_id"],
            ["income_assessment.provider_id", "income_assessment.id"],
            name=op.f("fk_contract_terms_assessment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "contract_id"],
            ["contract.provider_id", "contract.id"],
            name=op.f("fk_contract_terms_contract_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_contract_terms_provider_id")
        ),
        sa.CheckConstraint(
            "average_income >= 0", name=op.f("ck_contract_terms_average_income_not_negative")
        ),
        sa.CheckConstraint(
            "cost_at_tariffs >= 0", name=op.f("ck_contract_terms_cost_at_tariffs_not_negative")
        ),
        sa.CheckConstraint("fee_cap >= 0", name=op.f("ck_contract_terms_fee_cap_not_negative")),
        sa.CheckConstraint(
            "NOT free OR monthly_fee = 0", name=op.f("ck_contract_terms_free_pays_nothing")
        ),
        sa.CheckConstraint(
            "monthly_fee >= 0", name=op.f("ck_contract_terms_monthly_fee_not_negative")
        ),
        sa.CheckConstraint("threshold >= 0", name=op.f("ck_contract_terms_threshold_not_negative")),
        sa.CheckConstraint(
            "until IS NULL OR until > since", name=op.f("ck_contract_terms_until_after_since")
        ),
    )


def delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("worker_id", sa.Integer(), nullable=False),
        sa.Column("additional", sa.Boolean(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint(
            "contract_id",
            "day",
            "code",
            "additional",
            name=op.f("uq_delivery_contract_id_day_code_additional"),
        ),
        sa.UniqueConstraint("provider_id", "id", name=op.f("uq_delivery_provider_id_id")),
        sa.ForeignKeyConstraint(
            ["provider_id", "contract_id"],
            ["contract.provider_id", "contract.id"],
            name=op.f("fk_delivery_contract_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_delivery_provider_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "worker_id"],
            ["membership.provider_id", "membership.id"],
            name=op.f("fk_delivery_worker_id"),
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_delivery_quantity_positive")),
    )
    op.create_index(op.f("ix_delivery_provider_id_day"), "delivery", ["provider_id", "day"])


def income_item() -> None:
    op.create_table(
        "income_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_income_item")),
        sa.UniqueConstraint(
            "member_id", "month", "kind", name=op.f("uq_income_item_member_id_month_kind")
        ),
        sa.UniqueConstraint("provider_id", "id", name=op.f("uq_income_item_provider_id_id")),
        sa.ForeignKeyConstraint(
            ["provider_id", "member_id"],
            ["household_member.provider_id", "household_member.id"],
            name=op.f("fk_income_item_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_income_item_provider_id")
        ),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_income_item_amount_not_negative")),
        sa.CheckConstraint(first_day("month"), name=op.f("ck_income_item_month_is_first_day")),
    )


def payment() -> None:
    op.create_table(
        "payment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("receipt_number", sa.String(), nullable=True),
        sa.Column("payer", sa.String(), nullable=False),
        sa.Column("operation", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("reversed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("provider_id", "id", name=op.f("uq_payment_provider_id_id")),
        sa.UniqueConstraint(
            "provider_id", "operation", name=op.f("uq_payment_provider_id_operation")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "contract_id"],
            ["contract.provider_id", "contract.id"],
            name=op.f("fk_payment_contract_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_payment_provider_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "recorded_by_id"],
            ["membership.provider_id", "membership.id"],
            name=op.f("fk_payment_recorded_by_id"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payment_amount_positive")),
        sa.CheckConstraint(
            "channel IN ('bank_till', 'bank_transfer', 'cash_desk')",
            name=op.f("ck_payment_channel"),
        ),
    )
    op.create_index(
        op.f("ix_payment_provider_id_contract_id"), "payment", ["provider_id", "contract_id"]
    )
    op.create_index(op.f("ix_payment_provider_id_paid_on"), "payment", ["provider_id", "paid_on"])


def suspension() -> None:
    op.create_table(
        "suspension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("order_number", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspension")),
        sa.UniqueConstraint("provider_id", "id", name=op.f("uq_suspension_provider_id_id")),
        sa.ForeignKeyConstraint(
            ["provider_id", "contract_id"],
            ["contract.provider_id", "contract.id"],
            name=op.f("fk_suspension_contract_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_suspension_provider_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "recorded_by_id"],
            ["membership.provider_id", "membership.id"],
            name=op.f("fk_suspension_recorded_by_id"),
        ),
        sa.CheckConstraint(
            "until IS NULL OR until > since", name=op.f("ck_suspension_until_after_since")
        ),
    )
    op.create_index(
        op.f("ix_suspension_provider_id_contract_id_since"),
        "suspension",
        ["provider_id", "contract_id", "since"],
    )


def act() -> None:
    op.create_table(
        "act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("terms_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("cost_at_tariffs", sa.BigInteger(), nullable=False),
        sa.Column("additional_cost", sa.BigInteger(), nullable=False),
        sa.Column("payable", sa.BigInteger(), nullable=False),
        sa.Column("average_income", sa.BigInteger(), nullable=True),
        sa.Column("threshold", sa.BigInteger(), nullable=True),
        sa.Column("fee_cap", sa.BigInteger(), nullable=True),
        sa.Column("free", sa.Boolean(), nullable=False),
        sa.Column("free_ground", sa.String(), nullable=True),
        sa.Column("free_ground_title", sa.String(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("explanation", sa.JSON(), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("rules_day", sa.Date(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.Column("receipt_paper_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_act")),
        sa.UniqueConstraint("contract_id", "month", name=op.f("uq_act_contract_id_month")),
        sa.UniqueConstraint("provider_id", "id", name=op.f("uq_act_provider_id_id")),
        sa.UniqueConstraint(
            "provider_id", "year", "sequence", name=op.f("uq_act_provider_id_year_sequence")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "contract_id"],
            ["contract.provider_id", "contract.id"],
            name=op.f("fk_act_contract_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "paper_id"],
            ["paper.provider_id", "paper.id"],
            name=op.f("fk_act_paper_id"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_act_provider_id")),
        sa.ForeignKeyConstraint(
            ["provider_id", "receipt_paper_id"],
            ["paper.provider_id", "paper.id"],
            name=op.f("fk_act_receipt_paper_id"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "terms_id"],
            ["contract_terms.provider_id", "contract_terms.id"],
            name=op.f("fk_act_terms_id"),
        ),
        sa.CheckConstraint(
            "additional_cost >= 0", name=op.f("ck_act_additional_cost_not_negative")
        ),
        sa.CheckConstraint("average_income >= 0", name=op.f("ck_act_average_income_not_negative")),
        sa.CheckConstraint(
            "cost_at_tariffs >= 0", name=op.f("ck_act_cost_at_tariffs_not_negative")
        ),
        sa.CheckConstraint("due_on >= month", name=op.f("ck_act_due_after_month_began")),
        sa.CheckConstraint("fee_cap >= 0", name=op.f("ck_act_fee_cap_not_negative")),
        sa.CheckConstraint(first_day("month"), name=op.f("ck_act_month_is_first_day")),
        sa.CheckConstraint("payable >= 0", name=op.f("ck_act_payable_not_negative")),
        sa.CheckConstraint("sequence > 0", name=op.f("ck_act_sequence_positive")),
        sa.CheckConstraint("state IN ('issued', 'signed', 'disputed')", name=op.f("ck_act_state")),
        sa.CheckConstraint("threshold >= 0", name=op.f("ck_act_threshold_not_negative")),
    )
    op.create_index(op.f("ix_act_provider_id_month"), "act", ["provider_id", "month"])


def contract_service() -> None:
    op.create_table(
        "contract_service",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("terms_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("unit_title", sa.String(), nullable=False),
        sa.Column("quantity_per_month", sa.BigInteger(), nullable=False),
        sa.Column("tariff", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_service")),
        sa.UniqueConstraint("provider_id", "id", name=op.f("uq_contract_service_provider_id_id")),
        sa.UniqueConstraint("terms_id", "code", name=op.f("uq_contract_service_terms_id_code")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_contract_service_provider_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "terms_id"],
            ["contract_terms.provider_id", "contract_terms.id"],
            name=op.f("fk_contract_service_terms_id"),
        ),
        sa.CheckConstraint(
            "quantity_per_month > 0", name=op.f("ck_contract_service_quantity_per_month_positive")
        ),
        sa.CheckConstraint("tariff >= 0", name=op.f("ck_contract_service_tariff_not_negative")),
    )


def payment_allocation() -> None:
    op.create_table(
        "payment_allocation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_allocation")),
        sa.UniqueConstraint(
            "payment_id", "month", name=op.f("uq_payment_allocation_payment_id_month")
        ),
        sa.UniqueConstraint("provider_id", "id", name=op.f("uq_payment_allocation_provider_id_id")),
        sa.ForeignKeyConstraint(
            ["provider_id", "payment_id"],
            ["payment.provider_id", "payment.id"],
            name=op.f("fk_payment_allocation_payment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_payment_allocation_provider_id")
        ),
        sa.CheckConstraint(
            "month IS NULL OR amount > 0", name=op.f("ck_payment_allocation_amount_positive")
        ),
        sa.CheckConstraint(
            first_day("month"), name=op.f("ck_payment_allocation_month_is_first_day")
        ),
    )


def receipt_copy() -> None:
    op.create_table(
        "receipt_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("worker_id", sa.Integer(), nullable=True),
        sa.Column("handed_over_on", sa.Date(), nullable=True),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_copy")),
        sa.UniqueConstraint("payment_id", name=op.f("uq_receipt_copy_payment_id")),
        sa.UniqueConstraint("provider_id", "id", name=op.f("uq_receipt_copy_provider_id_id")),
        sa.ForeignKeyConstraint(
            ["provider_id", "accepted_by_id"],
            ["membership.provider_id", "membership.id"],
            name=op.f("fk_receipt_copy_accepted_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "payment_id"],
            ["payment.provider_id", "payment.id"],
            name=op.f("fk_receipt_copy_payment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_receipt_copy_provider_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "worker_id"],
            ["membership.provider_id", "membership.id"],
            name=op.f("fk_receipt_copy_worker_id"),
        ),
        sa.CheckConstraint("state <> ''", name=op.f("ck_receipt_copy_state_given")),
    )
    op.create_index(
        op.f("ix_receipt_copy_provider_id_state"), "receipt_copy", ["provider_id", "state"]
    )


def act_line() -> None:
    op.create_table(
        "act_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("unit_title", sa.String(), nullable=False),
        sa.Column("allowed", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("tariff", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("additional", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_act_line")),
        sa.UniqueConstraint("act_id", "position", name=op.f("uq_act_line_act_id_position")),
        sa.UniqueConstraint("provider_id", "id", name=op.f("uq_act_line_provider_id_id")),
        sa.ForeignKeyConstraint(
            ["provider_id", "act_id"],
            ["act.provider_id", "act.id"],
            name=op.f("fk_act_line_act_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_act_line_provider_id")
        ),
        sa.CheckConstraint("allowed >= 0", name=op.f("ck_act_line_allowed_not_negative")),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_act_line_amount_not_negative")),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_act_line_quantity_not_negative")),
        sa.CheckConstraint("tariff >= 0", name=op.f("ck_act_line_tariff_not_negative")),
    )


def ledger_entry() -> None:
    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=True),
        sa.Column("payment_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint("provider_id", "id", name=op.f("uq_ledger_entry_provider_id_id")),
        sa.ForeignKeyConstraint(
            ["provider_id", "act_id"],
            ["act.provider_id", "act.id"],
            name=op.f("fk_ledger_entry_act_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "contract_id"],
            ["contract.provider_id", "contract.id"],
            name=op.f("fk_ledger_entry_contract_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "payment_id"],
            ["payment.provider_id", "payment.id"],
            name=op.f("fk_ledger_entry_payment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_ledger_entry_provider_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "recorded_by_id"],
            ["membership.provider_id", "membership.id"],
            name=op.f("fk_ledger_entry_recorded_by_id"),
        ),
        sa.CheckConstraint(
            "kind <> 'charge' OR amount >= 0", name=op.f("ck_ledger_entry_charge_not_negative")
        ),
        sa.CheckConstraint(
            "kind IN ('charge', 'payment', 'reversal')", name=op.f("ck_ledger_entry_kind")
        ),
        sa.CheckConstraint(first_day("month"), name=op.f("ck_ledger_entry_month_is_first_day")),
        sa.CheckConstraint(
            "kind <> 'payment' OR amount <= 0", name=op.f("ck_ledger_entry_payment_not_positive")
        ),
    )
    op.create_index(
        op.f("ix_ledger_entry_provider_id_contract_id_month"),
        "ledger_entry",
        ["provider_id", "contract_id", "month"],
    )


def paper() -> None:
    op.create_table(
        "paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("form_code", sa.String(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=True),
        sa.Column("contract_id", sa.Integer(), nullable=True),
        sa.Column("act_id", sa.Integer(), nullable=True),
        sa.Column("month", sa.Date(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("rules_day", sa.Date(), nullable=False),
        sa.Column("template_version", sa.String(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
        sa.UniqueConstraint("provider_id", "id", name=op.f("uq_paper_provider_id_id")),
        sa.ForeignKeyConstraint(
            ["provider_id", "act_id"], ["act.provider_id", "act.id"], name=op.f("fk_paper_act_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "contract_id"],
            ["contract.provider_id", "contract.id"],
            name=op.f("fk_paper_contract_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_paper_provider_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "recipient_id"],
            ["recipient.provider_id", "recipient.id"],
            name=op.f("fk_paper_recipient_id"),
        ),
        sa.ForeignKeyConstraint(["sha256"], ["paper_content.sha256"], name=op.f("fk_paper_sha256")),
        sa.CheckConstraint(first_day("month"), name=op.f("ck_paper_month_is_first_day")),
        sa.CheckConstraint("pages > 0", name=op.f("ck_paper_pages_positive")),
    )
    op.create_index(op.f("ix_paper_provider_id_act_id"), "paper", ["provider_id", "act_id"])
    op.create_index(
        op.f("ix_paper_provider_id_contract_id"), "paper", ["provider_id", "contract_id"]
    )


def signature() -> None:
    op.create_table(
        "signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=True),
        sa.Column("act_id", sa.Integer(), nullable=True),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(40), nullable=False),
        sa.Column("signer", sa.String(), nullable=False),
        sa.Column("method", sa.String(40), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
        sa.UniqueConstraint("paper_id", "party", name=op.f("uq_signature_paper_id_party")),
        sa.UniqueConstraint("provider_id", "id", name=op.f("uq_signature_provider_id_id")),
        sa.ForeignKeyConstraint(
            ["provider_id", "act_id"],
            ["act.provider_id", "act.id"],
            name=op.f("fk_signature_act_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "contract_id"],
            ["contract.provider_id", "contract.id"],
            name=op.f("fk_signature_contract_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "file_id"],
            ["stored_file.provider_id", "stored_file.id"],
            name=op.f("fk_signature_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "paper_id"],
            ["paper.provider_id", "paper.id"],
            name=op.f("fk_signature_paper_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_signature_provider_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id", "recorded_by_id"],
            ["membership.provider_id", "membership.id"],
            name=op.f("fk_signature_recorded_by_id"),
        ),
        sa.CheckConstraint("method IN ('paper', 'password')", name=op.f("ck_signature_method")),
        sa.CheckConstraint(
            "(contract_id IS NULL) <> (act_id IS NULL)",
            name=op.f("ck_signature_of_contract_or_act"),
        ),
        sa.CheckConstraint(
            "party IN ('provider', 'recipient', 'representative')", name=op.f("ck_signature_party")
        ),
    )
    op.create_index(op.f("ix_signature_provider_id_act_id"), "signature", ["provider_id", "act_id"])
    op.create_index(
        op.f("ix_signature_provider_id_contract_id"), "signature", ["provider_id", "contract_id"]
    )


TABLES = (
    audit_event,
    audit_head,
    paper_content,
    provider,
    sign_in_attempt,
    user,
    department,
    reference_value,
    series_counter,
    stored_file,
    membership,
    job,
    month_closing,
    recipient,
    user_session,
    identity_paper,
    income_assessment,
    programme,
    recipient_category,
    representative,
    submitted_document,
    contract,
    household_member,
    programme_service,
    contract_terms,
    delivery,
    income_item,
    payment,
    suspension,
    act,
    contract_service,
    payment_allocation,
    receipt_copy,
    act_line,
    ledger_entry,
    paper,
    signature,
)
