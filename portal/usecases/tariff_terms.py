"""New terms of contracts from a tariff day on: the old ones end, nothing signed is touched.

Terms write what both sides hold: where tariffs are no ground for the provider, its services keep
the tariffs written before, though acts charge by the book (FED-FEE-15). Each row keeps everything
it was computed from.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.domain.tariff_day import Cause, FeeChange
from portal.models import Contract, ContractService, ContractTerms, TariffDay
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.amendment_agreements import ToAgree
from portal.usecases.fee_notices import ToTell
from portal.usecases.planned_terms import Titles, plan_terms, service_rows, terms_columns
from portal.usecases.tariff_cases import Rehearsed

CHUNK = 500


def begin_terms(
    session: Session,
    day: TariffDay,
    found: Sequence[Rehearsed],
    *,
    actor: Actor,
    now: datetime,
) -> tuple[list[ToTell], list[ToAgree]]:
    """End the terms that change and begin new ones; returns who is told, and who must sign."""
    changing = [one for one in found if one.change is not None and one.change.new_terms]
    titles = _titles(session, [one.case.terms_id for one in changing])
    begun: dict[int, ContractTerms] = {}
    for one in changing:
        begun[one.case.contract_id] = _terms(day, one, titles[one.case.terms_id])
    _end_terms(session, day, [one.case.terms_id for one in changing])
    session.add_all(begun.values())
    session.flush()
    told: list[ToTell] = []
    to_agree: list[ToAgree] = []
    for one in found:
        change = one.change
        if change is None:
            continue
        terms = begun.get(one.case.contract_id)
        reasons = change.words(change.causes)
        if change.fee_changes_alone:
            terms_id = terms.id if terms else None
            told.append(_to_tell(one, change, terms_id))
            _tell_journal(session, day, one, actor=actor, now=now)
        if change.needs_agreement:
            to_agree.append(_to_agree(one, change, terms, reasons))
    return told, to_agree


def _to_tell(one: Rehearsed, change: FeeChange, terms_id: int | None) -> ToTell:
    """What the notice tells; the written fee where it is not what was billed."""
    return ToTell(
        contract_id=one.case.contract_id,
        terms_id=terms_id,
        before=change.before,
        after=change.after,
        reasons=change.words(change.told_causes),
        written=change.written if change.written_differs else None,
        tariffs=Cause.TARIFFS in change.told_causes,
    )


def _to_agree(
    one: Rehearsed, change: FeeChange, begun: ContractTerms | None, reasons: tuple[str, ...]
) -> ToAgree:
    """What brings the written figures in line, over the terms in force from the day."""
    return ToAgree(
        contract_id=one.case.contract_id,
        terms_id=begun.id if begun else one.case.terms_id,
        assessment_id=one.case.assessment_id,
        written=change.alone if begun else change.written,
        agreed=change.agreed,
        facts=change.agreed_facts,
        reasons=reasons,
    )


def _tell_journal(
    session: Session, day: TariffDay, one: Rehearsed, *, actor: Actor, now: datetime
) -> None:
    if one.change is None:
        return
    audit.record(
        session,
        actor,
        now,
        "fee_changed",
        "contract",
        one.case.contract_id,
        {"free": one.change.before.free, "monthly_fee": one.change.before.monthly_fee},
        {
            "since": day.since,
            "free": one.change.after.free,
            "monthly_fee": one.change.after.monthly_fee,
            "tariff_day": day.id,
        },
    )


def _titles(session: Session, terms_ids: Sequence[int]) -> Mapping[int, Titles]:
    found: dict[int, dict[str, tuple[str, str]]] = {terms_id: {} for terms_id in terms_ids}
    for start in range(0, len(terms_ids), CHUNK):
        rows = session.execute(
            select(
                ContractService.terms_id,
                ContractService.code,
                ContractService.title,
                ContractService.unit_title,
            ).where(ContractService.terms_id.in_(terms_ids[start : start + CHUNK]))
        )
        for terms_id, code, title, unit_title in rows:
            found[terms_id][code] = (title, unit_title)
    return found


def _end_terms(session: Session, day: TariffDay, terms_ids: Sequence[int]) -> None:
    """The old terms end with the day before; whoever holds a contract open learns of it."""
    for start in range(0, len(terms_ids), CHUNK):
        chunk = terms_ids[start : start + CHUNK]
        contracts = select(ContractTerms.contract_id).where(ContractTerms.id.in_(chunk))
        session.execute(
            update(ContractTerms)
            .where(ContractTerms.provider_id == day.provider_id, ContractTerms.id.in_(chunk))
            .values(until=day.since)
            .execution_options(synchronize_session=False)
        )
        session.execute(
            update(Contract)
            .where(Contract.provider_id == day.provider_id, Contract.id.in_(contracts))
            .values(version=Contract.version + 1)
            .execution_options(synchronize_session=False)
        )


def _terms(day: TariffDay, one: Rehearsed, titles: Titles) -> ContractTerms:
    change = one.change
    if change is None:
        raise ValueError("A contract without a change gets no new terms")
    plan = plan_terms(change.alone_facts, change.alone, titles, one.case.assessment_id)
    return ContractTerms(
        provider_id=day.provider_id,
        contract_id=one.case.contract_id,
        since=day.since,
        services=service_rows(plan, day.provider_id),
        **terms_columns(plan, {**plan.inputs, "tariff_day": day.id}),
    )
