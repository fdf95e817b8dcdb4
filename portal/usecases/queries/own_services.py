"""What a recipient was given in a month, read by the recipient: how often, and on which days."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from portal.domain.calendar import last_day
from portal.models import (
    AdditionalRequest,
    Contract,
    ContractService,
    ContractTerms,
    Delivery,
)
from portal.usecases.actor import Actor
from portal.usecases.queries.cabinet import own_contracts, reader_of
from portal.usecases.queries.scope import services_of_month
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class OwnService:
    """A service of a month: how often it was given and on which days.

    ``allowed`` is the volume of the contract, None for what was given beyond the programme: that
    has a line of its own.
    """

    title: str
    quantity: Decimal
    allowed: Decimal | None
    days: tuple[tuple[date, Decimal], ...]


def list_own_services(actor: Actor, month: date) -> tuple[OwnService, ...]:
    """What the person who reads was given in a month, with the volume of the contract."""
    with reading() as session:
        person = reader_of(session, actor)
        given: dict[tuple[str, bool], list[tuple[date, Decimal]]] = {}
        for delivery in session.scalars(
            select(Delivery)
            .join(Contract, Contract.id == Delivery.contract_id)
            .where(*own_contracts(actor, person), Delivery.day.between(month, last_day(month)))
            .order_by(Delivery.day)
        ):
            key = (delivery.code, delivery.additional)
            given.setdefault(key, []).append((delivery.day, delivery.quantity))
        rows = session.scalars(
            select(ContractService)
            .join(ContractTerms, ContractTerms.id == ContractService.terms_id)
            .join(Contract, Contract.id == ContractTerms.contract_id)
            .where(*own_contracts(actor, person), services_of_month(month))
            .order_by(ContractService.code, ContractService.id.desc())
        ).all()
        asked = session.execute(
            select(AdditionalRequest.code, AdditionalRequest.title)
            .join(Contract, Contract.id == AdditionalRequest.contract_id)
            .where(*own_contracts(actor, person))
        )
        titles = dict(asked.all())
    services = {row.code: row for row in rows}
    titles |= {code: row.title for code, row in services.items()}
    keys = sorted({*((code, False) for code in services), *given})
    return tuple(
        OwnService(
            title=titles.get(code, code),
            quantity=sum((quantity for _day, quantity in given.get(key, [])), Decimal(0)),
            allowed=_volume(services.get(code), additional=additional),
            days=tuple(given.get(key, [])),
        )
        for key in keys
        for code, additional in (key,)
    )


def _volume(service: ContractService | None, *, additional: bool) -> Decimal | None:
    return None if service is None or additional else service.quantity_per_month
