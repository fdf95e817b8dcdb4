"""A personal file for every child taken into a department that keeps them (VLA-REG-01)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.registers import RegisterSpec
from portal.models import ChildFile, Contract, Department, Programme
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.numbering import take_number

REGISTER = "children_files"
SERIES = "child_file"


def files_register(region: Region, unit_code: str | None, day: date) -> RegisterSpec | None:
    """The register of children's files of a department; None where it keeps none."""
    registers = region.rules.registers.on(day).registers
    found = (one for one in registers if one.code == REGISTER and unit_code in one.unit_codes)
    return next(found, None)


def open_child_file(
    session: Session, contract: Contract, *, region: Region, actor: Actor, now: datetime
) -> ChildFile | None:
    """Open the file of a child whose contract has come into force; one already there stays.

    Runs within the caller's transaction. None in a department without such files.
    """
    opened_on = contract.in_force_from
    unit_code = unit_of_contract(session, contract)
    if opened_on is None or files_register(region, unit_code, opened_on) is None:
        return None
    known = file_of(session, contract.recipient_id, unit_code or "")
    if known is not None:
        return known
    year = opened_on.year
    row = ChildFile(
        provider_id=contract.provider_id,
        recipient_id=contract.recipient_id,
        unit_code=unit_code,
        year=year,
        sequence=take_number(session, contract.provider_id, SERIES, year),
        opened_on=opened_on,
    )
    session.add(row)
    session.flush()
    after = {"number": row.number, "unit": unit_code, "opened_on": opened_on}
    subject = ("child_file_opened", "recipient", contract.recipient_id)
    audit.record(session, actor, now, *subject, after=after)
    return row


def file_of(session: Session, recipient_id: int, unit_code: str) -> ChildFile | None:
    """The child's file in a department."""
    return session.scalars(
        select(ChildFile).where(
            ChildFile.recipient_id == recipient_id, ChildFile.unit_code == unit_code
        )
    ).one_or_none()


def unit_of_contract(session: Session, contract: Contract) -> str | None:
    """The department of a contract: its programme's, else its own."""
    unit = session.scalar(select(Programme.unit_code).where(Programme.id == contract.programme_id))
    if unit is None and contract.department_id is not None:
        unit = session.get_one(Department, contract.department_id).unit_code
    return unit
