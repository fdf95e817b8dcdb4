"""The end of a contract on its way: what it still waits for, and how a paper was handed over (TER).

Whether a ground is lawful stands in ``termination``; here is what happens after it was chosen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.domain.demands import Demand
from portal.domain.law import Citation
from portal.domain.termination import Ending, Initiator, LastDay, TerminationGround
from portal.domain.violations import refuse

DEATH = "death"
COURT_FINDING = "missing_or_declared_dead"
COURT_DECISION, COURT_SENTENCE = "court_decision", "court_sentence"
REFUSAL = "refusal"
TERM_EXPIRED, COURSE_COMPLETED = "term_expired", "course_completed"
COUNCIL_DECISION = "council_decision"
CLAIM = "recipient_claim"
DEBT_STATEMENT = "debt_statement"
STOP_DATE = "stop_date"
CONFIRMATION = "director_confirmation"
PROVIDER, RECIPIENT = "provider", "recipient"
AGREEMENT = "agreement"
_SIGNED = ("provider_signature", "recipient_signature")
_CUSTOMERS = frozenset({Initiator.BOTH, Initiator.RECIPIENT})
_WITHOUT_PAPER = frozenset({STOP_DATE, CONFIRMATION, *_SIGNED})

PAPERS: Mapping[str, str] = {
    "refusal_application": "Заявление об отказе",
    CLAIM: "Заявление получателя о расторжении",
    "breach_record": "Запись о нарушении",
    DEBT_STATEMENT: "Справка о долге",
    "contract_clause": "Нарушенный пункт договора",
    "written_warning": "Письменное предупреждение, вручённое получателю",
    "death_certificate": "Свидетельство о смерти",
    COURT_DECISION: "Решение суда",
    COURT_SENTENCE: "Приговор суда",
    "decision": "Решение о ликвидации",
    "medical_conclusion": "Заключение медицинской организации",
    "collegial_decision": "Коллегиальное решение специалистов",
    COUNCIL_DECISION: "Решение консилиума",
    "transfer_application": "Заявление о переводе",
    "ministry_notification": "Уведомление министерства",
}
"""Papers that grounds of an end ask for, as people call them; regions may add their own."""
FULLY_NAMED = frozenset({"medical_conclusion"})
"""Papers that are recorded with issuer, number and day (FED-TER-03)."""
BY_COURT = frozenset({COURT_DECISION, COURT_SENTENCE})
"""Papers that a court issued: nobody could look one up without the court's name."""
IN_WORDS = frozenset({"breach_record", "contract_clause"})
"""What is told in words; it may have no number."""


class EndingState(StrEnum):
    """Where an end stands; nothing changes for the contract before ``TERMINATED``."""

    PENDING = "termination_pending"
    TERMINATED = "terminated"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The word for people."""
        return _STATES[self]


_STATES = {
    EndingState.PENDING: "Оформляется",
    EndingState.TERMINATED: "Оформлено",
    EndingState.WITHDRAWN: "Отменено",
}


class CourtFinding(StrEnum):
    """What a court has found of a person who is gone; only the second ends what a death ends."""

    MISSING = "missing"
    DECLARED_DEAD = "declared_dead"

    @property
    def label(self) -> str:
        """The words for people."""
        return _FINDINGS[self]


_FINDINGS = {
    CourtFinding.MISSING: "признан безвестно отсутствующим",
    CourtFinding.DECLARED_DEAD: "объявлен умершим",
}


class Handover(StrEnum):
    """How a paper came to the recipient."""

    IN_PERSON = "in_person"
    REPRESENTATIVE = "representative"
    REGISTERED_POST = "registered_post"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """The words for people."""
        return _HANDOVERS[self]

    @property
    def unsigned(self) -> str:
        """The words for a copy that left without a signature."""
        return _UNSIGNED.get(self, self.label)


_HANDOVERS = {
    Handover.IN_PERSON: "лично, под подпись",
    Handover.REPRESENTATIVE: "представителю, под подпись",
    Handover.REGISTERED_POST: "заказным письмом с уведомлением",
    Handover.REFUSED: "от получения отказались, составлен акт",
}
_UNSIGNED = {
    Handover.IN_PERSON: "лично",
    Handover.REPRESENTATIVE: "представителю",
}


class Need(StrEnum):
    """What an end still waits for, in the order in which it is done."""

    ORDER = "director_order"
    CONFIRMED = "director_confirmation"
    DOCUMENT = "termination_document"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class EndingPapers:
    """What ends a contract on a ground: an order, a document both sides sign, a written notice.

    ``needs_customer``: the end waits for the customer's signature on the document. Elsewhere the
    document is owed all the same, and the contract ends without it. ``copy_does``: the copy handed
    over unsigned does as well as that signature.
    """

    order: bool
    both_sign: bool
    notice: bool
    copies: int
    needs_customer: bool = False
    copy_does: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """What has happened so far; ``copy_handed``: the customer's copy left without a signature."""

    confirmed: bool = False
    customer_signed: bool = False
    notified: bool = False
    copy_handed: bool = False


