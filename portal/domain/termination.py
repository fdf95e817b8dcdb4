"""The end of services: grounds, initiators, papers, the last day (TER)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from portal.domain.catalogue import Form
from portal.domain.choices import ChoiceList
from portal.domain.deadlines import DeadlineRule
from portal.domain.demands import Facts, demand_all
from portal.domain.explanation import Step
from portal.domain.grounds import LegalGround, find_ground
from portal.domain.law import Citation
from portal.domain.violations import Violation, refuse
from portal.domain.waiver import WaiverRules

_DAY = timedelta(days=1)


class Initiator(StrEnum):
    """Whose will ends the contract; events such as a death are nobody's."""

    BOTH = "both"
    RECIPIENT = "recipient"
    PROVIDER = "provider"

    @property
    def label(self) -> str:
        """Whose initiative it is, in a sentence."""
        return {"both": "обеих сторон", "recipient": "получателя"}.get(self, "поставщика")


class LastDay(StrEnum):
    """Which day is the last one with services."""

    EVENT = "event"
    APPLICATION = "application"
    APPLICATION_OR_REGISTRATION = "application_or_registration"
    NOTICE = "notice"
    EARLIER_END = "earlier_end"
    PROGRAMME_END = "programme_end"
    BEFORE_TRANSFER = "before_transfer"


@dataclass(frozen=True, slots=True)
class Advice:
    """What the portal says beside a ground; nothing is refused for it.

    With ``unless`` it is kept back from a case that has this fact.
    """

    code: str
    text: str
    citation: Citation
    unless: str | None = None


@dataclass(frozen=True, slots=True)
class TerminationGround(LegalGround):
    """A ground on which services end. Without ``initiators`` it is an event, nobody's will.

    An ``automatic`` one comes by itself when its last day is over; one ``at_majority`` not before
    the eve of the eighteenth birthday.
    """

    initiators: frozenset[Initiator] = frozenset()
    last_day: LastDay = LastDay.EVENT
    automatic: bool = False
    at_majority: bool = False
    advice: tuple[Advice, ...] = ()


@dataclass(frozen=True, slots=True)
class EndingPaper:
    """The paper that ends a contract: an order or a document of both sides.

    Until its fields are filled and every one of ``signatures`` is there, the end is pending.
    """

    code: str
    title: str
    fields: ChoiceList
    citation: Citation
    signatures: tuple[str, ...] = ()
    copies: int = 1
    not_for: tuple[str, ...] = ()
    unit_codes: frozenset[str] = frozenset()

    def is_needed(self, ground: str, unit_code: str | None) -> bool:
        """Whether a contract of the department that ends on the ground needs it."""
        return ground not in self.not_for and (not self.unit_codes or unit_code in self.unit_codes)

    def missing(self, filled: Iterable[str], signed_by: Iterable[str]) -> tuple[str, ...]:
        """The fields and signatures that are still to come."""
        signed = frozenset(signed_by)
        fields = (choice.code for choice in self.fields.without(filled))
        return (*fields, *(party for party in self.signatures if party not in signed))


@dataclass(frozen=True, slots=True)
class TerminationRules:
    """On which grounds services end, who may end them, with which paper.

    ``before_contract`` are the only grounds for not concluding one; ``reminder`` is counted back
    from the last day of the term; ``notice`` says when a provider's refusal takes effect.
    """

    grounds: tuple[TerminationGround, ...]
    before_contract: tuple[LegalGround, ...]
    source: Citation
    initiative: Citation
    notice: Citation
    waiver: WaiverRules
    papers: tuple[EndingPaper, ...] = ()
    reminder: DeadlineRule | None = None
    lists: tuple[ChoiceList, ...] = ()
    deadlines: tuple[DeadlineRule, ...] = ()

    def on(self, day: date) -> "TerminationRules":
        """The same rules with the grounds in force on the day."""
        return replace(
            self,
            grounds=tuple(item for item in self.grounds if item.in_force(day)),
            before_contract=tuple(item for item in self.before_contract if item.in_force(day)),
        )

    def outdated(self, code: str, day: date) -> tuple[LegalGround, ...]:
        """Wordings of a ground that have run out: papers printed earlier may still carry them."""
        return tuple(
            item
            for item in (*self.grounds, *self.before_contract)
            if item.code == code and item.until is not None and item.until < day
        )


@dataclass(frozen=True, slots=True)
class EndingDates:
    """The days the last day is found from; each is None while it is not known.

    ``stop`` is the first day without services that an application names, ``stated`` the last day
    with them; ``other_term`` is the end that the contract itself sets after a notice.
    """

    stop: date | None = None
    stated: date | None = None
    registered: date | None = None
    notice: date | None = None
    other_term: date | None = None
    contract_until: date | None = None
    programme_until: date | None = None
    event: date | None = None
    transfer: date | None = None


@dataclass(frozen=True, slots=True)
class EndingCase:
    """A contract that somebody wants to end on a day."""

    ground: str
    form: Form
    day: date
    unit_code: str | None = None
    initiator: Initiator | None = None
    facts: Facts = frozenset()
    dates: EndingDates = EndingDates()


