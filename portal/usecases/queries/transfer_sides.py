"""A move as the authority and the receiving provider read it, and the package of the first one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from portal.domain.calendar import WorkCalendar
from portal.domain.catalogue import Form
from portal.domain.envelope import EnvelopeFacts, FilePaper
from portal.domain.explanation import Step
from portal.domain.law import Citation
from portal.domain.package import PackagePaper, validity
from portal.domain.transfer_package import PackageState, warnings
from portal.domain.violations import NotFound, Violation
from portal.models import (
    Department,
    PersonalFileMove,
    Provider,
    Transfer,
    TransferEnvelope,
    TransferPaper,
)
from portal.regions.registry import Region
from portal.signing.envelopes import IndexLine
from portal.usecases.actor import Actor
from portal.usecases.ending_text import months_without_act
from portal.usecases.envelope_news import EnvelopeNews, later_papers, news_since
from portal.usecases.envelopes import facts_of_envelope, is_carried, key_known, lines_of
from portal.usecases.facts import own
from portal.usecases.queries.act_days import ActDays, act_days
from portal.usecases.queries.lapsing_papers import is_near, reminders_of_end
from portal.usecases.queries.payments_state import balance_of
from portal.usecases.queries.transfer_package_files import files_in
from portal.usecases.transaction import reading
from portal.usecases.transfer_case import contract_of, is_receiver, rules_of
from portal.usecases.transfer_papers import is_special, package_of, state_of
from portal.usecases.transfer_reception import envelope_for, file_move, held, new_contract
from portal.usecases.work_calendar import work_calendar


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper of the package: whether it is there, till when it holds, what is wrong.

    ``ends_soon``: it still holds, and the region's reminder of its end has begun (AST-DOC-03).
    ``why`` says how its last day was counted.
    ``special``: it belongs to the checklist of a special route (AST-TRN-09, AST-TRN-10).
    """

    code: str
    title: str
    citation: Citation
    issued_on: date | None
    issuer: str
    valid_until: date | None
    missing: bool
    blocking: bool
    returned_on: date | None
    ends_soon: bool
    has_file: bool
    number: str
    special: bool
    why: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class PackageView:
    """The package as it stands today; ``bases`` are the acts of an examination by code."""

    rows: tuple[PaperRow, ...]
    complete: bool
    warnings: tuple[Violation, ...]
    bases: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SettlementView:
    """What the old parties still have to settle; ``balance`` in rubles, above zero = debt."""

    balance: Decimal
    open_months: tuple[date, ...]
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class EnvelopeView:
    """An envelope with its index; ``known`` whether a provider of this portal signs so.

    ``carried``: the file may still be saved and brought to somebody.
    """

    id: int
    sender: str
    sha256: str
    public_key: str
    known: bool
    came_in: bool
    lines: tuple[IndexLine, ...]
    facts: EnvelopeFacts
    recipient_id: int | None
    carried: bool


@dataclass(frozen=True, slots=True)
class ReceiverView:
    """A move as the receiving provider sees it: the envelope, and what is its own to do.

    ``later`` are the papers of the package that came after the envelope.
    """

    id: int
    state: str
    title: str
    sender: str
    envelope: EnvelopeView | None
    held_since: date | None
    recipient_id: int | None
    file_sent_on: date | None
    file_papers: str
    receipted_on: date | None
    contract_id: int | None
    acts: ActDays | None
    over: bool
    later: tuple[FilePaper, ...]


def get_package(actor: Actor, transfer_id: int, region: Region, today: date) -> PackageView:
    """The package of a move from the reader's own provider."""
    with reading() as session:
        row = own(session, Transfer, transfer_id, actor.provider_id)
        return package_view(session, row, region, row.received_on or today)


def get_settlement(actor: Actor, transfer_id: int, today: date) -> SettlementView:
    """The money between the recipient and the provider that is left."""
    with reading() as session:
        row = own(session, Transfer, transfer_id, actor.provider_id)
        contract = contract_of(session, row)
        return SettlementView(
            balance_of(session, contract.id, today).balance,
            months_without_act(session, contract, contract.ended_on or today),
            contract.ended_on,
        )


def get_sent_envelope(actor: Actor, transfer_id: int) -> EnvelopeView | None:
    """The newest envelope of a move from the reader's own provider."""
    with reading() as session:
        row = own(session, Transfer, transfer_id, actor.provider_id)
        found = envelope_for(session, row)
        return _envelope(session, found) if found else None


def get_envelope_news(actor: Actor, transfer_id: int, today: date) -> EnvelopeNews:
    """What the newest envelope of a move from the reader's own provider does not say yet."""
    with reading() as session:
        return news_since(session, own(session, Transfer, transfer_id, actor.provider_id), today)


