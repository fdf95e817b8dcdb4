"""Urgent help: a case opened on a word from outside, services given, an act drawn up.

Rules: FED-URG-01 to FED-URG-05, VLA-URG-01 to VLA-URG-07, MSK-URG-01. No programme, no contract and
no charge: what proves the help is the act, and an unsigned one does not count.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session, selectinload

from portal.documents.press import Press
from portal.domain.printed_forms import URGENT_ACT
from portal.domain.urgent import (
    UrgentCase as Asked,
)
from portal.domain.urgent import (
    UrgentHelp,
    UrgentRules,
    provide_urgent,
)
from portal.domain.violations import NotAllowed, RulesBroken, Violation, refuse
from portal.models import (
    Provider,
    Recipient,
    Role,
    UrgentCase,
    UrgentLine,
)
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.numbering import take_number
from portal.usecases.papers import freeze_for
from portal.usecases.transaction import demand_version, transaction
from portal.usecases.urgent_paper import act_facts, filled_fields, given_lines

SERIES = "urgent_act"
CARE = (Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT, Role.SOCIAL_WORKER)
"""Who gives urgent help and keeps its papers."""
LONGEST = 300
MOST_LINES = 20


@dataclass(frozen=True, slots=True)
class GivenService:
    """A service as given: from which day to which (None = one day), how; in own words what."""

    code: str
    given_on: date
    given_until: date | None = None
    conditions: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class OpenUrgentCase:
    """A person in need. ``reported_at`` is the moment of the word; ``informant`` who gave it.

    ``person`` is a code of the region's list of those entitled, where it has one.
    """

    recipient_id: int
    source: str | None
    reported_at: datetime
    services: tuple[GivenService, ...]
    informant: str = ""
    person: str | None = None
    resident: bool = False


@dataclass(frozen=True, slots=True)
class ChangeUrgentServices:
    """All services of a case anew, while its act is not drawn up."""

    case_id: int
    services: tuple[GivenService, ...]
    version: int | None = None


@dataclass(frozen=True, slots=True)
class RefuseUrgent:
    """Services the person gave up, in any form of words (VLA-URG-07)."""

    case_id: int
    codes: tuple[str, ...]
    refused_on: date
    version: int | None = None


@dataclass(frozen=True, slots=True)
class UrgentOpened:
    """The case under its number, and what it does without."""

    id: int
    number: str
    help: UrgentHelp


def open_urgent_case(
    command: OpenUrgentCase, *, region: Region, actor: Actor, now: datetime
) -> UrgentOpened:
    """Enter a case in the register under the next number of the year; nothing is charged.

    Raises form_not_provided, source_required, not_urgent_service, description_required and
    value_invalid for days out of order.
    """
    demand_care(actor)
    today = region.today(now)
    rules = region.rules.urgent_rules.on(today)
    with transaction() as session:
        person = own(session, Recipient, command.recipient_id, actor.provider_id)
        provider = session.get_one(Provider, actor.provider_id)
        found = provide_urgent(rules, _asked(command, rendered=provider.renders_urgent))
        if broken := _days_out_of_order(command, person, region, now):
            raise RulesBroken(*broken)
        row = UrgentCase(
            provider_id=actor.provider_id,
            recipient_id=person.id,
            year=today.year,
            sequence=take_number(session, actor.provider_id, SERIES, today.year),
            source=command.source or "",
            informant=command.informant.strip(),
            reported_at=command.reported_at,
            person=command.person,
            resident=command.resident,
            recorded_at=now,
            recorded_by_id=actor.membership_id,
            lines=_lines(command.services, rules, actor),
        )
        session.add(row)
        session.flush()
        audit.record(session, actor, now, "urgent_case_opened", "urgent", row.id, after=_told(row))
        return UrgentOpened(row.id, row.number, found)


def change_urgent_services(
    command: ChangeUrgentServices, *, region: Region, actor: Actor, now: datetime
) -> None:
    """Write the services of a case anew; a refused service stays refused.

    Raises transition_not_allowed once the act is drawn up.
    """
    demand_care(actor)
    today = region.today(now)
    rules = region.rules.urgent_rules.on(today)
    with transaction() as session:
        row = _open_case(session, command.case_id, command.version, actor)
        person = own(session, Recipient, row.recipient_id, actor.provider_id)
        asked = OpenUrgentCase(
            row.recipient_id, row.source, row.reported_at, command.services, row.informant,
            row.person, row.resident,
        )  # fmt: skip
        provide_urgent(rules, _asked(asked, rendered=True))
        if broken := _days_out_of_order(asked, person, region, now):
            raise RulesBroken(*broken)
        before = _told(row)
        refused = {one.code: one.refused_on for one in row.lines if one.refused_on}
        row.lines.clear()
        session.flush()
        row.lines = _lines(command.services, rules, actor)
        for line in row.lines:
            line.refused_on = refused.get(line.code)
        session.flush()
        subject = ("urgent_services_changed", "urgent", row.id)
        audit.record(session, actor, now, *subject, before, _told(row))


def refuse_urgent(
    command: RefuseUrgent, *, region: Region, actor: Actor, now: datetime
) -> tuple[str, ...]:
    """Record that the person gives up services of a case; returns the codes the act will hold."""
    demand_care(actor)
    today = region.today(now)
    with transaction() as session:
        row = _open_case(session, command.case_id, command.version, actor)
        if not region.today(row.reported_at) <= command.refused_on <= today:
            text = (
                f"Отказаться можно с {region.today(row.reported_at):%d.%m.%Y}, когда узнали о "
                "случае, и не позже сегодняшнего дня. Проверьте дату."
            )
            refuse("value_invalid", text, field="refused_on")
        known = {line.code for line in row.lines}
        if not command.codes or not set(command.codes) <= known:
            text = "Выберите услуги этого случая, от которых человек отказался."
            refuse("value_invalid", text, field="codes")
        before = _told(row)
        for line in row.lines:
            if line.code in command.codes:
                line.refused_on = command.refused_on
        row.version += 1
        session.flush()
        audit.record(session, actor, now, "urgent_refused", "urgent", row.id, before, _told(row))
        return tuple(line.code for line in given_lines(row))


def draw_urgent_act(
    case_id: int, *, region: Region, actor: Actor, now: datetime, press: Press
) -> int:
    """Freeze the act of a case and return its paper; only what was really given is in it.

    Raises value_invalid while a field of the act is empty, and transition_not_allowed for an act
    that is drawn up already.
    """
    demand_care(actor)
    today = region.today(now)
    rules = region.rules.urgent_rules.on(today)
    with transaction() as session:
        row = _open_case(session, case_id, None, actor)
        _demand_filled(row, rules)
        papers = selectinload(Recipient.identity_papers)
        person = own(session, Recipient, row.recipient_id, actor.provider_id, papers)
        form = region.printed_form(URGENT_ACT, today)
        paper = freeze_for(
            session,
            row,
            press,
            form,
            region,
            act_facts(session, row, person, form, today, actor.membership_id),
            rules_day=today,
            now=now,
        )
        row.paper_id, row.drawn_on = paper.id, today
        session.flush()
        after = {"number": row.number, "drawn_on": today}
        audit.record(session, actor, now, "urgent_act_drawn", "urgent", row.id, None, after)
        return paper.id


def demand_care(actor: Actor) -> None:
    """Refuse whoever neither gives urgent help nor keeps its papers."""
    if actor.role not in CARE:
        raise NotAllowed


def case_of(session: Session, case_id: int, actor: Actor) -> UrgentCase:
    """A case of the reader's provider with its lines, locked; raises NotFound."""
    lines = selectinload(UrgentCase.lines)
    return own(session, UrgentCase, case_id, actor.provider_id, lines, lock=True)


