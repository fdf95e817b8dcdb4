"""A text drawn in another director's name, drawn anew in the name of the one who wants to sign it.

Nothing else of it changes. The bytes before stay frozen and read as replaced or withdrawn wherever
they are verified; what anybody has signed is never drawn anew (FED-CON-02).
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from portal.documents.changes import AmendmentFacts
from portal.documents.facts import ContractFacts
from portal.documents.parts import Signatory
from portal.documents.press import Press
from portal.domain.amendments import AmendmentState
from portal.domain.contract import ContractState
from portal.domain.printed_forms import CONTRACT
from portal.domain.violations import NotAllowed, Violation, refuse
from portal.models import Amendment, Contract, OutsideSignature, Paper, PaperCopy, Role
from portal.models.types import JsonObject
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.act_papers import read_facts
from portal.usecases.actor import Actor
from portal.usecases.amendment_checks import next_number
from portal.usecases.amendments import hold_amendment
from portal.usecases.contract_gaps import other_signatory
from portal.usecases.facts import as_data, own
from portal.usecases.meanwhile import demand_amendment_seen, demand_contract_seen
from portal.usecases.paper_parties import provider_signatory
from portal.usecases.papers import (
    freeze_for,
)
from portal.usecases.signing_returns import demand_not_sent_back
from portal.usecases.transaction import reading, transaction


@dataclass(frozen=True, slots=True)
class TakeText:
    """A contract's or an agreement's id, with the version that the page showed."""

    id: int
    version: int | None = None


def take_contract(
    command: TakeText, *, region: Region, actor: Actor, now: datetime, press: Press
) -> None:
    """Draw an unsigned contract anew in the director's own name.

    Raises NotAllowed for anybody else, transition_not_allowed for what is signed or sent back.
    """
    with transaction() as session:
        signatory = _signatory(session, region, actor, now)
        signatures = selectinload(Contract.signatures)
        contract = own(session, Contract, command.id, actor.provider_id, signatures, lock=True)
        demand_contract_seen(session, contract, command.version)
        demand_not_sent_back(session, contract)
        waits = contract.state is ContractState.AWAITING_SIGNATURE and not contract.signatures
        _demand_unsigned(session, contract.paper_id if waits else None)
        before = own(session, Paper, cast("int", contract.paper_id), actor.provider_id)
        facts = read_facts(ContractFacts, before.inputs)
        paper = freeze_for(
            session,
            contract,
            press,
            region.printed_form(CONTRACT, contract.rules_day),
            region,
            replace(facts, signatory=signatory),
            rules_day=contract.rules_day,
            now=now,
        )
        contract.paper_id = paper.id
        session.flush()
        told = (_named(facts.signatory), _named(signatory))
        audit.record(session, actor, now, "contract_redrawn", "contract", contract.id, *told)


def take_agreement(command: TakeText, *, region: Region, actor: Actor, now: datetime) -> int:
    """Withdraw a drafted agreement for another one, the same in the director's own name.

    A draft is never rewritten (FED-CON-07): the id returned is the new one's, with a number of its
    own. Refused as a contract is.
    """
    with transaction() as session:
        signatory = _signatory(session, region, actor, now)
        draft, contract = hold_amendment(session, command.id, actor)
        demand_amendment_seen(session, draft, contract, command.version)
        if draft.state is not AmendmentState.DRAFT or draft.one_sided:
            _demand_unsigned(session, None)
        if draft.paper_id is not None:
            _demand_unsigned(session, draft.paper_id)
        number = next_number(session, contract)
        facts = replace(
            read_facts(AmendmentFacts, draft.inputs),
            number=str(number),
            drawn_on=region.today(now),
            signatory=signatory,
        )
        fresh = Amendment(
            **{name: getattr(draft, name) for name in _KEPT},
            number=number,
            state=AmendmentState.DRAFT,
            inputs=cast("JsonObject", as_data(facts)),
            drafted_at=now,
            drafted_by_id=actor.membership_id,
        )
        session.add(fresh)
        draft.state = AmendmentState.WITHDRAWN
        draft.withdrawn_at, draft.withdrawn_by_id = now, actor.membership_id
        draft.withdrawal_reason = (
            f"Составлено заново под № {number}: подписывает {signatory.short_name}"
        )
        session.flush()
        _tell(session, draft, fresh, actor, now)
        return fresh.id


_KEPT = (
    "provider_id",
    "contract_id",
    "one_sided",
    "initiator",
    "reason",
    "consent_on",
    "rule",
    "since",
    "representative_id",
    "changes",
    "plan",
    "base_terms_id",
    "tariff_day_id",
    "notice_id",
)
"""What the new draft takes over: everything but its number, its day and who draws it up."""


def _tell(
    session: Session, draft: Amendment, fresh: Amendment, actor: Actor, now: datetime
) -> None:
    why = draft.withdrawal_reason
    states = ({"state": AmendmentState.DRAFT.value}, {"state": draft.state.value})
    gone = ("amendment_withdrawn", "amendment", draft.id)
    audit.record(session, actor, now, *gone, *states, reason=why)
    told = {"contract": fresh.contract_id, "number": fresh.number, "instead_of": draft.number}
    audit.record(session, actor, now, "amendment_drafted", "amendment", fresh.id, after=told)


def agreement_of_another(actor: Actor, amendment_id: int, region: Region) -> tuple[Violation, ...]:
    """Why the reader may not sign a drafted agreement: it names another director (FED-CON-02)."""
    with reading() as session:
        amendment = own(session, Amendment, amendment_id, actor.provider_id)
        contract = own(session, Contract, amendment.contract_id, actor.provider_id)
        rules = region.rules.contract_rules.on(contract.rules_day)
        return other_signatory(amendment.inputs, actor.name, rules.signatories, remedy="")


def _signatory(session: Session, region: Region, actor: Actor, now: datetime) -> Signatory:
    if actor.role is not Role.DIRECTOR:
        raise NotAllowed
    today = region.today(now)
    return provider_signatory(session, actor.provider_id, today, actor.membership_id)


def _named(signatory: Signatory) -> dict[str, str]:
    return {"named": signatory.short_name}


def _demand_unsigned(session: Session, paper_id: int | None) -> None:
    """Refuse for no waiting paper, and for one that somebody has signed by hand or elsewhere."""
    by_hand = select(PaperCopy.id).where(
        PaperCopy.paper_id == paper_id,
        or_(
            PaperCopy.provider_signed_on.is_not(None),
            PaperCopy.customer_signed_on.is_not(None),
            PaperCopy.handed_on.is_not(None),
        ),
    )
    elsewhere = select(OutsideSignature.id).where(OutsideSignature.paper_id == paper_id)
    if paper_id is None or any(session.scalar(one.limit(1)) for one in (by_hand, elsewhere)):
        refuse(
            "transition_not_allowed",
            "На этой бумаге уже стоит подпись, или она больше ничего не ждёт: текст не меняют. "
            "Подписывает её тот, кто в ней назван.",
        )
