"""Who signs for whom by age and capacity, whose contract it is, what a minor's papers are (MIN).

Rules: FED-MIN-01 to FED-MIN-03, MSK-MIN-01, MSK-MIN-02, AST-MIN-01, AST-MIN-02. Departments for
minors have more of their own in ``minors``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from portal.domain.calendar import add_months
from portal.domain.choices import ChoiceList
from portal.domain.deadlines import DeadlineRule
from portal.domain.demands import Demand
from portal.domain.law import Citation
from portal.domain.minors import NO_DEPARTMENTS, MinorsRules
from portal.domain.package import PackagePaper
from portal.domain.people import MAJORITY, age_on, age_words
from portal.domain.violations import Violation

CAPABLE = "capable"


@dataclass(frozen=True, slots=True)
class SigningCase:
    """Whose signatures are needed from an age up to another, for one state of legal capacity.

    ``until_age`` is the first birthday that is outside; None = for life.
    """

    code: str
    capacity: str
    from_age: int
    until_age: int | None
    signers: tuple[str, ...]

    def is_for(self, age: int, capacity: str) -> bool:
        """Whether a person of this age and capacity signs by this case."""
        old_enough = self.from_age <= age
        young_enough = self.until_age is None or age < self.until_age
        return old_enough and young_enough and capacity == self.capacity


@dataclass(frozen=True, slots=True)
class Minority:
    """Free service until an age, with a warning some days before (FED-MIN-02)."""

    category: str
    until_age: int
    warn_days: int
    citation: Citation


@dataclass(frozen=True, slots=True)
class MinorityEnd:
    """The last free day, the first day of the general rules, the day of the warning."""

    free_through: date
    fee_from: date
    warned_on: date


@dataclass(frozen=True, slots=True)
class Single:
    """How many recipients one paper is for (FED-MIN-03)."""

    per_contract: int
    per_programme: int
    citation: Citation


@dataclass(frozen=True, slots=True)
class AgePapers:
    """Papers of a minor from an age up to another, and those with a disorder (MSK-MIN-02)."""

    code: str
    from_age: int
    until_age: int
    papers: ChoiceList
    with_disorder: ChoiceList


@dataclass(frozen=True, slots=True)
class Placement:
    """A minor with such a status in a specialised organisation needs a paper of the authority.

    ``warning`` names the code of the warning without it (AST-MIN-01).
    """

    statuses: ChoiceList
    paper: ChoiceList
    warning: str
    mark: Demand


@dataclass(frozen=True, slots=True)
class RepresentationRules:
    """Who acts for whom.

    ``signing`` are the cases of age and capacity; ``orphan_signers`` stand in for a child without
    parents; ``others_served`` is the clause that forbids serving others under a child's contract.
    """

    signing: tuple[SigningCase, ...]
    signing_citation: Citation
    minority: Minority
    single: Single
    consent_refusal: str = "not_authorised"
    orphan_signers: ChoiceList | None = None
    others_served: Citation | None = None
    age_papers: tuple[AgePapers, ...] = ()
    placement: Placement | None = None
    minors: MinorsRules = NO_DEPARTMENTS
    lists: tuple[ChoiceList, ...] = ()
    deadlines: tuple[DeadlineRule, ...] = ()

    def case(self, born: date, day: date, capacity: str = CAPABLE) -> SigningCase:
        """The case of a person on a day; somebody under age has no capacity to lose."""
        age = age_on(born, day)
        young = next((item for item in self.signing if item.is_for(age, CAPABLE)), None)
        return next((item for item in self.signing if item.is_for(age, capacity)), None) or (
            young or self.signing[-1]
        )

    def papers_on(self, born: date, day: date) -> AgePapers | None:
        """The papers that the region asks of somebody of this age (MSK-MIN-02)."""
        age = age_on(born, day)
        return next((one for one in self.age_papers if one.from_age <= age < one.until_age), None)


def signers_of(
    rules: RepresentationRules,
    born: date,
    day: date,
    capacity: str = CAPABLE,
    *,
    without_parents: bool = False,
) -> tuple[str, ...]:
    """Whose signatures and consents an application or a contract needs (FED-MIN-01, AST-MIN-02)."""
    signers = rules.case(born, day, capacity).signers
    if without_parents and rules.orphan_signers is not None:
        own = tuple(code for code in signers if code == "recipient")
        return (*own, *rules.orphan_signers.codes)
    return signers


def check_signatures(
    rules: RepresentationRules,
    born: date,
    day: date,
    signed: Iterable[str],
    capacity: str = CAPABLE,
    *,
    without_parents: bool = False,
) -> tuple[Violation, ...]:
    """A refusal for each signature or consent that the age or the capacity asks for.

    For a child without parents one of the bodies in their place is enough (AST-MIN-02); a child's
    guardian or trustee is the legal representative (FED-MIN-01).
    """
    have, age = frozenset(signed), age_on(born, day)
    if age < MAJORITY:
        have |= {code for other, code in _OF_A_CHILD.items() if other in have}
    needed = signers_of(rules, born, day, capacity)
    bodies = rules.orphan_signers.codes if rules.orphan_signers else ()
    if without_parents and have.intersection(bodies):
        instead = signers_of(rules, born, day, capacity, without_parents=True)
        needed = tuple(code for code in instead if code not in bodies)
    missing = [code for code in needed if code not in have]
    if not missing:
        return ()
    words = ", ".join(SIGNERS[code] for code in missing)
    text = f"Получателю {age_words(age)}. Нужно ещё: {words}. Получите и запишите."
    consent = any(code.endswith("consent") for code in missing)
    code = rules.consent_refusal if consent else "not_authorised"
    return (Violation(code, text, "signed_by", rules.signing_citation),)


_OF_A_CHILD = {"guardian": "representative", "trustee_consent": "representative_consent"}
SIGNERS = {
    "recipient": "подпись получателя",
    "representative": "подпись законного представителя",
    "representative_consent": "письменное согласие законного представителя",
    "guardian": "подпись опекуна",
    "trustee_consent": "письменное согласие попечителя",
}


def minority_end(rule: Minority, born: date) -> MinorityEnd:
    """When free service by age ends; who is born on 29 February comes of age on 1 March."""
    birthday = add_months(born, rule.until_age * 12)
    if (birthday.month, birthday.day) < (born.month, born.day):
        birthday += timedelta(days=1)
    return MinorityEnd(
        birthday - timedelta(days=1), birthday, birthday - timedelta(days=rule.warn_days)
    )


def check_recipients(
    rules: RepresentationRules, contract: int = 1, programme: int = 1
) -> tuple[Violation, ...]:
    """Whether a contract and its programme are for one recipient (FED-MIN-03, MSK-MIN-01)."""
    single = rules.single
    if contract <= single.per_contract and programme <= single.per_programme:
        return ()
    text = (
        "Договор и программа — на одного получателя. Оформите каждому члену семьи свою программу и "
        "свой договор."
    )
    return (Violation("value_invalid", text, "recipients", single.citation),)


def check_served(rules: RepresentationRules, *, is_recipient: bool) -> tuple[Violation, ...]:
    """Whether a service goes to the contract's own recipient (MSK-MIN-01)."""
    if is_recipient:
        return ()
    text = (
        "Услугу по договору получает только тот, с кем он заключён. Близким нужны своя программа и "
        "свой договор."
    )
    citation = rules.others_served or rules.single.citation
    return (Violation("not_authorised", text, "recipient", citation),)


