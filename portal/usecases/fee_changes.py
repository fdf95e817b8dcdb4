"""A fee changed by the provider alone: on the region's grounds only, with a written notice.

Rules: FED-FEE-14, MSK-FEE-08 (the grounds), FED-NOT-02 (two days), FED-CON-07 (the change is
numbered with the contract's others). The notice says what is billed before and after; the terms
write only what the ground allows, so a tariff that is no ground stays as both sides signed it.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from portal.domain.amendments import PROVIDER, AmendmentState
from portal.domain.choices import Choice
from portal.domain.fee_changes import INCOME_CHANGED, changes_tariffs, demand_change_ground
from portal.domain.fee_decision import still_free
from portal.domain.fees import FeeDecision, FeeFacts, decide_fee
from portal.domain.law import Citation
from portal.domain.reference import ReferenceBook
from portal.domain.tariff_day import GROUNDS, Cause, FeeInForce, billed_fee, waits_for_notice
from portal.domain.violations import NotAllowed, refuse
from portal.models import Amendment, Contract, ContractTerms, Notice, Role
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.amendment_checks import demand_standing, next_number
from portal.usecases.amendment_terms import (
    begin_terms,
    demand_open_months,
    terms_of_day,
    written_facts,
)
from portal.usecases.facts import fee_facts, load_case, own
from portal.usecases.fee_notices import FeeDay, ToTell, draft_notices
from portal.usecases.kept_rights import with_right_of
from portal.usecases.later_terms import LaterPlan, begin_later, carry_forward, demand_untold
from portal.usecases.planned_terms import Plan, plan_terms
from portal.usecases.reference import reference_book
from portal.usecases.tariff_cases import written_fee
from portal.usecases.threshold_moves import ThresholdMove, threshold_move
from portal.usecases.transaction import reading, transaction


@dataclass(frozen=True, slots=True)
class ChangeFee:
    """A fee decided anew from ``since``, on a ground of the region.

    ``seen`` is the fee the reader was shown; given, it must still come out so.
    """

    contract_id: int
    ground: str
    since: date
    seen: Decimal | None = None


@dataclass(frozen=True, slots=True)
class FeeChanged:
    """The change with its number, the fee from its day, and by when it must be told."""

    number: int
    state: AmendmentState
    since: date
    monthly_fee: Decimal
    notice_id: int
    notice_due: date


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """What a ground makes of a fee: billed before, billed after, and the terms that would begin.

    ``move`` tells since when the threshold is another one, where that is the ground.
    """

    ground: Choice
    before: FeeInForce
    after: FeeDecision
    plan: Plan
    later: tuple[LaterPlan, ...] = ()
    move: ThresholdMove | None = None


def work_out_change(command: ChangeFee, *, region: Region, actor: Actor) -> WorkedOut:
    """What the change would come to; nothing is written. Refused as ``change_fee`` would be."""
    with reading() as session:
        contract = own(session, Contract, command.contract_id, actor.provider_id)
        return _worked_out(session, contract, command, region)[1]


def change_fee(command: ChangeFee, *, region: Region, actor: Actor, now: datetime) -> FeeChanged:
    """Begin new terms on a ground of the region and draft the notice about them.

    By the director alone: what an accountant works out waits as a proposal. Raises
    RulesBroken("ground_unknown") for another ground: then both sides sign an amendment. A month
    already charged, or figures that stay as they are, are refused too.
    """
    if actor.role is not Role.DIRECTOR:
        raise NotAllowed
    with transaction() as session:
        contract = own(session, Contract, command.contract_id, actor.provider_id, lock=True)
        return make_change(session, contract, command, region=region, actor=actor, now=now)


def make_change(
    session: Session,
    contract: Contract,
    command: ChangeFee,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
) -> FeeChanged:
    """The same as a step of a transaction that holds the contract."""
    base, found = _worked_out(session, contract, command, region)
    _demand_as_seen(command, found)
    before = {"free": base.free, "monthly_fee": base.monthly_fee}
    number, base_id = next_number(session, contract), base.id
    terms = begin_terms(session, contract, base, found.plan, command.since, number)
    begin_later(
        session,
        contract,
        found.plan,
        found.later,
        number,
        region=region,
        book=reference_book(session, region),
        actor=actor,
        now=now,
    )
    row = _row(contract, command, found, number, region)
    row.base_terms_id, row.terms_id = base_id, terms.id
    notice = _notice(session, contract, terms, command, found, region=region, actor=actor, now=now)
    row.notice_id, row.drafted_at, row.drafted_by_id = notice.id, now, actor.membership_id
    session.add(row)
    flag_modified(contract, "state")
    session.flush()
    subject = ("fee_changed", "contract", contract.id)
    audit.record(session, actor, now, *subject, before, _summary(terms, number, found))
    fee = found.after.monthly_fee
    return FeeChanged(number, row.state, command.since, fee, notice.id, notice.due_on)


def _summary(terms: ContractTerms, number: int, found: WorkedOut) -> dict[str, object]:
    return {
        "since": terms.since,
        "free": terms.free,
        "monthly_fee": terms.monthly_fee,
        "number": number,
        "ground": found.ground.code,
        **({"threshold_since": found.move.changed_on} if found.move else {}),
    }


def worked_out(
    session: Session, contract: Contract, command: ChangeFee, region: Region
) -> WorkedOut:
    """What the change would come to now; refused where it would be, or another fee was seen."""
    found = _worked_out(session, contract, command, region)[1]
    _demand_as_seen(command, found)
    return found


def _demand_as_seen(command: ChangeFee, found: WorkedOut) -> None:
    if command.seen is not None and command.seen != found.after.monthly_fee:
        refuse(
            "value_invalid",
            "Пока вы читали, данные изменились, и плата выходит другой. Посмотрите расчёт ещё раз.",
        )


def _notice(  # noqa: PLR0913 - what is told, and by which rules
    session: Session,
    contract: Contract,
    terms: ContractTerms,
    command: ChangeFee,
    found: WorkedOut,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
) -> Notice:
    """The written notice of the change, with its two days (FED-NOT-02)."""
    told = ToTell(contract.id, terms.id, found.before, found.after, (found.ground.title,))
    (notice,) = draft_notices(
        session,
        FeeDay(contract.provider_id, command.since),
        (told,),
        Contract.id == contract.id,
        region=region,
        actor=actor,
        now=now,
    )
    return notice


def _row(
    contract: Contract, command: ChangeFee, found: WorkedOut, number: int, region: Region
) -> Amendment:
    """The change among the contract's others; it holds from its day without a signature."""
    return Amendment(
        provider_id=contract.provider_id,
        contract_id=contract.id,
        number=number,
        state=AmendmentState.IN_FORCE,
        one_sided=True,
        initiator=PROVIDER,
        reason=found.ground.code,
        rule=region.rules.fee_rules.on(command.since).change_grounds.citation.rule,
        since=command.since,
        in_force_from=command.since,
        changes={"services": [], "clauses": [], "fee": True},
        plan=found.plan.to_data(),
    )


