"""The end of a contract confirmed, signed, told, and with the last of these complete.

The director confirms with the own password: the order takes its number, order and agreement are
drawn and frozen. An end by the provider's notice takes effect on the day of its handover
(FED-TER-06); a document of both sides waits for the recipient's signature (MSK-TER-03).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import cast

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from portal.documents.facts import EndingFacts
from portal.documents.press import Press
from portal.domain.contract import Party
from portal.domain.endings import EndingState, Handover, Need, demand_open
from portal.domain.printed_forms import ENDING_AGREEMENT, ENDING_NOTICE, ENDING_ORDER
from portal.domain.violations import Conflict, NotAllowed, refuse
from portal.models import (
    Contract,
    Paper,
    Role,
    SignatureMethod,
    Termination,
    TerminationSignature,
)
from portal.models.types import JsonObject
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.act_papers import read_facts
from portal.usecases.actor import Actor
from portal.usecases.ending_effects import demand_nothing_after, demand_within, end_contract
from portal.usecases.ending_text import ending_facts
from portal.usecases.facts import as_data, own
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
from portal.usecases.papers import PaperSubject, freeze, paper_bytes
from portal.usecases.sealing import Sealer, seal_paper
from portal.usecases.signatories import Signing, side_has_signed
from portal.usecases.terminations import demand_running, locked, needs_of
from portal.usecases.transaction import EDITED_MEANWHILE, demand_version, transaction
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


@dataclass(frozen=True, slots=True)
class HandOverNotice:
    """When and how the notice came to the recipient."""

    termination_id: int
    handed_on: date
    handed: Handover = Handover.IN_PERSON


@dataclass(frozen=True, slots=True)
class TerminationDone:
    """Where the end stands; ``terminated_on`` is the last day once it is complete."""

    state: EndingState
    terminated_on: date | None
    order_number: str | None
    needs: tuple[Need, ...]


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
        if command.version is not None:
            demand_version(row.version, command.version)
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
    _demand_last_day(session, contract, row)
    if row.needs_order:
        sequence = take_number(session, contract.provider_id, ORDERS, today.year)
        row.order_sequence, row.order_year = sequence, today.year
        row.order_number = f"{sequence}/{today.year}"
    _freeze_papers(session, row, contract, region=region, now=now, press=press)
    row.confirmed_at, row.confirmed_on = now, today
    row.confirmed_by_id = actor.membership_id
    session.flush()
    if row.needs_both:
        put = Put(Party.PROVIDER, actor.name, SignatureMethod.PASSWORD, today)
        _sign(session, row, put, actor=actor, now=now)
    _seal(session, row, contract, sealer, actor=actor, now=now)
    done = _complete_if_ready(session, row, contract, actor=actor, now=now)
    _tell(session, row, "termination_confirmed", actor=actor, now=now)
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
    demand_open(row.state)
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
    )
    put = Put(command.party, name, command.method, command.signed_on, command.scan)
    _sign(session, row, put, actor=actor, now=now)
    done = _complete_if_ready(
        session, row, contract, signing=signing, party=command.party, actor=actor, now=now
    )
    _tell(session, row, "termination_signed", actor=actor, now=now)
    return done


def hand_over_notice(
    command: HandOverNotice, *, region: Region, actor: Actor, now: datetime
) -> TerminationDone:
    """Record how and when the notice was handed over; the provider's refusal ends with it."""
    if actor.role is Role.RECIPIENT:
        raise NotAllowed
    today = region.today(now)
    with transaction() as session:
        row, contract = locked(session, command.termination_id, actor)
        _demand_notice(row)
        if row.confirmed_on is None or not row.confirmed_on <= command.handed_on <= today:
            refuse(
                "value_invalid",
                "Уведомление вручают после решения директора и не позже сегодняшнего дня. "
                "Проверьте дату.",
                field="handed_on",
            )
        row.notice_handed_on, row.notice_handed = command.handed_on, command.handed
        if row.needs_notice and row.last_day is None:
            row.last_day = command.handed_on
        if row.state is EndingState.PENDING:
            _demand_last_day(session, contract, row)
        session.flush()
        signing = signing_of(session, contract, command.handed_on) if row.needs_both else None
        done = _complete_if_ready(session, row, contract, signing=signing, actor=actor, now=now)
        _tell(session, row, "termination_notice_handed_over", actor=actor, now=now)
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
            paper = _drawn(session, row, contract, code, region=region, now=now, press=press)
            row.notice_paper_id = paper_id = paper.id
    if paper_id is None:
        refuse("transition_not_allowed", "Этой бумаги у прекращения ещё нет.")
    return paper_bytes(actor.provider_id, paper_id)


