"""Which ways are lawful from a contract: by the law, and by what departments its provider has.

Rules: FED-TRN-01, FED-TRN-02, FED-TRN-03, MSK-TRN-01, VLA-TRN-01, VLA-MIN-01, VLA-MIN-06.
"""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.domain.minors import takes_in
from portal.domain.moves import Way, ways_from
from portal.models import Contract, Department, Programme, Recipient
from portal.regions.registry import Region
from portal.usecases.facts import own


def departments_beside(session: Session, contract: Contract) -> tuple[tuple[int, str], ...]:
    """The other departments that can serve the programme: of its form and its kind of unit."""
    programme = own(session, Programme, contract.programme_id, contract.provider_id)
    fits = [Department.form == programme.form]
    if programme.unit_code is not None:
        fits.append(Department.unit_code == programme.unit_code)
    rows = session.execute(
        select(Department.id, Department.name)
        .where(
            Department.provider_id == contract.provider_id,
            Department.id != (contract.department_id or 0),
            *fits,
        )
        .order_by(Department.name)
    )
    return tuple((row[0], row[1]) for row in rows)


def lawful_ways(session: Session, contract: Contract, region: Region, day: date) -> tuple[Way, ...]:
    """The ways out of a contract on a day, by the law and by what departments there are."""
    return ways_from(
        region.rules.transfer_rules.on(day),
        contract.form,
        departments=len(departments_beside(session, contract)),
        homes=_homes(session, contract, region, day),
    )


def _homes(session: Session, contract: Contract, region: Region, day: date) -> int:
    """How many residential departments of the provider take somebody of the recipient's age."""
    person = own(session, Recipient, contract.recipient_id, contract.provider_id)
    minors = region.rules.representation_rules.on(day).minors
    kinds = session.scalars(
        select(Department.unit_code).where(
            Department.provider_id == contract.provider_id, Department.form == Form.STATIONARY
        )
    )
    return sum(takes_in(minors, code, person.born, day) for code in kinds)