def _worked_out(
    session: Session, contract: Contract, command: ChangeFee, region: Region
) -> tuple[ContractTerms, WorkedOut]:
    rules = region.rules.fee_rules.on(command.since)
    grounds = rules.change_grounds
    ground = demand_change_ground(rules, command.ground)
    demand_standing(session, contract, command.since, grounds.citation)
    base = terms_of_day(session, contract, command.since)
    demand_open_months(session, contract, command.since, grounds.citation)
    _demand_another_day(base, command.since, grounds.citation)
    book = reference_book(session, region)
    move = _move(session, contract, base, command, region=region, book=book)
    held = with_right_of(
        session, contract.id, replace(written_facts(base), rules_day=command.since), command.since
    )
    facts, assessment_id = _facts(session, contract, base, command, held)
    allowed = _at_tariffs(facts, book) if changes_tariffs(command.ground) else facts
    acts = region.identity.acts

    def decided(case: FeeFacts) -> FeeDecision:
        return still_free(rules, base.free_ground, decide_fee(case, rules, book))

    written = decided(allowed).in_editions(acts)
    _demand_change(written, base, command.since, ground, grounds.citation)
    if _bounds(decided(_unkept(allowed))) == _bounds(decided(_unkept(held))):
        _refuse_another_cause(command.since, ground, grounds.citation)
    titles = {row.code: (row.title, row.unit_title) for row in base.services}
    plan = plan_terms(allowed, written, titles, assessment_id)
    later = carry_forward(session, contract, base, plan, command.since, region=region, book=book)
    demand_untold(session, contract, later)
    return base, WorkedOut(
        ground=ground,
        before=billed_fee(
            written_fee(base),
            facts.services,
            command.since - timedelta(days=1),
            book,
            by_notice=waits_for_notice(grounds),
        ),
        after=decided(_at_tariffs(facts, book)).in_editions(acts),
        plan=plan,
        later=later,
        move=move,
    )