def _demand_director(actor: Actor, region: Region, contract: Contract) -> None:
    if actor.role is not Role.DIRECTOR:
        refuse(
            "not_authorised",
            "Прекращение подтверждает директор. Передайте договор ему.",
            citation=region.rules.contract_rules.on(contract.rules_day).signatories,
        )


def _demand_unconfirmed(row: Termination, contract: Contract) -> None:
    demand_open(row.state)
    demand_running(contract)
    if row.confirmed_at is not None:
        text = "Директор это прекращение уже подтвердил. Второй раз не нужно."
        refuse("transition_not_allowed", text)


def _demand_last_day(session: Session, contract: Contract, row: Termination) -> None:
    if row.last_day is not None:
        demand_within(contract, row.last_day, None)
        demand_nothing_after(session, contract, row.last_day, None)


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


def _demand_notice(row: Termination) -> None:
    if row.state is EndingState.WITHDRAWN:
        demand_open(row.state)
    if row.confirmed_at is None:
        refuse(
            "signature_missing",
            "Уведомление подписывает директор: сначала он подтверждает прекращение.",
            field="handed_on",
        )
    if row.notice_handed_on is not None:
        text = "Вручение этого уведомления уже записано. Второй раз не нужно."
        refuse("transition_not_allowed", text, field="handed_on")


def _freeze_papers(
    session: Session,
    row: Termination,
    contract: Contract,
    *,
    region: Region,
    now: datetime,
    press: Press,
) -> None:
    today = region.today(now)
    signer = signer_of(session, contract, region, today) if row.needs_both else None
    row.representative_id = signer.id if signer else None
    facts = ending_facts(session, row, contract, signer, today)
    row.inputs = cast("JsonObject", as_data(facts))
    if row.needs_order:
        row.order_paper_id = _drawn(
            session, row, contract, ENDING_ORDER, region=region, now=now, press=press
        ).id
    if row.needs_both:
        row.agreement_paper_id = _drawn(
            session, row, contract, ENDING_AGREEMENT, region=region, now=now, press=press
        ).id


def _drawn(  # noqa: PLR0913 - what is printed, by which rules
    session: Session,
    row: Termination,
    contract: Contract,
    code: str,
    *,
    region: Region,
    now: datetime,
    press: Press,
) -> Paper:
    return freeze(
        session,
        press,
        region.printed_form(code, row.confirmed_on or region.today(now)),
        region,
        read_facts(EndingFacts, row.inputs),
        provider_id=row.provider_id,
        subject=PaperSubject(recipient_id=contract.recipient_id, contract_id=contract.id),
        rules_day=row.rules_day,
        now=now,
    )


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
    """The organisation's seal on what the director has just signed: the order, the agreement."""
    signed = (
        (row.order_paper_id, f"Приказ № {row.order_number}"),
        (row.agreement_paper_id, f"Расторжение договора № {contract.number}"),
    )
    for paper_id, reason in signed:
        if paper_id is not None:
            paper = own(session, Paper, paper_id, row.provider_id)
            seal_paper(session, paper, sealer, reason, actor=actor, now=now)


def _complete_if_ready(  # noqa: PLR0913 - the end, and who has just done what
    session: Session,
    row: Termination,
    contract: Contract,
    *,
    actor: Actor,
    now: datetime,
    signing: Signing | None = None,
    party: Party | None = None,
) -> TerminationDone:
    """End the contract when order, signatures and notice are there."""
    parties = frozenset(one.party for one in row.signatures) | ({party} if party else set())
    customer = signing is not None and side_has_signed(signing, parties)
    needs = needs_of(row, customer_signed=customer)
    if row.state is EndingState.PENDING and not needs and row.last_day is not None:
        before = {"state": contract.state.value}
        end_contract(session, contract, row.last_day)
        row.state, row.completed_at = EndingState.TERMINATED, now
        session.flush()
        audit.record(
            session,
            actor,
            now,
            "contract_terminated",
            "contract",
            contract.id,
            before,
            {
                "state": contract.state.value,
                "ground": row.ground,
                "terminated_on": row.last_day,
                "order": row.order_number,
            },
        )
    ended = row.last_day if row.state is EndingState.TERMINATED else None
    return TerminationDone(row.state, ended, row.order_number, needs)


def _tell(session: Session, row: Termination, what: str, *, actor: Actor, now: datetime) -> None:
    audit.record(
        session,
        actor,
        now,
        what,
        "termination",
        row.id,
        after={
            "state": row.state.value,
            "order": row.order_number,
            "last_day": row.last_day,
            "notice_handed_on": row.notice_handed_on,
        },
    )
