"""The contract: when it is due, who signs it, what must be in it, how long it lasts.

Rules: FED-CON-01 to FED-CON-10, FED-MIN-01 and what regions put in their place. The terms it must
name stand in ``contract_terms``, its changes in ``amendments``.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from portal.domain.amendments import AmendmentRules
from portal.domain.choices import ChoiceList
from portal.domain.conditions import Always, Condition
from portal.domain.contract_terms import ContractTerms, UnitContract
from portal.domain.deadlines import DeadlineRule
from portal.domain.demands import Demand
from portal.domain.law import Citation
from portal.domain.people import MAJORITY, SIGNS_WITH_CONSENT, age_on, age_words
from portal.domain.records import RecordSpec
from portal.domain.violations import Violation

WHO_SIGNS = Citation("FED-MIN-01", "GK", "ст. 26, 28–30, 33 ГК РФ", verify=True)
ESSENTIAL = Citation("FED-CON-03", "442-FZ", "ч. 2 ст. 17 442-ФЗ")
OWN_WORKERS = Citation("FED-CON-08", "874n", "п. 8 примерной формы договора")
POWER_OF_ATTORNEY = "power_of_attorney"
OTHER_BASIS = "other"


class ContractState(StrEnum):
    """Where a contract stands."""

    AWAITING_SIGNATURE = "awaiting_signature"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"

    @property
    def label(self) -> str:
        """The word for people."""
        return _STATES[self]


_STATES = {
    ContractState.AWAITING_SIGNATURE: "Ждёт подписи",
    ContractState.ACTIVE: "Действует",
    ContractState.SUSPENDED: "Приостановлен",
    ContractState.TERMINATED: "Прекращён",
}


RUNNING = (ContractState.ACTIVE, ContractState.SUSPENDED)
"""In force: its services are given, or wait for the end of a break."""


class DropReason(StrEnum):
    """Why a contract that was drawn up never came into force (FED-CON-01)."""

    DEATH = "death"
    WITHDRAWN = "withdrawn"
    TAKEN_BACK = "taken_back"

    @property
    def label(self) -> str:
        """The words for people."""
        return _DROPPED[self]

    @property
    def state(self) -> str:
        """What the contract is called from then on: nothing was in force, so nothing ended."""
        return "Отозван до подписания" if self is DropReason.TAKEN_BACK else "Не заключён"


_DROPPED = {
    DropReason.DEATH: "получатель умер",
    DropReason.WITHDRAWN: "получатель передумал",
    DropReason.TAKEN_BACK: "учреждение отзывает договор до подписи получателя",
}


class Party(StrEnum):
    """Who puts a signature."""

    PROVIDER = "provider"
    RECIPIENT = "recipient"
    REPRESENTATIVE = "representative"

    @property
    def label(self) -> str:
        """The word for people."""
        return {"provider": "поставщик", "recipient": "получатель"}.get(self, "представитель")


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of the contract; ``text`` has {placeholders} filled from the contract's facts."""

    code: str
    number: str
    section: str
    text: str
    citation: Citation
    when: Condition = Always()


def with_text(clauses: tuple[Clause, ...], code: str, text: str) -> tuple[Clause, ...]:
    """The same clauses with one of them reworded; raises KeyError when it is absent."""
    return tuple(replace(item, text=text) if found else item for found, item in _at(clauses, code))


def with_clauses_after(
    clauses: tuple[Clause, ...], code: str, *added: Clause
) -> tuple[Clause, ...]:
    """The same clauses with others put in after one; raises KeyError when it is absent."""
    return tuple(
        part
        for found, item in _at(clauses, code)
        for part in ((item, *added) if found else (item,))
    )


