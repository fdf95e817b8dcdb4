"""Personal data: who sees what, consents, their withdrawal, incidents, where a file is (PDP).

Rules: FED-PDP-01 to FED-PDP-06, MSK-PDP-01, VLA-PDP-01 to VLA-PDP-03, AST-PDP-01, AST-PDP-02.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from portal.domain.calendar import WorkCalendar
from portal.domain.choices import ChoiceList
from portal.domain.deadlines import DeadlineRule, Due, due
from portal.domain.law import Citation
from portal.domain.records import RecordSpec
from portal.domain.violations import Violation

ALL = "all"
CONSENT = "data_consent"
"""The code of the paper in every list of papers."""


@dataclass(frozen=True, slots=True)
class RoleAccess:
    """What a role of the staff sees; ``all`` stands for everything that is not confined."""

    role: str
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Access:
    """Whether a role sees a subject; ``knows_of`` = it sees that such a paper exists."""

    allowed: bool
    logged: bool
    knows_of: bool
    citation: Citation


@dataclass(frozen=True, slots=True)
class Confined:
    """Subjects that only some roles see, whatever the table of roles says.

    ``views_logged``: every view is logged, not only a refused one. ``knows_of``: other roles see
    that it exists.
    """

    subjects: ChoiceList
    roles: tuple[str, ...]
    views_logged: bool
    knows_of: bool


@dataclass(frozen=True, slots=True)
class ListedConsent:
    """Whether the list of papers of these departments names the consent; none = every department.

    One that is ``listed`` is missing like any paper; else its absence is a warning.
    """

    listed: bool
    citation: Citation
    unit_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConsentMark:
    """A mark inside a form, agree or disagree, and with whom data are shared (AST-PDP-01)."""

    values: ChoiceList
    disagreement: str
    shared_with: ChoiceList


@dataclass(frozen=True, slots=True)
class FileRoute:
    """The way of a personal file, what is logged of a move, when it is back (AST-PDP-02)."""

    path: ChoiceList
    move: RecordSpec
    returned_by: str
    paper: str


@dataclass(frozen=True, slots=True)
class PersonalDataRules:
    """How personal data are kept.

    ``separate``: consent is a sheet of its own; else a line inside one of ``inside`` counts, any
    form when that is empty. ``access_logged``: refusals and views by role leave a trace.
    """

    roles: tuple[RoleAccess, ...]
    access: Citation
    access_logged: bool
    confined: tuple[Confined, ...]
    content: ChoiceList
    consent: Citation
    separate: bool
    listed: tuple[ListedConsent, ...]
    withdrawal: DeadlineRule
    kept: ChoiceList
    first_report: DeadlineRule
    inquiry_report: DeadlineRule
    storage_country: str
    storage: Citation
    inside: tuple[str, ...] = ()
    mark: ConsentMark | None = None
    file_route: FileRoute | None = None
    lists: tuple[ChoiceList, ...] = ()
    deadlines: tuple[DeadlineRule, ...] = ()

    def listing(self, unit_code: str | None) -> ListedConsent:
        """How a department's list of papers treats the consent."""
        return next(
            item for item in self.listed if not item.unit_codes or unit_code in item.unit_codes
        )


def may_see(rules: PersonalDataRules, role: str, subject: str) -> Access:
    """Whether a role may see a subject (FED-PDP-01; FED-PDP-04 and VLA-PDP-02 confine some)."""
    for rule in rules.confined:
        if subject in rule.subjects.codes:
            allowed = role in rule.roles
            logged = rule.views_logged or not allowed
            return Access(allowed, logged, rule.knows_of, rule.subjects.citation)
    seen = next((item.subjects for item in rules.roles if item.role == role), ())
    allowed = ALL in seen or subject in seen
    return Access(allowed, rules.access_logged, allowed, rules.access)


