"""What a recipient has refused of a programme here: its thirteenth item (FED-TER-01, MSK-IPP-05).

A refusal of some services stands as a change of the contract, one of all as its end.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.amendments import AmendmentState
from portal.domain.endings import REFUSAL, EndingState
from portal.models import Amendment, Contract, Programme, Termination
from portal.usecases.ending_text import paper_day
from portal.usecases.refusal_authors import APPLICATION


@dataclass(frozen=True, slots=True)
class Refused:
    """A written refusal: the services given up, none for all of them; the first day without."""

    codes: tuple[str, ...]
    reason: str
    refused_on: date
    since: date


def refusals_of(session: Session, programme: Programme) -> tuple[Refused, ...]:
    """The refusals recorded under the contracts of a programme, the earliest first."""
    of_it = (
        Contract.provider_id == programme.provider_id,
        Contract.programme_id == programme.id,
    )
    changes = session.scalars(
        select(Amendment)
        .join(Contract, Contract.id == Amendment.contract_id)
        .where(
            *of_it,
            Amendment.reason == REFUSAL,
            Amendment.one_sided,
            Amendment.state == AmendmentState.IN_FORCE,
        )
    )
    ends = session.scalars(
        select(Termination)
        .join(Contract, Contract.id == Termination.contract_id)
        .where(*of_it, Termination.ground == REFUSAL, Termination.state == EndingState.TERMINATED)
    )
    found = (*(_of_change(one) for one in changes), *(_of_end(one) for one in ends))
    return tuple(sorted(found, key=lambda one: (one.since, one.codes)))


def refused_services(session: Session, programme: Programme) -> dict[str, date]:
    """The services given up one by one, each with the first day without it."""
    return {code: one.since for one in refusals_of(session, programme) for code in one.codes}


def _of_change(row: Amendment) -> Refused:
    waiver = cast("dict[str, str]", row.changes.get("waiver") or {})
    codes = cast("list[str]", row.changes.get("services") or [])
    return Refused(tuple(codes), waiver.get("reason", ""), row.consent_on or row.since, row.since)


def _of_end(row: Termination) -> Refused:
    days = (paper_day(one) for one in row.basis if one["code"] == APPLICATION)
    written = next((day for day in days if day), row.rules_day)
    return Refused((), "", written, (row.last_day or row.rules_day) + timedelta(days=1))
