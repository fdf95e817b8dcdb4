"""The individual programme as a record: content, copies, modes of stay, marks, ends (IPP).

What keeps a programme from being registered stands in ``programme``; its later life in
``programme_life``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.domain.catalogue import Form, Kind
from portal.domain.choices import Choice, ChoiceList
from portal.domain.deadlines import DeadlineRule
from portal.domain.law import Citation
from portal.domain.programme_life import (
    Drafting,
    EndRules,
    ExpiryDuty,
    LossRules,
    Portability,
    ReviewRules,
    Transition,
)
from portal.domain.violations import Violation, refuse

REVIEW = "programme_review"
HANDOVER = "programme_handover"
FULFILLED = "fulfilled"
PARTLY_FULFILLED = "partly_fulfilled"
NOT_FULFILLED = "not_fulfilled"
TEMPORARY = "temporary"
"""The mode of a stay that ends with the programme's last day (FED-IPP-12)."""


@dataclass(frozen=True, slots=True)
class CopyRules:
    """How many copies there are, who holds them, and what the provider keeps (FED-IPP-04)."""

    copies: int
    holders: tuple[str, ...]
    provider_keeps: ChoiceList


@dataclass(frozen=True, slots=True)
class Binding:
    """Whom the programme binds and to whom it is advice (FED-IPP-02)."""

    binding_for: tuple[str, ...]
    advisory_for: tuple[str, ...]
    citation: Citation


@dataclass(frozen=True, slots=True)
class VolumeRules:
    """What becomes of units over the programme's volume (FED-IPP-09)."""

    becomes_additional: bool
    capped_by_fee_rules: bool
    citation: Citation


@dataclass(frozen=True, slots=True)
class KindSection:
    """A kind of services and its section of the programme's form; None stands outside it."""

    kind: Kind
    section: str | None


@dataclass(frozen=True, slots=True)
class StayRules:
    """The modes of stay a form of service asks for (FED-IPP-12)."""

    form: Form
    modes: ChoiceList


@dataclass(frozen=True, slots=True)
class ProgrammeRules:
    """How an individual programme is made, reviewed, marked and ended.

    ``required`` is what a record must hold before a contract, ``warned`` what a region only warns
    about when the programme is registered. ``warn_before_days`` runs from the far end to the near.
    """

    required: ChoiceList
    optional: ChoiceList
    lists: tuple[ChoiceList, ...]
    deadlines: tuple[DeadlineRule, ...]
    warn_before_days: tuple[int, ...]
    copies: CopyRules
    binding: Binding
    review: ReviewRules
    portability: Portability
    marks: ChoiceList
    mark_moments: ChoiceList
    volume: VolumeRules
    period_inclusive: bool
    period_citation: Citation
    kinds: tuple[KindSection, ...]
    kinds_citation: Citation
    stay: StayRules
    warned: ChoiceList | None = None
    drafting: Drafting | None = None
    loss: LossRules | None = None
    ends: EndRules | None = None
    expiry: ExpiryDuty | None = None
    transition: Transition | None = None

    def deadline(self, code: str) -> DeadlineRule:
        """The term with this code; raises no_such_deadline where the region has none."""
        for rule in self.deadlines:
            if rule.code == code:
                return rule
        refuse("no_such_deadline", f"Срока «{code}» в порядке региона нет.", field="deadline")


def check_complete(
    rules: ProgrammeRules, filled: Iterable[str], *, for_contract: bool
) -> tuple[Choice, ...]:
    """The parts of a programme that its record leaves empty (FED-IPP-01).

    Raises programme_incomplete when a contract is to be drawn up on such a record.
    """
    missing = rules.required.without(filled)
    if missing and for_contract:
        refuse(
            "programme_incomplete",
            f"В записи программы не хватает: {', '.join(item.title for item in missing)}. Внесите "
            "это с бланка, тогда договор можно будет составить.",
            field="programme",
            citation=rules.required.citation,
        )
    return missing


def check_registered(rules: ProgrammeRules, filled: Iterable[str]) -> tuple[Violation, ...]:
    """A warning about parts that the paper leaves empty (FED-IPP-01, VLA-IPP-01); no refusal.

    A region may name the parts itself; otherwise they are those of the law.
    """
    wanted = rules.warned or rules.required
    missing = wanted.without(filled)
    return tuple(
        Violation(
            "programme_incomplete",
            f"В программе не заполнено: {item.title}. Сверьте с бланком, при нужде попросите орган "
            "соцзащиты дополнить его.",
            item.code,
            wanted.citation,
        )
        for item in missing
    )


def check_contract_services(
    rules: ProgrammeRules,
    prescribed: Mapping[str, Decimal],
    contracted: Mapping[str, Decimal],
    refused_in_writing: frozenset[str],
    titles: Mapping[str, str],
) -> tuple[Violation, ...]:
    """A contract drops or shrinks a service only on the recipient's written refusal (FED-IPP-02).

    A documents_missing for each other one; volumes are units a month, ``titles`` name services.
    """
    return tuple(
        Violation(
            "documents_missing",
            f"Поставщик не может сам исключить услугу «{titles.get(code, code)}» или уменьшить её "
            "объём. Если от неё отказался получатель, запишите его письменный отказ («Отказ от "
            "услуг» в договоре) или отметьте, что изменение предложил получатель.",
            f"services.{code}",
            rules.binding.citation,
        )
        for code, volume in prescribed.items()
        if contracted.get(code, Decimal(0)) < volume and code not in refused_in_writing
    )


