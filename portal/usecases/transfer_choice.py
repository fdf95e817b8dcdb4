"""What the recipient decides about the own move: which provider, and whether to go at all.

The office writes down what it was told; in the cabinet the recipient says it. Rules: AST-RGT-01,
AST-TRN-11, AST-TRN-13, AST-MIN-02 (who speaks for whom).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.information import outside_recommendation
from portal.domain.moves import MoveWish
from portal.domain.violations import Violation, refuse
from portal.models import Role, Transfer, TransferOffer
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.move_request_closing import settle_requests
from portal.usecases.transaction import transaction
from portal.usecases.transfer_case import (
    CITIZENS,
    LONGEST,
    PREPARES,
    REPRESENTATIVE,
    Taken,
    TransferDone,
    case_of,
    demand_role,
    demand_seen,
    done,
    provider_named,
    release_holds,
    rules_of,
    take,
)
from portal.usecases.transfer_own import (
    demand_agent,
    demand_consent,
    demand_speaker,
    own_case,
)
from portal.usecases.transfer_reception import new_contract
from portal.usecases.transfer_told import recommended_notice
from portal.usecases.way_over import demand_not_over, recorded_by

BY_AGENT = "Заявление подал представитель."
_ASK_OFFICE = (
    "Этого поставщика орган не рекомендовал. Предупредите получателя, что согласие органа дано на "
    "рекомендованных. Если он всё же выбирает этого, отметьте, что его предупредили."
)
_ASK_READER = (
    "Этого поставщика орган не рекомендовал: его согласие дано на рекомендованных. Выберите из них "
    "или отметьте внизу, что знаете об этом."
)


@dataclass(frozen=True, slots=True)
class ChooseProvider:
    """Whom the recipient chose after the notification, and who said so.

    ``told_on``: when the recipient learnt who is recommended, unless that is on record already.
    ``warned``: the recipient knows that the chosen one is not among them (AST-RGT-01).
    ``consented``: with the representative's written consent, where the recipient's word needs it.
    """

    transfer_id: int
    provider_id: int | None = None
    name: str = ""
    by: str = "recipient"
    on: date | None = None
    version: int | None = None
    told_on: date | None = None
    warned: bool = False
    consented: bool = False


@dataclass(frozen=True, slots=True)
class WithdrawTransfer:
    """A written withdrawal: whose, of which day, in which words.

    ``consented``: with the representative's written consent, where the recipient's word needs it.
    """

    transfer_id: int
    by: str = "recipient"
    on: date | None = None
    note: str = ""
    version: int | None = None
    consented: bool = False


@dataclass(frozen=True, slots=True)
class ChooseOwn:
    """Whom the reader of a cabinet chooses for the own move, or the move of who is represented."""

    provider_id: int | None = None
    name: str = ""
    version: int | None = None
    warned: bool = False


def choose_provider(
    command: ChooseProvider, *, region: Region, actor: Actor, now: datetime
) -> TransferDone:
    """Write down whom the recipient chose; a choice beside the list is warned of (AST-RGT-01).

    Raises value_invalid while nobody has said when the recipient learnt the list (AST-NOT-03),
    provider_not_recommended for a choice beside the list of who was not warned before it,
    not_authorised for the word of a representative that the recipient does not have, and the
    region's refusal of a child's word without the consent (AST-MIN-02).
    """
    demand_role(actor, *PREPARES)
    with transaction() as session:
        row = case_of(session, command.transfer_id, actor)
        demand_not_over(session, row)
        _demand_speaks(session, row, command, command.on or region.today(now), region)
        return _choose(session, row, command, region=region, actor=actor, now=now)


def choose_own(command: ChooseOwn, *, region: Region, actor: Actor, now: datetime) -> TransferDone:
    """Choose in the own cabinet; raises what keeps the reader from deciding alone (AST-MIN-02).

    Raises NotFound without a running move, else as ``choose_provider``.
    """
    with transaction() as session:
        row = own_case(session, actor, lock=True)
        today = region.today(now)
        by = demand_speaker(session, row.recipient_id, region, actor, today)
        # The page that is answered shows the list: whoever chooses there has read it.
        said = ChooseProvider(
            row.id,
            command.provider_id,
            command.name,
            by,
            version=command.version,
            told_on=today,
            warned=command.warned,
        )
        return _choose(session, row, said, region=region, actor=actor, now=now)


def withdraw_transfer(
    command: WithdrawTransfer, *, region: Region, actor: Actor, now: datetime
) -> TransferDone:
    """Close a move that the recipient no longer wants; the contract stays as it was (AST-TRN-13).

    Raises transition_not_allowed once the move is over, not_authorised for anybody's but the
    recipient's or the representative's word, the region's refusal of a child's word without the
    consent (AST-MIN-02), value_invalid without words of the application.
    """
    demand_role(actor, *PREPARES)
    if not any(sign.isalpha() for sign in command.note):
        text = "Перепишите из заявления словами, почему перевод отзывают."
        refuse("value_invalid", text, field="note")
    with transaction() as session:
        row = case_of(session, command.transfer_id, actor)
        demand_not_over(session, row)
        _demand_speaks(session, row, command, command.on or region.today(now), region)
        told = replace(command, note=f"{BY_AGENT} {command.note.strip()}")
        said = told if command.by == REPRESENTATIVE else command
        return withdraw_within(session, row, said, region=region, actor=actor, now=now)


def _choose(
    session: Session,
    row: Transfer,
    command: ChooseProvider,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
) -> TransferDone:
    demand_seen(session, row, command.version)
    chosen = provider_named(session, region, command.provider_id, command.name, field="provider_id")
    if chosen[0] == row.provider_id:
        text = "Это нынешний поставщик. Выберите того, к кому получатель переходит."
        refuse("value_invalid", text, field="provider_id")
    on = command.on or region.today(now)
    taken = Taken(_citizen(command.by), on, note=chosen[1])
    take(session, row, "choose_provider", taken, region=region, actor=actor, now=now)
    _demand_told(row, command.told_on, on, region)
    row.chosen_provider_id, row.chosen_name = chosen
    row.chosen_on = on
    release_holds(session, row, but=row.chosen_provider_id)
    session.flush()
    beside = _beside_the_list(session, row, region)
    if beside and not command.warned:
        text = _ASK_READER if actor.role is Role.RECIPIENT else _ASK_OFFICE
        refuse(beside[0].code, text, field="warned", citation=beside[0].citation)
    return done(row, beside)


def _demand_speaks(
    session: Session,
    row: Transfer,
    command: ChooseProvider | WithdrawTransfer,
    on: date,
    region: Region,
) -> None:
    """Who decides may decide, alone or with the consent that is there (AST-MIN-02)."""
    demand_agent(session, row, command.by, on, region)
    demand_consent(session, row, command.by, on, region, consented=command.consented)


def _demand_told(row: Transfer, told_on: date | None, chosen_on: date, region: Region) -> None:
    """The recipient chooses among those recommended, so first learns who they are (AST-NOT-03)."""
    rule = recommended_notice(region, row.applied_on)
    if rule is None or row.told_on is not None:
        return
    first = row.notified_on or row.applied_on
    if told_on is None:
        text = (
            "Сначала передайте получателю, кого рекомендуют: запишите вручение письма или введите "
            "день, когда ему сообщили."
        )
        refuse("value_invalid", text, field="told_on", citation=rule.citation)
    if not first <= told_on <= chosen_on:
        text = f"Введите день с {first:%d.%m.%Y} (уведомление) по {chosen_on:%d.%m.%Y} (выбор)."
        refuse("value_invalid", text, field="told_on", citation=rule.citation)
    row.told_on = told_on


def withdraw_within(
    session: Session,
    row: Transfer,
    command: WithdrawTransfer,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
) -> TransferDone:
    """Withdraw within a transaction: a place that was kept is free again (AST-TRN-13).

    Raises overlap while the receiving provider's own contract is in force (AST-TRN-11).
    """
    demand_seen(session, row, command.version)
    begun = new_contract(session, row) if row.closed_on is None else None
    if begun is not None:
        text = (
            f"У нового поставщика уже действует договор № {begun.number}. Завершите перевод, или "
            "пусть новый поставщик сначала прекратит свой договор: двух сразу быть не может."
        )
        continuity = rules_of(row, region).continuity.citation
        refuse("overlap", text, field="note", citation=continuity)
    on = command.on or region.today(now)
    taken = Taken(command.by, on, note=command.note.strip()[:LONGEST])
    step = f"withdraw_{row.state}"
    take(session, row, step, taken, region=region, actor=actor, now=now)
    release_holds(session, row)
    told = f"Перевод отозван {on:%d.%m.%Y}{recorded_by(actor.name)}"
    answer = f"{told} Договор действует как прежде."
    settle_requests(
        session, row.contract_id, (MoveWish.GO, MoveWish.STAY), answer, actor=actor, now=now
    )
    return done(row)


def _citizen(by: str) -> str:
    if by not in CITIZENS:
        text = "Выбирает получатель или его представитель. Отметьте, кто из них."
        refuse("not_authorised", text, field="by")
    return by


def _beside_the_list(session: Session, row: Transfer, region: Region) -> tuple[Violation, ...]:
    rule = region.rules.information_rules.on(row.applied_on).recommendation
    if rule is None:
        return ()
    offers = session.scalars(
        select(TransferOffer.name).where(
            TransferOffer.provider_id == row.provider_id, TransferOffer.transfer_id == row.id
        )
    )
    return outside_recommendation(rule, offers, row.chosen_name)
