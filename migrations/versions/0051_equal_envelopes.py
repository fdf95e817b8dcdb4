"""An envelope may be made anew with the bytes of an earlier one; a file still comes in once.

Revision 0051.
"""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

TRANSFERS, MOVES = "transfer_envelope", "move_envelope"
OF_TRANSFERS = f"uq_{TRANSFERS}_provider_id_sha256"
OF_MOVES = f"uq_{MOVES}_move_id_sha256"
CAME_IN = sa.text("came_in")


def upgrade() -> None:
    """Ask for different bytes of the files alone that came in."""
    for table, name in ((TRANSFERS, OF_TRANSFERS), (MOVES, OF_MOVES)):
        with op.batch_alter_table(table) as altered:
            altered.drop_constraint(op.f(name), type_="unique")
    op.create_index(
        f"uq_{TRANSFERS}_came_in",
        TRANSFERS,
        ["provider_id", "sha256"],
        unique=True,
        sqlite_where=CAME_IN,
        postgresql_where=CAME_IN,
    )
    op.create_index(op.f(f"ix_{TRANSFERS}_transfer_id"), TRANSFERS, ["transfer_id"])
    op.create_index(op.f(f"ix_{MOVES}_move_id"), MOVES, ["move_id"])


def downgrade() -> None:
    """Keep the newest of equal envelopes."""
    for table, key in ((TRANSFERS, "provider_id"), (MOVES, "move_id")):
        rows = sa.table(table, *(sa.column(name) for name in ("id", key, "sha256")))
        newer = rows.alias("newer")
        equal = sa.select(newer.c.id).where(
            newer.c[key] == rows.c[key],
            newer.c.sha256 == rows.c.sha256,
            newer.c.id > rows.c.id,
        )
        op.execute(sa.delete(rows).where(equal.exists()))
    op.drop_index(op.f(f"ix_{MOVES}_move_id"), MOVES)
    op.drop_index(op.f(f"ix_{TRANSFERS}_transfer_id"), TRANSFERS)
    op.drop_index(f"uq_{TRANSFERS}_came_in", TRANSFERS)
    for table, name, key in (
        (TRANSFERS, OF_TRANSFERS, "provider_id"),
        (MOVES, OF_MOVES, "move_id"),
    ):
        with op.batch_alter_table(table) as altered:
            altered.create_unique_constraint(op.f(name), [key, "sha256"])
