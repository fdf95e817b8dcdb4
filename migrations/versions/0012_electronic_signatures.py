"""Electronic signing: certificates, sealed copies, agreements, one-time codes, outside files.

Revision 0012. A recipient may sign by a one-time code: the checks of methods are made anew.
"""

from collections.abc import Mapping

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

FROZEN = ("paper_seal", "outside_signature")
SIGNATURES = {
    "signature": (
        "id, provider_id, contract_id, act_id, paper_id, party, signer, method, signed_on, "
        "recorded_at, recorded_by_id, file_id"
    ),
    "amendment_signature": (
        "id, provider_id, amendment_id, paper_id, party, signer, method, signed_on, "
        "recorded_at, recorded_by_id, file_id"
    ),
}


def upgrade() -> None:
    """Create the tables with their guards."""
    create_certificate()
    create_seal()
    create_agreement()
    create_code()
    create_outside()
    for table in FROZEN:
        freeze(table)
    allow_methods("paper", "password", "code")


def downgrade() -> None:
    """Drop them with what they hold; what was signed by code is refused, not lost."""
    allow_methods("paper", "password")
    for table in ("outside_signature", "signing_code", "signing_agreement", "paper_seal"):
        op.drop_table(table)
    op.drop_table("provider_certificate")


def freeze(table: str) -> None:
    """Refuse every change of a row; the message is the guard's name."""
    name = f"{table}_is_immutable"
    sqlite = op.get_bind().dialect.name == "sqlite"
    for action in ("update", "delete"):
        head = f"CREATE TRIGGER {name}_{action} BEFORE {action.upper()} ON {table}"
        if sqlite:
            op.execute(f"{head} BEGIN SELECT RAISE(ABORT, '{name}'); END")
        else:
            op.execute(f"{head} FOR EACH ROW EXECUTE FUNCTION refuse_change('{name}')")
    if not sqlite:
        op.execute(
            f"CREATE TRIGGER {name}_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{name}')"
        )


def allow_methods(*methods: str) -> None:
    """Keep the methods of signatures within these; SQLite's tables are made anew for it."""
    if op.get_bind().dialect.name != "sqlite":
        words = ", ".join(f"'{method}'" for method in methods)
        for table in SIGNATURES:
            op.drop_constraint(op.f(f"ck_{table}_method"), table, type_="check")
            op.create_check_constraint(op.f(f"ck_{table}_method"), table, f"method IN ({words})")
        return
    for table, columns in SIGNATURES.items():
        op.execute(f"CREATE TEMPORARY TABLE {table}_kept AS SELECT * FROM {table}")  # noqa: S608 - our own
        # Its triggers and indexes go with it.
        op.drop_table(table)
        create_signatures(table, *methods)
        op.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table}_kept")  # noqa: S608 - our own
        op.execute(f"DROP TABLE {table}_kept")
        freeze(table)


def create_signatures(table: str, *methods: str) -> None:
    """A table of signatures as the migration before left it, with these methods."""
    of_amendment = table == "amendment_signature"
    subjects = ("amendment_id",) if of_amendment else ("contract_id", "act_id")
    targets = {column: column.removesuffix("_id") for column in subjects}
    op.create_table(
        table,
        *owner(),
        *(sa.Column(column, sa.Integer(), nullable=not of_amendment) for column in subjects),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column(
            "party", choice("party", "provider", "recipient", "representative"), nullable=False
        ),
        sa.Column("signer", sa.String(), nullable=False),
        sa.Column("method", choice("method", *methods), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        moment("recorded_at"),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        *checks(
            table,
            {}
            if of_amendment
            else {"of_contract_or_act": "(contract_id IS NULL) <> (act_id IS NULL)"},
        ),
        *keys(
            table,
            **targets,
            paper_id="paper",
            recorded_by_id="membership",
            file_id="stored_file",
        ),
        sa.UniqueConstraint("amendment_id", "party", name=op.f(f"uq_{table}_amendment_id_party"))
        if of_amendment
        else sa.UniqueConstraint("paper_id", "party", name=op.f(f"uq_{table}_paper_id_party")),
    )
    if not of_amendment:
        for column in subjects:
            op.create_index(
                op.f(f"ix_{table}_provider_id_{column}"), table, ["provider_id", column]
            )


def create_certificate() -> None:
    """The certificate that seals a provider's papers."""
    op.create_table(
        "provider_certificate",
        *owner(),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("subject", "organisation", "inn", "issuer", "serial", "fingerprint")
        ),
        sa.Column("self_made", sa.Boolean(), nullable=False),
        moment("not_before"),
        moment("not_after"),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.Column("locked_key", sa.LargeBinary(), nullable=True),
        moment("added_at"),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        moment("retired_at", nullable=True),
        sa.Column("retired_by_id", sa.Integer(), nullable=True),
        *checks(
            "provider_certificate",
            {
                "not_after_after_not_before": "not_after > not_before",
                "key_while_in_use": "(retired_at IS NULL) = (locked_key IS NOT NULL)",
            },
        ),
        *keys("provider_certificate", added_by_id="membership", retired_by_id="membership"),
    )
    in_use = sa.text("retired_at IS NULL")
    op.create_index(
        "uq_provider_certificate_in_use",
        "provider_certificate",
        ["provider_id"],
        unique=True,
        sqlite_where=in_use,
        postgresql_where=in_use,
    )


