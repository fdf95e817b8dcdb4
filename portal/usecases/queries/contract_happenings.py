"""Where each line of a contract's timeline comes from: one SELECT a source, all of one shape.

Together they are one statement (``contract_timeline``). What the reader's job does not need is not
asked for at all (FED-PDP-01).
"""

from __future__ import annotations

from sqlalchemy import case, func, literal, select

from portal.domain.printed_forms import CONTRACT
from portal.models import (
    Act,
    ActClaim,
    ActCorrection,
    AdditionalRequest,
    Amendment,
    AuditEvent,
    Contract,
    EndingCancellation,
    FeeProposal,
    Move,
    Notice,
    Paper,
    Programme,
    SentBack,
    Signature,
    Suspension,
    SuspensionOrder,
    SuspensionWarning,
    Termination,
    Transfer,
)
from portal.usecases.queries.contract_signings import of_signing, signature
from portal.usecases.queries.timeline_lines import Branch, Happened, Reach, told
from portal.usecases.signables import SignedKind

CORRECTION = "correction"
"""The paper that corrects an act, which is signed but has no page of its own."""


def happenings(reach: Reach) -> tuple[Branch, ...]:
    """Every source of lines that the reader may have."""
    lines = (
        *_of_text(reach),
        *of_signing(reach),
        *_of_changes(reach),
        *_of_breaks(reach),
        *_of_ends(reach),
        *_of_ways(reach),
    )
    if reach.terms:
        lines = (*lines, *_of_fees(reach))
    return (*lines, *_of_acts(reach)) if reach.acts else lines


def _of_text(reach: Reach) -> tuple[Branch, ...]:
    """The programme, each text of the contract, what was sent back, what the journal alone has."""
    of_contract = (
        AuditEvent.provider_id == reach.provider_id,
        AuditEvent.subject_kind == "contract",
        AuditEvent.subject_id == reach.contract_id,
    )
    drawn = ("contract_concluded", "contract_redrawn")
    drew = (
        select(AuditEvent.actor)
        .where(*of_contract, AuditEvent.what.in_(drawn), AuditEvent.at == Paper.issued_at)
        .limit(1)
        .correlate(Paper)
        .scalar_subquery()
    )
    this = (Contract.provider_id == reach.provider_id, Contract.id == reach.contract_id)
    text_paper = (Paper.id == Contract.paper_id) | (
        (Paper.contract_id == Contract.id) & (Paper.form_code == CONTRACT)
    )
    current = case((Paper.id == Contract.paper_id, "current"), else_="replaced")
    return (
        told(Happened.PROGRAMME, Programme.presented_at, Programme.id, number=Programme.number)
        .join(Contract, Contract.programme_id == Programme.id)
        .where(*this),
        told(Happened.TEXT, Paper.issued_at, Paper.id, code=current, who=drew)
        .join(Contract, text_paper)
        .where(*this, Paper.provider_id == reach.provider_id),
        _sent_back(reach),
        told(
            Happened.JOURNAL,
            AuditEvent.at,
            AuditEvent.seq,
            code=AuditEvent.what,
            words=AuditEvent.reason,
            who=AuditEvent.actor,
        ).where(*of_contract, AuditEvent.what == "contract_dropped"),
    )


def _sent_back(reach: Reach) -> Branch:
    """Whatever the director returned unsigned, by its kind."""
    kind = case(
        (SentBack.amendment_id.is_not(None), literal(SignedKind.AMENDMENT.value)),
        (SentBack.termination_id.is_not(None), literal(SignedKind.ENDING.value)),
        else_=literal(SignedKind.CONTRACT.value),
    )
    shown = SentBack.amendment_id.is_(None) | SentBack.amendment_id.in_(reach.amendments)
    return told(
        Happened.SENT_BACK,
        SentBack.sent_at,
        SentBack.id,
        part=func.coalesce(SentBack.amendment_id, SentBack.termination_id, SentBack.paper_id),
        thing=kind,
        words=SentBack.reason,
        member=SentBack.sent_by_id,
    ).where(*reach.own(SentBack), shown)


def _of_changes(reach: Reach) -> tuple[Branch, ...]:
    """Amendments and changes by one side, notices of conditions, requests for more services."""
    conditions = Notice.event == "conditions_changed"
    shown = Amendment.id.in_(reach.amendments)
    return (
        told(
            Happened.AMENDMENT, Amendment.drafted_at, Amendment.id, member=Amendment.drafted_by_id
        ).where(*reach.own(Amendment), shown),
        told(
            Happened.WITHDRAWN,
            Amendment.withdrawn_at,
            Amendment.id,
            thing=literal(SignedKind.AMENDMENT.value),
            number=Amendment.number,
            words=Amendment.withdrawal_reason,
            member=Amendment.withdrawn_by_id,
        ).where(*reach.own(Amendment), shown, Amendment.withdrawn_at.is_not(None)),
        _notice().where(*reach.own(Notice), conditions),
        told(
            Happened.REQUEST,
            AdditionalRequest.recorded_at,
            AdditionalRequest.id,
            part=AdditionalRequest.file_id,
            words=AdditionalRequest.title,
            day=AdditionalRequest.requested_on,
            member=AdditionalRequest.recorded_by_id,
        ).where(*reach.own(AdditionalRequest)),
    )


def _notice() -> Branch:
    return told(
        Happened.NOTICE,
        Notice.drafted_at,
        Notice.id,
        code=Notice.event,
        how=Notice.handed,
        day=Notice.since,
        until=Notice.handed_on,
        words=Notice.answer,
        member=Notice.drafted_by_id,
    )


