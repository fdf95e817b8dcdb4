"""The later life of a programme: drafting, review, loss, moves, and how it ends (IPP)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.domain.calendar import WorkCalendar
from portal.domain.catalogue import Form, ServiceCatalogue, ServiceItem
from portal.domain.choices import Choice, ChoiceList
from portal.domain.deadlines import DeadlineRule, Due, due
from portal.domain.documents import DocumentList
from portal.domain.law import Citation
from portal.domain.violations import Violation, refuse
from portal.domain.workflow import Workflow

REFUSAL = "refusal_of_all_services"
THIS_PROVIDER = "this_provider"


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """Who may start a review, by what paper, and by which term it is expected.

    ``proposers`` send a proposal of their own; everybody else applies. ``applicants`` are those who
    file the region's own application, with its ``enclosures``. ``expected`` names a term of the
    programme; ``assumed`` marks one whose text is not at hand.
    """

    initiators: ChoiceList
    proposers: tuple[str, ...]
    may_be_rejected: bool
    expected: str
    applicants: ChoiceList | None = None
    form: str | None = None
    enclosures: DocumentList | None = None
    while_in_force: bool = False
    assumed: bool = False
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class Portability:
    """How long and for what an old programme holds after a move (FED-IPP-07)."""

    within_new_list: bool
    ends_on_first_of: ChoiceList


@dataclass(frozen=True, slots=True)
class Drafting:
    """A provider drafts the programme by the day that the decision names (MSK-IPP-02)."""

    workflow: Workflow
    warn_days_before: int
    participation_mandatory: bool
    citation: Citation
    participation: Citation


@dataclass(frozen=True, slots=True)
class LossRules:
    """What follows when the paper is lost, and when the recipient wants another content.

    A duplicate keeps number, day and contract (MSK-IPP-04).
    """

    on_loss: ChoiceList
    default: str
    on_change: str


@dataclass(frozen=True, slots=True)
class EndRules:
    """What ends a programme early, and what does not (MSK-IPP-05, MSK-IPP-06, MSK-IPP-08)."""

    grounds: ChoiceList
    scopes: ChoiceList
    after_refusal: DeadlineRule
    ends_on_incapacity: bool
    after_incapacity: ChoiceList


@dataclass(frozen=True, slots=True)
class ExpiryDuty:
    """What the provider does before a programme expires (AST-IPP-01)."""

    term: DeadlineRule
    warn_days_earlier: int
    actions: ChoiceList


@dataclass(frozen=True, slots=True)
class Transition:
    """The days by which people served before the law were to get their programmes (MSK-IPP-11)."""

    served_before: date
    drafts_by: date
    signed_and_sent_by: date
    citation: Citation


@dataclass(frozen=True, slots=True)
class ReviewStarted:
    """A review that was asked for: by a proposal or an application; the contract stays as it is."""

    initiator: Choice
    proposal: bool
    form: str | None


def start_review(
    rules: ReviewRules, initiator: str, day: date, valid_until: date | None, *, rejected: bool
) -> ReviewStarted:
    """How a review begins (FED-IPP-06 and regional procedures).

    Raises value_invalid for a strange initiator, programme_expired where a review needs a programme
    in force, and refusal_forbidden when an application is to be rejected at the door.
    """
    found = rules.initiators.choice(initiator, field="initiator")
    proposal = initiator in rules.proposers
    files_form = rules.applicants is not None and initiator in rules.applicants.codes
    bound = rules.while_in_force and (files_form or rules.applicants is None)
    if bound and valid_until is not None and day > valid_until:
        refuse(
            "programme_expired",
            f"Пересмотреть можно действующую программу, а она закончилась {valid_until:%d.%m.%Y}. "
            "Получателю нужно новое заявление о предоставлении услуг.",
            field="day",
            citation=rules.citation,
        )
    if rejected and not rules.may_be_rejected:
        refuse(
            "refusal_forbidden",
            "Отказать в приёме обращения о пересмотре программы нельзя. Примите его и передайте "
            "органу соцзащиты.",
            field="rejected",
            citation=rules.initiators.citation,
        )
    return ReviewStarted(found, proposal, rules.form if files_form else None)


@dataclass(frozen=True, slots=True)
class MovedProgramme:
    """What an old programme still gives after a move, and its last day."""

    available: tuple[str, ...]
    unavailable: tuple[str, ...]
    last_day: date


def after_move(
    rules: Portability,
    services: Iterable[str],
    offered: Iterable[str],
    periods_end: date,
    new_programme_issued: date | None,
) -> MovedProgramme:
    """An old programme in its new region (FED-IPP-07).

    It ends with the service periods or the day before a new programme is issued there, whichever
    the law names and comes first.
    """
    known = frozenset(offered)
    listed = tuple(services)
    outside = tuple(code for code in listed if rules.within_new_list and code not in known)
    ends = {
        "new_programme_issued": (
            new_programme_issued - timedelta(days=1) if new_programme_issued else None
        ),
        "service_periods_end": periods_end,
    }
    days = [day for code in rules.ends_on_first_of.codes if (day := ends.get(code)) is not None]
    return MovedProgramme(
        available=tuple(code for code in listed if code not in outside),
        unavailable=outside,
        last_day=min(days) if days else date.max,
    )


def draft_overdue_days(due_on: date, sent_on: date) -> int:
    """By how many days a draft was sent later than the decision says (MSK-IPP-02)."""
    return max((sent_on - due_on).days, 0)


def draft_warning(rules: Drafting, due_on: date, day: date) -> bool:
    """Whether to remind: so many days before the day in the decision, and until it."""
    return 0 <= (due_on - day).days <= rules.warn_days_before


def check_participation(rules: Drafting, *, took_part: bool, reason: str) -> None:
    """The applicant takes part in drafting, or it is said why not (MSK-IPP-10).

    Raises reason_required.
    """
    if rules.participation_mandatory and not took_part and not reason.strip():
        refuse(
            "reason_required",
            "Заявитель участвует в подготовке программы. Если здоровье не позволило, напишите "
            "причину.",
            field="reason",
            citation=rules.participation,
        )


def outcome_of_loss(rules: LossRules, *, lost: bool, chosen: str | None) -> Choice:
    """A duplicate or a new programme (MSK-IPP-04); raises value_invalid for another outcome."""
    if not lost:
        return rules.on_loss.choice(rules.on_change, field="outcome")
    return rules.on_loss.choice(chosen or rules.default, field="outcome")


@dataclass(frozen=True, slots=True)
class ProgrammeEnd:
    """The last day of a programme that ends early; None towards other providers = it goes on."""

    last_day: date | None
    due: Due | None
    elsewhere_in_force: bool


def programme_end(
    rules: EndRules, ground: str, scope: str, event: datetime, calendar: WorkCalendar
) -> ProgrammeEnd:
    """When a programme ends early on a ground (MSK-IPP-05, MSK-IPP-06).

    A refusal of one provider leaves the programme in force elsewhere. Raises value_invalid for a
    strange ground or scope.
    """
    rules.grounds.choice(ground, field="ground")
    if ground != REFUSAL:
        return ProgrammeEnd(event.date(), None, elsewhere_in_force=False)
    found = rules.scopes.choice(scope, field="scope")
    if found.code == THIS_PROVIDER:
        return ProgrammeEnd(None, None, elsewhere_in_force=True)
    last = due(rules.after_refusal, event, calendar)
    return ProgrammeEnd(last.at.date(), last, elsewhere_in_force=False)


@dataclass(frozen=True, slots=True)
class EndOnRecord:
    """How a contract on the programme ended: the programme's ground, what a refusal covers.

    ``scope`` is None where nobody asked; ``last_day`` the programme's last day by a full refusal.
    """

    ground: str
    scope: str | None = None
    last_day: date | None = None


def check_ended(rules: EndRules, end: EndOnRecord) -> tuple[Violation, ...]:
    """Why no new contract is concluded on a programme that ended early (MSK-IPP-05, MSK-IPP-06).

    Towards other providers a refusal of this one changes nothing; a new programme may be asked for
    at any time. Empty for a ground that ends no programme.
    """
    ground = next((one for one in rules.grounds.choices if one.code == end.ground), None)
    if ground is None:
        return ()
    clause, again = rules.grounds.citation, " Для нового договора нужна новая программа."
    if end.ground != REFUSAL:
        text = f"Программа прекращена: {ground.title}."
    elif end.scope == THIS_PROVIDER:
        clause = rules.scopes.citation
        text = (
            "Получатель отказался от услуг этого поставщика: программа прекращена только в "
            "отношении него, у других поставщиков она действует."
        )
    elif end.last_day is not None:
        clause = rules.after_refusal.citation
        text = (
            "Получатель отказался от всего социального обслуживания: последний день программы — "
            f"{end.last_day:%d.%m.%Y}."
        )
    else:
        text = "Получатель отказался от обслуживания: программа здесь прекращена."
    if end.ground == REFUSAL:
        again = f"{again} Обратиться за ней можно в любое время."
    return (Violation("programme_expired", text + again, "programme_id", clause),)


def check_signature_after_incapacity(
    rules: EndRules, decided_on: date, signed_on: date, *, by_recipient_alone: bool
) -> tuple[Violation, ...]:
    """Whether the recipient alone may still sign after the court's decision (MSK-IPP-08)."""
    if not by_recipient_alone or signed_on <= decided_on:
        return ()
    text = (
        f"Решением суда от {decided_on:%d.%m.%Y} дееспособность утрачена или ограничена. Подпись "
        "ставит опекун или попечитель: внесите его в карточку."
    )
    return (Violation("not_authorised", text, "party", rules.after_incapacity.citation),)


