"""What a step of a way finds or writes down: the place, the order, the department, the contract.

Before a step ``prepare_step`` puts the facts it rests on into the case, after it ``settle_step``
draws on its consequences. Rules: FED-TRN-01 to FED-TRN-03, FED-CON-09, FED-IPP-07.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.press import Press
from portal.domain.catalogue import Form
from portal.domain.contract import RUNNING
from portal.domain.documents import names_document
from portal.domain.minors import takes_in
from portal.domain.moves import MoveKind
from portal.domain.transfer import check_continuity
from portal.domain.violations import RulesBroken, Violation, refuse
from portal.domain.workflow import WorkflowStep
from portal.models import (
    Contract,
    Department,
    Membership,
    Move,
    Programme,
    ProgrammeEnding,
    Recipient,
)
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.move_case import (
    LONGEST,
    contract_elsewhere,
    contract_in_residence,
    not_begun_yet,
)
from portal.usecases.move_papers import draw_order
from portal.usecases.places import open_room
from portal.usecases.programme_changes import ending_line


@dataclass(frozen=True, slots=True)
class StepTold:
    """What some steps have to be told: the first day at the new place, the department, words.

    ``note`` is who got the papers, or the number of a contract elsewhere. ``gap_seen``: somebody
    has looked at the days between the contracts and says that they are so.
    """

    moves_on: date | None = None
    department_id: int | None = None
    note: str = ""
    gap_seen: bool = False


NOTHING_TOLD = StepTold()


def prepare_step(
    session: Session,
    row: Move,
    step: WorkflowStep,
    told: StepTold,
    *,
    region: Region,
    now: datetime,
) -> None:
    """Find what the step rests on, or refuse it with the remedy."""
    today = region.today(now)
    match step.code:
        case "stationary_programme":
            row.new_programme_id = _stationary_programme(session, row, today)
        case "place_confirmed":
            _keep_place(session, row, told, region, today)
        case "department_order":
            _plan_department(session, row, told, region, today)
        case "department_changed":
            _demand_arrived(row, today)
        case "papers_handed" if not names_document(told.note):
            text = "Напишите, кому выданы бумаги: лично получателю или чью фамилию записали."
            refuse("value_invalid", text, field="note")
        case "conclude_new" if row.kind is MoveKind.RESIDENTIAL:
            _find_contract(session, row, region, today)
        case "conclude_new":
            _find_elsewhere(session, row, told, region)


def settle_step(  # noqa: PLR0913 - the way, the step, and who took it by which rules
    session: Session,
    row: Move,
    step: WorkflowStep,
    told: StepTold,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
    press: Press,
) -> tuple[Violation, ...]:
    """Draw on what follows from a step; returns what to warn of."""
    match step.code:
        case "department_order":
            draw_order(session, row, region=region, actor=actor, now=now, press=press)
            return _other_unit(session, row)
        case "department_changed":
            _change_department(session, row)
            return _others_worker(session, row)
        case "conclude_new" if row.kind is MoveKind.RESIDENTIAL:
            _admit(session, row)
            return (*_told_of_gap(session, row, region), *_others_worker(session, row))
        case "conclude_new":
            found = _told_of_days_between(session, row, region)
            if found and not told.gap_seen:
                raise RulesBroken(*(replace(one, field="days_between") for one in found))
            return found
        case "papers_handed":
            row.handed_to = told.note.strip()[:LONGEST]
            _record_moved(session, row, actor, now)
    return ()


def _stationary_programme(session: Session, row: Move, today: date) -> int | None:
    """The newest programme of the recipient for residential care that holds."""
    return session.scalar(
        select(Programme.id)
        .where(
            Programme.provider_id == row.provider_id,
            Programme.recipient_id == row.recipient_id,
            Programme.form == Form.STATIONARY,
            Programme.withdrawn_at.is_(None),
            Programme.valid_until >= today,
        )
        .order_by(Programme.id.desc())
        .limit(1)
    )


def _keep_place(session: Session, row: Move, told: StepTold, region: Region, today: date) -> None:
    """A place in a residential department from the day of admission, within the programme."""
    programme = own(session, Programme, row.new_programme_id or 0, row.provider_id)
    moves_on = _first_day(told, today)
    if not programme.valid_from <= moves_on <= programme.valid_until:
        since, until = programme.valid_from, programme.valid_until
        text = f"Программа на стационар действует с {since:%d.%m.%Y} по {until:%d.%m.%Y}."
        refuse("programme_expired", f"{text} Выберите день в ней.", field="moves_on")
    department = _department(session, row, told.department_id, programme)
    person = own(session, Recipient, row.recipient_id, row.provider_id)
    minors = region.rules.representation_rules.on(moves_on).minors
    if not takes_in(minors, department.unit_code, person.born, moves_on):
        text = "Это отделение для несовершеннолетних, получателю в этот день 18 лет или больше."
        refuse("value_invalid", f"{text} Выберите другое отделение.", field="department_id")
    _demand_free(session, row, department, region, moves_on)
    row.to_department_id, row.moves_on = department.id, moves_on
    row.destination = department.name


def _plan_department(
    session: Session, row: Move, told: StepTold, region: Region, today: date
) -> None:
    programme = own(session, Programme, row.programme_id, row.provider_id)
    moves_on = _first_day(told, today)
    contract = own(session, Contract, row.contract_id, row.provider_id)
    if contract.state not in RUNNING or moves_on > contract.valid_until:
        text = "В этот день договор уже не действует. Выберите день до его конца."
        refuse("contract_not_active", text, field="moves_on")
    department = _department(session, row, row.to_department_id, programme)
    _demand_free(session, row, department, region, moves_on)
    row.moves_on = moves_on


def _first_day(told: StepTold, today: date) -> date:
    if told.moves_on is None or told.moves_on < today:
        text = "Введите первый день на новом месте: сегодня или позже."
        refuse("value_invalid", text, field="moves_on")
    return told.moves_on


def _department(
    session: Session, row: Move, department_id: int | None, programme: Programme
) -> Department:
    """The department, held; its form and kind must be those of the programme."""
    if department_id is None:
        refuse("value_invalid", "Выберите отделение.", field="department_id")
    found = own(session, Department, department_id, row.provider_id, lock=True)
    kind_fits = programme.unit_code in (None, found.unit_code)
    if found.form is not programme.form or not kind_fits:
        text = (
            "Отделение обслуживает по другой форме или другому виду, чем в программе. Выберите "
            "другое отделение или помогите получателю попросить о пересмотре программы."
        )
        refuse("programme_form_differs", text, field="department_id")
    return found


def _demand_free(
    session: Session, row: Move, department: Department, region: Region, day: date
) -> None:
    """A place that day which nobody takes and nobody waits for longer (FED-CON-09)."""
    room = open_room(session, department, region, day, without=row.recipient_id)
    if room.free is None or room.free > room.waiting:
        return
    refuse(
        "no_vacancy",
        f"На {day:%d.%m.%Y} свободных мест: {room.free}, ждут их: {room.waiting}. Выберите другой "
        "день или отделение, либо поставьте получателя в очередь.",
        field="moves_on",
        citation=room.limit.citation if room.limit else None,
    )


def _demand_arrived(row: Move, today: date) -> None:
    if row.moves_on is not None and today < row.moves_on:
        text = f"Первый день в новом отделении — {row.moves_on:%d.%m.%Y}. Отметьте перевод тогда."
        refuse("transition_not_allowed", text, field="step")


def _change_department(session: Session, row: Move) -> None:
    """The contract goes on in the other department; records and acts go on with it."""
    contract = own(session, Contract, row.contract_id, row.provider_id, lock=True)
    person = own(session, Recipient, row.recipient_id, row.provider_id, lock=True)
    contract.department_id = person.department_id = row.to_department_id


def _admit(session: Session, row: Move) -> None:
    """The card comes into the residential department with the contract that has begun."""
    person = own(session, Recipient, row.recipient_id, row.provider_id, lock=True)
    person.department_id = row.to_department_id


def _others_worker(session: Session, row: Move) -> tuple[Violation, ...]:
    """The social worker stays with the card: one of another department is told of."""
    person = own(session, Recipient, row.recipient_id, row.provider_id)
    where = session.scalar(
        select(Membership.department_id).where(
            Membership.provider_id == row.provider_id, Membership.id == person.social_worker_id
        )
    )
    if where is None or where == row.to_department_id:
        return ()
    text = (
        "Социальный работник получателя — из другого отделения. Если обслуживать будет другой "
        "работник, назначьте его в карточке получателя."
    )
    return (Violation("worker_to_choose", text),)


def _other_unit(session: Session, row: Move) -> tuple[Violation, ...]:
    """A department of another kind may have other terms: then the contract is amended."""
    ids = [one for one in (row.from_department_id, row.to_department_id) if one is not None]
    kinds = set(
        session.scalars(
            select(Department.unit_code).where(
                Department.provider_id == row.provider_id, Department.id.in_(ids)
            )
        )
    )
    if len(kinds) < 2:  # noqa: PLR2004 - the one left and the one entered
        return ()
    text = "Вид отделения другой. Сверьте услуги и плату: если они меняются, нужно соглашение."
    return (Violation("terms_to_compare", text),)


def _find_contract(session: Session, row: Move, region: Region, today: date) -> None:
    """The contract on the residential programme, begun, with no day under both."""
    found = contract_in_residence(session, row)
    if found is None:
        return
    text = not_begun_yet(found, today)
    if text or found.in_force_from is None:
        refuse("new_contract_missing", text)
    _demand_no_overlap(session, row, found.in_force_from, region)
    row.new_contract_id = found.id


def _told_of_gap(session: Session, row: Move, region: Region) -> tuple[Violation, ...]:
    """A contract that has begun after the day of admission leaves days without care."""
    begun = own(session, Contract, row.new_contract_id or 0, row.provider_id).in_force_from
    if begun is None or row.moves_on is None or begun <= row.moves_on:
        return ()
    text = (
        f"Приём был назначен на {row.moves_on:%d.%m.%Y}, договор начался {begun:%d.%m.%Y}: дней "
        f"без обслуживания — {(begun - row.moves_on).days}. За них ничего не начисляют."
    )
    rules = region.rules.transfer_rules.on(row.applied_on)
    return (Violation("gap", text, None, rules.continuity.citation),)


def _told_of_days_between(session: Session, row: Move, region: Region) -> tuple[Violation, ...]:
    """Days between the two contracts are days without care."""
    ended = own(session, Contract, row.contract_id, row.provider_id).ended_on
    if ended is None or row.moves_on is None or (free := (row.moves_on - ended).days - 1) <= 0:
        return ()
    text = (
        f"Прежний договор кончился {ended:%d.%m.%Y}, новый начинается {row.moves_on:%d.%m.%Y}: "
        f"дней без обслуживания — {free}."
    )
    rules = region.rules.transfer_rules.on(row.applied_on)
    return (Violation("gap", text, None, rules.continuity.citation),)


def _find_elsewhere(session: Session, row: Move, told: StepTold, region: Region) -> None:
    """The contract of the other provider: read where it works here, told by its papers else."""
    found = contract_elsewhere(session, row)
    if found is not None and found.in_force_from is not None:
        row.moves_on, row.new_contract = found.in_force_from, f"№ {found.number}"
    elif told.moves_on is not None and told.note.strip():
        _demand_within_programme(session, row, told)
        row.moves_on, row.new_contract = told.moves_on, told.note.strip()[:LONGEST]
    if row.moves_on is not None and row.new_contract:
        _demand_no_overlap(session, row, row.moves_on, region)


def _demand_within_programme(session: Session, row: Move, told: StepTold) -> None:
    """A contract elsewhere, told by its papers, stands on the programme and has a number."""
    last = own(session, Programme, row.programme_id, row.provider_id).valid_until
    if told.moves_on is not None and told.moves_on > last:
        text = (
            f"Программа действует по {last:%d.%m.%Y}, договор по ней позже не начинают. Введите "
            "первый день из нового договора."
        )
        refuse("programme_expired", text, field="moves_on")
    if not any(sign.isdigit() for sign in told.note):
        text = "Напишите номер и день нового договора, например «№ 12 от 13.05.2026»."
        refuse("value_invalid", text, field="note")


def _demand_no_overlap(session: Session, row: Move, new_from: date, region: Region) -> None:
    """Two contracts for one day are refused; a gap nobody can undo afterwards is allowed."""
    ended = own(session, Contract, row.contract_id, row.provider_id).ended_on
    if ended is None:
        return
    rules = region.rules.transfer_rules.on(row.applied_on)
    continuity = replace(rules.continuity, overlap_allowed=False, gap_allowed=True)
    check_continuity(continuity, ended, new_from)


def _record_moved(session: Session, row: Move, actor: Actor, now: datetime) -> None:
    """The programme's own line tells of the departure, as the list of its ends reads it."""
    kept = ending_line(session, row.provider_id, row.programme_id)
    if kept is None:
        kept = ProgrammeEnding(provider_id=row.provider_id, programme_id=row.programme_id)
        session.add(kept)
    kept.moved_on, kept.moved_to = row.closed_on, row.destination
    kept.recorded_at, kept.recorded_by_id = now, actor.membership_id
