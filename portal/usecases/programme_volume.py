"""Services of which a contract gives less than its programme, and whose wish that is.

Within the programme's volume a service is nobody's to sell: an agreement takes it back into the
contract (FED-IPP-09). Only what the recipient gave up may be asked for at the full price as well
(FED-TER-01, FED-IPP-02).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.amendments import RECIPIENT, AmendmentState
from portal.domain.calendar import last_day, month_of
from portal.domain.money import quantity_text
from portal.domain.programme_rules import check_service_day
from portal.models import (
    Amendment,
    Contract,
    ContractService,
    ContractTerms,
    Delivery,
    ProgrammeService,
)
from portal.regions.registry import Region

TAKEN_BACK = (
    "объём возвращают дополнительным соглашением, его составляет директор или бухгалтер на "
    "странице договора"
)


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A service with less in the contract than in the programme, in units a month.

    ``contracted`` is 0 where the contract does not hold it. ``given_up``: the recipient refused it
    in writing, or an agreement that she proposed or consented to in writing made it less.
    """

    code: str
    title: str
    prescribed: Decimal
    contracted: Decimal
    given_up: bool

    @property
    def volumes(self) -> str:
        """Both volumes in words: «по программе — 4 в месяц, по договору — 2»."""
        held = f"по договору — {quantity_text(self.contracted)}" if self.contracted else ""
        prescribed = quantity_text(self.prescribed)
        return f"по программе — {prescribed} в месяц, {held or 'в договоре её нет'}"


def shortfalls(
    session: Session, contract: Contract, day: date, region: Region
) -> tuple[Shortfall, ...]:
    """The services of the programme that the contract holds less of on the day, by code.

    None where no terms hold on the day; a service outside its own period in the programme has no
    volume there (FED-IPP-10).
    """
    held = services_on(session, contract, day)
    if not held:
        return ()
    rules = region.rules.programme_rules.on(day)
    catalogue = {one.code: one.title for one in region.rules.service_catalogue.on(day).items}
    lines = session.scalars(
        select(ProgrammeService)
        .where(ProgrammeService.programme_id == contract.programme_id)
        .order_by(ProgrammeService.code)
    )
    short = [
        line
        for line in lines
        if line.quantity_per_month > held.get(line.code, Decimal(0))
        and not check_service_day(rules, line.since, line.until, day)
    ]
    given_up = _given_up(session, contract, day) if short else frozenset()
    return tuple(
        Shortfall(
            line.code,
            catalogue.get(line.code, line.code),
            line.quantity_per_month,
            held.get(line.code, Decimal(0)),
            line.code in given_up,
        )
        for line in short
    )


def shortfall_of(
    session: Session, contract: Contract, code: str, day: date, region: Region
) -> Shortfall | None:
    """The same of one service; None where the contract gives all of it."""
    return next(
        (one for one in shortfalls(session, contract, day, region) if one.code == code), None
    )


def withheld(
    session: Session, contract: Contract, day: date, region: Region
) -> tuple[Shortfall, ...]:
    """What of the programme nobody sells on the day: the contract holds less, she gave up nothing.

    A service whose volume of the month is given whole is not among them: more of it is beyond the
    programme (FED-IPP-09).
    """
    short = [one for one in shortfalls(session, contract, day, region) if not one.given_up]
    given = _given(session, contract, day) if short else {}
    return tuple(one for one in short if given.get(one.code, Decimal(0)) < one.prescribed)


def withheld_of(
    session: Session, contract: Contract, code: str, day: date, region: Region
) -> Shortfall | None:
    """The same of one service; None where more of it may be sold."""
    return next((one for one in withheld(session, contract, day, region) if one.code == code), None)


def _given(session: Session, contract: Contract, day: date) -> Mapping[str, Decimal]:
    """What the month of the day holds of each service within the programme, on all days."""
    month = month_of(day)
    rows = session.execute(
        select(Delivery.code, func.sum(Delivery.quantity))
        .where(
            Delivery.contract_id == contract.id,
            Delivery.additional.is_(False),
            Delivery.day.between(month, last_day(month)),
        )
        .group_by(Delivery.code)
    )
    return dict(rows.all())


def services_on(session: Session, contract: Contract, day: date) -> Mapping[str, Decimal]:
    """The services that the contract's terms hold on a day, with their volumes a month."""
    rows = session.execute(
        select(ContractService.code, ContractService.quantity_per_month)
        .join(ContractTerms, ContractTerms.id == ContractService.terms_id)
        .where(
            ContractTerms.contract_id == contract.id,
            ContractTerms.since <= day,
            ContractTerms.until.is_(None) | (ContractTerms.until > day),
        )
    )
    return dict(rows.all())


def _given_up(session: Session, contract: Contract, day: date) -> frozenset[str]:
    """The services that changes by the recipient's own will made less of."""
    changes = session.scalars(
        select(Amendment.changes).where(
            Amendment.contract_id == contract.id,
            Amendment.initiator == RECIPIENT,
            Amendment.state == AmendmentState.IN_FORCE,
            Amendment.in_force_from <= day,
        )
    )
    return frozenset(
        code for one in changes for code in _made_less(cast("list[object]", one["services"]))
    )


def _made_less(services: list[object]) -> list[str]:
    """Of the services of a change those that it drops or lowers; a refusal names codes alone."""
    codes = [one for one in services if isinstance(one, str)]
    changes = (cast("dict[str, str | None]", one) for one in services if isinstance(one, dict))
    return [*codes, *(str(one["code"]) for one in changes if _is_less(one))]


def _is_less(change: Mapping[str, str | None]) -> bool:
    before, after = change["before"], change["after"]
    return before is not None and (after is None or Decimal(after) < Decimal(before))
