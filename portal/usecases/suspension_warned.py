"""The warning that a break follows: one recorded, or told of with the order (MSK-SUS-01)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.violations import refuse
from portal.models import Contract, Suspension, SuspensionWarning
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.queries.payments_state import balance_of
from portal.usecases.suspension_grounds import Basis, prepared_warning
from portal.usecases.uploads import Upload, store_signed_scan


@dataclass(frozen=True, slots=True)
class Handed:
    """A warning told of with the order: when it was handed over, None for none, and its scan."""

    on: date | None
    scan: Upload | None = None


def demand_after_drawn(row: SuspensionWarning, on: date, region: Region, *, field: str) -> None:
    """What the portal has drawn is handed over on its day at the earliest."""
    if row.paper_id is None or on >= (drawn_on := region.today(row.recorded_at)):
        return
    text = f"Предупреждение напечатано {drawn_on:%d.%m.%Y}: вручить его раньше не могли."
    refuse("value_invalid", text, field=field)


def handed_over_on(session: Session, row: Suspension) -> date | None:
    """When the warning that the break follows was handed over; None for a break without one."""
    return session.scalar(
        select(SuspensionWarning.handed_on).where(
            SuspensionWarning.provider_id == row.provider_id,
            SuspensionWarning.suspension_id == row.id,
        )
    )


def use_warning(  # noqa: PLR0913 - the warning, the break that follows it, who orders it
    session: Session,
    contract: Contract,
    basis: Basis,
    handed: Handed,
    row: Suspension,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
) -> date | None:
    """Tie the warning to the break it came before; one told only now is recorded first."""
    if not basis.asks_warning:
        return None
    warning = basis.warning
    if handed.on is not None:
        warning = prepared_warning(session, contract.id, row.ground)
        if warning is None:
            warning = SuspensionWarning(
                provider_id=actor.provider_id,
                contract_id=contract.id,
                ground=row.ground,
                debt=balance_of(session, contract.id, handed.on).debt,
                recorded_at=now,
                recorded_by_id=actor.membership_id,
            )
            session.add(warning)
        demand_after_drawn(warning, handed.on, region, field="warned_on")
        warning.handed_on = handed.on
        scan = store_signed_scan(session, handed.scan, provider_id=actor.provider_id, now=now)
        warning.file_id = scan
    if warning is None:
        return None
    warning.suspension_id = row.id
    session.flush()
    return warning.handed_on