@dataclass(frozen=True, slots=True)
class Ending:
    """A lawful end: its ground, the last day with services, the paper that is still needed."""

    ground: TerminationGround
    last_day: date | None
    paper: EndingPaper | None
    advice: tuple[Advice, ...]
    steps: tuple[Step, ...]


def may_terminate(rules: TerminationRules, case: EndingCase) -> Ending:
    """Whether the contract may end so, on which day and with which paper.

    Refused with ground_unknown, ground_not_for_form, not_authorised (the ground is another's) or
    what the ground demands.
    """
    in_force = rules.on(case.day)
    ground = find_ground(
        in_force.grounds,
        case.ground,
        case.form,
        unit_code=case.unit_code,
        of="прекращения",
        citation=rules.source,
    )
    _check_initiator(rules, ground, case.initiator)
    demand_all(ground.demands, case.facts)
    last = last_day(ground, case.dates)
    paper = next(
        (item for item in rules.papers if item.is_needed(ground.code, case.unit_code)), None
    )
    advice = tuple(item for item in ground.advice if item.unless not in case.facts)
    return Ending(ground, last, paper, advice, _steps(rules, ground, last, paper))


def _check_initiator(
    rules: TerminationRules, ground: TerminationGround, initiator: Initiator | None
) -> None:
    if initiator is None or not ground.initiators or initiator in ground.initiators:
        return
    whose = " или ".join(item.label for item in Initiator if item in ground.initiators)
    refuse(
        "not_authorised",
        f"«{ground.title}» — основание {whose}: по инициативе {initiator.label} оно не "
        "применяется. Выберите другое основание или сторону.",
        field="ground",
        citation=rules.initiative,
    )


def last_day(ground: TerminationGround, dates: EndingDates) -> date | None:
    """The last day with services, None while the day it rests on is not known.

    Rules: FED-TER-06 (the day of the notice unless the contract sets another), MSK-TER-01 and
    VLA-TER-04 (the application), VLA-TER-05 (the earlier end), VLA-TER-08, VLA-TER-09, VLA-TER-11
    (the programme's end alone), AST-TER-01.
    """
    match ground.last_day:
        case LastDay.EVENT:
            return dates.event
        case LastDay.NOTICE:
            return dates.other_term or dates.notice
        case LastDay.EARLIER_END | LastDay.PROGRAMME_END:
            ends = [dates.programme_until]
            if ground.last_day is LastDay.EARLIER_END:
                ends.append(dates.contract_until)
            return min((end for end in ends if end is not None), default=None)
        case LastDay.BEFORE_TRANSFER:
            return dates.transfer - _DAY if dates.transfer else None
        case LastDay.APPLICATION_OR_REGISTRATION:
            return _by_application(dates) or dates.registered
        case _:
            return _by_application(dates)


def fits_term(ground: TerminationGround, contract_until: date, programme_until: date) -> bool:
    """Whether the ground may end a contract of this term.

    One that rests on the programme's last day ends no contract that is over before (VLA-TER-11).
    """
    return ground.last_day is not LastDay.PROGRAMME_END or programme_until <= contract_until


def _by_application(dates: EndingDates) -> date | None:
    return dates.stop - _DAY if dates.stop else dates.stated


def _steps(
    rules: TerminationRules,
    ground: TerminationGround,
    last: date | None,
    paper: EndingPaper | None,
) -> tuple[Step, ...]:
    steps = [Step(f"Основание: {ground.title}.", ground.code, ground.citation)]
    if last is not None:
        citation = rules.notice if ground.last_day is LastDay.NOTICE else ground.citation
        steps.append(Step(f"Последний день услуг — {last:%d.%m.%Y}.", last.isoformat(), citation))
    if paper is not None:
        steps.append(Step(f"Нужен документ: {paper.title}.", paper.code, paper.citation))
    return tuple(steps)


def check_served_day(last: date | None, day: date, citation: Citation) -> tuple[Violation, ...]:
    """A refusal of services after the last day of a contract that has ended (contract_not_active).

    ``last`` is still served; None while no end is known.
    """
    if last is None or day <= last:
        return ()
    text = (
        f"Обслуживание прекращено {last:%d.%m.%Y}: услуги за {day:%d.%m.%Y} записать нельзя. "
        "Проверьте день."
    )
    return (Violation("contract_not_active", text, "day", citation),)


def served_after(last: date | None, days: Iterable[date]) -> tuple[date, ...]:
    """Days already recorded that lie after the last day: they must be taken back."""
    return tuple(day for day in days if last is not None and day > last)


def is_over(ending: Ending, day: date) -> bool:
    """Whether an end by itself has come: the last day is still served, the next is not."""
    return ending.last_day is not None and day > ending.last_day


def may_refuse_contract(
    rules: TerminationRules, code: str, form: Form, day: date, facts: Facts
) -> LegalGround:
    """The ground on which no contract is concluded; two are lawful (FED-TER-02, FED-TER-03).

    Refused with ground_unknown, ground_not_for_form, vacancy_exists or medical_conclusion_missing.
    """
    ground = find_ground(
        rules.on(day).before_contract,
        code,
        form,
        of="отказа в заключении договора",
        citation=rules.source,
    )
    demand_all(ground.demands, facts)
    return ground
