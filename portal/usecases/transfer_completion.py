"""The last step of a move: the old contract ends the day before, the new one has begun.

One transaction for both sides: nobody is left without care for a day, and no day is billed twice.
Rules: AST-TRN-08, AST-TRN-11, AST-TER-01, AST-CON-01, AST-CAP-01, AST-MIN-01, AST-TRN-09.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from portal.documents.press import Press
from portal.domain.contract import RUNNING, ContractState
from portal.domain.demands import Facts
from portal.domain.transfer import check_continuity, old_contract_ends, revision_reasons
from portal.domain.violations import Violation, refuse
from portal.models import Contract, HoldState, Programme, Role, Transfer
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.awaited_review import awaited_review
from portal.usecases.ending_text import BasisPaper
from portal.usecases.envelope_news import EnvelopeNews, news_since
from portal.usecases.facts import own
from portal.usecases.lawful_ends import TerminateContract
from portal.usecases.termination_papers import confirm
from portal.usecases.terminations import locked, prepare
from portal.usecases.transaction import transaction
from portal.usecases.transfer_case import (
    CHOSEN,
    Taken,
    case_of,
    contract_of,
    demand_role,
    demand_seen,
    rules_of,
    take,
)
from portal.usecases.transfer_opening import warnings_of
from portal.usecases.transfer_papers import is_special, issued_papers, referrals
from portal.usecases.transfer_reception import file_move, held, new_contract
from portal.usecases.transfer_revision import told_reasons

GROUND = "transfer"
SPECIAL_LAW = ("psychiatric_care_observed", "special_procedure_observed")
REFERRAL = "referral_checked"
MARKS = (*SPECIAL_LAW, REFERRAL)
OUTSIDE = ("vacancy_confirmed", "new_contract_concluded")
"""What the director vouches for when the receiving provider does not work in this portal."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class VouchFor:
    """Marks of the director: a special law observed, a referral seen, a letter from elsewhere."""

    transfer_id: int
    marks: tuple[str, ...]
    note: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class CompleteTransfer:
    """The day of the move: the first day at the receiving provider.

    ``new_from``: the first day of the new contract, asked when that provider works elsewhere.
    """

    transfer_id: int
    moved_on: date
    version: int | None = None
    new_from: date | None = None


@dataclass(frozen=True, slots=True)
class TransferCompleted:
    """What a completed move leaves; ``news`` is what its receiver has not read in the envelope.

    ``review_asked``: since when the outcome of a review of the programme is awaited.
    """

    id: int
    state: str
    old_contract_state: ContractState
    terminated_on: date | None
    programme_kept: bool
    personal_file_sent: bool
    news: EnvelopeNews
    review_asked: date | None = None


def vouch_for(
    command: VouchFor, *, region: Region, actor: Actor, now: datetime
) -> tuple[Violation, ...]:
    """Put the director's marks on a move; they stay in its history with the reason.

    Returns what a mark about a child's referral leaves to be asked for (AST-MIN-01). Raises
    documents_missing for the mark of a special law while its checklist is empty.
    """
    demand_role(actor, Role.DIRECTOR)
    with transaction() as session:
        row = case_of(session, command.transfer_id, actor)
        demand_seen(session, row, command.version)
        known = MARKS if row.chosen_provider_id or not row.chosen_name else (*MARKS, *OUTSIDE)
        strange = [mark for mark in command.marks if mark not in known]
        if strange or row.closed_on is not None:
            text = "Такой отметки у этого перевода нет. Обновите страницу."
            refuse("value_invalid", text, field="marks")
        _demand_paper(command.note)
        _demand_checklist(session, row, command.marks, region)
        before = {"confirmed": row.confirmed}
        row.confirmed = sorted({*row.confirmed, *command.marks})
        session.flush()
        after = {"confirmed": row.confirmed}
        subject = ("transfer_vouched", "transfer", row.id)
        audit.record(session, actor, now, *subject, before, after, reason=command.note.strip())
        return _absent_referral(session, row, command.marks, region)


def _absent_referral(
    session: Session, row: Transfer, marks: tuple[str, ...], region: Region
) -> tuple[Violation, ...]:
    if REFERRAL not in marks:
        return ()
    asked = {one.code for one in referrals(row, region)}
    said = warnings_of(row, region, issued_papers(session, row))
    return tuple(one for one in said if one.field in asked)


def _demand_paper(note: str) -> None:
    """A mark stands on a paper that somebody can find: what it is, its number or day."""
    if any(sign.isalpha() for sign in note) and any(sign.isdigit() for sign in note):
        return
    text = (
        "Напишите, на чём основана отметка: документ и его номер или день, например «письмо № 12 "
        "от 13.05.2026»."
    )
    refuse("value_invalid", text, field="note")


def _demand_checklist(
    session: Session, row: Transfer, marks: tuple[str, ...], region: Region
) -> None:
    """A special law was observed by some paper: the checklist names it (AST-TRN-09, AST-TRN-10)."""
    if not set(marks) & set(SPECIAL_LAW):
        return
    others = {one.code for one in referrals(row, region)}
    there = [code for code in issued_papers(session, row) if code not in others]
    if any(is_special(row, code, region) for code in there):
        return
    clauses = rules_of(row, region).marks_of(frozenset(row.marks))
    text = "Внесите в пакет документы особого порядка: без них отметку не на чем основать."
    citation = next((one.citation for one in clauses if one.manual), None)
    refuse("documents_missing", text, field="marks", citation=citation)