def papers_of(ending: Ending) -> EndingPapers:
    """The papers of a lawful end (FED-TER-05, FED-TER-06, FED-TER-07, MSK-TER-03, VLA-TER-03).

    An agreement is a document of both sides wherever the region names no paper of its own; any
    other end stands in the register with the director's order unless both sides sign it. What
    the provider's notice ends, or an event such as a sentence, waits for nobody's signature. A
    written refusal has been signed already (FED-TER-01): its document is recorded once the copy
    was signed or handed over.
    """
    paper = ending.paper
    agreed = any(demand.code in _SIGNED for demand in ending.ground.demands)
    both_sign = agreed or (paper is not None and bool(paper.signatures))
    return EndingPapers(
        order=not both_sign,
        both_sign=both_sign,
        notice=ending.ground.last_day is LastDay.NOTICE,
        copies=max(paper.copies if paper else 1, 2 if both_sign else 1),
        needs_customer=both_sign and (agreed or bool(ending.ground.initiators & _CUSTOMERS)),
        copy_does=stops_by_itself(ending.ground.code),
    )


def stops_by_itself(ground: str) -> bool:
    """Whether services end on the named day whoever signs what later: by the recipient's refusal.

    It is in writing and asks for nobody's consent (FED-TER-01, MSK-TER-01).
    """
    return ground == REFUSAL


def still_needed(papers: EndingPapers, done: Done) -> tuple[Need, ...]:
    """What is left to do before the contract ends, the next step first."""
    needs = []
    if not done.confirmed:
        needs.append(Need.ORDER if papers.order else Need.CONFIRMED)
    recorded = done.customer_signed or (papers.copy_does and done.copy_handed)
    if papers.needs_customer and not recorded:
        needs.append(Need.DOCUMENT)
    if papers.notice and not done.notified:
        needs.append(Need.NOTICE)
    return tuple(needs)


@dataclass(frozen=True, slots=True)
class AskedPaper:
    """A paper the office enters for a ground; ``alternatives`` are papers that do as well."""

    code: str
    title: str
    alternatives: tuple[str, ...]
    citation: Citation


def asked_papers(ground: TerminationGround) -> tuple[AskedPaper, ...]:
    """The papers behind a ground: signatures and the director's word come later by themselves."""
    return tuple(
        AskedPaper(demand.code, paper_title(demand.code), demand.instead, demand.citation)
        for demand in ground.demands
        if demand.code not in _WITHOUT_PAPER
    )


def paper_title(code: str) -> str:
    """A paper as people call it; an unknown one by its code."""
    return PAPERS.get(code, code)


def facts_of(
    demands: Iterable[Demand], entered: Iterable[str], *, day_named: bool
) -> frozenset[str]:
    """The facts that are on record: papers entered, and what later steps bring for certain.

    No end is complete without the director and, where both sign, without both signatures.
    """
    later = {demand.code for demand in demands} & {CONFIRMATION, *_SIGNED}
    return frozenset({*entered, *later, *((STOP_DATE,) if day_named else ())})


def demand_standing(state: EndingState) -> None:
    """Refuse what only an end that was not given up may have."""
    if state is EndingState.WITHDRAWN:
        demand_open(state)


def demand_withdrawal(
    state: EndingState, notified: date | None, consented: date | None, notice: Citation
) -> None:
    """Refuse to give an end up without the recipient, once the recipient was told of it.

    What the notice has ended stays ended: the sides conclude another contract (FED-TER-06).
    """
    if notified is None:
        demand_open(state)
        return
    if state is EndingState.TERMINATED:
        refuse(
            "transition_not_allowed",
            f"Уведомление вручено {notified:%d.%m.%Y}, договор прекращён: отменить это уже нельзя. "
            "Если обслуживание продолжают, составьте новый договор.",
            citation=notice,
        )
    demand_open(state)
    if consented is None or consented < notified:
        refuse(
            "signature_missing",
            f"Уведомление вручено {notified:%d.%m.%Y}: отменить прекращение можно только с "
            "письменного согласия получателя. Введите день его заявления, не раньше вручения.",
            field="consent_on",
            citation=notice,
        )


def demand_open(state: EndingState) -> None:
    """Refuse to change an end that is complete or withdrawn."""
    if state is not EndingState.PENDING:
        refuse(
            "transition_not_allowed",
            f"Прекращение уже не меняется: {state.label.lower()}. Откройте договор заново.",
        )
