"""Numbers of contracts, acts and orders: without a gap, without a repeat."""

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.models import SeriesCounter

OUTGOING = "transfer_letter"
"""The provider's outgoing letters: of transfers, and with a programme's conclusion."""


def take_number(session: Session, provider_id: int, series: str, year: int) -> int:
    """The next number of the series in the year, starting from 1.

    The counter's row stays locked until the issuing transaction ends; a rollback gives it back.
    """
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = (
        insert(SeriesCounter)
        .values(provider_id=provider_id, series=series, year=year, last=1)
        .on_conflict_do_update(
            index_elements=["provider_id", "series", "year"],
            set_={"last": SeriesCounter.last + 1},
        )
        .returning(SeriesCounter.last)
    )
    return session.execute(statement).scalar_one()
