"""The first day of a contract where it is not the day of the last signature.

A contract may name a later day itself (FED-CON-06). After a move it is the first day without the
former contract: neither a day without care nor one that is served twice (AST-CAP-01, FED-TRN-01).
"""

from datetime import date, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.domain.contract import check_start
from portal.domain.violations import RulesBroken, Violation, refuse
from portal.models import (
    Contract,
    Delivery,
    HoldState,
    Programme,
    Transfer,
    VacancyHold,
)
from portal.regions.registry import Region
from portal.usecases.department_days import admission_of
from portal.usecases.later_contracts import beside
from portal.usecases.queries.gone_elsewhere import served_elsewhere
from portal.usecases.reviewed_programmes import issued_instead
from portal.usecases.transfer_case import NOTHING_CAME
from portal.usecases.transfer_reception import new_contract


def proposed_start(session: Session, programme: Programme, today: date) -> date | None:
    """A later first day than ``today`` that follows from the record, None when nothing does.

    That of the place kept for a move, the day of admission to residential care, else the later one
    of the programme's first day and the day after an ended contract on the same programme.
    """
    moves = day_of_move(session, programme)
    if moves is not None:
        return moves if moves > today else None
    ended = session.scalar(
        select(Contract.ended_on)
        .where(
            Contract.provider_id == programme.provider_id,
            Contract.programme_id == programme.id,
            Contract.ended_on >= today,
        )
        .order_by(Contract.ended_on.desc())
        .limit(1)
    )
    days = [programme.valid_from] if programme.valid_from > today else []
    days += [ended + timedelta(days=1)] if ended is not None else []
    return max(days, default=None)


def day_of_move(session: Session, programme: Programme) -> date | None:
    """The day on which a move brings the person here, by the kept place or by the admission."""
    kept = _place_kept_from(session, programme)
    if kept is not None:
        return kept
    admitted = admission_of(session, programme)
    return admitted.moves_on if admitted is not None else None


def decide_start(
    session: Session,
    programme: Programme,
    wanted: date | None,
    *,
    until: date,
    today: date,
    region: Region,
) -> date | None:
    """The day the contract names; None where it begins with its last signature.

    Raises value_invalid for a day in the past, after the contract's end, before the programme
    begins, or before the place that is kept for the person is free.
    """
    kept = _place_kept_from(session, programme)
    if wanted is None:
        moves = _is_moving(session, programme)
        ahead = moves or programme.valid_from > today
        return proposed_start(session, programme, today) if ahead else None
    rules = region.rules.contract_rules.on(today)
    if found := check_start(rules, wanted, today, until):
        raise RulesBroken(*found)
    if wanted < programme.valid_from:
        text = (
            f"Программа действует с {programme.valid_from:%d.%m.%Y}: договор по ней не начинается "
            "раньше. Поставьте этот день или более поздний."
        )
        refuse("value_invalid", text, field="starts_on", citation=rules.term)
    if kept is not None and wanted < kept:
        confirmation = region.rules.capacity_rules.on(today).confirmation
        text = f"Место для перевода держат с {kept:%d.%m.%Y}. Договор не может начаться раньше."
        refuse("value_invalid", text, field="starts_on", citation=confirmation)
    _demand_adjoining(session, programme, wanted, today, region)
    return wanted


def days_without_care(
    session: Session, programme: Programme, first: date, region: Region
) -> Violation | None:
    """What to say of a contract that begins later than the admission it is made for (FED-TRN-01).

    The former contract ends on the eve of the admission whatever happens to the new one.
    """
    admitted = admission_of(session, programme)
    if admitted is None or admitted.moves_on is None or first <= admitted.moves_on:
        return None
    eve = admitted.moves_on - timedelta(days=1)
    text = (
        f"Прежний договор кончается {eve:%d.%m.%Y}, а этот начнётся {first:%d.%m.%Y}: дней без "
        f"обслуживания между ними — {(first - admitted.moves_on).days}. За эти дни ничего не "
        "записывают и не начисляют."
    )
    rules = region.rules.transfer_rules.on(admitted.applied_on)
    return Violation("gap", text, "starts_on", rules.continuity.citation)


def days_served_twice(session: Session, programme: Programme, first: date) -> Violation | None:
    """What to say of a contract that begins while another of the same form still runs (FED-CON-01).

    Nobody is refused: the former one may be ended on the eve, or by the new programme.
    """
    if _is_moving(session, programme):
        return None  # The way ends the former contract on the eve by itself.
    other = session.execute(
        select(
            Contract.number,
            Contract.valid_until,
            issued_instead(programme.provider_id, Contract.programme_id, programme.id),
        )
        .join(Programme, Programme.id == Contract.programme_id)
        .where(*beside(programme), Contract.valid_until >= first)
        .order_by(Contract.valid_until.desc())
        .limit(1)
    ).one_or_none()
    if other is None:
        return None
    if other[2]:
        text = (
            f"Договор № {other.number} стоит на прежней программе. С первого дня этого договора "
            "услуги записывают в нём, а прежний прекращают по окончании срока программы."
        )
        return Violation("overlap", text, "starts_on")
    text = (
        f"Договор № {other.number} той же формы действует по {other.valid_until:%d.%m.%Y}, а этот "
        f"начнётся {first:%d.%m.%Y}. Два договора на одни дни не нужны: прекратите прежний "
        "накануне или начните этот на другой день после него."
    )
    return Violation("overlap", text, "starts_on")