def may_decline(rules: ProgrammeRules, actor: str) -> bool:
    """Whether the actor may take the programme up in part or not at all (FED-IPP-02)."""
    return actor in rules.binding.advisory_for and actor not in rules.binding.binding_for


def check_kept_copy(rules: ProgrammeRules, done: Iterable[str]) -> tuple[Choice, ...]:
    """What is still to do after the recipient handed in the only paper copy (FED-IPP-04)."""
    return rules.copies.provider_keeps.without(done)


def suggested_mark(planned: Decimal, accepted: Decimal) -> str:
    """The completion mark that signed acts suggest (FED-IPP-08)."""
    if accepted <= 0:
        return NOT_FULFILLED
    return FULFILLED if accepted >= planned else PARTLY_FULFILLED


def check_mark(rules: ProgrammeRules, mark: str, reason: str) -> Choice:
    """The mark of a service (FED-IPP-08).

    Raises reason_required when it must say why, value_invalid for a fulfilled one that says it.
    """
    found = rules.marks.choice(mark, field="mark")
    if found.needs and not reason.strip():
        refuse(
            "reason_required",
            f"Отметка «{found.title}» ставится с причиной. Напишите, почему услуга не оказана.",
            field="reason",
            citation=rules.marks.citation,
        )
    if mark == FULFILLED and reason.strip():
        refuse(
            "value_invalid",
            f"Услуга с отметкой «{found.title}» оказана целиком: причина к ней не нужна. Сотрите "
            "причину или исправьте отметку.",
            field="reason",
            citation=rules.marks.citation,
        )
    return found


@dataclass(frozen=True, slots=True)
class SplitVolume:
    """Units within the programme and those over it, which may only be an additional service."""

    within: Decimal
    additional: Decimal


def split_volume(rules: ProgrammeRules, limit: Decimal, recorded: Decimal) -> SplitVolume:
    """How recorded units divide by the programme's volume (FED-IPP-09).

    Raises over_programme_limit where a region lets nothing become an additional service.
    """
    over = max(recorded - limit, Decimal(0))
    if over and not rules.volume.becomes_additional:
        refuse(
            "over_programme_limit",
            "Услуг больше, чем назначено программой. Уменьшите количество.",
            field="quantity",
            citation=rules.volume.citation,
        )
    return SplitVolume(recorded - over, over)


def check_delivery(
    rules: ProgrammeRules,
    code: str,
    prescribed: frozenset[str],
    contracted: frozenset[str],
    *,
    additional: bool,
) -> None:
    """Whether a service may be recorded: both programme and contract name it (VLA-IPP-02).

    Raises not_in_programme unless it is recorded as an additional one.
    """
    if additional or (code in prescribed and code in contracted):
        return
    text = (
        f"Услуга {code} назначена программой, а в договоре её нет: верните её в договор "
        "дополнительным соглашением. Как дополнительную, за полную плату, её записывают, только "
        "если получатель от неё отказался, а теперь просит о ней письменно."
        if code in prescribed
        else f"Услуги {code} нет в программе или в договоре. Запишите её как дополнительную, за "
        "полную плату, или измените программу и договор."
    )
    refuse(
        "not_in_programme",
        text,
        field="code",
        citation=rules.volume.citation,
    )


def check_service_day(
    rules: ProgrammeRules, since: date | None, until: date | None, day: date, title: str = ""
) -> tuple[Violation, ...]:
    """Whether a service may be recorded on the day; its period holds both its ends (FED-IPP-10).

    An end that the programme does not set is open; ``title`` names the service in the sentence.
    """
    last = until or date.max
    last_counts = day <= last if rules.period_inclusive else day < last
    if (since or date.min) <= day and last_counts:
        return ()
    name = f" «{title}»" if title else ""
    begins = f" с {since:%d.%m.%Y}" if since else ""
    ends = f" по {until:%d.%m.%Y}" if until else ""
    text = (
        f"По программе услуга{name} идёт{begins}{ends}, а {day:%d.%m.%Y} вне этого срока. "
        "Проверьте день."
    )
    return (Violation("contract_not_active", text, "day", rules.period_citation),)


def section_of(rules: ProgrammeRules, kind: Kind, *, field: str = "kind") -> str:
    """The section of the programme's form; raises value_invalid for a kind outside it."""
    for known in rules.kinds:
        if known.kind is kind and known.section is not None:
            return known.section
    refuse(
        "value_invalid",
        "Срочные услуги в программу не входят: для них свой порядок.",
        field=field,
        citation=rules.kinds_citation,
    )


def check_stay(
    rules: ProgrammeRules, form: Form, mode: str | None, until: date | None
) -> tuple[Violation, ...]:
    """Whether a residential programme says how the person stays, and a temporary one until when."""
    if form is not rules.stay.form:
        return ()
    modes = rules.stay.modes
    if mode is None:
        words = ", ".join(item.title for item in modes.choices)
        text = f"Укажите режим проживания: {words}. Он назван в программе."
        return (Violation("value_invalid", text, "mode", modes.citation),)
    found = modes.choice(mode, field="mode")
    if found.needs and until is None:
        text = "Для временного проживания нужен последний день. Внесите его из программы."
        return (Violation("value_invalid", text, found.needs, modes.citation),)
    return ()


def ending_warning(rules: ProgrammeRules, valid_until: date, day: date) -> int | None:
    """The nearest of the lead times that is reached before the programme ends (FED-IPP-05)."""
    left = (valid_until - day).days
    reached = [days for days in rules.warn_before_days if 0 <= left <= days]
    return min(reached) if reached else None
