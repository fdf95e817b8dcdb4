"""Where each line of a contract's timeline comes from: one SELECT a source, all of one shape.

Together they are one statement (``contract_timeline``). What the reader's job does not need is not
asked for at all (FED-PDP-01).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)

from portal.domain.printed_forms import CONTRACT
from portal.models import (
    Act,
    ActClaim,
    ActCorrection,
    AdditionalRequest,
    Amendment,
    AmendmentSignature,
    AuditEvent,
    Contract,
    FeeProposal,
    Move,
    Notice,
    OutsideSignature,
    Paper,
    PaperCopy,
    PaperSeal,
    Programme,
    SentBack,
    Signature,
    SigningAgreement,
    Suspension,
    SuspensionOrder,
    SuspensionWarning,
    Termination,
    TerminationSignature,
    Transfer,
)
from portal.usecases.signables import SignedKind

Branch = Select[*tuple[Any, ...]]
CORRECTION = "correction"
"""The paper that corrects an act, which is signed but has no page of its own."""
_TEXTS = ("thing", "code", "how", "number", "words", "who")


class Happened(StrEnum):
    """What a line is about; of one moment the later one here stands above."""

    PROGRAMME = "programme"
    TEXT = "text"
    SENT_BACK = "sent_back"
    AMENDMENT = "amendment"
    FEE_PROPOSED = "fee_proposed"
    NOTICE = "notice"
    WARNING = "warning"
    ACT = "act"
    CLAIM = "claim"
    CORRECTION = "correction"
    REQUEST = "request"
    AGREED_TO_CODES = "agreed_to_codes"
    COPY = "copy"
    SIGNED = "signed"
    SEALED = "sealed"
    OUTSIDE = "outside"
    BREAK = "break"
    BREAK_ORDER = "break_order"
    MOVE = "move"
    TRANSFER = "transfer"
    ENDING = "ending"
    ENDING_CONFIRMED = "ending_confirmed"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    JOURNAL = "journal"


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose timeline is read, and how much of it the reader's job needs.

    ``amendments`` are the changes the reader is shown.
    """

    provider_id: int
    contract_id: int
    amendments: tuple[int, ...]
    terms: bool
    acts: bool

    def own(self, table: Any) -> tuple[ColumnElement[bool], ...]:
        """Rows of this contract."""
        return (table.provider_id == self.provider_id, table.contract_id == self.contract_id)


def happenings(reach: Reach) -> tuple[Branch, ...]:
    """Every source of lines that the reader may have."""
    things = _things(reach)
    told = (
        *_of_text(reach),
        *_of_signing(reach, things),
        *_of_changes(reach),
        *_of_breaks(reach),
        *_of_ends(reach),
        *_of_ways(reach),
    )
    if reach.terms:
        told = (*told, *_of_fees(reach))
    return (*told, *_of_acts(reach)) if reach.acts else told


def _told(what: Happened, at: Any, key: Any, **more: Any) -> Branch:
    """The columns of a line, of one type in every branch: PostgreSQL unites nothing else."""
    columns = {
        "part": cast(null(), Integer),
        "day": cast(null(), Date),
        "until": cast(null(), Date),
        "member": cast(null(), Integer),
        **dict.fromkeys(_TEXTS, literal("")),
        **more,
    }
    columns |= {name: func.coalesce(cast(columns[name], String), "") for name in _TEXTS}
    rank = tuple(Happened).index(what)
    return select(
        literal(what.value).label("what"),
        literal(rank).label("rank"),
        at.label("at"),
        key.label("key"),
        *(columns[name].label(name) for name in sorted(columns)),
    )


