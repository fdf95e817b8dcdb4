"""Admission: who may apply and how, what proves the need, by when the authority decides (REC).

The authority decides; the provider records who applied, keeps the ground, foresees a refusal and
shows the expected dates (FED-REC-01 to FED-REC-04).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.domain.calendar import add_months
from portal.domain.catalogue import Form
from portal.domain.choices import Choice, ChoiceList
from portal.domain.deadlines import DeadlineRule, Due
from portal.domain.documents import DocumentList, MedicalPaper
from portal.domain.enrolment import NO_ENROLMENT, EnrolmentRules
from portal.domain.law import Citation
from portal.domain.violations import Violation, refuse

CIRCUMSTANCES = "circumstances"
APPLICANTS = "applicants"
REFUSAL_GROUNDS = "recognition_refusal_grounds"
OBSTACLES = "relatives_obstacles"
REPEAT_REASONS = "repeat_application_reasons"
OTHER_BODY = "other"
NOBODY_REGISTERED = "nobody_registered"
RELATIVE_ELSEWHERE = "registered_relative_lives_elsewhere"


@dataclass(frozen=True, slots=True)
class Decider:
    """The body that decides on recognition for a form of service (MSK-REC-04)."""

    form: Form
    body: str
    title: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class CareLeaver:
    """Until which age a homeless person counts as one who left an orphans' organisation."""

    circumstance: str
    under: int
    citation: Citation


@dataclass(frozen=True, slots=True)
class LongIllness:
    """From how many months on a relative's illness is an obstacle to care (MSK-DOC-03)."""

    obstacle: str
    longer_than_months: int
    citation: Citation


@dataclass(frozen=True, slots=True)
class IndicationRules:
    """The degrees of self-care that each kind of service is for (MSK-REC-10)."""

    lists: tuple[ChoiceList, ...]
    disability_group_required: bool


@dataclass(frozen=True, slots=True)
class WaitingRule:
    """Whose turn it is: people without obliged relatives first, then by the day they came.

    ``relatives_may_pay`` only by their own will: the fee rests on the recipient's income alone.
    """

    without_relatives_first: bool
    relatives_may_pay: bool
    citation: Citation


@dataclass(frozen=True, slots=True)
class AdmissionRules:
    """How a person comes to services before there is a programme.

    ``contract_applicants`` may themselves become a party to the contract; an appeal of anybody else
    only opens the way to recognition. ``inspection`` names the terms of which the earliest counts.
    """

    lists: tuple[ChoiceList, ...] = ()
    deadlines: tuple[DeadlineRule, ...] = ()
    contract_applicants: tuple[str, ...] = ()
    care_leaver: CareLeaver | None = None
    unlisted_may_be_refused: bool = False
    choice_citation: Citation | None = None
    medical_paper: MedicalPaper | None = None
    application_papers: tuple[DocumentList, ...] = ()
    deciders: tuple[Decider, ...] = ()
    inspection: tuple[str, ...] = ()
    indications: IndicationRules | None = None
    long_illness: LongIllness | None = None
    living_alone: ChoiceList | None = None
    waiting: WaitingRule | None = None
    enrolment: EnrolmentRules = NO_ENROLMENT

    def named(self, code: str) -> ChoiceList:
        """The list with this code; raises value_invalid where the region has none."""
        for found in self.lists:
            if found.code == code:
                return found
        refuse("value_invalid", f"Списка «{code}» в порядке региона нет.", field="list")


@dataclass(frozen=True, slots=True)
class ApplicationPath:
    """Who applied, in what capacity, and whether a contract may be built on it."""

    applicant: Choice
    contract_allowed: bool
    citation: Citation


