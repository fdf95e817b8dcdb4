"""Drafts of amendments: numbered papers that change a signed contract (FED-CON-07).

A draft keeps the text it prints and the terms it will begin. It is never rewritten: whoever changes
a mind withdraws it and drafts another, so that what was shown to somebody can always be found.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from portal.domain.amendments import (
    PROVIDER,
    AmendmentRules,
    AmendmentState,
    ProposedAmendment,
    amendment_number,
    changed_services,
    check_amendment,
    check_prescribed,
)
from portal.domain.catalogue import ServiceItem, check_units
from portal.domain.contract import ContractState
from portal.domain.fee_decision import still_free
from portal.domain.fees import PlannedService, decide_fee
from portal.domain.law import Citation
from portal.domain.violations import RulesBroken, refuse
from portal.models import (
    Amendment,
    Contract,
    ContractTerms,
    Programme,
    Recipient,
    Representative,
)
from portal.models.types import JsonObject
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.amendment_terms import (
    Plan,
    demand_open_months,
    plan_terms,
    terms_of_day,
    written_facts,
)
from portal.usecases.amendment_text import AmendmentText, NewFee, amendment_inputs
from portal.usecases.contract_desk import Desk
from portal.usecases.facts import as_data, own
from portal.usecases.later_terms import LaterPlan, carry_forward, later_data
from portal.usecases.reference import reference_book
from portal.usecases.signatories import choose_representative, signing_on
from portal.usecases.tariff_cases import written_fee
from portal.usecases.transaction import transaction

LONGEST_CLAUSE = 2000
MOST_CLAUSES = 20


@dataclass(frozen=True, slots=True)
class ServiceVolume:
    """A service that the contract gives from the day on, its volume a month."""

    code: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class DraftAmendment:
    """A change both sides will sign.

    ``services`` are all services from ``since`` on, None = as before; with ``by_tariffs`` the fee
    is written anew at the tariffs of that day; ``clauses`` are what else is agreed on.
    ``consent_on``: the recipient's written consent to what the provider proposes. ``operation`` is
    the form's own key: the same one again drafts nothing more.
    """

    contract_id: int
    since: date
    initiator: str
    reason: str
    services: tuple[ServiceVolume, ...] | None = None
    by_tariffs: bool = False
    clauses: tuple[str, ...] = ()
    consent_on: date | None = None
    operation: str = ""


@dataclass(frozen=True, slots=True)
class AmendmentDrafted:
    """The draft with its number; ``monthly_fee`` is the fee written from its day on."""

    id: int
    number: int
    state: AmendmentState
    monthly_fee: Decimal


def draft_amendment(
    command: DraftAmendment, *, region: Region, actor: Actor, now: datetime
) -> AmendmentDrafted:
    """Draft a numbered change of a contract in force; it holds once both sides have signed.

    Raises RulesBroken for a ground that is none (FED-CON-07, MSK-CON-11), services beyond the
    programme (FED-IPP-09), a service the provider drops (FED-IPP-02), a month already charged, a
    draft that changes nothing, and one over figures that wait to be signed.
    """
    today = region.today(now)
    with transaction() as session:
        contract = own(session, Contract, command.contract_id, actor.provider_id, lock=True)
        drafted = _own_drafts(session, contract)
        if (same := _same_operation(session, drafted, command.operation)) is not None:
            return same
        rules = region.rules.contract_rules.on(today).amendments
        _demand_days(contract, command, today)
        demand_standing(contract, command.since, rules.grounds.citation)
        found = check_amendment(
            rules,
            ProposedAmendment(
                command.initiator,
                command.reason,
                written_consent=command.consent_on is not None,
            ),
        )
        base = terms_of_day(session, contract, command.since)
        demand_open_months(session, contract, command.since, rules.grounds.citation)
        changed = _changed_terms(session, contract, base, command, region)
        clauses = _clauses(command.clauses)
        if changed is None and not clauses:
            refuse(
                "value_invalid",
                "В соглашении ничего не меняется. Измените услуги или напишите новое условие.",
                citation=found.citation,
            )
        if changed is not None:
            _demand_later_than_first(session, contract, base, command.since)
            _demand_none_waits(drafted, rules.grounds.citation)
            if found.counts_as == PROVIDER:
                _demand_all_kept(base, changed, region, today)
        later = _later(session, contract, base, changed, command.since, region)
        signer = _signer(session, contract, region, today)
        text = AmendmentText(
            number=next_number(session, contract),
            since=command.since,
            ground=f"{reason_title(rules, command.reason)} ({found.citation.text})",
            clauses=(*clauses, *(one.sentence for one in later)),
        )
        desk = Desk(session, actor.provider_id, Contract.id == contract.id, today)
        amendment = Amendment(
            provider_id=contract.provider_id,
            contract_id=contract.id,
            number=text.number,
            state=AmendmentState.DRAFT,
            one_sided=False,
            initiator=found.counts_as,
            reason=command.reason,
            consent_on=command.consent_on,
            rule=found.citation.rule,
            since=command.since,
            representative_id=signer.id if signer else None,
            changes={**_summary(base, changed, clauses), "operation": command.operation},
            plan={**changed.plan.to_data(), "later": later_data(later)} if changed else {},
            inputs=amendment_inputs(desk, contract.id, text, changed, signer),
            base_terms_id=base.id,
            drafted_at=now,
            drafted_by_id=actor.membership_id,
        )
        session.add(amendment)
        session.flush()
        _tell_journal(session, contract, amendment, actor=actor, now=now)
        fee = changed.decision.monthly_fee if changed else base.monthly_fee
        return AmendmentDrafted(amendment.id, amendment.number, amendment.state, fee)


def _own_drafts(session: Session, contract: Contract) -> Sequence[Amendment]:
    """The agreements of the contract that somebody drafted, without those of a tariff day."""
    return session.scalars(
        select(Amendment).where(
            Amendment.contract_id == contract.id,
            Amendment.one_sided.is_(False),
            Amendment.tariff_day_id.is_(None),
        )
    ).all()


def _same_operation(
    session: Session, drafted: Sequence[Amendment], operation: str
) -> AmendmentDrafted | None:
    """What the same form drafted when it was posted before."""
    for row in drafted:
        if operation and row.changes.get("operation") == operation:
            if row.plan:
                fee = Plan.from_data(row.plan).figures.monthly_fee
            else:
                fee = session.get_one(ContractTerms, row.base_terms_id).monthly_fee
            return AmendmentDrafted(row.id, row.number, row.state, fee)
    return None


def _demand_none_waits(drafted: Sequence[Amendment], citation: Citation) -> None:
    """Of two agreements about services or fee over the same terms only one could be signed."""
    for row in drafted:
        if row.plan and row.state in (AmendmentState.DRAFT, AmendmentState.SIGNED):
            refuse(
                "overlap",
                f"Соглашение № {row.number} об услугах или плате ещё ждёт подписи. Подпишите или "
                "отзовите его, потом составьте новое.",
                citation=citation,
            )


def _demand_all_kept(base: ContractTerms, changed: NewFee, region: Region, today: date) -> None:
    """The provider never drops a service of the programme on its own wish (FED-IPP-02)."""
    kept = {one.code for one in changed.plan.services}
    for row in base.services:
        if row.code not in kept:
            refuse(
                "documents_missing",
                f"Поставщик не может сам исключить услугу «{row.title}». Если от неё отказался "
                "получатель, запишите его письменный отказ («Отказ от услуг» в договоре) или "
                "отметьте, что предложил получатель.",
                field=f"services.{row.code}",
                citation=region.rules.programme_rules.on(today).binding.citation,
            )


def _later(
    session: Session,
    contract: Contract,
    base: ContractTerms,
    changed: NewFee | None,
    since: date,
    region: Region,
) -> tuple[LaterPlan, ...]:
    """What the change makes of terms set ahead, such as those of a tariff day."""
    if changed is None:
        return ()
    book = reference_book(session, region)
    return carry_forward(session, contract, base, changed.plan, since, region=region, book=book)


def demand_standing(contract: Contract, since: date, citation: Citation) -> None:
    """Refuse a contract that is not signed or has ended, and a day outside of its term."""
    if contract.in_force_from is None or contract.state not in (
        ContractState.ACTIVE,
        ContractState.SUSPENDED,
    ):
        refuse(
            "contract_not_active",
            f"Договор № {contract.number}: {contract.state.label.lower()}. Изменяют договор, "
            "который подписан обеими сторонами и не расторгнут.",
            citation=citation,
        )
    last = min(contract.ended_on or date.max, contract.valid_until)
    if not contract.in_force_from <= since <= last:
        refuse(
            "contract_not_active",
            f"Договор действует с {contract.in_force_from:%d.%m.%Y} по {last:%d.%m.%Y}. Введите "
            "день из этого срока.",
            field="since",
            citation=citation,
        )


def next_number(session: Session, contract: Contract) -> int:
    """The number of the contract's next change; the contract's row is locked."""
    last = session.scalar(
        select(func.max(Amendment.number)).where(Amendment.contract_id == contract.id)
    )
    return amendment_number(last or 0)


def reason_title(rules: AmendmentRules, code: str) -> str:
    """The words of a ground; a reason of the recipient's own is its own title."""
    lists = [rules.grounds, *([rules.provider_grounds] if rules.provider_grounds else [])]
    titles = {choice.code: choice.title for one in lists for choice in one.choices}
    return titles.get(code, code)


