"""Somebody found missing by a court: the card says since when, and that the person is back.

Revision 0047.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

GROUND, WITHDRAWN = "missing_or_declared_dead", "withdrawn"
FOUND = "признан безвестно отсутствующим"
TEXTS = ("missing_basis", "return_basis")

RECIPIENT = sa.table(
    "recipient",
    sa.column("id", sa.Integer),
    sa.column("missing_since", sa.Date),
    sa.column("missing_basis", sa.String),
)
CONTRACT = sa.table(
    "contract",
    sa.column("id", sa.Integer),
    sa.column("provider_id", sa.Integer),
    sa.column("recipient_id", sa.Integer),
    sa.column("in_force_from", sa.Date),
)
TERMINATION = sa.table(
    "termination",
    sa.column("id", sa.Integer),
    sa.column("provider_id", sa.Integer),
    sa.column("contract_id", sa.Integer),
    sa.column("ground", sa.String),
    sa.column("state", sa.String),
    sa.column("last_day", sa.Date),
    sa.column("basis", sa.JSON),
)


def upgrade() -> None:
    """Add the days; ends so far that rest on such a finding put it on the card."""
    op.add_column("recipient", sa.Column("missing_since", sa.Date(), nullable=True))
    for column in TEXTS:
        op.add_column("recipient", sa.Column(column, sa.String(), nullable=True))
    check = "returned_on IS NULL OR (missing_since IS NOT NULL AND returned_on >= missing_since)"
    op.execute(
        "ALTER TABLE recipient ADD COLUMN returned_on DATE "
        f"CONSTRAINT {op.f('ck_recipient_returned_after_missing')} CHECK ({check})"
    )
    for recipient_id, since, basis in _found():
        op.execute(
            RECIPIENT.update()
            .where(RECIPIENT.c.id == recipient_id)
            .values(missing_since=since, missing_basis=basis)
        )


def _found() -> Iterator[tuple[int, date, str]]:
    """Of each recipient, what the newest standing end says of the court's finding.

    Nobody whom a later contract has served: so far only such a contract told of a return.
    """
    later = CONTRACT.alias("later")
    served_again = sa.select(later.c.id).where(
        later.c.provider_id == CONTRACT.c.provider_id,
        later.c.recipient_id == CONTRACT.c.recipient_id,
        later.c.in_force_from > TERMINATION.c.last_day,
    )
    rows: Any = op.get_bind().execute(
        sa.select(CONTRACT.c.recipient_id, TERMINATION.c.last_day, TERMINATION.c.basis)
        .join(
            CONTRACT,
            sa.and_(
                CONTRACT.c.provider_id == TERMINATION.c.provider_id,
                CONTRACT.c.id == TERMINATION.c.contract_id,
            ),
        )
        .where(
            TERMINATION.c.ground == GROUND,
            TERMINATION.c.state != WITHDRAWN,
            TERMINATION.c.last_day.is_not(None),
            ~served_again.exists(),
        )
        .order_by(TERMINATION.c.id)
    )
    for recipient_id, last_day, basis in rows.all():
        words = "; ".join(str(one.get("text", "")) for one in basis or ())
        if FOUND in words:
            yield recipient_id, last_day, words


def downgrade() -> None:
    """Forget it: the ends keep the court's words."""
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_recipient_returned_after_missing"), "recipient", type_="check")
    op.drop_column("recipient", "returned_on")
    for column in reversed(TEXTS):
        op.drop_column("recipient", column)
    op.drop_column("recipient", "missing_since")
