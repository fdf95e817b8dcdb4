"""What no program may do: change what was issued, or suspend a contract twice over.

Revision 0002. On both databases the message is the guard's name, from which a sentence is found.
A later migration that rebuilds one of these tables on SQLite must put its triggers back.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

IMMUTABLE = ("paper", "paper_content", "signature", "ledger_entry", "audit_event", "act_line")
OVERLAP = "suspension_overlap"


def upgrade() -> None:
    """Set the guards."""
    if op.get_bind().dialect.name == "sqlite":
        guard_sqlite()
    else:
        guard_postgresql()


def downgrade() -> None:
    """Take the guards away."""
    if op.get_bind().dialect.name == "sqlite":
        for table in IMMUTABLE:
            op.execute(f"DROP TRIGGER {table}_is_immutable_update")
            op.execute(f"DROP TRIGGER {table}_is_immutable_delete")
        op.execute(f"DROP TRIGGER {OVERLAP}_insert")
        op.execute(f"DROP TRIGGER {OVERLAP}_update")
        return
    for table in IMMUTABLE:
        op.execute(f"DROP TRIGGER {table}_is_immutable ON {table}")
        op.execute(f"DROP TRIGGER {table}_is_immutable_truncate ON {table}")
    op.execute(f"ALTER TABLE suspension DROP CONSTRAINT {OVERLAP}")
    op.execute("DROP FUNCTION refuse_change()")


def guard_sqlite() -> None:
    """Triggers, which also see what REPLACE deletes: the connection sets recursive_triggers."""
    for table in IMMUTABLE:
        for action in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_is_immutable_{action} BEFORE {action.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table}_is_immutable'); END"
            )
    for action in ("insert", "update"):
        op.execute(
            f"CREATE TRIGGER {OVERLAP}_{action} BEFORE {action.upper()} "  # noqa: S608 - our own
            "ON suspension "
            "WHEN EXISTS (SELECT 1 FROM suspension AS other "
            "WHERE other.contract_id = NEW.contract_id AND other.id IS NOT NEW.id "
            "AND (NEW.until IS NULL OR other.since < NEW.until) "
            "AND (other.until IS NULL OR other.until > NEW.since)) "
            f"BEGIN SELECT RAISE(ABORT, '{OVERLAP}'); END"
        )


def guard_postgresql() -> None:
    """The same with one function, a statement trigger for TRUNCATE and an exclusion constraint."""
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], CONSTRAINT = TG_ARGV[0], "
        "ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    for table in IMMUTABLE:
        refusal = f"EXECUTE FUNCTION refuse_change('{table}_is_immutable')"
        op.execute(
            f"CREATE TRIGGER {table}_is_immutable BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW {refusal}"
        )
        op.execute(
            f"CREATE TRIGGER {table}_is_immutable_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT {refusal}"
        )
    # A range of one contract instead of "=": GiST knows it without an extension.
    op.execute(
        f"ALTER TABLE suspension ADD CONSTRAINT {OVERLAP} EXCLUDE USING gist "
        "(int4range(contract_id, contract_id, '[]') WITH &&, "
        "daterange(since, until, '[)') WITH &&)"
    )
