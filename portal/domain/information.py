"""What a recipient is told, and which rights the portal keeps (RGT).

Rules: FED-RGT-01 to FED-RGT-06, MSK-RGT-02, VLA-RGT-01 to VLA-RGT-05, AST-RGT-01. Rights that are
only shown are norms.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from portal.domain.catalogue import Form
from portal.domain.choices import Choice, ChoiceList
from portal.domain.deadlines import DeadlineRule
from portal.domain.law import Citation
from portal.domain.violations import Violation


@dataclass(frozen=True, slots=True)
class Briefing:
    """What must be told before a contract.

    ``demanded``: without it no contract is signed; else its absence is a warning. ``signature``:
    the person confirms it by signature. ``clause`` is the clause of the contract that says so.
    Empty ``unit_codes`` mean every department.
    """

    items: ChoiceList
    demanded: bool = False
    signature: bool = False
    clause: str | None = None
    unit_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Inventory:
    """The list of belongings taken into care: for which forms, signed by how many (FED-RGT-03)."""

    forms: tuple[Form, ...]
    signatures: int
    citation: Citation


@dataclass(frozen=True, slots=True)
class Escort:
    """Escorting within the premises, for the forms where the provider sees to it (FED-RGT-05)."""

    forms: tuple[Form, ...]
    duties: ChoiceList


@dataclass(frozen=True, slots=True)
class UrgentDuties:
    """Duties towards recipients of urgent services; ``marked`` must be recorded (VLA-RGT-03)."""

    duties: ChoiceList
    marked: tuple[str, ...]


class QualityMark(StrEnum):
    """How far a criterion is met; the law names criteria and no scale."""

    FULLY = "fully"
    PARTLY = "partly"
    NOT = "not"

    @property
    def label(self) -> str:
        """The word for people."""
        return {"fully": "да", "partly": "частично"}.get(self, "нет")


class Rater(StrEnum):
    """On whose word an urgent case is judged."""

    RECIPIENT = "recipient"
    WORKER = "worker"

    @property
    def label(self) -> str:
        """The words for people."""
        return "со слов получателя" if self is Rater.RECIPIENT else "оценил специалист"


@dataclass(frozen=True, slots=True)
class UrgentQuality:
    """How an urgent case is judged when it is closed (VLA-RGT-05)."""

    factors: ChoiceList
    criteria: ChoiceList
    results: ChoiceList


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Providers the authority recommends; a choice outside the list (AST-RGT-01)."""

    chosen_by: ChoiceList
    binding: bool


@dataclass(frozen=True, slots=True)
class InformationRules:
    """What people are told and may claim.

    ``briefings`` are tried in their order: the first for the department is the one that counts.
    ``public_norms`` are the norms a page shows to whoever has not signed in.
    """

    briefings: tuple[Briefing, ...]
    claims: ChoiceList
    channels: ChoiceList
    inventory: Inventory
    escort: Escort
    urgent_duties: UrgentDuties | None = None
    urgent_quality: UrgentQuality | None = None
    recommendation: Recommendation | None = None
    public_norms: tuple[str, ...] = ()
    lists: tuple[ChoiceList, ...] = ()
    deadlines: tuple[DeadlineRule, ...] = ()

    def briefing(self, unit_code: str | None) -> Briefing:
        """What must be told in a department."""
        return next(
            item for item in self.briefings if not item.unit_codes or unit_code in item.unit_codes
        )


def check_briefing(
    briefing: Briefing, told: Iterable[str], *, signed: bool
) -> tuple[Violation, ...]:
    """What has not been told, or not confirmed: a refusal where demanded, else a warning.

    Rules: FED-RGT-02 (warning), MSK-RGT-02, VLA-RGT-01 (no contract without it).
    """
    missing = briefing.items.without(told)
    if not missing and (signed or not briefing.signature):
        return ()
    words = ", ".join(item.title for item in missing)
    text = (
        f"Получателю до договора не сообщили: {words}. Ознакомьте его и отметьте это."
        if missing
        else "Получатель не подписал лист ознакомления. Получите подпись и отметьте её."
    )
    return (Violation("information_not_confirmed", text, "information", briefing.items.citation),)


def check_inventory(
    rule: Inventory, form: Form, things: int, signatures: int
) -> tuple[Violation, ...]:
    """Whether a list of belongings can be printed and kept (FED-RGT-03)."""
    if form not in rule.forms:
        text = f"Опись вещей при форме «{form.label}» не ведут: вещи остаются у получателя дома."
        return (Violation("value_invalid", text, "form", rule.citation),)
    if not things:
        text = "В описи нет ни одной вещи. Перечислите то, что принято на хранение."
        return (Violation("value_invalid", text, "things", rule.citation),)
    if signatures < rule.signatures:
        text = (
            f"Под описью нужны подписи разных сотрудников, не меньше {rule.signatures}. Назовите "
            "ещё одного."
        )
        return (Violation("signature_missing", text, "signatures", rule.citation),)
    return ()


def escorted(rule: Escort, form: Form, *, needed: bool) -> bool:
    """Whether each visit of a schedule is marked for escort (FED-RGT-05)."""
    return needed and form in rule.forms


def unmarked_duties(rules: InformationRules, done: Iterable[str]) -> tuple[Choice, ...]:
    """Duties of urgent services that must be recorded and are not (VLA-RGT-03): a warning each."""
    if rules.urgent_duties is None:
        return ()
    marked = rules.urgent_duties.marked
    return tuple(item for item in rules.urgent_duties.duties.without(done) if item.code in marked)


def criteria_to_rate(
    quality: UrgentQuality, result: str, rated: Iterable[str]
) -> tuple[Choice, ...]:
    """What is still to be rated before an urgent case with this result is closed (VLA-RGT-05)."""
    quality.results.choice(result, field="result")
    return quality.criteria.without(rated)


def outside_recommendation(
    rule: Recommendation, recommended: Iterable[str], chosen: str
) -> tuple[Violation, ...]:
    """A warning, or a refusal where the list binds, when another provider is chosen."""
    if chosen in frozenset(recommended):
        return ()
    text = (
        "Этого поставщика орган не рекомендовал. Выбор остаётся за получателем; предупредите его, "
        "что согласие органа дано на рекомендованных."
    )
    return (Violation("provider_not_recommended", text, "chosen", rule.chosen_by.citation),)