def _of_fees(reach: Reach) -> tuple[Branch, ...]:
    """Fees proposed to the director, notices of a fee, warnings of a debt."""
    return (
        _notice().where(*reach.own(Notice), Notice.event == "fee_changed"),
        told(
            Happened.FEE_PROPOSED,
            FeeProposal.prepared_at,
            FeeProposal.id,
            words=FeeProposal.ground_title,
            how=FeeProposal.decline_reason,
            day=FeeProposal.since,
            member=FeeProposal.prepared_by_id,
        ).where(*reach.own(FeeProposal)),
    )


def _of_breaks(reach: Reach) -> tuple[Branch, ...]:
    """Warnings, breaks and each order about them; a break from before orders stands alone."""
    ordered = select(SuspensionOrder.id).where(SuspensionOrder.suspension_id == Suspension.id)
    return (
        told(
            Happened.WARNING,
            SuspensionWarning.recorded_at,
            SuspensionWarning.id,
            part=SuspensionWarning.paper_id,
            day=SuspensionWarning.handed_on,
            member=SuspensionWarning.recorded_by_id,
        ).where(*reach.own(SuspensionWarning)),
        told(
            Happened.BREAK,
            Suspension.recorded_at,
            Suspension.id,
            code=Suspension.ground,
            number=Suspension.order_number,
            day=Suspension.since,
            until=Suspension.until,
            member=Suspension.recorded_by_id,
        ).where(*reach.own(Suspension), ~ordered.exists()),
        told(
            Happened.BREAK_ORDER,
            SuspensionOrder.recorded_at,
            SuspensionOrder.id,
            part=SuspensionOrder.paper_id,
            code=Suspension.ground,
            how=Paper.form_code,
            thing=SuspensionOrder.sequence,
            number=SuspensionOrder.number,
            words=SuspensionOrder.reason,
            day=SuspensionOrder.since,
            until=SuspensionOrder.until,
            member=SuspensionOrder.recorded_by_id,
        )
        .join(Suspension, Suspension.id == SuspensionOrder.suspension_id)
        .outerjoin(Paper, Paper.id == SuspensionOrder.paper_id)
        .where(*reach.own(Suspension)),
    )


def _of_acts(reach: Reach) -> tuple[Branch, ...]:
    """Acts, claims against them and their corrections."""
    return (
        told(
            Happened.ACT, Act.issued_at, Act.id, number=Act.number, code=Act.state, day=Act.month
        ).where(*reach.own(Act)),
        told(
            Happened.CLAIM,
            ActClaim.recorded_at,
            Act.id,
            part=ActClaim.id,
            code=ActClaim.state,
            number=Act.number,
            words=ActClaim.title,
            day=ActClaim.claimed_on,
            member=ActClaim.recorded_by_id,
        )
        .join(Act, Act.id == ActClaim.act_id)
        .where(*reach.own(Act)),
        told(
            Happened.CORRECTION,
            ActCorrection.recorded_at,
            Act.id,
            part=ActCorrection.sequence,
            number=Act.number,
            words=ActCorrection.reason,
            day=ActCorrection.drawn_on,
            member=ActCorrection.recorded_by_id,
        )
        .join(Act, Act.id == ActCorrection.act_id)
        .where(*reach.own(Act)),
        signature(Signature, Act.id, thing=literal(CORRECTION), number=Act.number)
        .join(ActCorrection, ActCorrection.paper_id == Signature.paper_id)
        .join(Act, Act.id == ActCorrection.act_id)
        .where(*reach.own(Act)),
    )


def _of_ends(reach: Reach) -> tuple[Branch, ...]:
    """An end prepared, confirmed with its order, and called off."""
    completed = Termination.completed_at.is_not(None)
    found = {"thing": literal(SignedKind.ENDING.value), "number": Termination.order_number}
    cancelled = (
        select(EndingCancellation.number)
        .where(EndingCancellation.termination_id == Termination.id)
        .correlate(Termination)
        .scalar_subquery()
    )
    return (
        told(
            Happened.ENDING,
            Termination.prepared_at,
            Termination.id,
            words=Termination.ground_title,
            day=Termination.last_day,
            member=Termination.prepared_by_id,
        ).where(*reach.own(Termination)),
        told(
            Happened.ENDING_CONFIRMED,
            Termination.confirmed_at,
            Termination.id,
            part=Termination.order_paper_id,
            code=Termination.notice_paper_id,
            words=Termination.agreement_paper_id,
            how=Termination.notice_handed,
            day=Termination.last_day,
            until=Termination.notice_handed_on,
            member=Termination.confirmed_by_id,
            **found,
        ).where(*reach.own(Termination), Termination.confirmed_at.is_not(None)),
        told(
            Happened.ENDED, Termination.completed_at, Termination.id, day=Termination.last_day
        ).where(*reach.own(Termination), Termination.state == "terminated", completed),
        told(
            Happened.WITHDRAWN,
            Termination.withdrawn_at,
            Termination.id,
            words=Termination.withdrawal_reason,
            code=cancelled,
            member=Termination.withdrawn_by_id,
            **found,
        ).where(*reach.own(Termination), Termination.withdrawn_at.is_not(None)),
    )


def _of_ways(reach: Reach) -> tuple[Branch, ...]:
    """Ways to another provider, department or region."""
    return tuple(
        told(
            what,
            table.opened_at,
            table.id,
            words=table.reason,
            number=where,
            day=table.applied_on,
            until=table.closed_on,
            code=table.state,
            how=paper,
            member=table.opened_by_id,
        ).where(*reach.own(table))
        for what, table, where, paper in (
            (Happened.MOVE, Move, Move.destination, Move.list_paper_id),
            (Happened.TRANSFER, Transfer, Transfer.wish_name, literal("")),
        )
    )