def _demand_adjoining(
    session: Session, programme: Programme, wanted: date, today: date, region: Region
) -> None:
    """A day that is chosen follows the former contract: no day twice, none without care."""
    admitted = admission_of(session, programme)
    if admitted is None or admitted.moves_on is None:
        return
    best = max(admitted.moves_on, today)
    if wanted != best:
        text = (
            f"Приём назначен на {admitted.moves_on:%d.%m.%Y}, прежний договор кончается накануне. "
            f"Поставьте {best:%d.%m.%Y}, чтобы дни не повторялись и не пропадали."
        )
        code = "overlap" if wanted < best else "gap"
        rules = region.rules.transfer_rules.on(admitted.applied_on)
        refuse(code, text, field="starts_on", citation=rules.continuity.citation)


def _is_moving(session: Session, programme: Programme) -> bool:
    kept = _place_kept_from(session, programme)
    return kept is not None or admission_of(session, programme) is not None


def demand_served_once(session: Session, contract: Contract, day: date, region: Region) -> None:
    """No service of a day that the other provider of a move has (FED-TRN-01).

    The provider the person leaves records nothing from the first day of the new contract on, the
    receiving one nothing of a day that the former has recorded. Raises overlap.
    """
    rules = region.rules.transfer_rules.on(day)
    leaving = session.scalars(
        select(Transfer).where(
            Transfer.provider_id == contract.provider_id,
            Transfer.contract_id == contract.id,
            Transfer.state.not_in(NOTHING_CAME),
        )
    ).all()
    # At most one: no second move is opened beside it.
    for row in leaving:
        begun = new_contract(session, row)
        if begun is not None and begun.in_force_from is not None and begun.in_force_from <= day:
            text = (
                f"С {begun.in_force_from:%d.%m.%Y} человека обслуживает новый поставщик: один день "
                "двое не записывают. Проверьте день и завершите перевод."
            )
            refuse("overlap", text, field="day", citation=rules.continuity.citation)
    _demand_not_gone(session, contract, day, region)
    recorded = session.scalar(
        select(Delivery.id)
        .join(Transfer, _former_contract())
        .join(VacancyHold, VacancyHold.transfer_id == Transfer.id)
        .where(
            VacancyHold.provider_id == contract.provider_id,
            VacancyHold.recipient_id == contract.recipient_id,
            VacancyHold.state != HoldState.RELEASED,
            Delivery.day == day,
            Delivery.quantity > 0,
        )
        .limit(1)
    )
    if recorded is not None:
        text = (
            f"За {day:%d.%m.%Y} услуги записал прежний поставщик: один день двое не записывают. "
            "Сверьтесь с ним; если запись ошибочна, пусть её снимет он."
        )
        refuse("overlap", text, field="day", citation=rules.continuity.citation)


def _demand_not_gone(session: Session, contract: Contract, day: date, region: Region) -> None:
    """No service on another contract of the same form either, once the person has moved."""
    found = served_elsewhere(session, contract, region, day)
    if found is not None:
        text = (
            f"{found.title}: один день двое не записывают. Если получатель живёт здесь, пусть "
            f"{found.destination} сначала прекратит свой договор."
        )
        citation = region.rules.transfer_rules.on(day).continuity.citation
        refuse("overlap", text, field="day", citation=citation, subject=found.subject or None)


def _former_contract() -> ColumnElement[bool]:
    return (Transfer.provider_id == Delivery.provider_id) & (
        Transfer.contract_id == Delivery.contract_id
    )


def _place_kept_from(session: Session, programme: Programme) -> date | None:
    """The first day of the place kept for a move that is still to come, whoever drew a text on it.

    A text that is drawn has taken the place; one drawn anew begins on the same day.
    """
    return session.scalar(
        select(VacancyHold.since)
        .join(Transfer, Transfer.id == VacancyHold.transfer_id)
        .where(
            VacancyHold.provider_id == programme.provider_id,
            VacancyHold.recipient_id == programme.recipient_id,
            VacancyHold.state != HoldState.RELEASED,
            Transfer.moved_on.is_(None),
            Transfer.state.not_in(NOTHING_CAME),
        )
        .order_by(VacancyHold.id.desc())
        .limit(1)
    )
