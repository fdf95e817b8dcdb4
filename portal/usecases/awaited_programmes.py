"""The programme with which somebody waits for a place (FED-CON-09).

One on which a contract is still to be drawn up; where the department works by courses, also one
whose contract holds the present course, for the next one (VLA-SCH-01).
"""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.contract import RUNNING, ContractState
from portal.domain.violations import refuse
from portal.models import Contract, Department, Programme
from portal.regions.registry import Region
from portal.usecases.places import course_of


def awaited_programme(
    session: Session,
    department: Department,
    recipient_id: int,
    named: int | None,
    region: Region,
    today: date,
) -> Programme:
    """The programme ``named``, else the newest one that fits the department.

    Raises value_invalid for a named one that does not fit, documents_missing where there is none.
    """
    by_courses = course_of(department, region, today) is not None
    taken = (
        Contract.state == ContractState.AWAITING_SIGNATURE
        if by_courses
        else Contract.state != ContractState.TERMINATED
    )
    wanted = select(Programme).where(
        Programme.provider_id == department.provider_id,
        Programme.recipient_id == recipient_id,
        Programme.form == department.form,
        Programme.withdrawn_at.is_(None),
        Programme.valid_until >= today,
        ~select(Contract.id).where(Contract.programme_id == Programme.id, taken).exists(),
    )
    if named is not None:
        wanted = wanted.where(Programme.id == named)
    found = session.scalars(wanted.order_by(Programme.id.desc()).limit(1)).one_or_none()
    if found is None and named is not None:
        text = "По этой программе ждать места нельзя: она на другую форму, закончилась или занята."
        refuse("value_invalid", text, field="programme_id")
    if found is None:
        refuse(
            "documents_missing",
            f"У получателя нет программы на форму «{department.form.label}», по которой ещё не "
            "составлен договор: место в этом отделении ему не предложить. Сначала примите "
            "программу.",
            field="department_id",
        )
    return found


def holds_a_course(session: Session, programme: Programme) -> bool:
    """Whether a contract in force is on the programme: its term was kept, and stays as it was."""
    found = select(Contract.id).where(
        Contract.programme_id == programme.id, Contract.state.in_(RUNNING)
    )
    return session.scalar(found.limit(1)) is not None
