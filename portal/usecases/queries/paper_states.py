"""How an issued paper stands today: a frozen paper never changes, what it is about does."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.domain.amendments import AmendmentState
from portal.domain.contract import ContractState, DropReason
from portal.domain.endings import EndingState
from portal.domain.printed_forms import (
    ACT,
    AMENDMENT,
    CONTRACT,
    FEE_NOTICE,
    MONTH,
    NOTICES,
    RECEIPT,
)
from portal.models import Act, ActState, Amendment, Contract, Notice, Paper, Termination


class PaperState(StrEnum):
    """What somebody who holds the paper wants to know of it."""

    IN_FORCE = "in_force"
    ISSUED = "issued"
    UNSIGNED = "unsigned"
    SUSPENDED = "suspended"
    OBJECTED = "objected"
    ENDED = "ended"
    NOT_CONCLUDED = "not_concluded"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    JOINED = "joined"

    @property
    def label(self) -> str:
        """The words for people."""
        return _LABELS[self]


_LABELS = {
    PaperState.IN_FORCE: "действует",
    PaperState.ISSUED: "выдан",
    PaperState.UNSIGNED: "выдан, подписан не всеми",
    PaperState.SUSPENDED: "действие приостановлено",
    PaperState.OBJECTED: "к нему есть возражения",
    PaperState.ENDED: "договор прекращён",
    PaperState.NOT_CONCLUDED: "договор не заключён: в силу он не вступил",
    PaperState.REPLACED: "исправлен: вместо него выдан новый",
    PaperState.WITHDRAWN: "отозван, силы не имеет",
    PaperState.JOINED: "файл для печати из нескольких документов",
}
_CONTRACTS = {
    ContractState.AWAITING_SIGNATURE: PaperState.UNSIGNED,
    ContractState.ACTIVE: PaperState.IN_FORCE,
    ContractState.SUSPENDED: PaperState.SUSPENDED,
    ContractState.TERMINATED: PaperState.ENDED,
}
_ACTS = {
    ActState.ISSUED: PaperState.UNSIGNED,
    ActState.SIGNED: PaperState.IN_FORCE,
    ActState.DISPUTED: PaperState.OBJECTED,
}
_AMENDMENTS = {
    AmendmentState.DRAFT: PaperState.UNSIGNED,
    AmendmentState.SIGNED: PaperState.UNSIGNED,
    AmendmentState.IN_FORCE: PaperState.IN_FORCE,
    AmendmentState.WITHDRAWN: PaperState.WITHDRAWN,
}


def paper_state(session: Session, paper: Paper) -> PaperState:
    """How the paper stands, by what it is about."""
    return _BY_FORM.get(paper.form_code, _ending_state)(session, paper)


def _contract_state(session: Session, paper: Paper) -> PaperState:
    found = session.execute(
        select(Contract.state, Contract.drop_reason).where(Contract.paper_id == paper.id)
    ).one_or_none()
    if found is None:
        return PaperState.REPLACED
    if found.drop_reason is DropReason.TAKEN_BACK:
        return PaperState.WITHDRAWN
    return PaperState.NOT_CONCLUDED if found.drop_reason else _CONTRACTS[found.state]


def _act_state(session: Session, paper: Paper) -> PaperState:
    state = session.scalar(select(Act.state).where(Act.paper_id == paper.id))
    return _ACTS[state] if state else PaperState.REPLACED


def _amendment_state(session: Session, paper: Paper) -> PaperState:
    state = session.scalar(select(Amendment.state).where(Amendment.paper_id == paper.id))
    return _AMENDMENTS[state] if state else PaperState.REPLACED


def _notice_state(session: Session, paper: Paper) -> PaperState:
    """A notice goes with the tariff day that it told about."""
    told = session.scalar(select(Notice.id).where(Notice.paper_id == paper.id))
    return PaperState.ISSUED if told else PaperState.WITHDRAWN


def _joined_state(_session: Session, _paper: Paper) -> PaperState:
    return PaperState.JOINED


def _receipt_state(session: Session, paper: Paper) -> PaperState:
    """A receipt asks for a debt of its day, so a newer one of the same act stands in its place."""
    newer = select(Paper.id).where(
        Paper.provider_id == paper.provider_id,
        Paper.act_id == paper.act_id,
        Paper.form_code == RECEIPT,
        Paper.id > paper.id,
    )
    return PaperState.REPLACED if session.scalar(newer.limit(1)) else PaperState.ISSUED


def _ending_state(session: Session, paper: Paper) -> PaperState:
    state = session.scalar(
        select(Termination.state).where(
            Termination.provider_id == paper.provider_id,
            or_(
                Termination.order_paper_id == paper.id,
                Termination.agreement_paper_id == paper.id,
                Termination.notice_paper_id == paper.id,
            ),
        )
    )
    return PaperState.WITHDRAWN if state is EndingState.WITHDRAWN else PaperState.ISSUED


_BY_FORM: Mapping[str, Callable[[Session, Paper], PaperState]] = {
    CONTRACT: _contract_state,
    ACT: _act_state,
    AMENDMENT: _amendment_state,
    RECEIPT: _receipt_state,
    FEE_NOTICE: _notice_state,
    MONTH: _joined_state,
    NOTICES: _joined_state,
}
