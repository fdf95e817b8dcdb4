"""A move as the authority sees it: its line of the register, the papers, the end."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.violations import NotFound, Violation
from portal.domain.workflow import WorkflowStep, open_steps
from portal.models import Provider, Recipient, Transfer, TransferStep
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.queries.transfer_register import RegisterRow, offers_of, register_line
from portal.usecases.queries.transfer_sides import PaperRow, package_view
from portal.usecases.transaction import reading
from portal.usecases.transfer_case import NOTHING_CAME, rules_of
from portal.usecases.transfer_file_return import is_awaited
from portal.usecases.transfer_opening import warnings_of
from portal.usecases.transfer_papers import issued_papers
from portal.usecases.way_over import closed_by
from portal.usecases.work_calendar import work_calendar


@dataclass(frozen=True, slots=True)
class CaseOver:
    """How a move that came to nothing ended: the day, the words; a refusal has a number.

    ``file_here``: the personal file is still at the authority (AST-PDP-02). ``by`` put the end on
    record.
    """

    on: date
    words: str
    number: str
    file_here: bool
    by: str


@dataclass(frozen=True, slots=True)
class OfficerView:
    """A move as the authority sees it: the line of its register and the papers that came."""

    id: int
    version: int
    provider_id: int
    state: str
    title: str
    line: RegisterRow
    reason: str
    wish: tuple[int | None, str]
    papers: tuple[PaperRow, ...]
    open: tuple[WorkflowStep, ...]
    register_due: date | None
    agreement_due: date | None
    notice_due: date | None
    registered_on: date | None
    said: tuple[Violation, ...]
    over: CaseOver | None


def get_officer_case(actor: Actor, transfer_id: int, region: Region) -> OfficerView:
    """A move that was sent to the reader's authority; raises NotFound for any other."""
    with reading() as session:
        row = session.scalars(
            select(Transfer).where(
                Transfer.id == transfer_id, Transfer.authority_id == actor.provider_id
            )
        ).one_or_none()
        if row is None:
            raise NotFound
        person = own(session, Recipient, row.recipient_id, row.provider_id)
        provider = session.get_one(Provider, row.provider_id)
        workflow = rules_of(row, region).workflow
        names = offers_of(session, [row.id])
        calendar = work_calendar(session, region)
        return OfficerView(
            id=row.id,
            version=row.version,
            provider_id=row.provider_id,
            state=row.state,
            title=workflow.state(row.state).title,
            line=register_line(row, person, provider.short_name, names, region, calendar),
            reason=row.reason,
            wish=(row.wish_provider_id, row.wish_name),
            papers=package_view(session, row, region, row.received_on or row.applied_on).rows,
            open=tuple(
                step for step in open_steps(workflow, row.state) if "authority" in step.actors
            ),
            register_due=row.register_due,
            agreement_due=row.agreement_due,
            notice_due=row.notice_due,
            registered_on=row.registered_on,
            said=warnings_of(row, region, issued_papers(session, row)),
            over=_over(session, row),
        )


def _over(session: Session, row: Transfer) -> CaseOver | None:
    if row.state not in NOTHING_CAME or row.closed_on is None:
        return None
    words = session.scalar(
        select(TransferStep.note)
        .where(
            TransferStep.provider_id == row.provider_id,
            TransferStep.transfer_id == row.id,
            TransferStep.target == row.state,
        )
        .order_by(TransferStep.id.desc())
        .limit(1)
    )
    told = row.decision_reason or words or ""
    here = is_awaited(session, row)
    return CaseOver(row.closed_on, told, row.decision_number, here, closed_by(session, row))