@dataclass(frozen=True, slots=True)
class ExpiryDue:
    """By when a duty before the end of a programme is due, and from when to remind of it."""

    due: Due
    warn_from: date


def expiry_due(rules: ExpiryDuty, valid_until: date, calendar: WorkCalendar) -> ExpiryDue:
    """The term counted back from the last day of the programme (AST-IPP-01)."""
    found = due(rules.term, datetime.combine(valid_until, datetime.min.time()), calendar)
    return ExpiryDue(found, found.at.date() - timedelta(days=rules.warn_days_earlier))


@dataclass(frozen=True, slots=True)
class LegacyProgramme:
    """An old file: whether the person was served before the law, and whether the paper was late."""

    served_before_law: bool
    late: bool


def legacy_programme(
    rules: Transition | None, served_since: date, drafted_on: date, signed_on: date
) -> LegacyProgramme | None:
    """How a first programme of the transition stands (MSK-IPP-11); None outside the transition."""
    if rules is None or signed_on > rules.signed_and_sent_by:
        return None
    old = served_since < rules.served_before
    return LegacyProgramme(old, late=old and drafted_on > rules.drafts_by)


def service_named(catalogue: ServiceCatalogue, form: Form, name: str) -> ServiceItem:
    """The service that a draft names, exactly as the catalogue does (MSK-IPP-09).

    Raises value_invalid for a name typed by hand.
    """
    for item in catalogue.for_form(form):
        if item.title == name:
            return item
    refuse(
        "value_invalid",
        f"Услуги «{name}» нет в перечне. Выберите название из перечня: своими словами услугу "
        "назвать нельзя.",
        field="services",
    )