def application_path(
    rules: AdmissionRules, applicant: str, *, for_contract: bool
) -> ApplicationPath:
    """Where an application or an appeal leads (FED-REC-01).

    Raises not_authorised when a contract is to be built on somebody else's appeal.
    """
    applicants = rules.named(APPLICANTS)
    found = applicants.choice(applicant, field="applicant")
    allowed = applicant in rules.contract_applicants
    if for_contract and not allowed:
        refuse(
            "not_authorised",
            f"Обращение, которое подал «{found.title}», ведёт только к признанию нуждающимся. "
            "Договор заключают с гражданином или его законным представителем: предложите им "
            "подать заявление.",
            field="applicant",
            citation=applicants.citation,
        )
    return ApplicationPath(found, allowed, applicants.citation)


def check_circumstances(
    rules: AdmissionRules, codes: Iterable[str], age: int | None, *, care_leaver: bool
) -> tuple[Violation, ...]:
    """What is wrong with the recorded circumstances of need; empty when one at least holds.

    A person who left an orphans' organisation is marked so only below the age of the law
    (FED-REC-02).
    """
    circumstances = rules.named(CIRCUMSTANCES)
    found = tuple(circumstances.choice(code, field="circumstances").code for code in codes)
    if not found:
        text = (
            "Не указано ни одного обстоятельства, из-за которого нужна помощь. Выберите хотя бы "
            "одно: оно есть в решении органа соцзащиты."
        )
        return (Violation("value_invalid", text, "circumstances", circumstances.citation),)
    limit = rules.care_leaver
    if care_leaver and limit and limit.circumstance not in found:
        text = (
            "Отметку о выходе из организации для детей-сирот ставят тому, у кого нет места "
            "жительства. Отметьте и это обстоятельство или снимите её."
        )
        return (Violation("value_invalid", text, "care_leaver", limit.citation),)
    if care_leaver and limit and (age is None or age >= limit.under):
        text = (
            f"Отметка о выходе из организации для детей-сирот ставится до {limit.under} лет. "
            "Снимите её: само обстоятельство остаётся."
        )
        return (Violation("value_invalid", text, "care_leaver", limit.citation),)
    return ()


def earliest(rules: AdmissionRules, dues: Iterable[Due]) -> Due | None:
    """The earliest of the terms that two acts set for the inspection (MSK-REC-03, MSK-REC-09)."""
    named = [one for one in dues if one.rule.code in rules.inspection]
    return min(named, key=lambda one: one.at) if named else None


def check_choice_of_provider(
    rules: AdmissionRules, *, in_register: bool, recommended: bool, refused: bool
) -> None:
    """The citizen chooses any provider of the register (FED-REC-04).

    Raises not_authorised for a provider outside the register, and ground_unknown when the provider
    refuses because the programme does not recommend it.
    """
    if not in_register:
        refuse(
            "not_authorised",
            "Поставщика нет в реестре поставщиков региона. Обратиться можно к любому из реестра.",
            field="provider",
            citation=rules.choice_citation,
        )
    if refused and not recommended and not rules.unlisted_may_be_refused:
        refuse(
            "ground_unknown",
            "Отказать в договоре из-за того, что поставщика нет среди рекомендованных в программе, "
            "нельзя: их перечень только рекомендация. Заключите договор.",
            field="ground",
            citation=rules.choice_citation,
        )


def check_decider(rules: AdmissionRules, form: Form, body: str) -> tuple[Violation, ...]:
    """A warning when the decision was made by a body that does not decide on this form."""
    for decider in rules.deciders:
        if decider.form is form and decider.body != body:
            text = (
                f"По форме «{form.label}» решение принимает {decider.title}. Проверьте, кто "
                "подписал решение."
            )
            return (Violation("issuer_mismatch", text, "issuer", decider.citation),)
    return ()


def issuing_bodies(rules: AdmissionRules) -> tuple[Choice, ...]:
    """The bodies that may have decided, with a last one for any other (MSK-REC-04).

    Empty where the region does not divide the decisions.
    """
    found = {one.body: one.title for one in rules.deciders}
    if not found:
        return ()
    named = tuple(Choice(code, title) for code, title in found.items())
    return (*named, Choice(OTHER_BODY, "другой орган"))


