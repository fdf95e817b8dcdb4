"""A way out or in: opened on an application, taken step by step.

What a step writes down stands in ``move_steps``, a withdrawal in ``move_withdrawals``. Rules:
FED-TRN-01, FED-TRN-02, FED-TRN-03, MSK-TRN-01, VLA-TRN-01.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.documents.press import Press
from portal.domain.catalogue import Form
from portal.domain.contract import RUNNING
from portal.domain.moves import MoveKind, MoveWish, next_step, path_of
from portal.domain.violations import RulesBroken, refuse
from portal.models import Contract, Department, Move, Recipient
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.child_opinions import demand_heard
from portal.usecases.facts import own
from portal.usecases.move_case import (
    LONGEST,
    RECIPIENT,
    REPRESENTATIVE,
    MoveDone,
    Taken,
    by_citizen,
    case_of,
    citizen,
    demand_keeper,
    done,
    step_named,
    take,
)
from portal.usecases.move_request_closing import demand_signed, settle_requests
from portal.usecases.move_steps import NOTHING_TOLD, StepTold, prepare_step, settle_step
from portal.usecases.move_ways import departments_beside, lawful_ways
from portal.usecases.paper_signatures import signing_of
from portal.usecases.refusal_authors import author_words
from portal.usecases.region_names import region_violations
from portal.usecases.signatories import choose_representative
from portal.usecases.transaction import transaction
from portal.usecases.transfer_case import provider_named
from portal.usecases.transfer_own import demand_agent

RESIDENTIAL_CARE = "стационарное отделение"
LEAST_LETTERS = 4
"""Of a reason."""
_OTHER_PROVIDER = "Если получатель уходит к другому поставщику, откройте тот путь."


@dataclass(frozen=True, slots=True)
class OpenMove:
    """The application for a way: from which contract, which way, where to, whose word it is.

    ``author_id`` is the representative who asked, None whom the law asks for; for another
    department the director may speak (``by_director``). ``destination`` names a region, or a
    provider that does not work in this portal; ``department_id`` one of our own.
    """

    contract_id: int
    kind: MoveKind
    reason: str
    author_id: int | None = None
    by_director: bool = False
    applied_on: date | None = None
    to_provider_id: int | None = None
    destination: str = ""
    department_id: int | None = None
    signed_on_paper: bool = False


@dataclass(frozen=True, slots=True)
class TakeStep:
    """The next step of a way, with what the step has to be told."""

    move_id: int
    step: str
    on: date | None = None
    by: str = RECIPIENT
    told: StepTold = NOTHING_TOLD
    version: int | None = None


def open_move(command: OpenMove, *, region: Region, actor: Actor, now: datetime) -> MoveDone:
    """Open a way on the application, which is its first step.

    Raises contract_not_active, way_not_open for a way that the law does not have from here,
    value_invalid for a day to come or no destination, duplicate beside another open way.
    """
    demand_keeper(actor)
    today = region.today(now)
    applied_on = command.applied_on or today
    if applied_on > today:
        text = "Этот день ещё не наступил. Введите день, который стоит в заявлении."
        refuse("value_invalid", text, field="applied_on")
    if _letters(command.reason) < LEAST_LETTERS:
        refuse("value_invalid", "Напишите, почему получатель переходит.", field="reason")
    with transaction() as session:
        contract = own(session, Contract, command.contract_id, actor.provider_id, lock=True)
        _demand_not_older(contract, applied_on)
        _demand_open_way(session, contract, command.kind, region, applied_on)
        demand_signed(session, contract, signed_on_paper=command.signed_on_paper)
        if command.kind is MoveKind.RESIDENTIAL:
            person = own(session, Recipient, contract.recipient_id, contract.provider_id)
            demand_heard(session, person, Form.STATIONARY, applied_on, region)
        row = _row(session, contract, command, region=region, actor=actor, now=now)
        row.applied_on = applied_on
        session.add(row)
        session.flush()
        path = path_of(region.rules.transfer_rules.on(applied_on), command.kind)
        after = {"contract": contract.id, "kind": row.kind.value, "to": row.destination}
        subject = ("move_opened", "move", row.id)
        audit.record(session, actor, now, *subject, after=after, reason=row.reason)
        first = next_step(path, path.start)
        if first is not None:
            role = _asker(session, contract, command, row, region, actor)
            taken = Taken(role, applied_on, row.destination)
            take(session, row, first, taken, region=region, actor=actor, now=now)
        answer = f"Переход начат {applied_on:%d.%m.%Y}."
        settle_requests(
            session, contract.id, (MoveWish.GO,), answer, actor=actor, now=now, move_id=row.id
        )
        return done(row)


def _demand_not_older(contract: Contract, applied_on: date) -> None:
    """Nobody asks to leave a provider before there is a contract with it."""
    if applied_on < contract.concluded_on:
        text = (
            f"Договор заключён {contract.concluded_on:%d.%m.%Y}, заявление о переходе с него "
            "не может быть старше. Проверьте дату."
        )
        refuse("value_invalid", text, field="applied_on")


def take_step(
    command: TakeStep, *, region: Region, actor: Actor, now: datetime, press: Press
) -> MoveDone:
    """Take the next step; raises what it rests on and is not on record, each with its remedy."""
    demand_keeper(actor)
    today = region.today(now)
    with transaction() as session:
        row = case_of(session, command.move_id, actor, command.version)
        step = step_named(row, command.step, region)
        asked = by_citizen(step)
        role = citizen(command.by) if asked else actor.role.value
        if asked:
            demand_agent(session, row, role, command.on or today, region)
        prepare_step(session, row, step, command.told, region=region, now=now)
        taken = Taken(role, command.on or today, command.told.note)
        take(session, row, step, taken, region=region, actor=actor, now=now)
        said = settle_step(
            session, row, step, command.told, region=region, actor=actor, now=now, press=press
        )
        session.flush()
        return done(row, said)


def _demand_open_way(
    session: Session, contract: Contract, kind: MoveKind, region: Region, day: date
) -> None:
    rules = region.rules.transfer_rules.on(day)
    if contract.state not in RUNNING:
        text = "Переходят с договора, который действует. Проверьте договор."
        refuse("contract_not_active", text, field="contract_id", citation=rules.procedure)
    ways = lawful_ways(session, contract, region, day)
    way = next((one for one in ways if one.kind is kind), None)
    if way is None:
        text = (
            "Отсюда такого пути нет: форма обслуживания другая или у учреждения нет отделения, "
            "которое принимает по этой программе и в этом возрасте. К тому, у кого оно есть, "
            "переходят как к другому поставщику."
        )
        refuse("way_not_open", text, field="kind", citation=rules.procedure)
    if way.agreed:
        text = (
            "Перевод между стационарами согласует уполномоченный орган. Откройте заявление о "
            "переводе на странице договора."
        )
        refuse("agreement_missing", text, field="kind", citation=way.citation)


def _row(
    session: Session,
    contract: Contract,
    command: OpenMove,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
) -> Move:
    rules = region.rules.transfer_rules.on(command.applied_on or region.today(now))
    person = own(session, Recipient, contract.recipient_id, contract.provider_id)
    provider_id, words = _destination(session, contract, command, region, actor)
    return Move(
        provider_id=actor.provider_id,
        recipient_id=contract.recipient_id,
        contract_id=contract.id,
        programme_id=contract.programme_id,
        kind=command.kind,
        state=path_of(rules, command.kind).start,
        reason=command.reason.strip()[:LONGEST],
        applied_by="",
        destination=words[:LONGEST],
        to_provider_id=provider_id,
        from_department_id=contract.department_id or person.department_id,
        to_department_id=command.department_id if command.kind is MoveKind.DEPARTMENT else None,
        opened_at=now,
        opened_by_id=actor.membership_id,
    )


def _destination(
    session: Session, contract: Contract, command: OpenMove, region: Region, actor: Actor
) -> tuple[int | None, str]:
    """Where to, in words; the row too where the receiver works in this portal."""
    match command.kind:
        case MoveKind.PROVIDER:
            named = (command.to_provider_id, command.destination)
            found = provider_named(session, region, *named, field="to_provider_id")
            if found[0] == actor.provider_id:
                text = "Это нынешний поставщик. Выберите того, к кому получатель переходит."
                refuse("value_invalid", text, field="to_provider_id")
            return found
        case MoveKind.DEPARTMENT:
            return None, _other_department(session, contract, command).name
        case MoveKind.RESIDENTIAL:
            return None, RESIDENTIAL_CARE
    wrong = region_violations(
        command.destination, region, field="destination", remedy=_OTHER_PROVIDER
    )
    if wrong:
        raise RulesBroken(*wrong)
    return None, command.destination.strip()


def _letters(text: str) -> int:
    return sum(sign.isalpha() for sign in text)


def _other_department(session: Session, contract: Contract, command: OpenMove) -> Department:
    if command.department_id is None:
        text = "Выберите отделение, в которое переводят."
        refuse("value_invalid", text, field="department_id")
    found = own(session, Department, command.department_id, contract.provider_id)
    if found.id == contract.department_id:
        text = "Получатель уже в этом отделении. Выберите другое."
        refuse("value_invalid", text, field="department_id")
    if found.id not in dict(departments_beside(session, contract)):
        text = (
            "Отделение обслуживает по другой форме или другому виду, чем в программе. Выберите "
            "другое отделение или помогите получателю попросить о пересмотре программы."
        )
        refuse("programme_form_differs", text, field="department_id")
    return found


def _asker(
    session: Session,
    contract: Contract,
    command: OpenMove,
    row: Move,
    region: Region,
    actor: Actor,
) -> str:
    """The role that asks; raises not_authorised for a word that the law does not count."""
    if command.by_director and command.kind is MoveKind.DEPARTMENT:
        row.applied_by = actor.name
        return actor.role.value
    signing = signing_of(session, contract, row.applied_on)
    rules = region.rules.contract_rules.on(row.applied_on)
    author = choose_representative(signing, command.author_id, rules)
    row.applied_by = author_words(signing, author) if author else signing.recipient.full_name
    return REPRESENTATIVE if author else RECIPIENT
