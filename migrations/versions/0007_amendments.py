"""Changes of signed contracts: numbered papers with their signatures, guarded like what is issued.

Revision 0007. Agreements that stood among the notices of tariff days become drafts of such papers.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

CONTENT = ("contract_id", "number", "one_sided", "reason", "since", "base_terms_id")
TEXTS = ("changes", "plan", "inputs")
CHANGED = " OR ".join(
    [
        "OLD.state IN ('in_force', 'withdrawn')",
        *(f"OLD.{column} <> NEW.{column}" for column in CONTENT),
        *(f"CAST(OLD.{column} AS TEXT) <> CAST(NEW.{column} AS TEXT)" for column in TEXTS),
        "(OLD.paper_id IS NOT NULL AND OLD.paper_id IS DISTINCT FROM NEW.paper_id)",
    ]
)
"""A draft is never rewritten: it is withdrawn, and another is made."""
ALWAYS = "1 = 1"
GUARDS = (
    ("amendment", "update", CHANGED),
    ("amendment", "delete", ALWAYS),
    ("amendment_signature", "update", ALWAYS),
    ("amendment_signature", "delete", ALWAYS),
)
NOTICE_COLUMNS = (
    "id, provider_id, contract_id, terms_id, tariff_day_id, event, since, due_on, due_rule, "
    "due_steps, inputs, paper_id, drafted_at, drafted_by_id, handed_on, answer, answered_on"
)


def upgrade() -> None:
    """Create the tables with their guards, and move the agreements over."""
    create_amendment()
    create_signature()
    move_agreements()
    allow_events("fee_changed")
    for table, action, when in GUARDS:
        guard(table, action, when)


def downgrade() -> None:
    """Drop them with what they hold."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table, action, _when in GUARDS:
        name = f"{table}_is_immutable_{action}"
        op.execute(f"DROP TRIGGER {name}" if sqlite else f"DROP TRIGGER {name} ON {table}")
    op.drop_table("amendment_signature")
    op.drop_table("amendment")
    allow_events("fee_changed", "fee_agreement")


def guard(table: str, action: str, when: str) -> None:
    """Refuse an action; the message is the guard's name, from which a sentence is found."""
    name = f"{table}_is_immutable"
    head = f"CREATE TRIGGER {name}_{action} BEFORE {action.upper()} ON {table} FOR EACH ROW"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"{head} WHEN {when} BEGIN SELECT RAISE(ABORT, '{name}'); END")
    else:
        op.execute(f"{head} WHEN ({when}) EXECUTE FUNCTION refuse_change('{name}')")


def create_amendment() -> None:
    """A change of a contract."""
    op.create_table(
        "amendment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            choice("state", "draft", "signed", "in_force", "withdrawn"),
            nullable=False,
        ),
        sa.Column("one_sided", sa.Boolean(), nullable=False),
        sa.Column("initiator", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("consent_on", sa.Date(), nullable=True),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("representative_id", sa.Integer(), nullable=True),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("base_terms_id", sa.Integer(), nullable=False),
        sa.Column("terms_id", sa.Integer(), nullable=True),
        sa.Column("tariff_day_id", sa.Integer(), nullable=True),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.Column("provider_signed_on", sa.Date(), nullable=True),
        sa.Column("customer_signed_on", sa.Date(), nullable=True),
        sa.Column("in_force_from", sa.Date(), nullable=True),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drafted_by_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawal_reason", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *checks("amendment", AMENDMENT_CHECKS),
        *keys(
            "amendment",
            contract_id="contract",
            representative_id="representative",
            tariff_day_id="tariff_day",
            notice_id="notice",
            base_terms_id="contract_terms",
            terms_id="contract_terms",
            paper_id="paper",
            drafted_by_id="membership",
            withdrawn_by_id="membership",
        ),
        sa.UniqueConstraint("contract_id", "number", name=op.f("uq_amendment_contract_id_number")),
    )
    for column in ("state", "tariff_day_id"):
        op.create_index(
            op.f(f"ix_amendment_provider_id_{column}"), "amendment", ["provider_id", column]
        )


