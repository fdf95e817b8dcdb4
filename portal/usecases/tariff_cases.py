"""The contracts a tariff day touches, and what it does to each: rehearsal and setting share this.

A fixed number of statements, whatever the number of contracts. A contract whose fee cannot be
decided again carries a sentence about it and stops no other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.domain.contract import ContractState
from portal.domain.fee_rules import FeeRules
from portal.domain.fees import FeeFacts, PlannedService
from portal.domain.reference import ReferenceBook
from portal.domain.tariff_day import Cause, FeeChange, FeeInForce, rehearse_fee_change
from portal.domain.violations import RulesBroken
from portal.models import Contract, ContractService, ContractTerms
from portal.usecases.act_papers import read_facts
from portal.usecases.queries.scope import latest_terms

STEP = 50
"""After so many contracts the progress is told."""
NO_FACTS = "В портале нет данных, по которым рассчитана плата. Пересчитайте договор отдельно."
TERMS_THEN = "С этого дня или позже уже действуют другие условия. Проверьте договор."
OTHERWISE = (
    "Плата изменилась бы и без новых тарифов: возраст, льгота или право. Пересчитайте договор "
    "отдельно."
)


class Progress(Protocol):
    """How long work tells how far it is."""

    def __call__(self, done: int, total: int, message: str = "") -> object: ...


@dataclass(frozen=True, slots=True)
class TariffCase:
    """A contract in force on the day with the terms that hold until then."""

    contract_id: int
    terms_id: int
    assessment_id: int | None
    before: FeeInForce
    facts: FeeFacts | None
    problem: str


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A case with its change, or with the sentence why there is none."""

    case: TariffCase
    change: FeeChange | None
    problem: str

    @property
    def row(self) -> Mapping[str, object]:
        """The columns of the rehearsal's row."""
        change, before = self.change, self.case.before
        return {
            "contract_id": self.case.contract_id,
            "free_before": before.free,
            "fee_before": before.monthly_fee,
            "free_after": change.after.free if change else None,
            "fee_after": change.after.monthly_fee if change else None,
            "difference": change.difference if change else None,
            "by_tariffs": change is not None and Cause.TARIFFS in change.causes,
            "by_threshold": change is not None and Cause.THRESHOLD in change.causes,
            "needs_agreement": change is not None and change.needs_agreement,
            "problem": self.problem,
        }


def touched(provider_id: int, day: date) -> ColumnElement[bool]:
    """Contracts in force on the day, as a condition on ``Contract``; suspended ones are too."""
    return (
        (Contract.provider_id == provider_id)
        & Contract.state.in_((ContractState.ACTIVE, ContractState.SUSPENDED))
        & (Contract.in_force_from <= day)
        & (Contract.valid_until >= day)
        & (Contract.ended_on.is_(None) | (Contract.ended_on >= day))
    )


def count_touched(session: Session, provider_id: int, day: date) -> int:
    """How many contracts the day touches: whether the work is for the queue."""
    return (
        session.scalar(select(func.count()).select_from(Contract).where(touched(provider_id, day)))
        or 0
    )


def tariff_cases(
    session: Session, provider_id: int, day: date, contract_id: int | None = None
) -> tuple[TariffCase, ...]:
    """Every contract in force on the day, or one of them, with what its fee was decided from."""
    which = touched(provider_id, day)
    if contract_id is not None:
        which &= Contract.id == contract_id
    later = set(
        session.scalars(
            select(ContractTerms.contract_id)
            .join(Contract, Contract.id == ContractTerms.contract_id)
            .where(which, ContractTerms.since >= day)
        )
    )
    terms = session.scalars(
        select(ContractTerms)
        .join(Contract, Contract.id == ContractTerms.contract_id)
        .where(which, latest_terms(day))
        .order_by(ContractTerms.contract_id)
    ).all()
    services = _services(session, which, day)
    return tuple(
        _case(row, services.get(row.id, ()), clash=row.contract_id in later) for row in terms
    )


def rehearse_cases(
    cases: Sequence[TariffCase],
    day: date,
    *,
    rules: FeeRules,
    book: ReferenceBook,
    progress: Progress | None = None,
) -> tuple[Rehearsed, ...]:
    """What the values of the book do to each case; nothing is written."""
    found = []
    for done, case in enumerate(cases, start=1):
        found.append(_rehearse(case, day, rules, book))
        if progress is not None and done % STEP == 0:
            progress(done, len(cases), "Считаем плату")
    return tuple(found)


def _rehearse(case: TariffCase, day: date, rules: FeeRules, book: ReferenceBook) -> Rehearsed:
    if case.facts is None:
        return Rehearsed(case, None, case.problem)
    try:
        change = rehearse_fee_change(case.facts, case.before, day, rules=rules, book=book)
    except RulesBroken as broken:
        return Rehearsed(case, None, " ".join(one.text for one in broken.violations))
    if change.otherwise:
        return Rehearsed(case, None, OTHERWISE)
    return Rehearsed(case, change, "")


def _case(terms: ContractTerms, services: Iterable[PlannedService], *, clash: bool) -> TariffCase:
    stored = terms.inputs.get("facts")
    facts, problem = None, ""
    if clash:
        problem = TERMS_THEN
    elif not isinstance(stored, dict):
        problem = NO_FACTS
    else:
        # The tariffs agreed on stand in the terms, whatever the facts said.
        facts = replace(read_facts(FeeFacts, stored), services=tuple(services))
    return TariffCase(
        contract_id=terms.contract_id,
        terms_id=terms.id,
        assessment_id=terms.assessment_id,
        before=FeeInForce(
            free=terms.free,
            monthly_fee=terms.monthly_fee,
            cost_at_tariffs=terms.cost_at_tariffs,
            fee_cap=terms.fee_cap,
            threshold=terms.threshold,
        ),
        facts=facts,
        problem=problem,
    )


def _services(
    session: Session, which: ColumnElement[bool], day: date
) -> Mapping[int, list[PlannedService]]:
    """The services of the terms at the tariffs agreed on, by terms."""
    found: dict[int, list[PlannedService]] = {}
    rows = session.execute(
        select(
            ContractService.terms_id,
            ContractService.code,
            ContractService.quantity_per_month,
            ContractService.tariff,
        )
        .join(ContractTerms, ContractTerms.id == ContractService.terms_id)
        .join(Contract, Contract.id == ContractTerms.contract_id)
        .where(which, latest_terms(day))
        .order_by(ContractService.terms_id, ContractService.id)
    )
    for terms_id, code, quantity, tariff in rows:
        found.setdefault(terms_id, []).append(PlannedService(code, quantity, tariff))
    return found
