"""The end of a contract confirmed, signed, told, and with the last of these complete.

The director confirms with the own password: the order takes its number, order and agreement are
drawn and frozen. An end by the provider's notice takes effect on the day of its handover
(FED-TER-06). A document of both sides is signed then or later (MSK-TER-03): only an end that the
recipient wants waits for the recipient's signature.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import cast

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from portal.documents.press import Press
from portal.domain.contract import Party
from portal.domain.endings import demand_open, demand_standing
from portal.domain.printed_forms import ENDING_AGREEMENT, ENDING_NOTICE, ENDING_ORDER
from portal.domain.violations import Conflict, NotAllowed, RulesBroken, refuse
from portal.models import (
    Contract,
    Paper,
    Representative,
    Role,
    SignatureMethod,
    Termination,
    TerminationSignature,
)
from portal.models.types import JsonObject
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.ending_days import ANEW, demand_not_told_late
from portal.usecases.ending_steps import (
    TerminationDone,
    complete_if_ready,
    demand_last_day,
    draw_paper,
    tell_journal,
)
from portal.usecases.ending_text import ending_facts
from portal.usecases.facts import as_data, own
from portal.usecases.lawful_ends import order_rule
from portal.usecases.meanwhile import demand_ending_seen
from portal.usecases.numbering import take_number
from portal.usecases.paper_signatures import (
    Put,
    demand_customer,
    demand_customer_method,
    demand_not_signed,
    record_signature,
    signer_of,
    signing_of,
)
from portal.usecases.papers import paper_bytes
from portal.usecases.sealing import Sealer, seal_paper
from portal.usecases.terminations import demand_running, locked
from portal.usecases.transaction import EDITED_MEANWHILE, transaction
from portal.usecases.uploads import Upload

ORDERS = "termination_order"


@dataclass(frozen=True, slots=True)
class ConfirmTermination:
    """The director's word; ``version`` is what was shown."""

    termination_id: int
    version: int | None = None


@dataclass(frozen=True, slots=True)
class SignTermination:
    """The customer's signature on the paper that both sides sign, on paper unless by code.

    ``paper_sha256`` is what the signer saw; given, it must still hold.
    """

    termination_id: int
    party: Party
    signed_on: date
    scan: Upload | None = None
    method: SignatureMethod = SignatureMethod.PAPER
    paper_sha256: str | None = None


def confirm_termination(
    command: ConfirmTermination,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
    press: Press,
    sealer: Sealer | None = None,
) -> TerminationDone:
    """The director's order or signature; ends the contract when nothing else is waited for.

    With a ``sealer`` the same password seals order and agreement. Raises RulesBroken for anybody
    else, for services recorded after the last day meanwhile, and for an end confirmed before.
    """
    with transaction() as session:
        row, contract = locked(session, command.termination_id, actor)
        demand_ending_seen(session, row, contract, command.version)
        return confirm(
            session,
            row,
            contract,
            region=region,
            actor=actor,
            now=now,
            press=press,
            sealer=sealer,
        )


def confirm(  # noqa: PLR0913 - the end, and who confirms it by which rules
    session: Session,
    row: Termination,
    contract: Contract,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
    press: Press,
    sealer: Sealer | None = None,
) -> TerminationDone:
    """The same as a step of a transaction that holds the contract and its end."""
    today = region.today(now)
    _demand_director(actor, region, contract)
    _demand_unconfirmed(row, contract)
    demand_last_day(session, contract, row)
    if row.needs_notice:
        notice = region.rules.termination_rules.on(row.rules_day).notice
        demand_not_told_late(row.last_day, today, ANEW, notice)
    if row.needs_order:
        sequence = take_number(session, contract.provider_id, ORDERS, today.year)
        row.order_sequence, row.order_year = sequence, today.year
        row.order_number = f"{sequence}/{today.year}"
    by = actor.membership_id
    _freeze_papers(session, row, contract, drawn_by=by, region=region, now=now, press=press)
    row.confirmed_at, row.confirmed_on = now, today
    row.confirmed_by_id = actor.membership_id
    session.flush()
    if row.needs_both:
        put = Put(Party.PROVIDER, actor.name, SignatureMethod.PASSWORD, today)
        _sign(session, row, put, actor=actor, now=now)
    _seal(session, row, contract, sealer, actor=actor, now=now)
    done = complete_if_ready(session, row, contract, actor=actor, now=now)
    tell_journal(session, row, "termination_confirmed", actor=actor, now=now)
    return done


def sign_termination(
    command: SignTermination, *, region: Region, actor: Actor, now: datetime
) -> TerminationDone:
    """Record the recipient's or representative's signature on the agreement (MSK-TER-03).

    A code signs through ``confirm_by_code``, which has it in hand.
    """
    if actor.role is Role.RECIPIENT or command.method is SignatureMethod.CODE:
        raise NotAllowed
    with transaction() as session:
        return put_termination_signature(session, command, region=region, actor=actor, now=now)


def put_termination_signature(
    session: Session, command: SignTermination, *, region: Region, actor: Actor, now: datetime
) -> TerminationDone:
    """What every way of signing does within its transaction: check, record, end the contract."""
    row, contract = locked(session, command.termination_id, actor)
    demand_standing(row.state)
    confirmed_on = _demand_turn(row, command)
    _demand_shown(session, row, command)
    if not confirmed_on <= command.signed_on <= region.today(now):
        refuse(
            "value_invalid",
            f"Документ составлен {confirmed_on:%d.%m.%Y}: подпись не раньше этого дня и не "
            "позже сегодняшнего. Проверьте дату.",
            field="signed_on",
        )
    demand_customer_method(command.method)
    signing = signing_of(session, contract, command.signed_on)
    name = demand_customer(
        command.party,
        named_id=row.representative_id,
        signed={one.party for one in row.signatures},
        signing=signing,
        rules=region.rules.contract_rules.on(contract.rules_day),
        region=region,
    )
    put = Put(command.party, name, command.method, command.signed_on, command.scan)
    _sign(session, row, put, actor=actor, now=now)
    done = complete_if_ready(
        session, row, contract, signing=signing, party=command.party, actor=actor, now=now
    )
    tell_journal(session, row, "termination_signed", actor=actor, now=now)
    return done


