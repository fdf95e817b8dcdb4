"""The end of a contract prepared: a lawful ground, its papers, the last day; or given up again.

Preparing changes nothing for the contract. The director confirms it (``termination_papers``), and
it ends when order, signatures and notice are complete. Rules: FED-TER-*, MSK-TER-*, VLA-TER-*.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session, selectinload

from portal.domain.contract import ContractState
from portal.domain.demands import Demand
from portal.domain.endings import (
    DEATH,
    DEBT_STATEMENT,
    Done,
    EndingPapers,
    EndingState,
    Need,
    demand_withdrawal,
    facts_of,
    paper_title,
    papers_of,
    still_needed,
)
from portal.domain.termination import (
    Ending,
    EndingCase,
    EndingDates,
    Initiator,
    LastDay,
    TerminationGround,
    TerminationRules,
    is_over,
    may_terminate,
)
from portal.domain.violations import NotAllowed, RulesBroken, Violation, refuse
from portal.models import Contract, Department, Programme, Role, Termination
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.ending_effects import demand_nothing_after, demand_within, enter_death
from portal.usecases.ending_text import BasisPaper, basis_data, entered, paper_violations
from portal.usecases.facts import first_unit, own
from portal.usecases.meanwhile import demand_ending_seen
from portal.usecases.medical_conclusions import demand_conclusions
from portal.usecases.paper_signatures import signer_of
from portal.usecases.queries.payments_state import balance_of
from portal.usecases.refusal_authors import APPLICATION, signed_refusal
from portal.usecases.refusal_scopes import keep_scope
from portal.usecases.region_names import region_violations
from portal.usecases.transaction import transaction

RUNNING = (ContractState.ACTIVE, ContractState.SUSPENDED)
PREPARES = (Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT)
LONGEST = 300
WARNING = "written_warning"
OF_THE_SERVICE = frozenset({APPLICATION, WARNING, DEBT_STATEMENT, "breach_record"})
"""Papers that arise under the contract itself."""
_HAPPENED = frozenset({DEATH, "missing_or_declared_dead", "imprisonment"})
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TerminateContract:
    """The end somebody wants.

    ``day`` is the day of the event, the last day with services that an application names, the day
    of the transfer, or with a notice the last day that the contract itself sets; ``stop_on`` the
    first day without services (MSK-TER-01). ``moved_to``: the region she moves to (FED-TRN-03).
    ``author_id``: the representative who signed a written refusal; None is whom the law asks for.
    ``scope``: what a refusal covers, by the region's code; None where nobody asked (MSK-IPP-06).
    """

    contract_id: int
    ground: str
    day: date | None = None
    stop_on: date | None = None
    initiator: Initiator | None = None
    papers: tuple[BasisPaper, ...] = ()
    moved_to: str = ""
    note: str = ""
    author_id: int | None = None
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class TerminationPrepared:
    """The end as prepared; ``needs`` are what it waits for, the next step first."""

    id: int
    state: EndingState
    last_day: date | None
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class WithdrawTermination:
    """An end that is not wanted any more, and why.

    ``consent_on``: the day of the recipient's written consent, asked for once the recipient was
    told of the end.
    """

    termination_id: int
    reason: str
    version: int | None = None
    consent_on: date | None = None


def prepare_termination(
    command: TerminateContract, *, region: Region, actor: Actor, now: datetime
) -> TerminationPrepared:
    """Put down the end of a contract in force; it waits for the director.

    Raises RulesBroken for a ground that is none here, another's, or not proved, and for services
    recorded after the last day. A death closes the recipient's logins at once.
    """
    if actor.role not in PREPARES:
        raise NotAllowed
    with transaction() as session:
        contract = own(session, Contract, command.contract_id, actor.provider_id, lock=True)
        row = prepare(session, contract, command, region=region, actor=actor, now=now)
        return TerminationPrepared(row.id, row.state, row.last_day, needs_of(row))


def prepare(
    session: Session,
    contract: Contract,
    command: TerminateContract,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
) -> Termination:
    """The same as a step of a transaction that holds the contract."""
    today = region.today(now)
    demand_running(contract)
    papers = entered(command.papers)
    ending, rules_day = lawful_end(session, contract, command, papers, region, today)
    _demand_days(contract, command, ending, today)
    found = (
        *paper_violations(papers, today, ending.ground.citation),
        *_region_violations(command, region),
    )
    if found:
        raise RulesBroken(*found)
    demand_conclusions(papers, region, today)
    _demand_paper_days(contract, command, papers, ending)
    _demand_debt(session, contract, papers, ending, today)
    papers = tuple(
        signed_refusal(session, contract, one, command.author_id, region) for one in papers
    )
    if ending.last_day is not None:
        demand_within(contract, ending.last_day, ending.ground.citation)
        demand_nothing_after(session, contract, ending.last_day, ending.ground.citation)
    row = _row(session, contract, command, ending, region=region, today=today)
    row.basis, row.rules_day = basis_data(papers), rules_day
    application = next((one for one in papers if one.code == APPLICATION), None)
    submitted = application.issued_on if application else None
    keep_scope(session, row, command.scope, submitted, region)
    row.prepared_at, row.prepared_by_id = now, actor.membership_id
    session.add(row)
    session.flush()
    if row.ground == DEATH and row.last_day is not None:
        enter_death(session, contract, row.last_day, _proof(papers), now)
    after = {
        "termination": row.id,
        "ground": row.ground,
        "last_day": row.last_day,
        "scope": row.scope,
        "basis": [str(one["text"]) for one in row.basis],
    }
    subject = ("termination_prepared", "contract", contract.id)
    audit.record(session, actor, now, *subject, after=after, reason=row.note)
    return row


def _region_violations(command: TerminateContract, region: Region) -> tuple[Violation, ...]:
    if not command.moved_to.strip():
        return ()
    remedy = "Если получатель не переезжает в другой регион, оставьте поле пустым."
    return region_violations(command.moved_to, region, field="moved_to", remedy=remedy)


def _demand_paper_days(
    contract: Contract,
    command: TerminateContract,
    papers: tuple[BasisPaper, ...],
    ending: Ending,
) -> None:
    """A paper about the service is not older than the contract, nor a death's than the death."""
    for one in papers:
        title, day = paper_title(one.code), one.issued_on
        if day is None:
            continue
        if one.code in OF_THE_SERVICE and day < contract.concluded_on:
            text = (
                f"{title}: договор заключён {contract.concluded_on:%d.%m.%Y}, бумага не может быть "
                "старше. Введите день, который стоит на документе."
            )
        elif command.ground == DEATH and command.day is not None and day < command.day:
            text = f"{title}: {day:%d.%m.%Y} раньше дня смерти. Проверьте оба дня."
        else:
            continue
        refuse("value_invalid", text, field=f"papers.{one.code}", citation=ending.ground.citation)