def _open_case(session: Session, case_id: int, version: int | None, actor: Actor) -> UrgentCase:
    row = case_of(session, case_id, actor)
    if version is not None:
        demand_version(row.version, version)
    if row.drawn_on is not None:
        refuse(
            "transition_not_allowed",
            f"Акт № {row.number} уже составлен {row.drawn_on:%d.%m.%Y}, его не меняют. Если помощь "
            "оказали ещё раз, откройте новый случай.",
        )
    return row


def _asked(command: OpenUrgentCase, *, rendered: bool) -> Asked:
    facts = {
        code
        for code, holds in (
            ("informant", bool(command.informant.strip())),
            ("permanent_residence", command.resident),
        )
        if holds
    }
    return Asked(
        services=tuple(one.code for one in command.services),
        source=command.source or None,
        status=command.person,
        described=frozenset(one.code for one in command.services if one.description.strip()),
        facts=frozenset(facts),
        rendered=rendered,
    )


def _lines(
    services: tuple[GivenService, ...], rules: UrgentRules, actor: Actor
) -> list[UrgentLine]:
    return [
        UrgentLine(
            provider_id=actor.provider_id,
            position=place,
            code=one.code,
            title=rules.services.service(one.code).title,
            description=one.description.strip()[:LONGEST],
            given_on=one.given_on,
            given_until=one.given_until or one.given_on,
            conditions=one.conditions.strip()[:LONGEST],
        )
        for place, one in enumerate(services, start=1)
    ]


def _days_out_of_order(
    command: OpenUrgentCase, person: Recipient, region: Region, now: datetime
) -> tuple[Violation, ...]:
    found: list[Violation] = []

    def wrong(field: str, text: str) -> None:
        found.append(Violation("value_invalid", text, field))

    if not 0 < len(command.services) <= MOST_LINES:
        wrong("services", f"Внесите хотя бы одну услугу, но не больше {MOST_LINES}.")
    if command.reported_at > now:
        wrong("reported_at", "Этот момент ещё не наступил. Введите, когда сообщили на самом деле.")
    first, today = region.today(command.reported_at), region.today(now)
    for place, one in enumerate(command.services):
        last = one.given_until or one.given_on
        if not first <= one.given_on <= last <= today:
            text = (
                f"О человеке сообщили {first:%d.%m.%Y}: помощь оказывают с этого дня и записывают "
                "не позже сегодняшнего. Проверьте обе даты."
            )
            wrong(f"services[{place}].given_on", text)
        elif person.died_on is not None and last > person.died_on:
            text = f"Получатель умер {person.died_on:%d.%m.%Y}. Проверьте дату услуги."
            wrong(f"services[{place}].given_on", text)
    return tuple(found)


def _demand_filled(row: UrgentCase, rules: UrgentRules) -> None:
    """Every field of the law's record but the signature, before the act is printed."""
    have = filled_fields(row)
    empty = [one for one in rules.act.must if one.code not in have and one.code != rules.signature]
    if empty:
        words = ", ".join(f"«{one.title}»" for one in empty)
        refuse(
            "value_invalid",
            f"Акт составить рано, не заполнено: {words}. Дополните услуги случая.",
            field=empty[0].code,
            citation=rules.act.fields.citation,
        )


def _told(row: UrgentCase) -> dict[str, object]:
    return {
        "number": row.number,
        "recipient": row.recipient_id,
        "source": row.source,
        "informant": row.informant,
        "services": {f"{one.position}": one.code for one in row.lines},
        "refused": [one.code for one in row.lines if one.refused_on],
    }
