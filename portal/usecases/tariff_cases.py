"""The contracts a tariff day touches, and what it does to each: rehearsal and setting share this.

A fixed number of statements, whatever the number of contracts. A contract whose fee cannot be
decided again carries a sentence about it and stops no other.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from portal.domain.contract import RUNNING
from portal.domain.fee_decision import BY_DECISION
from portal.domain.fee_rules import FeeRules
from portal.domain.fees import FeeFacts, PlannedService
from portal.domain.law import LegalAct
from portal.domain.reference import SUBSISTENCE_MINIMUM, ReferenceBook
from portal.domain.tariff_day import (
    Cause,
    FeeChange,
    FeeInForce,
    billed_fee,
    rehearse_fee_change,
)
from portal.domain.violations import RulesBroken, Violation
from portal.models import Contract, ContractService, ContractTerms, LegacyFee, Recipient
from portal.usecases.act_papers import read_facts
from portal.usecases.kept_rights import bounded_by
from portal.usecases.queries.scope import latest_terms

STEP = 50
"""After so many contracts the progress is told."""
NO_FACTS = "В портале нет данных, по которым рассчитана плата. Пересчитайте договор отдельно."
TERMS_THEN = "С этого дня или позже уже действуют другие условия. Проверьте договор."
FREED = (
    "Обслуживание бесплатно по решению органа социальной защиты: новые тарифы и минимум "
    "платы не меняют, пока не придёт другое решение."
)
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
    written: FeeInForce
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
        change = self.change
        before = change.before if change else self.case.written
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
    """Contracts in force on the day, as a condition on ``Contract``; suspended ones are too.

    Nobody is told of a fee of days after her death.
    """
    return (
        (Contract.provider_id == provider_id)
        & Contract.state.in_(RUNNING)
        & (Contract.in_force_from <= day)
        & (Contract.valid_until >= day)
        & (Contract.ended_on.is_(None) | (Contract.ended_on >= day))
        & Contract.recipient_id.not_in(
            select(Recipient.id).where(
                Recipient.provider_id == provider_id, Recipient.died_on < day
            )
        )
    )


def count_touched(session: Session, provider_id: int, day: date) -> int:
    """How many contracts the day touches: whether the work is for the queue."""
    return (
        session.scalar(select(func.count()).select_from(Contract).where(touched(provider_id, day)))
        or 0
    )


def tariff_cases(
    session: Session,
    provider_id: int,
    day: date,
    contract_ids: Collection[int] | None = None,
    own_day: int | None = None,
) -> tuple[TariffCase, ...]:
    """Every contract in force on the day, or these, with its terms of the eve and their facts.

    Terms that ``own_day``, a tariff day, began itself are no clash: a day that is set still shows
    what it did.
    """
    which = touched(provider_id, day)
    if contract_ids is not None:
        which &= Contract.id.in_(contract_ids)
    later = session.execute(
        select(ContractTerms.contract_id, ContractTerms.inputs)
        .join(Contract, Contract.id == ContractTerms.contract_id)
        .where(which, ContractTerms.since >= day)
    )
    clashing = {
        contract
        for contract, inputs in later
        if own_day is None or inputs.get("tariff_day") != own_day
    }
    terms = session.scalars(
        select(ContractTerms)
        .join(Contract, Contract.id == ContractTerms.contract_id)
        .where(which, terms_of_the_eve(day))
        .order_by(ContractTerms.contract_id)
    ).all()
    services, rights = _services(session, which, day), _rights(session, which)
    found = (
        _case(row, services.get(row.id, ()), clash=row.contract_id in clashing) for row in terms
    )
    return tuple(
        replace(one, facts=bounded_by(one.facts, rights.get(one.contract_id, ()), day))
        if one.facts is not None
        else one
        for one in found
    )


def terms_of_the_eve(day: date) -> ColumnElement[bool]:
    """Terms in force on the eve, or those that begin with the contract on the day itself."""
    earlier = ContractTerms.__table__.alias("earlier_terms")
    first = ~(
        select(1)
        .where(
            earlier.c.contract_id == ContractTerms.contract_id,
            earlier.c.since < ContractTerms.since,
        )
        .exists()
    )
    return or_(latest_terms(day - timedelta(days=1)), and_(ContractTerms.since == day, first))


def rehearse_cases(
    cases: Sequence[TariffCase],
    day: date,
    *,
    rules: FeeRules,
    book: ReferenceBook,
    acts: Collection[LegalAct],
    progress: Progress | None = None,
) -> tuple[Rehearsed, ...]:
    """What the values of the book do to each case, by ``acts`` as they are; nothing is written."""
    found = []
    for done, case in enumerate(cases, start=1):
        found.append(_in_editions(_rehearse(case, day, rules, book), acts))
        if progress is not None and done % STEP == 0:
            progress(done, len(cases), "Считаем плату")
    return tuple(found)


def written_fee(terms: ContractTerms) -> FeeInForce:
    """The figures both sides hold."""
    return FeeInForce(
        free=terms.free,
        monthly_fee=terms.monthly_fee,
        cost_at_tariffs=terms.cost_at_tariffs,
        fee_cap=terms.fee_cap,
        threshold=terms.threshold,
    )


def billed_on(
    session: Session,
    provider_id: int,
    contract_id: int,
    day: date,
    book: ReferenceBook,
    *,
    by_notice: bool = False,
) -> FeeInForce | None:
    """What a contract's terms come to on a day at its tariffs; None before they begin.

    Differs from the written figures where tariffs changed and no agreement was signed since; never
    above them ``by_notice``, where a grown tariff waits for new terms (MSK-PAY-02). Raises
    RulesBroken("reference_missing") where a service has no tariff on the day.
    """
    terms = session.scalars(
        select(ContractTerms).where(
            ContractTerms.provider_id == provider_id,
            ContractTerms.contract_id == contract_id,
            latest_terms(day),
        )
    ).one_or_none()
    if terms is None:
        return None
    rows = session.execute(
        select(ContractService.code, ContractService.quantity_per_month).where(
            ContractService.terms_id == terms.id
        )
    )
    services = [PlannedService(code, quantity) for code, quantity in rows]
    return billed_fee(written_fee(terms), services, day, book, by_notice=by_notice)


def _in_editions(one: Rehearsed, acts: Collection[LegalAct]) -> Rehearsed:
    change = one.change
    if change is None:
        return one
    change = replace(
        change,
        after=change.after.in_editions(acts),
        alone=change.alone.in_editions(acts),
        agreed=change.agreed.in_editions(acts),
        eve=change.eve.in_editions(acts),
    )
    return replace(one, change=change)


def _rehearse(case: TariffCase, day: date, rules: FeeRules, book: ReferenceBook) -> Rehearsed:
    if case.facts is None:
        return Rehearsed(case, None, case.problem)
    try:
        change = rehearse_fee_change(case.facts, case.written, day, rules=rules, book=book)
    except RulesBroken as broken:
        return Rehearsed(case, None, " ".join(map(_why, broken.violations)))
    if change.otherwise:
        return Rehearsed(case, None, OTHERWISE)
    return Rehearsed(case, change, "")


def _why(fault: Violation) -> str:
    """Why a fee cannot be decided; a missing value is told with what the accountant can do."""
    if fault.code != "reference_missing":
        return fault.text
    text = fault.text.partition(" Администратор может")[0]
    if fault.field == SUBSISTENCE_MINIMUM:
        return f"{text} Впишите его в «Значениях дня», если он этого года."
    return f"{text} Подготовьте новый черновик с таблицей, где это значение есть."


def _case(terms: ContractTerms, services: Iterable[PlannedService], *, clash: bool) -> TariffCase:
    stored = terms.inputs.get("facts")
    facts, problem = None, ""
    if clash:
        problem = TERMS_THEN
    elif terms.free_ground == BY_DECISION:
        problem = FREED
    elif not isinstance(stored, dict):
        problem = NO_FACTS
    else:
        # The tariffs agreed on stand in the terms, whatever the facts said.
        facts = replace(read_facts(FeeFacts, stored), services=tuple(services))
    return TariffCase(
        contract_id=terms.contract_id,
        terms_id=terms.id,
        assessment_id=terms.assessment_id,
        written=written_fee(terms),
        facts=facts,
        problem=problem,
    )


def _rights(session: Session, which: ColumnElement[bool]) -> Mapping[int, list[LegacyFee]]:
    """The fees of before 2015 that stand by now, by contract: terms may be older (FED-FEE-13)."""
    found: dict[int, list[LegacyFee]] = {}
    rows = session.execute(
        select(Contract.id, LegacyFee)
        .join(
            LegacyFee,
            and_(
                LegacyFee.provider_id == Contract.provider_id,
                LegacyFee.recipient_id == Contract.recipient_id,
            ),
        )
        .where(which, LegacyFee.struck_on.is_(None))
        .order_by(LegacyFee.id)
    )
    for contract_id, right in rows:
        found.setdefault(contract_id, []).append(right)
    return found


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
        .where(which, terms_of_the_eve(day))
        .order_by(ContractService.terms_id, ContractService.id)
    )
    for terms_id, code, quantity, tariff in rows:
        found.setdefault(terms_id, []).append(PlannedService(code, quantity, tariff))
    return found
