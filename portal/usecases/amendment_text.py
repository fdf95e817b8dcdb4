"""What the paper of an amendment prints: parties, clauses, the annex and the fee after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from portal.documents.changes import AmendedService, AmendmentFacts
from portal.documents.parts import ProgrammeDetails, ScheduledService
from portal.domain.fees import FeeDecision
from portal.domain.money import ZERO
from portal.domain.tariff_day import FeeInForce
from portal.models import ContractService, Representative
from portal.models.types import JsonObject
from portal.usecases.contract_desk import Desk, figures
from portal.usecases.contract_paper import line_amount
from portal.usecases.facts import as_data
from portal.usecases.paper_parties import customer_representative, printed_steps, signs_beside
from portal.usecases.planned_terms import Plan


@dataclass(frozen=True, slots=True)
class AmendmentText:
    """What a change says besides its annex; ``ground`` in words, with its clause."""

    number: int
    since: date
    ground: str
    clauses: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    act: str = ""


@dataclass(frozen=True, slots=True)
class NewFee:
    """The terms that begin: the fee before them, the one decided, the services before.

    Without ``services`` their volumes stay as they were.
    """

    plan: Plan
    written: FeeInForce | FeeDecision
    decision: FeeDecision
    services: tuple[ContractService, ...] | None = None


@dataclass(frozen=True, slots=True)
class NewSchedule:
    """The contract's schedule anew, with the programme that bounds it (FED-SCH-01)."""

    programme: ProgrammeDetails
    lines: tuple[ScheduledService, ...]


def amendment_inputs(
    desk: Desk,
    contract_id: int,
    text: AmendmentText,
    fee: NewFee | None,
    signer: Representative | None,
    rota: NewSchedule | None = None,
) -> JsonObject:
    """The facts of the paper as they are frozen; nothing in them is looked up again later."""
    parties = desk.parties(contract_id)
    facts = AmendmentFacts(
        number=str(text.number),
        drawn_on=desk.today,
        place=desk.place,
        provider=desk.provider,
        signatory=desk.signatory,
        customer=parties.customer,
        representative=customer_representative(
            signer, desk.genitives, beside=signs_beside(parties.recipient, signer, desk.today)
        ),
        contract_number=parties.contract.number,
        contract_date=parties.contract.concluded_on,
        since=text.since,
        ground=text.ground,
        clauses=text.clauses,
        services=_lines(fee.services, fee.plan) if fee else (),
        before=figures(fee.written) if fee else None,
        after=figures(fee.decision) if fee else None,
        reasons=text.reasons,
        act=text.act,
        steps=printed_steps(fee.decision.steps) if fee else (),
        programme=rota.programme if rota else None,
        schedule=rota.lines if rota else (),
    )
    return cast("JsonObject", as_data(facts))


def _lines(before: Sequence[ContractService] | None, plan: Plan) -> tuple[AmendedService, ...]:
    """Every service of the annex after the change, then those that are dropped.

    Without ``before`` the volumes stay as they were.
    """
    was = {row.code: row for row in before or ()}
    lines = [
        AmendedService(
            code=one.code,
            title=one.title,
            unit_title=one.unit_title,
            before=_volume(was.get(one.code)) if before is not None else one.quantity,
            after=one.quantity,
            tariff=one.tariff,
            amount=line_amount(one.quantity, one.tariff),
        )
        for one in plan.services
    ]
    left = {one.code for one in plan.services}
    dropped = [
        AmendedService(
            code=row.code,
            title=row.title,
            unit_title=row.unit_title,
            before=row.quantity_per_month,
            after=None,
            tariff=ZERO,
            amount=ZERO,
        )
        for row in before or ()
        if row.code not in left
    ]
    return (*lines, *dropped)


def _volume(row: ContractService | None) -> Decimal | None:
    return row.quantity_per_month if row else None