AMENDMENT_CHECKS = {
    "number_positive": "number > 0",
    "reason_given": "reason <> ''",
    "signed_by_provider": "state <> 'signed' OR provider_signed_on IS NOT NULL",
    "in_force_when_both_signed": "state <> 'in_force' OR one_sided OR "
    "(provider_signed_on IS NOT NULL AND customer_signed_on IS NOT NULL)",
    "in_force_with_its_day": "(state = 'in_force') = (in_force_from IS NOT NULL)",
    "in_force_not_before_since": "in_force_from IS NULL OR in_force_from >= since",
    "withdrawn_with_its_moment": "(state = 'withdrawn') = (withdrawn_at IS NOT NULL)",
    "withdrawn_with_reason": "(state = 'withdrawn') = (withdrawal_reason <> '')",
}


def create_signature() -> None:
    """A party's signature on it."""
    op.create_table(
        "amendment_signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("amendment_id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column(
            "party", choice("party", "provider", "recipient", "representative"), nullable=False
        ),
        sa.Column("signer", sa.String(), nullable=False),
        sa.Column("method", choice("method", "paper", "password"), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        *checks("amendment_signature", {}),
        *keys(
            "amendment_signature",
            amendment_id="amendment",
            paper_id="paper",
            recorded_by_id="membership",
            file_id="stored_file",
        ),
        sa.UniqueConstraint(
            "amendment_id", "party", name=op.f("uq_amendment_signature_amendment_id_party")
        ),
    )


def choice(name: str, *values: str) -> sa.Enum:
    """A string column kept within these values."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def checks(table: str, wanted: Mapping[str, str]) -> list[sa.CheckConstraint]:
    """Named checks of a table."""
    return [
        sa.CheckConstraint(text, name=op.f(f"ck_{table}_{name}")) for name, text in wanted.items()
    ]


def keys(table: str, **targets: str) -> list[sa.schema.SchemaItem]:
    """The keys of a provider's table, which stay within the provider."""
    return [
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
            for column, target in targets.items()
        ),
    ]