def missing_age_papers(
    rules: RepresentationRules, born: date, day: date, papers: Iterable[str], *, disorder: bool
) -> tuple[str, ...]:
    """The papers of a minor that are not there yet, by age on the day (MSK-MIN-02)."""
    asked, have = rules.papers_on(born, day), tuple(papers)
    if asked is None:
        return ()
    missing = [choice.code for choice in asked.papers.without(have)]
    if disorder:
        missing += [choice.code for choice in asked.with_disorder.without(have)]
    return tuple(missing)


def placement_papers(rule: Placement | None, marks: Iterable[str]) -> tuple[PackagePaper, ...]:
    """The authority's papers in the package of a child with such a status (AST-MIN-01)."""
    if rule is None or not set(rule.statuses.codes) & set(marks):
        return ()
    return tuple(
        PackagePaper(
            one.code,
            one.title[:1].upper() + one.title[1:],
            rule.paper.citation,
            blocking=False,
            silent=True,
        )
        for one in rule.paper.choices
    )


def placement_paper(
    rule: Placement, status: str, *, specialised: bool, papers: Iterable[str]
) -> tuple[Violation, ...]:
    """A warning while the authority's paper for such a minor is absent (AST-MIN-01)."""
    rule.statuses.choice(status, field="status")
    missing = rule.paper.without(papers)
    if not specialised or not missing:
        return ()
    words = ", ".join(item.title for item in missing)
    text = f"Для такого ребёнка нужно: {words}. Получите его в уполномоченном органе."
    return (Violation(rule.warning, text, missing[0].code, rule.statuses.citation),)