def _things(reach: Reach) -> CTE:
    """What is signed of a contract: the kind, the row, its paper, its number."""

    def thing(kind: SignedKind, table: Any, paper: Any, number: Any, *which: Any) -> Branch:
        of_contract = table.id if table is Contract else table.contract_id
        return select(
            literal(kind.value).label("kind"),
            table.id.label("key"),
            paper.label("paper_id"),
            func.coalesce(cast(number, String), "").label("number"),
        ).where(
            table.provider_id == reach.provider_id,
            of_contract == reach.contract_id,
            paper.is_not(None),
            *which,
        )

    shown, order = Amendment.id.in_(reach.amendments), Termination.order_number
    found = [
        thing(SignedKind.CONTRACT, Contract, Contract.paper_id, Contract.number),
        thing(SignedKind.AMENDMENT, Amendment, Amendment.paper_id, Amendment.number, shown),
        thing(SignedKind.ENDING, Termination, Termination.agreement_paper_id, order),
        thing(SignedKind.ORDER, Termination, Termination.order_paper_id, order),
        thing(SignedKind.NOTICE, Termination, Termination.notice_paper_id, order),
    ]
    if reach.acts:
        found.append(thing(SignedKind.ACT, Act, Act.paper_id, Act.number))
    return union_all(*found).cte("things")


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
    sent_back = case(
        (SentBack.amendment_id.is_not(None), literal(SignedKind.AMENDMENT.value)),
        (SentBack.termination_id.is_not(None), literal(SignedKind.ENDING.value)),
        else_=literal(SignedKind.CONTRACT.value),
    )
    shown = SentBack.amendment_id.is_(None) | SentBack.amendment_id.in_(reach.amendments)
    return (
        _told(Happened.PROGRAMME, Programme.presented_at, Programme.id, number=Programme.number)
        .join(Contract, Contract.programme_id == Programme.id)
        .where(*this),
        _told(Happened.TEXT, Paper.issued_at, Paper.id, code=current, who=drew)
        .join(Contract, text_paper)
        .where(*this, Paper.provider_id == reach.provider_id),
        _told(
            Happened.SENT_BACK,
            SentBack.sent_at,
            SentBack.id,
            part=func.coalesce(SentBack.amendment_id, SentBack.termination_id, SentBack.paper_id),
            thing=sent_back,
            words=SentBack.reason,
            member=SentBack.sent_by_id,
        ).where(*reach.own(SentBack), shown),
        _told(
            Happened.JOURNAL,
            AuditEvent.at,
            AuditEvent.seq,
            code=AuditEvent.what,
            words=AuditEvent.reason,
            who=AuditEvent.actor,
        ).where(*of_contract, AuditEvent.what == "contract_dropped"),
    )


def _of_signing(reach: Reach, things: CTE) -> tuple[Branch, ...]:
    """Signatures, seals, files from elsewhere and copies of whatever is signed."""
    of_thing = {"thing": things.c.kind, "number": things.c.number}
    signed = (
        _signature(table, things.c.key, **of_thing)
        .join(things, things.c.paper_id == table.paper_id)
        .where(table.provider_id == reach.provider_id)
        for table in (Signature, AmendmentSignature, TerminationSignature)
    )
    sealed = _told(
        Happened.SEALED,
        PaperSeal.sealed_at,
        things.c.key,
        member=PaperSeal.sealed_by_id,
        **of_thing,
    ).join(things, things.c.paper_id == PaperSeal.paper_id)
    outside = _told(
        Happened.OUTSIDE,
        OutsideSignature.recorded_at,
        things.c.key,
        part=OutsideSignature.file_id,
        code=OutsideSignature.party,
        how=OutsideSignature.kind,
        member=OutsideSignature.recorded_by_id,
        **of_thing,
    ).join(things, things.c.paper_id == OutsideSignature.paper_id)
    copies = _told(
        Happened.COPY,
        PaperCopy.recorded_at,
        things.c.key,
        part=PaperCopy.file_id,
        code=PaperCopy.number,
        how=PaperCopy.holder,
        words=PaperCopy.handed_to,
        day=PaperCopy.handed_on,
        member=PaperCopy.recorded_by_id,
        **of_thing,
    ).join(things, things.c.paper_id == PaperCopy.paper_id)
    codes = (
        _told(
            Happened.AGREED_TO_CODES,
            SigningAgreement.drafted_at,
            SigningAgreement.recipient_id,
            part=SigningAgreement.representative_id,
            day=SigningAgreement.signed_on,
            until=SigningAgreement.ended_on,
            member=SigningAgreement.drafted_by_id,
        )
        .join(Contract, Contract.recipient_id == SigningAgreement.recipient_id)
        .where(Contract.id == reach.contract_id, SigningAgreement.provider_id == reach.provider_id)
    )
    return (*signed, sealed, outside, copies, codes)


def _signature(table: Any, key: Any, **of_thing: Any) -> Branch:
    return _told(
        Happened.SIGNED,
        table.recorded_at,
        key,
        part=table.file_id,
        code=table.party,
        how=table.method,
        words=table.signer,
        day=table.signed_on,
        member=table.recorded_by_id,
        **of_thing,
    )