def _row(
    session: Session,
    contract: Contract,
    command: TerminateContract,
    ending: Ending,
    *,
    region: Region,
    today: date,
) -> Termination:
    """The end that waits for the director, with the papers and signatures it asks for."""
    ground, needed = ending.ground, papers_of(ending)
    signer = signer_of(session, contract, region, today) if needed.needs_customer else None
    return Termination(
        provider_id=contract.provider_id,
        contract_id=contract.id,
        state=EndingState.PENDING,
        ground=ground.code,
        ground_title=ground.title,
        rule=ground.citation.rule,
        clause=ground.citation.text,
        initiator=command.initiator or _whose(ground),
        last_day=ending.last_day,
        moved_to=command.moved_to.strip()[:LONGEST],
        note=command.note.strip()[:LONGEST],
        needs_order=needed.order,
        needs_both=needed.both_sign,
        needs_customer=needed.needs_customer,
        needs_notice=needed.notice,
        copies=needed.copies,
        representative_id=signer.id if signer else None,
    )


def withdraw_termination(
    command: WithdrawTermination, *, region: Region, actor: Actor, now: datetime
) -> None:
    """Give an end up before it is complete; its order, number and papers stay.

    Once the recipient was told, only with the recipient's written consent (FED-TER-06).
    """
    today = region.today(now)
    if actor.role not in PREPARES:
        raise NotAllowed
    with transaction() as session:
        row, contract = locked(session, command.termination_id, actor)
        demand_ending_seen(session, row, contract, command.version)
        notice = region.rules.termination_rules.on(row.rules_day).notice
        _demand_consent_day(command.consent_on, today)
        demand_withdrawal(row.state, row.notice_handed_on, command.consent_on, notice)
        if not command.reason.strip():
            text = "Напишите, почему прекращение отменяют: эти слова останутся в договоре."
            refuse("value_invalid", text, field="reason")
        row.state = EndingState.WITHDRAWN
        row.withdrawn_at, row.withdrawn_by_id = now, actor.membership_id
        row.withdrawal_reason = command.reason.strip()[:LONGEST]
        row.withdrawal_consent_on = command.consent_on
        session.flush()
        audit.record(
            session,
            actor,
            now,
            "termination_withdrawn",
            "contract",
            contract.id,
            {"state": EndingState.PENDING.value},
            {
                "state": row.state.value,
                "termination": row.id,
                "consent_on": row.withdrawal_consent_on,
            },
            reason=row.withdrawal_reason,
        )


def _demand_consent_day(consented: date | None, today: date) -> None:
    if consented is not None and consented > today:
        text = "Этот день ещё не наступил. Введите день, который стоит на согласии получателя."
        refuse("value_invalid", text, field="consent_on")


def locked(session: Session, termination_id: int, actor: Actor) -> tuple[Termination, Contract]:
    """The end and its contract, both held: an end waits for whoever records services."""
    found = own(session, Termination, termination_id, actor.provider_id)
    contract = own(session, Contract, found.contract_id, actor.provider_id, lock=True)
    signatures = selectinload(Termination.signatures)
    row = own(session, Termination, termination_id, actor.provider_id, signatures, lock=True)
    return row, contract


