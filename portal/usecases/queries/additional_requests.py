"""Written requests of one contract, as its page shows them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from portal.domain.catalogue import ServiceItem
from portal.domain.law import Citation
from portal.models import AdditionalRequest, Contract, Delivery, StoredFile
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.programme_volume import Shortfall, shortfalls, withheld
from portal.usecases.queries.scans import ScanView, scan_where
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class RequestView:
    """A recorded request; ``given_on`` are the first and the last day of the service, if any."""

    code: str
    title: str
    requested_on: date
    file_id: int | None
    given_on: tuple[date, date] | None


@dataclass(frozen=True, slots=True)
class RequestDesk:
    """What was asked for in writing, what may be, and the clause that asks for the paper.

    ``offered`` leaves out the codes ``withheld``: what the programme gives still and the recipient
    did not give up, unless a request for it is recorded already.
    ``short``: services of which the contract gives less than the programme; ``within`` is the
    clause on what the programme gives (FED-IPP-09).
    """

    requests: tuple[RequestView, ...]
    offered: tuple[ServiceItem, ...]
    clause: Citation
    short: tuple[Shortfall, ...]
    withheld: frozenset[str]
    within: Citation


def request_desk(actor: Actor, contract_id: int, region: Region, day: date) -> RequestDesk:
    """Everything about requests of the contract; NotFound for another provider's."""
    given = (
        select(
            Delivery.code,
            func.min(Delivery.day).label("first"),
            func.max(Delivery.day).label("last"),
        )
        .where(Delivery.contract_id == contract_id, Delivery.additional.is_(True))
        .group_by(Delivery.code)
        .subquery()
    )
    with reading() as session:
        contract = own(session, Contract, contract_id, actor.provider_id)
        rows = session.execute(
            select(AdditionalRequest, given.c.first, given.c.last)
            .outerjoin(given, given.c.code == AdditionalRequest.code)
            .where(AdditionalRequest.contract_id == contract_id)
            .order_by(AdditionalRequest.requested_on, AdditionalRequest.id)
        ).all()
        short = shortfalls(session, contract, day, region)
        recorded = {row.code for row, _, _ in rows}
        kept = {one.code for one in withheld(session, contract, day, region)} - recorded
        items = region.rules.service_catalogue.on(day).for_form(contract.form)
        return RequestDesk(
            tuple(
                RequestView(
                    row.code,
                    row.title,
                    row.requested_on,
                    row.file_id,
                    (first, last) if first else None,
                )
                for row, first, last in rows
            ),
            tuple(one for one in items if one.code not in kept),
            region.rules.act_rules.on(max(day, contract.rules_day)).additional,
            short,
            frozenset(kept),
            region.rules.programme_rules.on(day).volume.citation,
        )


def get_request_scan(actor: Actor, contract_id: int, file_id: int) -> ScanView:
    """The scan of a request of the contract; NotFound for any other file."""
    with reading() as session:
        return scan_where(
            session,
            StoredFile.id == file_id,
            StoredFile.id == AdditionalRequest.file_id,
            AdditionalRequest.provider_id == actor.provider_id,
            AdditionalRequest.contract_id == contract_id,
        )