def check_consent(
    rules: PersonalDataRules, filled: Iterable[str], facts: Iterable[str]
) -> tuple[Violation, ...]:
    """Whether a written consent says everything (FED-PDP-02).

    A part with ``needs`` is asked for only when that is among ``facts``, for instance
    «represented».
    """
    holding = frozenset(facts)
    open_parts = [
        item
        for item in rules.content.without(filled)
        if item.needs is None or item.needs in holding
    ]
    if not open_parts:
        return ()
    words = ", ".join(item.title for item in open_parts)
    text = f"В согласии не указано: {words}. Допишите: без этого согласие недействительно."
    return (Violation("consent_incomplete", text, open_parts[0].code, rules.content.citation),)


def consent_counts(rules: PersonalDataRules, inside: str | None, *, own_sheet: bool) -> bool:
    """Whether consent is given: a sheet of its own, or a line in a form while that was enough.

    Rules: FED-PDP-03 from 1 September 2025, MSK-PDP-01 until the day before.
    """
    if own_sheet:
        return True
    if rules.separate or inside is None:
        return False
    return not rules.inside or inside in rules.inside


def papers_with(rules: PersonalDataRules, form: str) -> tuple[str, ...]:
    """What is printed when a form with a line of consent is: the form, and its sheet once due."""
    return (form, CONSENT) if rules.separate else (form,)


def check_listed(
    rules: PersonalDataRules, unit_code: str | None, *, given: bool
) -> tuple[Violation, ...]:
    """What the absence of consent does in a department: a missing paper, or a warning."""
    listing = rules.listing(unit_code)
    if given:
        return ()
    if listing.listed:
        text = "Нет согласия на обработку персональных данных. Распечатайте его и дайте подписать."
        return (Violation("documents_missing", text, CONSENT, listing.citation),)
    text = (
        "Согласия на обработку персональных данных нет. Перечень отделения его не называет, но "
        "закон требует: попросите подписать."
    )
    return (Violation("consent_absent", text, CONSENT, listing.citation),)


def consent_mark(rule: ConsentMark, value: str | None) -> tuple[Violation, ...]:
    """What a mark in a form does: an empty one is refused, a disagreement warned of."""
    if value is None:
        text = "Отметьте согласие или несогласие на обработку данных: пустую строку не принимают."
        return (Violation("value_invalid", text, "data_consent", rule.values.citation),)
    if rule.values.choice(value, field="data_consent").code != rule.disagreement:
        return ()
    text = "Получатель не согласен на обработку данных. Объясните, что личное дело передают дальше."
    return (Violation("consent_absent", text, "data_consent", rule.values.citation),)


@dataclass(frozen=True, slots=True)
class IncidentDue:
    """By when a leak is reported, and by when the results of the inquiry are (FED-PDP-06)."""

    first: Due
    inquiry: Due


def incident_due(
    rules: PersonalDataRules, found_at: datetime, calendar: WorkCalendar
) -> IncidentDue:
    """Both moments after an incident; hours run through nights and days off."""
    return IncidentDue(
        due(rules.first_report, found_at, calendar), due(rules.inquiry_report, found_at, calendar)
    )


def check_storage(rules: PersonalDataRules, country: str) -> tuple[Violation, ...]:
    """Whether a database may stand in a country (FED-PDP-06)."""
    if country == rules.storage_country:
        return ()
    text = "Данные граждан России хранят в базах на территории России. Выберите другой сервер."
    return (Violation("storage_abroad", text, "country", rules.storage),)


def file_not_returned(
    route: FileRoute, state: str, returned: Iterable[str]
) -> tuple[Violation, ...]:
    """A warning when a state says the file must be back and it is not (AST-PDP-02)."""
    if state != route.returned_by or route.paper in frozenset(returned):
        return ()
    text = "Личное дело не вернулось вместе с уведомлением. Запросите его и запишите возврат."
    return (Violation("personal_file_not_returned", text, route.paper, route.path.citation),)
