"""Agreements of a tariff day: drafts for contracts whose written figures it leaves behind.

New tariffs apply from the day by themselves (FED-FEE-15). Where the region does not let the
provider write them into the contract alone (FED-FEE-14), both sides sign that its text follows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.domain.amendments import (
    AGREEMENT,
    PROVIDER,
    AmendmentRules,
    AmendmentState,
    amendment_number,
)
from portal.domain.fees import FeeDecision, FeeFacts
from portal.domain.tariff_day import FeeInForce
from portal.models import Amendment, Contract, ContractService, ContractTerms, TariffDay
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.amendment_checks import reason_title
from portal.usecases.amendment_text import AmendmentText, NewFee, amendment_inputs
from portal.usecases.contract_desk import Desk
from portal.usecases.planned_terms import Titles, plan_terms


@dataclass(frozen=True, slots=True)
class ToAgree:
    """A contract and what both sides will sign: ``terms_id`` are its terms in force on the day."""

    contract_id: int
    terms_id: int
    assessment_id: int | None
    written: FeeInForce | FeeDecision
    agreed: FeeDecision
    facts: FeeFacts
    reasons: tuple[str, ...]


def draft_agreements(  # noqa: PLR0913 - whose day it is, by which law, who does it
    session: Session,
    day: TariffDay,
    wanted: Sequence[ToAgree],
    which: ColumnElement[bool],
    *,
    region: Region,
    actor: Actor,
    now: datetime,
) -> None:
    """Draft an agreement for everybody of ``wanted``; ``which`` picks the contracts.

    A step of setting the day; the papers are drawn later.
    """
    if not wanted:
        return
    rules = region.rules.contract_rules.on(day.since).amendments
    by = actor.membership_id
    desk = Desk(session, day.provider_id, which, region.today(now), drawn_by=by)
    numbers, titles = _last_numbers(session, which), _titles(session, which)
    for one in wanted:
        number = amendment_number(numbers.get(one.contract_id, 0))
        row = _draft(desk, day, one, number, titles[one.terms_id], rules)
        row.drafted_at, row.drafted_by_id = now, by
        session.add(row)
    session.flush()


def _draft(
    desk: Desk,
    day: TariffDay,
    one: ToAgree,
    number: int,
    titles: Titles,
    rules: AmendmentRules,
) -> Amendment:
    """The agreement with the text it prints and the terms it will begin."""
    text = AmendmentText(
        number=number,
        since=day.since,
        ground=f"{reason_title(rules, AGREEMENT)} ({rules.grounds.citation.text})",
        reasons=one.reasons,
        act=day.act,
    )
    plan = plan_terms(one.facts, one.agreed, titles, one.assessment_id)
    fee = NewFee(plan, one.written, one.agreed)
    signer = desk.parties(one.contract_id).representative
    return Amendment(
        provider_id=day.provider_id,
        contract_id=one.contract_id,
        number=text.number,
        state=AmendmentState.DRAFT,
        one_sided=False,
        initiator=PROVIDER,
        reason=AGREEMENT,
        rule=rules.grounds.citation.rule,
        since=day.since,
        representative_id=signer.id if signer else None,
        changes={"services": [], "clauses": [], "fee": True},
        plan=plan.to_data(),
        inputs=amendment_inputs(desk, one.contract_id, text, fee, signer),
        base_terms_id=one.terms_id,
        tariff_day_id=day.id,
    )


def _last_numbers(session: Session, which: ColumnElement[bool]) -> Mapping[int, int]:
    rows = session.execute(
        select(Amendment.contract_id, func.max(Amendment.number).label("last"))
        .join(Contract, Contract.id == Amendment.contract_id)
        .where(which)
        .group_by(Amendment.contract_id)
    )
    return {row.contract_id: row.last for row in rows}


def _titles(session: Session, which: ColumnElement[bool]) -> Mapping[int, Titles]:
    """Titles and units by terms, as the terms themselves name them."""
    found: dict[int, dict[str, tuple[str, str]]] = {}
    rows = session.execute(
        select(
            ContractService.terms_id,
            ContractService.code,
            ContractService.title,
            ContractService.unit_title,
        )
        .join(ContractTerms, ContractTerms.id == ContractService.terms_id)
        .join(Contract, Contract.id == ContractTerms.contract_id)
        .where(which)
    )
    for terms_id, code, title, unit_title in rows:
        found.setdefault(terms_id, {})[code] = (title, unit_title)
    return dict(found)