def allow_events(*events: str) -> None:
    """Keep the events of notices within these; SQLite's table is made anew for it."""
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_notice_event"), "notice", type_="check")
        words = ", ".join(f"'{event}'" for event in events)
        op.create_check_constraint(op.f("ck_notice_event"), "notice", f"event IN ({words})")
        return
    op.execute("PRAGMA defer_foreign_keys = ON")
    op.execute("CREATE TEMPORARY TABLE notice_kept AS SELECT * FROM notice")
    op.drop_table("notice")
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("terms_id", sa.Integer(), nullable=True),
        sa.Column("tariff_day_id", sa.Integer(), nullable=True),
        sa.Column("event", choice("event", *events), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_rule", sa.String(), nullable=False),
        sa.Column("due_steps", sa.JSON(), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drafted_by_id", sa.Integer(), nullable=False),
        sa.Column("handed_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        *checks(
            "notice",
            {
                "answer_with_its_day": "(answer IS NULL) = (answered_on IS NULL)",
                "answer_after_handing": "answer IS NULL OR handed_on IS NOT NULL",
                "answered_not_before_handed": "answered_on IS NULL OR answered_on >= handed_on",
            },
        ),
        *keys(
            "notice",
            contract_id="contract",
            drafted_by_id="membership",
            paper_id="paper",
            tariff_day_id="tariff_day",
            terms_id="contract_terms",
        ),
        sa.UniqueConstraint(
            "contract_id", "event", "since", name=op.f("uq_notice_contract_id_event_since")
        ),
    )
    for column in ("due_on", "tariff_day_id"):
        op.create_index(op.f(f"ix_notice_provider_id_{column}"), "notice", ["provider_id", column])
    op.execute(
        f"INSERT INTO notice ({NOTICE_COLUMNS}) SELECT {NOTICE_COLUMNS} FROM notice_kept"  # noqa: S608 - our own
    )
    op.execute("DROP TABLE notice_kept")


def tables() -> tuple[sa.Table, ...]:
    """The tables as they stand, read from the database itself."""
    data = sa.MetaData()
    names = ("notice", "amendment", "contract_terms", "contract_service", "reference_value")
    bind = op.get_bind()
    return tuple(sa.Table(name, data, autoload_with=bind) for name in (*names, "provider"))


def move_agreements() -> None:
    """Agreements about a fee become drafts that both sides may sign; what is left are notices.

    A draft takes its figures from the paper, the rest from the terms in force on its day.
    """
    notice, amendment, *others = tables()
    bind, numbers = op.get_bind(), dict[int, int]()
    rows = bind.execute(
        sa.select(notice).where(notice.c.event == "fee_agreement").order_by(notice.c.id)
    ).mappings()
    for row in rows.all():
        terms = terms_on(others[0], row["contract_id"], row["since"])
        number = numbers.get(row["contract_id"], 0) + 1
        numbers[row["contract_id"]] = number
        bind.execute(
            amendment.insert().values(
                **{key: row[key] for key in ("provider_id", "contract_id", "since")},
                **{key: row[key] for key in ("tariff_day_id", "drafted_at", "drafted_by_id")},
                number=number,
                state="draft",
                one_sided=False,
                initiator="provider",
                reason="agreement",
                rule="FED-CON-07",
                changes={"services": [], "clauses": [], "fee": True},
                plan=plan_of(terms, row, others),
                inputs=paper_of(row["inputs"], number),
                base_terms_id=terms["id"],
                withdrawal_reason="",
                version=1,
            )
        )
    bind.execute(notice.delete().where(notice.c.event == "fee_agreement"))
    for row in bind.execute(sa.select(notice.c.id, notice.c.inputs)).all():
        kept = {key: value for key, value in row.inputs.items() if key != "agreement"}
        bind.execute(notice.update().where(notice.c.id == row.id).values(inputs=kept))


def terms_on(terms: sa.Table, contract_id: int, day: Any) -> Mapping[str, Any]:
    """The terms of a contract in force on a day."""
    found = op.get_bind().execute(
        sa.select(terms)
        .where(terms.c.contract_id == contract_id, terms.c.since <= day)
        .order_by(terms.c.since.desc())
        .limit(1)
    )
    return found.mappings().one()


def plan_of(
    terms: Mapping[str, Any], row: Mapping[str, Any], others: list[sa.Table]
) -> dict[str, Any]:
    """The terms that begin once the draft is signed."""
    _terms, service, value, provider = others
    after, bind = row["inputs"]["after"], op.get_bind()
    region = sa.select(provider.c.region_code).where(provider.c.id == row["provider_id"])
    services = []
    for line in bind.execute(sa.select(service).where(service.c.terms_id == terms["id"])):
        tariff = bind.scalar(
            sa.select(value.c.amount)
            .where(
                value.c.region_code == region.scalar_subquery(),
                value.c.key == f"tariff.{line.code}",
                value.c.since <= row["since"],
            )
            .order_by(value.c.since.desc(), value.c.id.desc())
            .limit(1)
        )
        services.append(
            {
                "code": line.code,
                "title": line.title,
                "unit_title": line.unit_title,
                "quantity": str(Decimal(line.quantity_per_month).scaleb(-3)),
                # Values of the book are thousandths, tariffs of a contract are kopecks.
                "tariff": money(line.tariff if tariff is None else tariff // 10),
            }
        )
    figures = {
        "rules_day": row["since"].isoformat(),
        "assessment_id": terms["assessment_id"],
        "free_ground": terms["free_ground"],
        "free_ground_title": terms["free_ground_title"],
        "household_size": terms["household_size"],
        "average_income": money(terms["average_income"]),
        **after,
    }
    return {
        "figures": figures,
        "services": services,
        "explanation": terms["explanation"],
        "inputs": terms["inputs"],
    }


def money(kopecks: int | None) -> str | None:
    """A column of money as facts write it."""
    return None if kopecks is None else str(Decimal(kopecks).scaleb(-2))


def paper_of(notice: Mapping[str, Any], number: int) -> dict[str, Any]:
    """What the paper prints, from what the notice would have printed."""
    same = (
        "drawn_on", "provider", "signatory", "customer", "contract_number", "contract_date",
        "since", "before", "after", "reasons", "act", "steps", "representative",
    )  # fmt: skip
    return {"number": str(number), "place": "", **{key: notice.get(key) for key in same}}