def create_seal() -> None:
    """The sealed copy of a paper."""
    op.create_table(
        "paper_seal",
        *owner(),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        moment("sealed_at"),
        sa.Column("sealed_by_id", sa.Integer(), nullable=False),
        *keys(
            "paper_seal",
            paper_id="paper",
            certificate_id="provider_certificate",
            sealed_by_id="membership",
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["paper_content.sha256"], name=op.f("fk_paper_seal_sha256")
        ),
        sa.UniqueConstraint("paper_id", name=op.f("uq_paper_seal_paper_id")),
    )


def create_agreement() -> None:
    """A recipient's agreement to sign by one-time codes."""
    op.create_table(
        "signing_agreement",
        *owner(),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        moment("drafted_at"),
        sa.Column("drafted_by_id", sa.Integer(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        *checks(
            "signing_agreement",
            {"signed_with_who_recorded": "(signed_on IS NULL) = (recorded_by_id IS NULL)"},
        ),
        *keys(
            "signing_agreement",
            recipient_id="recipient",
            paper_id="paper",
            file_id="stored_file",
            drafted_by_id="membership",
            recorded_by_id="membership",
        ),
    )
    standing = sa.text("ended_on IS NULL")
    op.create_index(
        "uq_signing_agreement_standing",
        "signing_agreement",
        ["provider_id", "recipient_id"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )


def create_code() -> None:
    """A one-time code of one person for one paper."""
    op.create_table(
        "signing_code",
        *owner(),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("channel", choice("channel", "email", "paper", "other"), nullable=False),
        sa.Column("sent_to", sa.String(), nullable=False),
        moment("issued_at"),
        sa.Column("issued_by_id", sa.Integer(), nullable=False),
        moment("expires_at"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        moment("used_at", nullable=True),
        moment("replaced_at", nullable=True),
        *checks(
            "signing_code",
            {
                "attempts_not_negative": "attempts >= 0",
                "used_or_replaced": "used_at IS NULL OR replaced_at IS NULL",
            },
        ),
        *keys(
            "signing_code",
            recipient_id="recipient",
            paper_id="paper",
            agreement_id="signing_agreement",
            issued_by_id="membership",
        ),
    )
    for columns in (["provider_id", "digest"], ["provider_id", "recipient_id", "issued_at"]):
        op.create_index(op.f(f"ix_signing_code_{'_'.join(columns)}"), "signing_code", columns)


def create_outside() -> None:
    """A signature made elsewhere."""
    op.create_table(
        "outside_signature",
        *owner(),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column(
            "party", choice("party", "provider", "recipient", "representative"), nullable=False
        ),
        sa.Column("kind", choice("kind", "pdf", "detached"), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        moment("recorded_at"),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        *keys(
            "outside_signature",
            paper_id="paper",
            file_id="stored_file",
            recorded_by_id="membership",
        ),
    )
    op.create_index(
        op.f("ix_outside_signature_provider_id_paper_id"),
        "outside_signature",
        ["provider_id", "paper_id"],
    )


def owner() -> list[sa.Column[int]]:
    """The columns that every provider's row begins with."""
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
    ]


def moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    """A column of an aware moment."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


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
