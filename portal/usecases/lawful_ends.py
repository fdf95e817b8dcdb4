"""Whether a contract may end as somebody wants it: the ground, its proof and the last day.

Nothing is written here; what was found is put down by ``terminations``. Rules: FED-TER-*,
MSK-TER-*, VLA-TER-*.
"""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from portal.domain.demands import Demand
from portal.domain.endings import (
    COURT_DECISION,
    COURT_FINDING,
    DEATH,
    DEBT_STATEMENT,
    CourtFinding,
    facts_of,
)
from portal.domain.law import Citation
from portal.domain.termination import (
    Ending,
    EndingCase,
    EndingDates,
    Initiator,
    TerminationRules,
    may_terminate,
)
from portal.domain.violations import RulesBroken, Violation, refuse
from portal.models import Contract, Programme, Termination
from portal.regions.registry import Region
from portal.usecases.completed_courses import with_decision
from portal.usecases.department_days import department_of_contract
from portal.usecases.ending_days import (
    HAPPENED,
    WARNING,
    demand_age,
    demand_days,
    demand_paper_days,
)
from portal.usecases.ending_effects import demand_nothing_after, demand_within
from portal.usecases.ending_text import BasisPaper, entered, paper_violations
from portal.usecases.facts import first_unit, own
from portal.usecases.later_contracts import last_of_programme
from portal.usecases.medical_conclusions import demand_conclusions
from portal.usecases.queries.payments_state import balance_of
from portal.usecases.refusal_authors import BY_RECIPIENT, signed_refusal
from portal.usecases.region_names import region_violations


@dataclass(frozen=True, slots=True)
class TerminateContract:
    """The end somebody wants.

    ``day`` is the day of the event, the last day with services that an application names, the day
    of the transfer, or with a notice the last day that the contract itself sets; ``stop_on`` the
    first day without services (MSK-TER-01). ``moved_to``: the region she moves to (FED-TRN-03).
    ``author_id``: the representative who signed a written refusal; None is whom the law asks for.
    ``scope``: what a refusal covers, by the region's code; None where nobody asked (MSK-IPP-06).
    ``finding``: what the court has found, where one did (VLA-TER-08).
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
    finding: CourtFinding | None = None


@dataclass(frozen=True, slots=True)
class LawfulEnd:
    """An end that the law knows, the day whose rules were asked, and the papers that prove it.

    ``died``: the end closes what a death closes; ``missing``: a court found no more than absence.
    """

    ending: Ending
    rules_day: date
    papers: tuple[BasisPaper, ...]
    died: bool
    missing: bool = False

    @property
    def applied_on(self) -> date | None:
        """The day of the application, where there is one."""
        return _applied_on(self.papers)


def demand_lawful(
    session: Session, contract: Contract, command: TerminateContract, region: Region, today: date
) -> LawfulEnd:
    """The end as the law takes it.

    Raises RulesBroken for a ground that is none here, another's, or not proved, for a day that
    cannot be, and for services recorded after the last day.
    """
    papers = entered(command.papers)
    ending, rules_day = _lawful_end(session, contract, command, papers, region, today)
    citation = ending.ground.citation
    demand_days(contract, ending, command.day, today)
    demand_age(session, contract, ending)
    found = (*paper_violations(papers, today, citation), *_region_violations(command, region))
    if found:
        raise RulesBroken(*found)
    demand_conclusions(papers, region, today)
    demand_paper_days(contract, ending.ground, papers, command.day, command.stop_on)
    _demand_debt(session, contract, papers, citation, today)
    papers = tuple(
        signed_refusal(session, contract, one, command.author_id, region)
        for one in _with_finding(papers, command, citation)
    )
    papers = with_decision(session, contract, command.ground, ending.last_day, papers, region)
    if ending.last_day is not None:
        demand_within(contract, ending.last_day, citation)
        demand_nothing_after(session, contract, ending.last_day, citation)
    died = command.ground == DEATH or command.finding is CourtFinding.DECLARED_DEAD
    missing = command.ground == COURT_FINDING and not died
    return LawfulEnd(ending, rules_day, papers, died, missing)


def _with_finding(
    papers: tuple[BasisPaper, ...], command: TerminateContract, citation: Citation
) -> tuple[BasisPaper, ...]:
    """The court's decision with the words of what it found: the order prints them."""
    if command.ground != COURT_FINDING:
        return papers
    if command.finding is None:
        text = "Отметьте, что решил суд: от этого зависит, закроется ли кабинет получателя."
        refuse("value_invalid", text, field="finding", citation=citation)
    found = command.finding.label
    return tuple(
        replace(one, words=f"{one.words.strip()}, {found}") if one.code == COURT_DECISION else one
        for one in papers
    )


def _lawful_end(
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
    if command.day is not None and command.ground in HAPPENED and command.day <= today:
        rules_day = command.day
    rules = region.rules.termination_rules.on(rules_day)
    unit = unit_of(session, contract, programme, region, rules_day)
    warned = {one.code for one in papers if one.code != WARNING or _is_before(one, today)}
    demands = _demands(rules, command.ground, rules_day)
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
            registered=_applied_on(papers),
            other_term=command.day,
            contract_until=contract.valid_until,
            programme_until=last_of_programme(session, contract, programme),
            event=command.day,
            transfer=command.day,
        ),
    )
    return may_terminate(rules, case), rules_day


def unit_of(
    session: Session, contract: Contract, programme: Programme, region: Region, day: date
) -> str | None:
    """The department whose grounds apply: the programme's, the contract's, or the form's first."""
    if programme.unit_code is not None:
        return programme.unit_code
    department = department_of_contract(session, contract, day)
    if department is not None and department.form is contract.form:
        return department.unit_code
    return first_unit(region, contract.form)


def order_rule(session: Session, row: Termination, contract: Contract, region: Region) -> str:
    """The rule that asks the department for an order on the ground; "" without one (VLA-TER-03)."""
    programme = own(session, Programme, contract.programme_id, contract.provider_id)
    unit = unit_of(session, contract, programme, region, row.rules_day)
    papers = region.rules.termination_rules.on(row.rules_day).papers
    orders = (one for one in papers if not one.signatures and one.is_needed(row.ground, unit))
    return next((one.citation.rule for one in orders), "")


def _applied_on(papers: tuple[BasisPaper, ...]) -> date | None:
    return next((one.issued_on for one in papers if one.code in BY_RECIPIENT), None)


def _is_before(paper: BasisPaper, today: date) -> bool:
    return paper.issued_on is not None and paper.issued_on < today


def _demands(rules: TerminationRules, code: str, day: date) -> list[Demand]:
    grounds = rules.on(day).grounds
    return [demand for ground in grounds if ground.code == code for demand in ground.demands]


def _demand_debt(
    session: Session,
    contract: Contract,
    papers: tuple[BasisPaper, ...],
    citation: Citation,
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
            citation=citation,
        )


def _region_violations(command: TerminateContract, region: Region) -> tuple[Violation, ...]:
    if not command.moved_to.strip():
        return ()
    remedy = "Если получатель не переезжает в другой регион, оставьте поле пустым."
    return region_violations(command.moved_to, region, field="moved_to", remedy=remedy)