def get_incoming(actor: Actor, transfer_id: int, region: Region) -> ReceiverView:
    """A move to the reader's provider, from the notification on; raises NotFound for any other."""
    with reading() as session:
        row = session.get(Transfer, transfer_id)
        if row is None or not is_receiver(session, row, actor.provider_id):
            raise NotFound
        envelope = envelope_for(session, row)
        hold = held(session, row, actor.provider_id)
        move: PersonalFileMove | None = file_move(session, row)
        chosen = row.chosen_provider_id == actor.provider_id
        contract = new_contract(session, row) if chosen else None
        return ReceiverView(
            id=row.id,
            state=row.state,
            title=rules_of(row, region).workflow.state(row.state).title,
            sender=session.get_one(Provider, row.provider_id).short_name,
            envelope=_envelope(session, envelope) if envelope else None,
            held_since=hold.since if hold else None,
            recipient_id=hold.recipient_id if hold else None,
            file_sent_on=move.moved_on if move else None,
            file_papers=move.papers if move else "",
            receipted_on=move.receipted_on if move else None,
            contract_id=contract.id if contract else None,
            acts=act_days(region, row.moved_on),
            over=row.closed_on is not None,
            later=later_papers(session, row),
        )


def list_imported(actor: Actor) -> tuple[EnvelopeView, ...]:
    """The envelopes that the reader's provider has imported, the newest first."""
    with reading() as session:
        rows = session.scalars(
            select(TransferEnvelope)
            .where(
                TransferEnvelope.provider_id == actor.provider_id,
                TransferEnvelope.came_in.is_(True),
            )
            .order_by(TransferEnvelope.id.desc())
            .limit(50)
            .options(defer(TransferEnvelope.content))
        ).all()
        return tuple(_envelope(session, row, known=True) for row in rows)


def get_envelope(actor: Actor, envelope_id: int) -> EnvelopeView:
    """An envelope of the reader's own provider, made or imported; raises NotFound."""
    with reading() as session:
        return _envelope(session, own(session, TransferEnvelope, envelope_id, actor.provider_id))


def list_homes(actor: Actor) -> tuple[tuple[int, str], ...]:
    """The residential departments of the reader's provider."""
    with reading() as session:
        rows = session.execute(
            select(Department.id, Department.name)
            .where(Department.provider_id == actor.provider_id, Department.form == Form.STATIONARY)
            .order_by(Department.name)
        )
        return tuple(rows)


def _envelope(
    session: Session, row: TransferEnvelope, *, known: bool | None = None
) -> EnvelopeView:
    return EnvelopeView(
        id=row.id,
        sender=row.sender,
        sha256=row.sha256,
        public_key=row.public_key,
        known=key_known(session, row.public_key) if known is None else known,
        came_in=row.came_in,
        lines=lines_of(row),
        facts=facts_of_envelope(row),
        recipient_id=row.recipient_id,
        carried=is_carried(session, row),
    )


def package_view(session: Session, row: Transfer, region: Region, day: date) -> PackageView:
    """The package of a move as it stands on a day."""
    package = package_of(session, row, region, day)
    state = state_of(session, row, region, day)
    if package is None or state is None:
        return PackageView((), complete=True, warnings=(), bases=())
    kept = {
        paper.code: paper
        for paper in session.scalars(
            select(TransferPaper).where(
                TransferPaper.provider_id == row.provider_id, TransferPaper.transfer_id == row.id
            )
        )
    }
    files = files_in(session, row)
    bases = package.bases.choices if package.bases else ()
    calendar = work_calendar(session, region)
    soon = _ending_soon(state.lasts, row, region, day, calendar)
    return PackageView(
        rows=tuple(
            PaperRow(
                code=paper.code,
                title=paper.title,
                citation=paper.citation,
                issued_on=kept[paper.code].issued_on if paper.code in kept else None,
                issuer=kept[paper.code].issuer if paper.code in kept else "",
                valid_until=state.lasts.get(paper.code),
                missing=paper in _absent(state),
                blocking=paper.blocking,
                returned_on=kept[paper.code].returned_on if paper.code in kept else None,
                ends_soon=paper.code in soon,
                has_file=paper.code in files,
                number=kept[paper.code].number if paper.code in kept else "",
                special=is_special(row, paper.code, region),
                why=_counted(paper, kept.get(paper.code), calendar),
            )
            for paper in package.papers
        ),
        complete=state.complete,
        warnings=warnings(state),
        bases=tuple((one.code, one.title) for one in bases),
    )


def _counted(
    paper: PackagePaper, kept: TransferPaper | None, calendar: WorkCalendar
) -> tuple[Step, ...]:
    term = validity(paper, kept.issued_on, calendar) if kept else None
    return term.steps if term else ()


def _ending_soon(
    lasts: Mapping[str, date], row: Transfer, region: Region, day: date, calendar: WorkCalendar
) -> frozenset[str]:
    """Papers whose end is near enough to be reminded of, by the region's term counted back."""
    reminders = reminders_of_end(rules_of(row, region).deadlines)
    return frozenset(
        code
        for code, last in lasts.items()
        if day <= last and is_near(last, day, reminders, calendar)
    )


def _absent(state: PackageState) -> tuple[object, ...]:
    return (*state.missing, *state.reminders)