def _at(clauses: tuple[Clause, ...], code: str) -> tuple[tuple[bool, Clause], ...]:
    if all(item.code != code for item in clauses):
        raise KeyError(code)
    return tuple((item.code == code, item) for item in clauses)


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, as a fraction."""

    numerator: int
    denominator: int


@dataclass(frozen=True, slots=True)
class ApproachWindow:
    """How long after the decision a person may come to a provider (MSK-CON-03).

    Both bounds must hold: ``days`` after the decision, and ``of_term`` of the service term, rounded
    down to whole days. The portal warns from ``warn_days`` before the last day.
    """

    days: int
    citation: Citation
    of_term: Share | None = None
    warn_days: int = 0


@dataclass(frozen=True, slots=True)
class Signatories:
    """Who signs for the provider, on which basis, and who for the recipient (FED-CON-02).

    ``provider`` are the posts that sign by themselves; anybody else needs a power of attorney.
    ``attorney_record`` is what is recorded of a recipient's power of attorney.
    """

    provider: ChoiceList
    bases: ChoiceList
    recipient: ChoiceList
    attorney_record: RecordSpec | None = None


@dataclass(frozen=True, slots=True)
class ContractRules:
    """How a region concludes contracts.

    ``federal_conclusion`` is kept beside a regional term so that a longer regional one is shown
    with the federal moment as a warning; ``strict_conclusion`` is the term of a provider that
    chose the stricter of two acts, by the setting whose values ``conclusion_setting`` lists.
    ``term_equals_programme``: the end may not be earlier either. ``attorney_may_sign``: a capable
    person with a power of attorney may sign for the recipient. ``single`` is the clause by which
    one contract is made with a recipient, ``draft`` what a draft waits for, ``on_request`` the
    papers a person may ask to see. ``units`` are departments whose procedure is silent on a
    contract. The portal warns of the coming end ``warn_days`` before it.
    """

    conclusion: DeadlineRule
    federal_conclusion: DeadlineRule
    signatories: Citation
    term: Citation
    clauses: tuple[Clause, ...]
    copies: int
    copies_citation: Citation
    signing: Signatories
    terms: ContractTerms
    amendments: AmendmentRules
    holders: tuple[Party, ...] = (Party.RECIPIENT, Party.PROVIDER)
    own_workers: Citation = OWN_WORKERS
    warn_days: int = 30
    term_equals_programme: bool = False
    attorney_may_sign: bool = False
    starting_papers: tuple[str, ...] = ("programme",)
    approach_window: ApproachWindow | None = None
    strict_conclusion: DeadlineRule | None = None
    conclusion_setting: ChoiceList | None = None
    single: Citation | None = None
    draft: Demand | None = None
    on_request: ChoiceList | None = None
    units: tuple[UnitContract, ...] = ()

    def for_unit(self, unit_code: str | None) -> "ContractRules":
        """The rules of a department: one whose procedure is silent keeps the federal term.

        The region's own term stands in the procedures of the other departments only (VLA-CON-01).
        """
        silent = any(unit_code in one.unit_codes for one in self.units)
        return replace(self, conclusion=self.federal_conclusion) if silent else self


@dataclass(frozen=True, slots=True)
class SignerFacts:
    """Who is about to sign for the recipient, on a day.

    ``representative_kind`` is parent, guardian, trustee or attorney when a representative signs;
    ``power_until`` is the last day of an attorney's power.
    """

    born: date
    capable: bool
    signed_on: date
    party: Party
    representative_kind: str | None = None
    consent_given: bool = False
    power_until: date | None = None
    attorney_capable: bool = True


def check_signer(facts: SignerFacts, rules: ContractRules) -> tuple[Violation, ...]:
    """Whether this person may sign for the recipient (FED-MIN-01, the region's signatories)."""
    age = age_on(facts.born, facts.signed_on)
    if facts.party is Party.REPRESENTATIVE:
        return _check_attorney(facts, rules) if facts.representative_kind == "attorney" else ()
    if not facts.capable:
        text = "За недееспособного получателя договор подписывает опекун."
        return (Violation("not_authorised", text, "party", WHO_SIGNS),)
    if age < SIGNS_WITH_CONSENT:
        text = f"Получателю {age_words(age)}: договор подписывает законный представитель."
        return (Violation("not_authorised", text, "party", WHO_SIGNS),)
    if age < MAJORITY and not facts.consent_given:
        text = f"Получателю {age_words(age)}: нужна подпись или согласие законного представителя."
        return (Violation("not_authorised", text, "party", WHO_SIGNS),)
    return ()


def _check_attorney(facts: SignerFacts, rules: ContractRules) -> tuple[Violation, ...]:
    if not rules.attorney_may_sign:
        text = (
            "По доверенности договор подписать нельзя: подписывает получатель или законный "
            "представитель."
        )
    elif not facts.attorney_capable:
        text = "По доверенности подписывает только дееспособный человек. Выберите другого."
    elif facts.power_until is not None and facts.power_until < facts.signed_on:
        text = f"Доверенность действовала до {facts.power_until:%d.%m.%Y}. Нужна новая."
    else:
        return ()
    return (Violation("not_authorised", text, "party", rules.signatories),)


def authority_basis(signing: Signatories, words: str) -> str | None:
    """The kind of paper that these words name as somebody's authority; None where none is named.

    The words begin with the paper's name («Доверенность № 5»); any other paper is of another kind.
    """
    named = words.strip().casefold()
    if not named:
        return None
    kinds = (item.code for item in signing.bases.choices if named.startswith(item.title))
    return next(kinds, OTHER_BASIS)


def check_provider_signer(
    rules: ContractRules, post: str, basis: str | None
) -> tuple[Violation, ...]:
    """Whether somebody of the provider may sign: by post, or by power of attorney (FED-CON-02)."""
    if basis is None:
        text = (
            "Не указано, на основании чего действует подписывающий: это стоит в договоре. Укажите "
            "устав, доверенность или другой документ."
        )
        return (Violation("authority_missing", text, "basis", rules.signatories),)
    rules.signing.bases.choice(basis, field="basis")
    if post in rules.signing.provider.codes or basis == POWER_OF_ATTORNEY:
        return ()
    words = ", ".join(item.title for item in rules.signing.provider.choices)
    text = f"За поставщика договор подписывает {words} или тот, у кого доверенность поставщика."
    return (Violation("signatory_not_allowed", text, "by", rules.signing.provider.citation),)


def check_single(rules: ContractRules, standing: str | None) -> tuple[Violation, ...]:
    """Whether a recipient has no other contract with the provider (MSK-CON-05).

    ``standing`` is the number of a contract that is not terminated.
    """
    if rules.single is None or standing is None:
        return ()
    text = (
        f"С получателем уже заключён договор № {standing}, а договор с поставщиком один. Условия "
        "меняют дополнительным соглашением к нему."
    )
    return (Violation("overlap", text, "programme_id", rules.single),)


def check_worker(rules: ContractRules, *, own: bool) -> tuple[Violation, ...]:
    """Whether a service may be recorded with a worker: nobody else's may serve (FED-CON-08)."""
    if own:
        return ()
    text = (
        "Этот работник в этот день не работал у поставщика по договору. Выберите своего работника: "
        "передать услуги другой организации нельзя."
    )
    return (Violation("value_invalid", text, "worker_id", rules.own_workers),)


def in_force_from(signed_on: tuple[date, ...], starts_on: date | None = None) -> date:
    """The day the contract takes effect (FED-CON-06).

    That of the last signature, or a later one that the contract names: ``starts_on``.
    """
    return max((*signed_on, starts_on) if starts_on else signed_on)


def check_start(
    rules: ContractRules, starts_on: date, drawn_up: date, until: date
) -> tuple[Violation, ...]:
    """Whether a contract may name its first day: today or later, within its term (FED-CON-06)."""
    if drawn_up <= starts_on <= until:
        return ()
    text = f"Договор может начаться с {drawn_up:%d.%m.%Y} по {until:%d.%m.%Y}. Исправьте день."
    return (Violation("value_invalid", text, "starts_on", rules.term),)


def check_end(rules: ContractRules, end: date, programme_until: date) -> tuple[Violation, ...]:
    """Whether a contract may end on ``end``: never after its programme (FED-CON-06, MSK-CON-09)."""
    if end > programme_until or (rules.term_equals_programme and end != programme_until):
        text = (
            f"Договор действует по {programme_until:%d.%m.%Y} — до конца программы. Укажите этот "
            "день."
        )
        return (Violation("value_invalid", text, "valid_until", rules.term),)
    return ()