def _of_changes(reach: Reach) -> tuple[Branch, ...]:
    """Amendments and changes by one side, notices of conditions, requests for more services."""
    told = Notice.event == "conditions_changed"
    shown = Amendment.id.in_(reach.amendments)
    return (
        _told(
            Happened.AMENDMENT, Amendment.drafted_at, Amendment.id, member=Amendment.drafted_by_id
        ).where(*reach.own(Amendment), shown),
        _told(
            Happened.WITHDRAWN,
            Amendment.withdrawn_at,
            Amendment.id,
            thing=literal(SignedKind.AMENDMENT.value),
            number=Amendment.number,
            words=Amendment.withdrawal_reason,
            member=Amendment.withdrawn_by_id,
        ).where(*reach.own(Amendment), shown, Amendment.withdrawn_at.is_not(None)),
        _notice().where(*reach.own(Notice), told),
        _told(
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
    return _told(
        Happened.NOTICE,
        Notice.drafted_at,
        Notice.id,
        code=Notice.event,
        how=Notice.handed,
        day=Notice.since,
        until=Notice.handed_on,
        member=Notice.drafted_by_id,
    )


def _of_fees(reach: Reach) -> tuple[Branch, ...]:
    """Fees proposed to the director, notices of a fee, warnings of a debt."""
    return (
        _notice().where(*reach.own(Notice), Notice.event == "fee_changed"),
        _told(
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
        _told(
            Happened.WARNING,
            SuspensionWarning.recorded_at,
            SuspensionWarning.id,
            part=SuspensionWarning.paper_id,
            day=SuspensionWarning.handed_on,
            member=SuspensionWarning.recorded_by_id,
        ).where(*reach.own(SuspensionWarning)),
        _told(
            Happened.BREAK,
            Suspension.recorded_at,
            Suspension.id,
            code=Suspension.ground,
            number=Suspension.order_number,
            day=Suspension.since,
            until=Suspension.until,
            member=Suspension.recorded_by_id,
        ).where(*reach.own(Suspension), ~ordered.exists()),
        _told(
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
        _told(
            Happened.ACT, Act.issued_at, Act.id, number=Act.number, code=Act.state, day=Act.month
        ).where(*reach.own(Act)),
        _told(
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
        _told(
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
        _signature(Signature, Act.id, thing=literal(CORRECTION), number=Act.number)
        .join(ActCorrection, ActCorrection.paper_id == Signature.paper_id)
        .join(Act, Act.id == ActCorrection.act_id)
        .where(*reach.own(Act)),
    )


def _of_ends(reach: Reach) -> tuple[Branch, ...]:
    """An end prepared, confirmed with its order, and called off."""
    completed = Termination.completed_at.is_not(None)
    found = {"thing": literal(SignedKind.ENDING.value), "number": Termination.order_number}
    return (
        _told(
            Happened.ENDING,
            Termination.prepared_at,
            Termination.id,
            words=Termination.ground_title,
            day=Termination.last_day,
            member=Termination.prepared_by_id,
        ).where(*reach.own(Termination)),
        _told(
            Happened.ENDING_CONFIRMED,
            Termination.confirmed_at,
            Termination.id,
            part=Termination.order_paper_id,
            code=Termination.notice_paper_id,
            how=Termination.notice_handed,
            day=Termination.last_day,
            until=Termination.notice_handed_on,
            member=Termination.confirmed_by_id,
            **found,
        ).where(*reach.own(Termination), Termination.confirmed_at.is_not(None)),
        _told(
            Happened.ENDED, Termination.completed_at, Termination.id, day=Termination.last_day
        ).where(*reach.own(Termination), Termination.state == "terminated", completed),
        _told(
            Happened.WITHDRAWN,
            Termination.withdrawn_at,
            Termination.id,
            words=Termination.withdrawal_reason,
            member=Termination.withdrawn_by_id,
            **found,
        ).where(*reach.own(Termination), Termination.withdrawn_at.is_not(None)),
    )


def _of_ways(reach: Reach) -> tuple[Branch, ...]:
    """Ways to another provider, department or region."""
    return tuple(
        _told(
            what,
            table.opened_at,
            table.id,
            words=table.reason,
            number=where,
            day=table.applied_on,
            until=table.closed_on,
            member=table.opened_by_id,
        ).where(*reach.own(table))
        for what, table, where in (
            (Happened.MOVE, Move, Move.destination),
            (Happened.TRANSFER, Transfer, Transfer.wish_name),
        )
    )
