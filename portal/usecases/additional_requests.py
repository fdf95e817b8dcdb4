"""Written requests for services outside the programme: recorded first, delivered afterwards."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.acts import check_additional
from portal.domain.catalogue import ServiceItem
from portal.domain.people import is_minor
from portal.domain.violations import RulesBroken, refuse
from portal.models import AdditionalRequest, Contract, Delivery, Programme, Recipient
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.child_stays import maintenance_of
from portal.usecases.facts import own
from portal.usecases.missing_people import NotBegun, demand_not_missing
from portal.usecases.programme_volume import TAKEN_BACK, withheld_of
from portal.usecases.transaction import transaction
from portal.usecases.uploads import Upload, store_scan


@dataclass(frozen=True, slots=True)
class RecordRequest:
    """The recipient asked in writing for a service of the region's list; ``scan`` is the paper."""

    contract_id: int
    code: str
    requested_on: date
    scan: Upload | None = None


def record_additional_request(
    command: RecordRequest, *, region: Region, actor: Actor, now: datetime
) -> int:
    """Keep a written request; from its day on the service may be recorded (FED-FEE-16).

    One request stands for every later time of the same service. Recording it again corrects its
    day and adds a scan. Raises value_invalid for a service that is not offered, a day to come, a
    day after the service was first given, or a service that the contract holds less of than the
    programme though the recipient did not give it up, until the month's volume of the programme is
    given (FED-IPP-09); not_authorised from the day of
    a court's finding on: nobody asks for whoever is missing (FED-TER-07).
    """
    with transaction() as session:
        contract = own(session, Contract, command.contract_id, actor.provider_id, lock=True)
        _demand_day_reached(command.requested_on, region.today(now))
        person = own(session, Recipient, contract.recipient_id, contract.provider_id)
        asked = NotBegun.OWN_REQUEST.label
        demand_not_missing(person, command.requested_on, field="requested_on", asked=asked)
        item = offered_item(contract, command.code, command.requested_on, region)
        _demand_payable(session, contract, person, command.requested_on, region)
        _demand_before_service(session, command)
        row = _recorded(session, contract.id, command.code)
        before = _values(row) if row else None
        if row is None:
            _demand_not_prescribed(session, contract, command, region)
            row = AdditionalRequest(
                provider_id=actor.provider_id, contract_id=contract.id, code=command.code
            )
            session.add(row)
        row.title, row.requested_on = item.title, command.requested_on
        row.recorded_at, row.recorded_by_id = now, actor.membership_id
        if command.scan is not None:
            row.file_id = store_scan(session, command.scan, provider_id=actor.provider_id, now=now)
        session.flush()
        subject = ("additional_requested", "contract", contract.id)
        audit.record(session, actor, now, *subject, before, _values(row))
        return row.id


def demand_request(
    session: Session, contract: Contract, code: str, day: date, region: Region
) -> None:
    """An additional service is given on a written request of that day or an earlier one.

    Raises documents_missing, field ``request`` (FED-FEE-16).
    """
    row = _recorded(session, contract.id, code)
    rules = region.rules.act_rules.on(max(day, contract.rules_day))
    in_writing = row is not None and row.requested_on <= day
    if found := check_additional(rules, requested_in_writing=in_writing):
        raise RulesBroken(*found)


def offered_item(contract: Contract, code: str, day: date, region: Region) -> ServiceItem:
    """The service of the region's list on the day; raises value_invalid for another form's."""
    item: ServiceItem = region.rules.service_catalogue.on(day).item(code, field="code")
    if item.form != contract.form:
        refuse(
            "value_invalid",
            f"Услуга «{item.title}» относится к другой форме обслуживания. Выберите услугу из "
            "списка.",
            field="code",
        )
    return item


def _recorded(session: Session, contract_id: int, code: str) -> AdditionalRequest | None:
    return session.scalars(
        select(AdditionalRequest).where(
            AdditionalRequest.contract_id == contract_id, AdditionalRequest.code == code
        )
    ).one_or_none()


def _demand_day_reached(day: date, today: date) -> None:
    if day > today:
        refuse(
            "value_invalid",
            f"{day:%d.%m.%Y} ещё не наступил. Введите день, которым подписано заявление.",
            field="requested_on",
        )


def _demand_payable(
    session: Session, contract: Contract, person: Recipient, day: date, region: Region
) -> None:
    """A child whom the state keeps in full pays for nothing, so nothing is sold (VLA-MIN-04)."""
    programme = own(session, Programme, contract.programme_id, contract.provider_id)
    if not is_minor(person.born, day):
        return
    for rule in maintenance_of(region, programme.unit_code, day):
        if not rule.fee_charged:
            refuse(
                "value_invalid",
                "Ребёнок на полном государственном обеспечении, платы с него не берут: услугу "
                "сверх программы за плату не записывают. Если она нужна, помогите попросить о "
                "пересмотре программы.",
                field="code",
                citation=rule.citation,
            )


def _demand_not_prescribed(
    session: Session, contract: Contract, command: RecordRequest, region: Region
) -> None:
    """Nobody asks at the full price for what the programme gives (FED-IPP-09, FED-TER-01)."""
    day = command.requested_on
    short = withheld_of(session, contract, command.code, day, region)
    if short is not None:
        refuse(
            "value_invalid",
            f"«{short.title}»: {short.volumes}. Остальное положено получателю по программе, за "
            f"полную плату о нём не просят: {TAKEN_BACK}.",
            field="code",
            citation=region.rules.programme_rules.on(day).volume.citation,
        )


def _demand_before_service(session: Session, command: RecordRequest) -> None:
    """A corrected day leaves no service without its request."""
    first = session.scalar(
        select(func.min(Delivery.day)).where(
            Delivery.contract_id == command.contract_id,
            Delivery.code == command.code,
            Delivery.additional.is_(True),
        )
    )
    if first is not None and command.requested_on > first:
        refuse(
            "value_invalid",
            f"Эта услуга уже записана {first:%d.%m.%Y}, а заявление подписано позже. Проверьте "
            "день заявления или уберите запись об услуге.",
            field="requested_on",
        )


def _values(row: AdditionalRequest) -> dict[str, object]:
    return {"code": row.code, "requested_on": row.requested_on, "file": row.file_id}