def _demand_days(contract: Contract, command: DraftAmendment, today: date) -> None:
    if command.since < today:
        refuse(
            "value_invalid",
            "Соглашение не действует задним числом. Введите сегодняшний день или более поздний.",
            field="since",
        )
    if command.consent_on is not None and command.consent_on > today:
        text = "День согласия ещё не наступил. Введите день, который стоит на согласии."
        refuse("value_invalid", text, field="consent_on")
    if not command.reason.strip():
        refuse("value_invalid", "Назовите причину изменения.", field="reason")


def _demand_later_than_first(
    session: Session, contract: Contract, base: ContractTerms, since: date
) -> None:
    """The first terms stand in the contract's own paper: they have at least a day of their own."""
    first = session.scalar(
        select(func.min(ContractTerms.since)).where(ContractTerms.contract_id == contract.id)
    )
    if base.since == since == first:
        refuse(
            "value_invalid",
            "С этого дня действуют условия самого договора. Введите более поздний день.",
            field="since",
        )


def _changed_terms(
    session: Session,
    contract: Contract,
    base: ContractTerms,
    command: DraftAmendment,
    region: Region,
) -> NewFee | None:
    """The terms after the change at its day's tariffs; None where they would be the same."""
    before = {row.code: row.quantity_per_month for row in base.services}
    after = before
    if command.services is not None:
        after = {one.code: one.quantity for one in command.services if one.quantity}
    if after == before and not command.by_tariffs:
        return None
    if after != before and (broken := check_prescribed(after, _prescribed(session, contract))):
        raise RulesBroken(*broken)
    catalogue = region.rules.service_catalogue.on(command.since)
    items = {code: catalogue.item(code) for code in after}
    _demand_units(items, before, after)
    book = reference_book(session, region)
    facts = replace(
        written_facts(base),
        rules_day=command.since,
        services=tuple(
            PlannedService(code, quantity, book.tariff(code, command.since).amount)
            for code, quantity in after.items()
        ),
    )
    rules = region.rules.fee_rules.on(command.since)
    decision = still_free(rules, base.free_ground, decide_fee(facts, rules, book))
    decision = decision.in_editions(region.identity.acts)
    titles = {code: (item.title, item.unit_title) for code, item in items.items()}
    plan = plan_terms(facts, decision, titles, base.assessment_id)
    written = {row.code: (row.quantity_per_month, row.tariff) for row in base.services}
    if {one.code: (one.quantity, one.tariff) for one in plan.services} == written:
        return None
    return NewFee(plan, written_fee(base), decision, tuple(base.services))