def check_indication(
    rules: AdmissionRules, place: str, degree: str, *, has_disability_group: bool
) -> tuple[Violation, ...]:
    """A warning when the degree of self-care is no indication for the service (MSK-REC-10)."""
    found: list[Violation] = []
    if rules.indications is None:
        return ()
    for indications in rules.indications.lists:
        if indications.code != place:
            continue
        if degree not in indications.codes:
            words = ", ".join(item.title for item in indications.choices)
            text = f"Для этого обслуживания нет показаний. Показания: {words}."
            found.append(Violation("no_indication", text, "degree", indications.citation))
        if rules.indications.disability_group_required and not has_disability_group:
            text = "Нужна группа инвалидности. Приложите справку."
            found.append(Violation("no_indication", text, "disability_group", indications.citation))
    return tuple(found)


def foreseen_refusals(rules: AdmissionRules, risks: Iterable[str]) -> tuple[Choice, ...]:
    """The grounds on which the authority may refuse, of those that the file suggests (MSK-REC-06).

    ``risks`` are codes of the region's list: what a helper with the application has noticed.
    """
    suggested = frozenset(risks)
    return tuple(
        ground for ground in rules.named(REFUSAL_GROUNDS).choices if ground.code in suggested
    )


def reason_to_apply_again(
    rules: AdmissionRules, ground: Choice, refused_on: date, applied_on: date
) -> Choice | None:
    """What a citizen is told of a new application after a refusal (MSK-REC-07); no term to wait.

    None where the ground needs no word of advice. Raises value_invalid for an application before
    the refusal.
    """
    check_repeat_day(refused_on, applied_on)
    reasons = rules.named(REPEAT_REASONS).choices
    return next((reason for reason in reasons if reason.needs == ground.code), None)


def check_repeat_day(refused_on: date, applied_on: date) -> None:
    """Raises value_invalid for an application before the refusal it follows; no term to wait."""
    if applied_on < refused_on:
        refuse(
            "value_invalid",
            "Новое заявление не может быть подано раньше отказа. Проверьте обе даты.",
            field="applied_on",
        )


def obstacle_holds(rules: AdmissionRules, code: str, since: date, until: date) -> bool:
    """Whether a relative's circumstance keeps them from caring; both days inclusive (MSK-DOC-03).

    An illness counts when it lasts longer than the months of the region.
    """
    rules.named(OBSTACLES).choice(code, field="obstacle")
    illness = rules.long_illness
    if illness is None or code != illness.obstacle:
        return True
    return until >= add_months(since, illness.longer_than_months)


def living_alone(
    rules: AdmissionRules, *, registered_relatives: bool, lives_elsewhere: bool, proof: bool
) -> Choice | None:
    """The case by which a person counts as living alone, or None (MSK-REC-08).

    Raises documents_missing when a registered relative is said to live elsewhere without a proof.
    """
    if rules.living_alone is None:
        refuse("value_invalid", "Признака «одиноко проживающий» в регионе нет.", field="alone")
    if not registered_relatives:
        return rules.living_alone.choice(NOBODY_REGISTERED, field="alone")
    if not lives_elsewhere:
        return None
    elsewhere = rules.living_alone.choice(RELATIVE_ELSEWHERE, field="alone")
    if elsewhere.needs and not proof:
        refuse(
            "documents_missing",
            "Родственник зарегистрирован вместе с получателем. Приложите документ о том, что он "
            "живёт в другом населённом пункте, или снимите отметку.",
            field="proof",
            citation=rules.living_alone.citation,
        )
    return elsewhere


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody in the queue: since which day, and whether close relatives are obliged to care."""

    name: str
    came_on: date
    has_obliged_relatives: bool


def waiting_order(rules: AdmissionRules, people: Iterable[Waiting]) -> tuple[Waiting, ...]:
    """The queue in the order in which places are offered (MSK-REC-11); by the day where unsaid."""
    first = rules.waiting is not None and rules.waiting.without_relatives_first
    return tuple(
        sorted(
            people,
            key=lambda one: (first and one.has_obliged_relatives, one.came_on, one.name),
        )
    )