def needs_of(row: Termination, *, customer_signed: bool = False) -> tuple[Need, ...]:
    """What the end still waits for."""
    papers = kept_papers(row)
    done = Done(row.confirmed_at is not None, customer_signed, row.notice_handed_on is not None)
    return still_needed(papers, done)


def kept_papers(row: Termination) -> EndingPapers:
    """What the end asks for, as it was found when it was prepared."""
    return EndingPapers(
        row.needs_order, row.needs_both, row.needs_notice, row.copies, row.needs_customer
    )


def demand_running(contract: Contract) -> None:
    """Refuse what only a contract in force may have; raises contract_not_active."""
    if contract.state not in RUNNING:
        refuse(
            "contract_not_active",
            f"Договор № {contract.number}: {contract.state.label.lower()}. Прекратить можно только "
            "договор, который действует.",
        )


def lawful_end(
    session: Session,
    contract: Contract,
    command: TerminateContract,
    papers: tuple[BasisPaper, ...],
    region: Region,
    today: date,
) -> tuple[Ending, date]:
    """What the law says of the end, and the day whose rules were asked."""
    programme = own(session, Programme, contract.programme_id, contract.provider_id)
    rules_day = today
    if command.day is not None and command.ground in _HAPPENED and command.day <= today:
        rules_day = command.day
    rules = region.rules.termination_rules.on(rules_day)
    unit = unit_of(session, contract, programme, region)
    warned = {one.code for one in papers if one.code != WARNING or _is_before(one, today)}
    demands = _demands(rules, command.ground, rules_day)
    application = next((one for one in papers if one.code == APPLICATION), None)
    case = EndingCase(
        ground=command.ground,
        form=contract.form,
        day=rules_day,
        unit_code=unit,
        initiator=command.initiator,
        facts=facts_of(demands, warned, day_named=(command.stop_on or command.day) is not None),
        dates=EndingDates(
            stop=command.stop_on,
            stated=command.day,
            registered=application.issued_on if application else None,
            other_term=command.day,
            contract_until=contract.valid_until,
            programme_until=programme.valid_until,
            event=command.day,
            transfer=command.day,
        ),
    )
    return may_terminate(rules, case), rules_day


def unit_of(
    session: Session, contract: Contract, programme: Programme, region: Region
) -> str | None:
    """The department whose grounds apply: the programme's, the contract's, or the form's first."""
    if programme.unit_code is not None:
        return programme.unit_code
    if contract.department_id is not None:
        department = own(session, Department, contract.department_id, contract.provider_id)
        if department.form is contract.form:
            return department.unit_code
    return first_unit(region, contract.form)


def _is_before(paper: BasisPaper, today: date) -> bool:
    return paper.issued_on is not None and paper.issued_on < today


def _demands(rules: TerminationRules, code: str, day: date) -> list[Demand]:
    grounds = rules.on(day).grounds
    return [demand for ground in grounds if ground.code == code for demand in ground.demands]


def _demand_debt(
    session: Session,
    contract: Contract,
    papers: tuple[BasisPaper, ...],
    ending: Ending,
    today: date,
) -> None:
    """A statement of debt proves nothing where nothing is overdue today (MSK-TER-05)."""
    if all(one.code != DEBT_STATEMENT for one in papers):
        return
    if balance_of(session, contract.id, today).debt <= 0:
        refuse(
            "debt_absent",
            f"Просроченного долга на {today:%d.%m.%Y} по договору нет, справка о долге ничего не "
            "доказывает. Проверьте платежи или приложите запись о нарушении.",
            field=f"papers.{DEBT_STATEMENT}",
            citation=ending.ground.citation,
        )


def _proof(papers: tuple[BasisPaper, ...]) -> str:
    return "; ".join(one.text() for one in papers)


def _whose(ground: TerminationGround) -> Initiator | None:
    return next(iter(ground.initiators)) if len(ground.initiators) == 1 else None


def _demand_days(
    contract: Contract, command: TerminateContract, ending: Ending, today: date
) -> None:
    """Refuse a day that cannot be: an event to come, a term that is not over, no day at all."""
    ground, last = ending.ground, ending.last_day
    if ground.code in _HAPPENED and command.day is not None and command.day > today:
        text = "Этот день ещё не наступил. Введите день, который стоит в документе."
        refuse("value_invalid", text, field="day", citation=ground.citation)
    if ground.automatic and not is_over(ending, today):
        until = last or contract.valid_until
        refuse(
            "transition_not_allowed",
            f"Срок ещё не закончился: последний день услуг — {until:%d.%m.%Y}. Оформите "
            "прекращение на следующий день или выберите другое основание.",
            field="ground",
            citation=ground.citation,
        )
    if ground.last_day is LastDay.NOTICE:
        if last is not None and last < today:
            text = (
                "Срок по договору не может быть раньше уведомления. Введите день не раньше сегодня."
            )
            refuse("value_invalid", text, field="day", citation=ground.citation)
    elif last is None:
        text = "Введите день: без него не посчитать последний день услуг."
        refuse("value_invalid", text, field="day", citation=ground.citation)