def ending_paper(
    termination_id: int, code: str, *, region: Region, actor: Actor, now: datetime, press: Press
) -> bytes:
    """The bytes of order, agreement or notice; the notice is drawn and frozen on first need."""
    with transaction() as session:
        row, contract = locked(session, termination_id, actor)
        paper_id = {
            ENDING_ORDER: row.order_paper_id,
            ENDING_AGREEMENT: row.agreement_paper_id,
            ENDING_NOTICE: row.notice_paper_id,
        }[code]
        if paper_id is None and code == ENDING_NOTICE and row.confirmed_at is not None:
            paper = draw_paper(session, row, contract, code, region=region, now=now, press=press)
            row.notice_paper_id = paper_id = paper.id
    if paper_id is None:
        refuse("transition_not_allowed", "Этой бумаги у прекращения ещё нет.")
    return paper_bytes(actor.provider_id, paper_id)


def _demand_director(actor: Actor, region: Region, contract: Contract) -> None:
    if actor.role is not Role.DIRECTOR:
        refuse(
            "not_authorised",
            "Прекращение договора подтверждает директор. Передайте его директору.",
            citation=region.rules.contract_rules.on(contract.rules_day).signatories,
        )


def _demand_unconfirmed(row: Termination, contract: Contract) -> None:
    demand_open(row.state)
    demand_running(contract)
    if row.confirmed_at is not None:
        text = "Директор это прекращение уже подтвердил. Второй раз не нужно."
        refuse("transition_not_allowed", text)


def _demand_turn(row: Termination, command: SignTermination) -> date:
    """The day the document exists from; refused while there is nothing to sign."""
    if not row.needs_both:
        text = "Для этого прекращения подпись получателя не нужна."
        refuse("transition_not_allowed", text, field="party")
    if row.confirmed_on is None:
        refuse(
            "signature_missing",
            "Первым документ о расторжении подписывает директор. Подпись получателя можно записать "
            "после этого.",
            field="party",
        )
    demand_not_signed(command.party, {Party.PROVIDER, *(one.party for one in row.signatures)})
    return row.confirmed_on


def _demand_shown(session: Session, row: Termination, command: SignTermination) -> None:
    """The signer signs the bytes that were shown; raises Conflict."""
    if command.paper_sha256 is None or row.agreement_paper_id is None:
        return
    paper = own(session, Paper, row.agreement_paper_id, row.provider_id)
    if paper.sha256 != command.paper_sha256:
        raise Conflict(replace(EDITED_MEANWHILE, field="paper_sha256"))


def _freeze_papers(  # noqa: PLR0913 - whose end, by whose word, and what draws it
    session: Session,
    row: Termination,
    contract: Contract,
    *,
    drawn_by: int,
    region: Region,
    now: datetime,
    press: Press,
) -> None:
    today = region.today(now)
    signer = signer_named(session, row, contract, region, today)
    row.representative_id = signer.id if signer else None
    facts = ending_facts(session, row, contract, signer, today, drawn_by=drawn_by, region=region)
    facts = replace(facts, order_rule=order_rule(session, row, contract, region))
    row.inputs = cast("JsonObject", as_data(facts))
    if row.needs_order:
        row.order_paper_id = draw_paper(
            session, row, contract, ENDING_ORDER, region=region, now=now, press=press
        ).id
    if row.needs_both:
        row.agreement_paper_id = draw_paper(
            session, row, contract, ENDING_AGREEMENT, region=region, now=now, press=press
        ).id
    if row.needs_notice:
        row.notice_paper_id = draw_paper(
            session, row, contract, ENDING_NOTICE, region=region, now=now, press=press
        ).id


def signer_named(
    session: Session, row: Termination, contract: Contract, region: Region, today: date
) -> Representative | None:
    """Who signs for the recipient; where nobody is waited for, nobody to sign stops nothing."""
    if not row.needs_both:
        return None
    try:
        return signer_of(session, contract, region, today)
    except RulesBroken:
        if row.needs_customer:
            raise
        return None


def _sign(session: Session, row: Termination, put: Put, *, actor: Actor, now: datetime) -> None:
    assert row.agreement_paper_id is not None  # noqa: S101 - drawn when it was confirmed
    signature = TerminationSignature(termination_id=row.id)
    record_signature(session, signature, put, row.agreement_paper_id, actor=actor, now=now)
    # A signature is news to whoever holds the end open, so its version moves on.
    flag_modified(row, "state")
    session.flush()


def _seal(
    session: Session,
    row: Termination,
    contract: Contract,
    sealer: Sealer | None,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """The organisation's seal on what the director has just signed: order, document, notice."""
    signed = (
        (row.order_paper_id, f"Приказ № {row.order_number}"),
        (row.agreement_paper_id, f"Расторжение договора № {contract.number}"),
        (row.notice_paper_id, f"Уведомление о прекращении договора № {contract.number}"),
    )
    for paper_id, reason in signed:
        if paper_id is not None:
            paper = own(session, Paper, paper_id, row.provider_id)
            seal_paper(session, paper, sealer, reason, actor=actor, now=now)
