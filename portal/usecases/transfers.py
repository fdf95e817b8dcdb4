"""A move as the provider prepares it: application, package, petition.

The authority's side stands in ``transfer_decisions``, the recipient's in ``transfer_choice``, the
receiver's in ``transfer_reception``, the last step in ``transfer_completion``. Rules: AST-TRN-01,
-03, -07 to -10, AST-DOC-01 to -03, AST-FRM-01, AST-PDP-01, FED-TRN-01, FED-TRN-02.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.domain.contract import RUNNING
from portal.domain.demands import Facts
from portal.domain.transfer import transfer_terms
from portal.domain.transfer_package import refusals, warnings
from portal.domain.violations import RulesBroken, Violation, refuse
from portal.models import (
    PersonalFileMove,
    Provider,
    Recipient,
    Role,
    Transfer,
)
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.queries.lapsing_papers import lapsing_papers
from portal.usecases.transaction import transaction
from portal.usecases.transfer_case import (
    PREPARES,
    Taken,
    TransferDone,
    authority_of,
    case_of,
    contract_of,
    demand_role,
    demand_seen,
    done,
    rules_of,
    take,
)
from portal.usecases.transfer_opening import RequestTransfer, open_case, warnings_of
from portal.usecases.transfer_papers import (
    SPECIAL,
    PackagePaperDetails,
    is_special,
    issued_papers,
    keep_papers,
    state_of,
)
from portal.usecases.work_calendar import work_calendar

__all__ = [
    "AddPaper",
    "MoveOn",
    "RequestTransfer",
    "add_paper",
    "prepare_package",
    "request_transfer",
    "submit_transfer",
]

TO_AUTHORITY = "authority"


@dataclass(frozen=True, slots=True)
class AddPaper:
    """A paper put into the package, or a newer one in its place."""

    transfer_id: int
    paper: PackagePaperDetails
    basis: str | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class MoveOn:
    """A step of the provider that needs nothing but the moment: the package, the petition.

    ``petition_signed``: the director has signed the petition with the own password.
    """

    transfer_id: int
    petition_signed: bool = True
    version: int | None = None


def request_transfer(
    command: RequestTransfer, *, region: Region, actor: Actor, now: datetime
) -> TransferDone:
    """Open a move on the recipient's application; with ``submit`` send its package at once.

    Raises contract_not_active, transfer_form_not_stationary, provider_not_in_nomenclature, what the
    signatures miss, documents_missing for each absent or expired paper, signature_missing.
    """
    demand_role(actor, *PREPARES)
    today = region.today(now)
    with transaction() as session:
        row = open_case(session, command, region=region, actor=actor, now=now)
        keep_papers(session, row, command.papers, actor=actor, now=now, today=today)
        if not command.submit:
            found = state_of(session, row, region, today)
            return done(row, (*_warned(session, row, region), *(warnings(found) if found else ())))
        _prepare(session, row, region=region, actor=actor, now=now)
        signed = command.petition_signed
        said = _submit(session, row, signed=signed, region=region, actor=actor, now=now)
        return done(row, (*_warned(session, row, region), *said))


def _warned(session: Session, row: Transfer, region: Region) -> tuple[Violation, ...]:
    return warnings_of(row, region, issued_papers(session, row))


def add_paper(command: AddPaper, *, region: Region, actor: Actor, now: datetime) -> TransferDone:
    """Put a paper into the package while it is still the provider's.

    A paper of a special route may follow until the move is over (AST-TRN-09, AST-TRN-10), and so
    may a newer sheet or examination, which the receiving provider asks for (AST-DOC-03).
    """
    demand_role(actor, *PREPARES)
    today = region.today(now)
    with transaction() as session:
        row = case_of(session, command.transfer_id, actor)
        demand_seen(session, row, command.version)
        special = is_special(row, command.paper.code, region)
        if command.paper.code == SPECIAL and not special:
            text = "У этого перевода нет особого порядка. Выберите документ из списка."
            refuse("value_invalid", text, field="code")
        free = special or _is_renewal(session, row, command.paper, region, today)
        if row.closed_on is not None or (row.received_on is not None and not free):
            text = "Пакет уже направлен: его бумаги не меняют. Откройте новый перевод."
            refuse("transition_not_allowed", text, field="code")
        if command.basis is not None:
            row.basis = command.basis
        keep_papers(session, row, (command.paper,), actor=actor, now=now, today=today)
        found = state_of(session, row, region, today)
        return done(row, warnings(found) if found else ())


def _is_renewal(
    session: Session, row: Transfer, paper: PackagePaperDetails, region: Region, today: date
) -> bool:
    """Whether the paper is newer than the one in the package, which is over or soon will be."""
    person = own(session, Recipient, row.recipient_id, row.provider_id)
    lapsing = lapsing_papers(session, [(row, person)], region, today).get(row.id, ())
    before = issued_papers(session, row).get(paper.code)
    newer = before is not None and paper.issued_on is not None and paper.issued_on > before
    return newer and paper.code in {one.code for one in lapsing}


def prepare_package(
    command: MoveOn, *, region: Region, actor: Actor, now: datetime
) -> TransferDone:
    """Say that the package is whole; raises documents_missing for each paper that it lacks."""
    demand_role(actor, *PREPARES)
    with transaction() as session:
        row = case_of(session, command.transfer_id, actor)
        demand_seen(session, row, command.version)
        _prepare(session, row, region=region, actor=actor, now=now)
        return done(row)


def submit_transfer(
    command: MoveOn, *, region: Region, actor: Actor, now: datetime
) -> TransferDone:
    """Send the petition with the package to the authority, whose terms begin to run.

    Raises not_authorised, not_current_provider, signature_missing, and documents_missing for a
    paper that has run out since the package was ready.
    """
    demand_role(actor, *PREPARES)
    with transaction() as session:
        row = case_of(session, command.transfer_id, actor)
        demand_seen(session, row, command.version)
        signed = command.petition_signed
        said = _submit(session, row, signed=signed, region=region, actor=actor, now=now)
        return done(row, said)


def _prepare(
    session: Session, row: Transfer, *, region: Region, actor: Actor, now: datetime
) -> None:
    today = region.today(now)
    # A wrong step is told before a missing paper; either takes back what was written here.
    taken = Taken(_staff(actor), today, frozenset({"package_complete"}))
    take(session, row, "prepare_package", taken, region=region, actor=actor, now=now)
    _demand_whole(session, row, region, today)


def _demand_whole(
    session: Session, row: Transfer, region: Region, today: date
) -> tuple[Violation, ...]:
    """Refuse a package that lacks a paper; returns what to warn of."""
    found = state_of(session, row, region, today)
    if found is None:
        return ()
    if not found.complete:
        raise RulesBroken(*refusals(found))
    return warnings(found)


def _submit(
    session: Session, row: Transfer, *, signed: bool, region: Region, actor: Actor, now: datetime
) -> tuple[Violation, ...]:
    """Send the package; returns what lapses before the answer."""
    today = region.today(now)
    rules = rules_of(row, region)
    if not row.manual:
        terms = transfer_terms(rules, today, work_calendar(session, region))
        days = (terms.register, terms.agreement, terms.notice)
        row.register_due, row.agreement_due, row.notice_due = (
            due.at.date() if due else None for due in days
        )
    taken = Taken(_staff(actor), today, _submitted(session, row, signed=signed))
    take(session, row, "submit", taken, region=region, actor=actor, now=now)
    said = _demand_whole(session, row, region, today)
    row.received_on = today
    # Nobody at the authority knows of a move before it is sent.
    row.authority_id = authority_of(session, region) if rules.agreement else None
    _send_file(session, row, today, now)
    session.flush()
    return said


def _staff(actor: Actor) -> str:
    """The role the path knows: a head of department prepares as a social worker does."""
    return "director" if actor.role is Role.DIRECTOR else "social_worker"


def _submitted(session: Session, row: Transfer, *, signed: bool) -> Facts:
    facts = {"petition_signed"} if signed else set()
    if contract_of(session, row).state in RUNNING:
        facts.add("current_provider")
    return frozenset(facts)


def _send_file(session: Session, row: Transfer, on: date, now: datetime) -> None:
    """The personal file travels with the petition (AST-PDP-02)."""
    sender = session.get_one(Provider, row.provider_id)
    authority = session.get(Provider, row.authority_id) if row.authority_id else None
    session.add(
        PersonalFileMove(
            provider_id=row.provider_id,
            transfer_id=row.id,
            leg=TO_AUTHORITY,
            moved_on=on,
            sender=sender.short_name,
            receiver=authority.short_name if authority else "уполномоченный орган",
            papers="личное дело с бумагами пакета",
            recorded_at=now,
        )
    )