def _demand_another_day(base: ContractTerms, since: date, citation: Citation) -> None:
    if base.since == since:
        refuse(
            "overlap",
            f"С {base.since:%d.%m.%Y} условия договора уже меняются, второй раз в один день плату "
            "не меняют. Введите другой день.",
            field="since",
            citation=citation,
        )


def _demand_change(
    written: FeeDecision, base: ContractTerms, since: date, ground: Choice, citation: Citation
) -> None:
    if _bounds(written) == _bounds(written_fee(base)):
        refuse(
            "value_invalid",
            f"По этому основанию ({ground.title}) плата с {since:%d.%m.%Y} выходит такой "
            "же, извещать не о чем. Проверьте справочники, доход в карточке и день.",
            field="ground",
            citation=citation,
        )


def _refuse_another_cause(since: date, ground: Choice, citation: Citation) -> None:
    """A fee kept from before 2015, an age, a category: none of them is the ground named."""
    refuse(
        "value_invalid",
        f"По этому основанию ({ground.title}) плата с {since:%d.%m.%Y} выходит такой же: другой её "
        "делают данные карточки. Составьте дополнительное соглашение: его подписывают обе стороны.",
        field="ground",
        citation=citation,
    )


def _unkept(facts: FeeFacts) -> FeeFacts:
    """Without the fee of before 2015: it bounds a new fee and is no ground for one."""
    return replace(facts, legacy_fee=None)


def _move(
    session: Session,
    contract: Contract,
    base: ContractTerms,
    command: ChangeFee,
    *,
    region: Region,
    book: ReferenceBook,
) -> ThresholdMove | None:
    """Since when the threshold is another one; asked only where it is the ground."""
    if command.ground not in GROUNDS[Cause.THRESHOLD]:
        return None
    return threshold_move(session, contract, base, command.since, region=region, book=book)


def _facts(
    session: Session,
    contract: Contract,
    base: ContractTerms,
    command: ChangeFee,
    facts: FeeFacts,
) -> tuple[FeeFacts, int | None]:
    """The ``facts`` of the terms with what the ground changes, at the tariffs both sides hold."""
    if command.ground != INCOME_CHANGED:
        # The threshold moves with its own ground only; a new one holds from the day of the change.
        moved = facts if changes_tariffs(command.ground) else _threshold_of(facts, command.since)
        return moved, base.assessment_id
    case = load_case(
        session,
        contract.provider_id,
        contract.recipient_id,
        day=command.since,
        programme_id=contract.programme_id,
    )
    if case.assessment is None or case.assessment.id == base.assessment_id:
        refuse(
            "documents_missing",
            "Нового дохода в карточке получателя нет. Внесите доход семьи за 12 месяцев, потом "
            "измените плату.",
            field="ground",
        )
    fresh = fee_facts(case)
    _demand_later_months(facts, fresh)
    return (
        replace(
            facts,
            applied_on=fresh.applied_on,
            household=fresh.household,
            group=fresh.group,
            threshold_day=None,
        ),
        case.assessment.id,
    )


def _demand_later_months(written: FeeFacts, fresh: FeeFacts) -> None:
    """Another record of the months the fee rests on already corrects it: nothing has changed."""
    before, after = _last_month(written), _last_month(fresh)
    if before is not None and (after is None or after <= before):
        refuse(
            "documents_missing",
            f"Доход внесён за те же месяцы, по {before:%m.%Y}, что и в договоре: это исправление, "
            "а не новый доход. Внесите доход за более поздние месяцы или оформите дополнительное "
            "соглашение.",
            field="ground",
        )


def _last_month(facts: FeeFacts) -> date | None:
    months = (one.month for person in facts.household for one in person.incomes)
    return max(months, default=None)


def _threshold_of(facts: FeeFacts, day: date) -> FeeFacts:
    return replace(facts, threshold_day=day)


def _at_tariffs(facts: FeeFacts, book: ReferenceBook) -> FeeFacts:
    """The facts at the tariffs in force on their day (FED-FEE-15)."""
    services = tuple(
        replace(one, tariff=book.tariff(one.code, facts.rules_day).amount) for one in facts.services
    )
    return replace(facts, services=services)


def _bounds(fee: FeeInForce | FeeDecision) -> tuple[bool, Decimal, Decimal | None]:
    return fee.free, fee.monthly_fee, None if fee.free else fee.bound
