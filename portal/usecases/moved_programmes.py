"""A programme of another region: what of it holds here, and when it ends (FED-IPP-07)."""

from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.contract import ContractState
from portal.domain.programme_life import after_move
from portal.domain.violations import Violation, refuse
from portal.models import Contract, Programme
from portal.regions.registry import Region
from portal.usecases.programme_details import PresentProgramme

LONGEST_REGION = 250


def within_this_region(
    command: PresentProgramme, region: Region, today: date
) -> tuple[PresentProgramme, tuple[str, ...]]:
    """The command with the services that this region has, and the codes of those it has not.

    Raises value_invalid when nothing of the programme is on the region's list.
    """
    if not command.issued_elsewhere.strip():
        return command, ()
    catalogue = region.rules.service_catalogue.on(today)
    rules = region.rules.programme_rules.on(today).portability
    moved = after_move(
        rules,
        (line.code for line in command.services),
        (item.code for item in catalogue.items),
        command.valid_until,
        None,
    )
    if command.services and not moved.available:
        refuse(
            "value_invalid",
            "Ни одной услуги этой программы нет в перечне региона. Договор по ней составить "
            "нельзя: предложите получателю новую программу здесь.",
            field="services",
            citation=rules.ends_on_first_of.citation,
        )
    kept = tuple(line for line in command.services if line.code in moved.available)
    return replace(command, services=kept), moved.unavailable


def end_of_moved(
    session: Session, programme: Programme, region: Region, today: date
) -> tuple[Programme, ...]:
    """End the programmes of other regions that this one takes the place of; returns them.

    Their last day is the day before the new one is registered here, and so is that of contracts.
    """
    if programme.issued_elsewhere:
        return ()
    rules = region.rules.programme_rules.on(today).portability
    old = session.scalars(
        select(Programme)
        .where(
            Programme.provider_id == programme.provider_id,
            Programme.recipient_id == programme.recipient_id,
            Programme.form == programme.form,
            Programme.issued_elsewhere != "",
            Programme.withdrawn_at.is_(None),
            Programme.valid_until >= today,
            Programme.id != programme.id,
        )
        .with_for_update()
    ).all()
    for one in old:
        last = after_move(rules, (), (), one.valid_until, today).last_day
        one.valid_until = max(last, one.valid_from)
        contracts = session.scalars(
            select(Contract).where(
                Contract.programme_id == one.id,
                Contract.state != ContractState.TERMINATED,
                Contract.valid_until > one.valid_until,
            )
        )
        for contract in contracts:
            contract.valid_until = max(one.valid_until, contract.concluded_on)
    return tuple(old)


def moved_warning(programme: Programme, region: Region, day: date) -> tuple[Violation, ...]:
    """What the page of a programme says when another region has issued it."""
    if not programme.issued_elsewhere:
        return ()
    unavailable = f" Здесь не оказывают: {programme.unavailable}." if programme.unavailable else ""
    text = (
        f"Программу выдал другой регион: {programme.issued_elsewhere}. Она действует в пределах "
        f"здешнего перечня услуг и кончится, когда примут новую.{unavailable} Помогите получателю "
        "попросить о новой программе."
    )
    rules = region.rules.programme_rules.on(day).portability
    return (
        Violation("programme_from_another_region", text, None, rules.ends_on_first_of.citation),
    )
