"""Urgent services: what starts them, which they are, what proves them (URG)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.domain.choices import ChoiceList
from portal.domain.deadlines import DeadlineRule
from portal.domain.demands import Facts
from portal.domain.law import Citation
from portal.domain.records import RecordSpec
from portal.domain.violations import refuse


@dataclass(frozen=True, slots=True)
class UrgentService:
    """One urgent service. ``common`` is its code in the federal list.

    ``described``: it says nothing without words of its own; ``regional``: it exists only where a
    region names it.
    """

    code: str
    title: str
    common: str
    described: bool = False
    regional: bool = False


@dataclass(frozen=True, slots=True)
class UrgentServices:
    """The list of urgent services."""

    services: tuple[UrgentService, ...]
    citation: Citation

    def service(self, code: str) -> UrgentService:
        """The service with this code; raises not_urgent_service for any other."""
        for service in self.services:
            if service.code == code and not service.regional:
                return service
        words = ", ".join(f"«{item.title}»" for item in self.services if not item.regional)
        refuse(
            "not_urgent_service",
            f"«{code}» не относится к срочным услугам региона. Срочные услуги: {words}.",
            field="services",
            citation=self.citation,
        )


@dataclass(frozen=True, slots=True)
class WithoutContract:
    """What urgent help does without: a programme, a contract, a charge."""

    programme_required: bool
    contract_required: bool
    citation: Citation


@dataclass(frozen=True, slots=True)
class Charge:
    """What urgent services cost, and whether a receipt is made out."""

    amount: Decimal
    receipt: bool
    citation: Citation


@dataclass(frozen=True, slots=True)
class UrgentRules:
    """Urgent services: bases, list, act.

    ``sources`` start a case; a choice that ``needs`` something comes with it. ``statuses`` are who
    has a right to help: another is warned of, not refused. ``rendering``: only providers that have
    the form may give it. ``waiver``: help may be refused in any form. ``act`` is the record that
    proves it, ``signature`` the field without which it does not count; with ``unsigned`` as the
    state of an act that lacks nothing else. ``period``: the act covers the days from the first
    service to the last.
    """

    without: WithoutContract
    services: UrgentServices
    sources: ChoiceList
    act: RecordSpec
    signature: str
    charge: Charge
    statuses: ChoiceList | None = None
    rendering: Citation | None = None
    waiver: Citation | None = None
    period: Citation | None = None
    lists: tuple[ChoiceList, ...] = ()
    deadlines: tuple[DeadlineRule, ...] = ()


@dataclass(frozen=True, slots=True)
class UrgentCase:
    """Urgent help that somebody asks for: services by code, the words of those that need them."""

    services: tuple[str, ...]
    source: str | None
    status: str | None = None
    described: Facts = frozenset()
    facts: Facts = frozenset()
    rendered: bool = True


@dataclass(frozen=True, slots=True)
class UrgentHelp:
    """A lawful urgent case and what the portal warns of."""

    without: WithoutContract
    charge: Charge
    warnings: tuple[str, ...]


def provide_urgent(rules: UrgentRules, case: UrgentCase) -> UrgentHelp:
    """Whether urgent help may be given; nothing but a source and a listed service is asked.

    Raises form_not_provided, source_required, value_invalid, not_urgent_service or
    description_required.
    """
    if rules.rendering is not None and not case.rendered:
        refuse(
            "form_not_provided",
            "Учреждение не оказывает срочные услуги. Включите их в настройках учреждения или "
            "направьте человека к другому поставщику.",
            citation=rules.rendering,
        )
    _check_source(rules.sources, case)
    for code in case.services:
        service = rules.services.service(code)
        if service.described and code not in case.described:
            refuse(
                "description_required",
                f"Для услуги «{service.title}» напишите, что именно сделано.",
                field="services",
                citation=rules.services.citation,
            )
    return UrgentHelp(rules.without, rules.charge, _warnings(rules.statuses, case))


def _check_source(sources: ChoiceList, case: UrgentCase) -> None:
    if case.source is None:
        refuse(
            "source_required",
            "Укажите, с чего начался случай: заявление человека или сведения организации.",
            field="source",
            citation=sources.citation,
        )
    source = sources.choice(case.source, field="source")
    if source.needs is not None and source.needs not in case.facts:
        refuse(
            "source_required",
            f"Для источника «{source.title}» запишите, кто и когда сообщил.",
            field="source",
            citation=sources.citation,
        )


def _warnings(statuses: ChoiceList | None, case: UrgentCase) -> tuple[str, ...]:
    """Emergency help is decided by a person, so a strange status is only pointed out."""
    if statuses is None or case.status is None:
        return ()
    found = next((item for item in statuses.choices if item.code == case.status), None)
    fits = found is not None and (found.needs is None or found.needs in case.facts)
    return () if fits else ("status_not_eligible",)


def given_services(services: Iterable[str], refused: Iterable[str]) -> tuple[str, ...]:
    """What the act holds: only what was really given (VLA-URG-07)."""
    given_up = frozenset(refused)
    return tuple(code for code in services if code not in given_up)


@dataclass(frozen=True, slots=True)
class ActStanding:
    """Where an urgent act stands; one that is not signed does not count in a report."""

    state: str
    missing: tuple[str, ...]
    counts: bool


def act_standing(rules: UrgentRules, filled: Iterable[str]) -> ActStanding:
    """Draft while a field is empty, unsigned without the signature, else signed (FED-URG-04)."""
    have = frozenset(filled)
    missing = tuple(item.code for item in rules.act.must if item.code not in have)
    if not missing:
        return ActStanding("signed", (), counts=True)
    state = "unsigned" if missing == (rules.signature,) else "draft"
    return ActStanding(state, missing, counts=False)


def act_period(days: Iterable[date]) -> tuple[date, date]:
    """The period of one act: from the first service to the last (MSK-URG-01)."""
    known = sorted(days)
    return known[0], known[-1]