def complete_transfer(
    command: CompleteTransfer, *, region: Region, actor: Actor, now: datetime, press: Press
) -> TransferCompleted:
    """End the old contract on the day before the move, and close the move.

    Raises agreement_missing, personal_file_not_sent, vacancy_not_confirmed, programme_expired,
    new_contract_missing, director_mark_missing, overlap or gap between the contracts, and overlap
    for services recorded at the former provider from the day of the move on.
    """
    demand_role(actor, Role.DIRECTOR)
    with transaction() as session:
        row = case_of(session, command.transfer_id, actor)
        demand_seen(session, row, command.version)
        facts = facts_for(session, row, command.moved_on)
        before = row.state
        note = f"Новый договор с {command.new_from:%d.%m.%Y}." if command.new_from else ""
        taken = Taken("director", region.today(now), facts, note)
        take(session, row, "complete", taken, region=region, actor=actor, now=now)
        _demand_days(session, row, command.moved_on, region, before, region.today(now))
        _demand_continuity(session, row, command, region)
        news = news_since(session, row, old_contract_ends(command.moved_on), command.moved_on)
        contract = _end_old(session, row, command, region=region, actor=actor, now=now, press=press)
        row.moved_on = row.closed_on = command.moved_on
        begun = new_contract(session, row)
        row.new_contract_id = begun.id if begun else None
        _use_place(session, row)
        session.flush()
        return _completed(session, row, contract, region, news)


def facts_for(session: Session, row: Transfer, moved_on: date) -> Facts:
    """What of the last step's demands is there; the old contract ends in the same transaction."""
    facts = {*row.marks, *row.confirmed}
    if row.chosen_provider_id is not None and held(session, row, row.chosen_provider_id):
        facts.add("vacancy_confirmed")
    move = file_move(session, row)
    if move is not None and move.receipted_on is not None:
        facts.add("personal_file_sent")
    if own(session, Programme, row.programme_id, row.provider_id).valid_until >= moved_on:
        facts.add("programme_in_force")
    contract = contract_of(session, row)
    if contract.state in RUNNING or contract.ended_on == old_contract_ends(moved_on):
        facts.add("old_contract_ended")
    if new_contract(session, row) is not None:
        facts.add("new_contract_concluded")
    return frozenset(facts)


def _demand_days(
    session: Session, row: Transfer, moved_on: date, region: Region, state: str, today: date
) -> None:
    """No gap and no overlap between the contracts; no day before the choice or the place."""
    if state == CHOSEN and row.chosen_on is not None and moved_on < row.chosen_on:
        text = f"Поставщик выбран {row.chosen_on:%d.%m.%Y}: переехать раньше нельзя."
        refuse("value_invalid", text, field="moved_on")
    if moved_on > today + _DAY:
        text = (
            f"До {moved_on:%d.%m.%Y} получатель живёт здесь и может передумать. Завершите перевод "
            "накануне переезда или позже."
        )
        refuse("value_invalid", text, field="moved_on")
    place = held(session, row, row.chosen_provider_id) if row.chosen_provider_id else None
    if place is not None and moved_on < place.since:
        text = f"Место держат с {place.since:%d.%m.%Y}: переехать раньше нельзя."
        confirmation = region.rules.capacity_rules.on(row.applied_on).confirmation
        refuse("vacancy_not_confirmed", text, field="moved_on", citation=confirmation)


def _demand_continuity(
    session: Session, row: Transfer, command: CompleteTransfer, region: Region
) -> None:
    """The new contract begins the day after the old one ends, here or elsewhere (AST-TRN-11)."""
    begun = new_contract(session, row)
    first = begun.in_force_from if begun is not None else command.new_from
    rules = rules_of(row, region)
    if first is None and row.chosen_provider_id is None:
        text = (
            "Спросите у нового поставщика, с какого дня действует его договор, и впишите день: без "
            "него не видно, не останется ли получатель без помощи."
        )
        refuse("value_invalid", text, field="new_from", citation=rules.continuity.citation)
    if first is not None:
        check_continuity(rules.continuity, old_contract_ends(command.moved_on), first)


def _end_old(  # noqa: PLR0913 - the end, and who confirms it by which rules
    session: Session,
    row: Transfer,
    command: CompleteTransfer,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
    press: Press,
) -> Contract:
    """The end of the old contract on the region's ground of a move, unless it has ended so."""
    contract = own(session, Contract, row.contract_id, row.provider_id, lock=True)
    if contract.state not in RUNNING:
        return contract
    wanted = TerminateContract(
        contract_id=contract.id,
        ground=GROUND,
        day=command.moved_on,
        papers=(
            BasisPaper("transfer_application", row.applied_on, "", ""),
            BasisPaper("ministry_notification", row.notified_on, "", ""),
        ),
    )
    prepared = prepare(session, contract, wanted, region=region, actor=actor, now=now)
    ending, contract = locked(session, prepared.id, actor)
    row.termination_id = ending.id
    confirm(session, ending, contract, region=region, actor=actor, now=now, press=press)
    return contract


def _use_place(session: Session, row: Transfer) -> None:
    """The kept place is the new contract's from now on."""
    if row.chosen_provider_id is None:
        return
    hold = held(session, row, row.chosen_provider_id)
    if hold is not None:
        hold.state = HoldState.USED


def _completed(
    session: Session, row: Transfer, contract: Contract, region: Region, news: EnvelopeNews
) -> TransferCompleted:
    programme = own(session, Programme, row.programme_id, row.provider_id)
    moved_on = row.moved_on or contract.valid_until
    told = told_reasons(session, row)
    reasons = revision_reasons(rules_of(row, region), programme.valid_until, moved_on, told)
    review = awaited_review(session, row.provider_id, row.programme_id)
    return TransferCompleted(
        id=row.id,
        state=row.state,
        old_contract_state=contract.state,
        terminated_on=contract.ended_on,
        programme_kept=not reasons,
        personal_file_sent=file_move(session, row) is not None,
        news=news,
        review_asked=review.asked_on if review else None,
    )