def _demand_units(
    items: Mapping[str, ServiceItem], before: Mapping[str, Decimal], after: Mapping[str, Decimal]
) -> None:
    """What the region counts in whole units is agreed on in whole units (FED-IPP-11)."""
    found = [
        violation
        for code, quantity in after.items()
        if quantity != before.get(code)
        for violation in check_units(items[code], quantity, field=f"services.{code}")
    ]
    if found:
        raise RulesBroken(*found)


def _summary(base: ContractTerms, changed: NewFee | None, clauses: tuple[str, ...]) -> JsonObject:
    """The change in a form that lists and scenarios read."""
    before = {row.code: row.quantity_per_month for row in base.services}
    after = {one.code: one.quantity for one in changed.plan.services} if changed else before
    return {
        "services": as_data(changed_services(before, after)),
        "clauses": list(clauses),
        "fee": changed is not None,
    }


def _prescribed(session: Session, contract: Contract) -> dict[str, Decimal]:
    programme = own(
        session,
        Programme,
        contract.programme_id,
        contract.provider_id,
        selectinload(Programme.services),
    )
    return {row.code: row.quantity_per_month for row in programme.services}


def _clauses(texts: Sequence[str]) -> tuple[str, ...]:
    """What the parties wrote, without empty paragraphs."""
    clauses = tuple(text.strip() for text in texts if text.strip())
    if len(clauses) > MOST_CLAUSES or any(len(text) > LONGEST_CLAUSE for text in clauses):
        refuse(
            "value_invalid",
            f"Условий может быть не больше {MOST_CLAUSES}, каждое не длиннее {LONGEST_CLAUSE} "
            "знаков. Сократите текст.",
            field="clauses",
        )
    return clauses


def _signer(
    session: Session, contract: Contract, region: Region, today: date
) -> Representative | None:
    """Who signs for the recipient today: the one of the contract, or whom the law now asks for."""
    recipient = own(
        session,
        Recipient,
        contract.recipient_id,
        contract.provider_id,
        selectinload(Recipient.representatives),
    )
    signing = signing_on(recipient, recipient.representatives, today)
    current = {person.id for person in signing.representatives}
    named = contract.representative_id if contract.representative_id in current else None
    return choose_representative(signing, named, region.rules.contract_rules.on(today))


def _tell_journal(
    session: Session, contract: Contract, amendment: Amendment, *, actor: Actor, now: datetime
) -> None:
    audit.record(
        session,
        actor,
        now,
        "amendment_drafted",
        "amendment",
        amendment.id,
        after={
            "contract": contract.id,
            "number": amendment.number,
            "since": amendment.since,
            "reason": amendment.reason,
            "changes": amendment.changes,
        },
    )
