"""What a blank takes from the contract, its fee, its end and its receipts, if the reader sees them.

A field whose subject is not the reader's work stays a line to write on (FED-PDP-01).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.endings import EndingState
from portal.domain.explanation import Step, from_data
from portal.domain.money import figures
from portal.models import Contract, ContractTerms, Termination
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.ending_text import basis_lines
from portal.usecases.facts import CaseFile
from portal.usecases.queries.family_income import income_months
from portal.usecases.queries.programme_refusals import refusals_of
from portal.usecases.queries.receipt_copies import ReceiptRow, copies_of
from portal.usecases.queries.scope import is_served_by, latest_terms
from portal.usecases.role_access import Subject, sees

Rows = tuple[tuple[str, ...], ...]
ABOUT_INCOME = frozenset({"average_income", "threshold", "free_ground", "monthly_fee"})
"""The fields whose printing is a look at somebody's income, which is logged."""
GIVEN_UP = "refusal"
"""The clause of a waiver after which the services stand, where they are not all."""
_BY_PEN = f"всех (зачеркните лишнее) или только этих: {'_' * 48}"
_DAY = "%d.%m.%Y"


@dataclass(frozen=True, slots=True)
class Affairs:
    """Texts of fields and rows of tables, by the codes that fields have in every region."""

    values: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, Rows] = field(default_factory=dict)


def affairs_of(
    session: Session, actor: Actor, case: CaseFile, region: Region, asked: Collection[str]
) -> Affairs:
    """What is known of the newest contract, its fee, its end and its receipts.

    ``asked`` are the codes of the form's fields: «period» means what stands beside it.
    """
    contract = _newest_contract(session, actor, case)
    if contract is None:
        return Affairs(_window(case, region) if "receipts" not in asked else {})
    if "receipts" in asked:
        return _receipts(session, actor, case)
    values = {
        **_window(case, region),
        "contract": f"№ {contract.number} от {contract.concluded_on:{_DAY}}",
        **(_ending(session, contract) if "terminated_on" in asked else {}),
        **(_waived(session, case, region) if GIVEN_UP in asked else {}),
    }
    if not ABOUT_INCOME.intersection(asked) or not sees(actor, Subject.INCOME):
        return Affairs(values)
    terms = _terms(session, contract, case)
    lines = tuple(_lines(from_data(terms.explanation)))
    return Affairs(values | _fee(terms), {"calculation": lines} if lines else {})


def _window(case: CaseFile, region: Region) -> dict[str, str]:
    """The months whose income is asked for with an application of today."""
    months = income_months(region, case.day, case.day)
    return {"period": f"{months[0]:%m.%Y} — {months[-1]:%m.%Y}"}


def _receipts(session: Session, actor: Actor, case: CaseFile) -> Affairs:
    """The register of copies; the sums are for whose work payments are (VLA-PAY-03)."""
    copies = copies_of(session, actor, case.recipient.id)
    if not copies:
        return Affairs()
    shows_sums = sees(actor, Subject.PAYMENTS)
    rows = tuple(_receipt(one, shows_sums=shows_sums) for one in copies)
    period = f"{copies[0].paid_on:%m.%Y} — {copies[-1].paid_on:%m.%Y}"
    return Affairs({"period": period}, {"receipts": rows})


def _newest_contract(session: Session, actor: Actor, case: CaseFile) -> Contract | None:
    """The newest contract that the reader serves."""
    found = session.scalars(
        select(Contract)
        .where(
            Contract.provider_id == actor.provider_id, Contract.recipient_id == case.recipient.id
        )
        .order_by(Contract.year.desc(), Contract.sequence.desc())
    )
    worker = case.recipient.social_worker_id
    return next((one for one in found if is_served_by(actor, worker, one.social_worker_id)), None)


def _ending(session: Session, contract: Contract) -> dict[str, str]:
    """The order that ends the contract, as far as it is prepared."""
    found = session.scalars(
        select(Termination)
        .where(Termination.contract_id == contract.id, Termination.state != EndingState.WITHDRAWN)
        .order_by(Termination.id.desc())
    ).first()
    if found is None:
        return {}
    return {
        "ground": found.ground_title,
        "document": "; ".join(basis_lines(found.basis)),
        "order_number": found.order_number or "",
        "order_date": f"{found.confirmed_on:{_DAY}}" if found.confirmed_on else "",
        "terminated_on": f"{found.last_day:{_DAY}}" if found.last_day else "",
    }


def _waived(session: Session, case: CaseFile, region: Region) -> dict[str, str]:
    """Which services are given up, or lines for a pen before that is on record (MSK-FRM-11)."""
    found = refusals_of(session, case.programme) if case.programme is not None else ()
    if not found:
        return {GIVEN_UP: _BY_PEN}
    newest = found[-1]
    titles = {item.code: item.title for item in region.rules.service_catalogue.on(case.day).items}
    return {
        GIVEN_UP: "; ".join(titles.get(code, code) for code in newest.codes) or "всех",
        "reasons": newest.reason,
        "stop_date": f"{newest.since:{_DAY}}",
    }


def _terms(session: Session, contract: Contract, case: CaseFile) -> ContractTerms:
    """The terms of the day, or the first ones while the contract has not begun."""
    ordered = select(ContractTerms).where(ContractTerms.contract_id == contract.id)
    begun = session.scalars(ordered.where(latest_terms(case.day))).first()
    return begun or session.scalars(ordered.order_by(ContractTerms.since)).one()


def _fee(terms: ContractTerms) -> dict[str, str]:
    sums = {
        "average_income": terms.average_income,
        "threshold": terms.threshold,
        "monthly_fee": terms.monthly_fee if terms.fee_known else None,
    }
    told = {code: figures(amount) for code, amount in sums.items() if amount is not None}
    return told | {"free_ground": terms.free_ground_title or ""}


def _lines(steps: tuple[Step, ...]) -> Iterator[tuple[str, ...]]:
    """A derivation as rows: the step, its result, its clause; details follow their step."""
    for step in steps:
        clause = step.citation.unit if step.citation else ""
        yield (step.text, _result(step.value), clause)
        yield from _lines(step.children)


def _result(value: str | None) -> str:
    """A sum as people write it; any other result as it stands."""
    whole, point, cents = (value or "").partition(".")
    is_sum = bool(point) and whole.isdecimal() and cents.isdecimal()
    return figures(Decimal(value)) if value and is_sum else value or ""


def _receipt(one: ReceiptRow, *, shows_sums: bool) -> tuple[str, ...]:
    """A line of the register of copies (VLA-PAY-03)."""
    return (
        f"{one.paid_on:{_DAY}}",
        one.receipt_number or "",
        figures(one.amount) if shows_sums else "",
        one.recipient,
        f"{one.paid_on:%m.%Y}",
        one.worker or "",
        f"{one.handed_over_on:{_DAY}}" if one.handed_over_on else "",
        one.accepted_by or "",
    )
