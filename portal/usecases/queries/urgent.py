"""What the pages of urgent help read: the register of acts, one case, what may be chosen."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, selectinload

from portal.domain.choices import Choice
from portal.domain.law import Citation
from portal.domain.people import full_name
from portal.domain.urgent import UrgentRules, act_standing
from portal.models import (
    Provider,
    Recipient,
    Representative,
    StoredFile,
    UrgentCase,
    UrgentLine,
)
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.queries.paging import Page, paged
from portal.usecases.queries.scans import ScanView, scan_where
from portal.usecases.queries.scope import about_own_people
from portal.usecases.signatories import Side, eligible_representatives, signing_on
from portal.usecases.transaction import reading
from portal.usecases.urgent_paper import filled_fields, given_lines


@dataclass(frozen=True, slots=True)
class UrgentRow:
    """A line of the register; ``counts`` = the act is signed, so a report may count it."""

    id: int
    recipient_id: int
    recipient: str
    number: str
    reported_at: datetime
    services: tuple[str, ...]
    state: str
    counts: bool


@dataclass(frozen=True, slots=True)
class UrgentLineRow:
    """A service of a case."""

    code: str
    title: str
    description: str
    given_on: date
    given_until: date
    conditions: str
    refused_on: date | None


@dataclass(frozen=True, slots=True)
class UrgentView:
    """One case; ``missing`` are the fields without which the act cannot be printed."""

    row: UrgentRow
    source: str
    informant: str
    person: str | None
    warning: bool
    lines: tuple[UrgentLineRow, ...]
    missing: tuple[Choice, ...]
    drawn_on: date | None
    paper_id: int | None
    signed_on: date | None
    signer: str
    file_id: int | None
    version: int


@dataclass(frozen=True, slots=True)
class UrgentDesk:
    """What a new case chooses from, and whether the provider gives such help at all."""

    recipient_id: int
    recipient: str
    rendered: bool
    rules: UrgentRules
    persons: tuple[Choice, ...]

    @property
    def services(self) -> tuple[tuple[str, str], ...]:
        """Code and title of every service that may be given."""
        listed = self.rules.services.services
        return tuple((one.code, one.title) for one in listed if not one.regional)


@dataclass(frozen=True, slots=True)
class UrgentSigners:
    """Who may sign the act of a case today: the recipient, representatives by id."""

    recipient: bool
    representatives: tuple[tuple[int, str], ...]


def list_urgent(
    actor: Actor, region: Region, today: date, *, page: int = 1, only_open: bool = False
) -> Page[UrgentRow]:
    """The register of urgent acts, the newest number first."""
    conditions: list[ColumnElement[bool]] = [
        UrgentCase.provider_id == actor.provider_id,
        *about_own_people(actor, UrgentCase.recipient_id),
    ]
    if only_open:
        conditions.append(UrgentCase.signed_on.is_(None))
    wanted = (
        select(UrgentCase, Recipient)
        .join(Recipient, Recipient.id == UrgentCase.recipient_id)
        .options(selectinload(UrgentCase.lines))
        .where(*conditions)
        .order_by(UrgentCase.year.desc(), UrgentCase.sequence.desc())
    )
    rules = region.rules.urgent_rules.on(today)
    with reading() as session:
        total = session.scalar(select(func.count()).select_from(UrgentCase).where(*conditions))
        rows = session.execute(paged(wanted, page)).all()
        shown = tuple(_row(case, person, rules, region) for case, person in rows)
    return Page(rows=shown, total=total or 0, number=page)


def get_urgent(actor: Actor, urgent_id: int, region: Region) -> UrgentView:
    """One case; raises NotFound for another provider's."""
    with reading() as session:
        case = _case(session, actor, urgent_id)
        person = own(session, Recipient, case.recipient_id, actor.provider_id)
        rules = region.rules.urgent_rules.on(region.today(case.recorded_at))
        have = filled_fields(case)
        must = rules.act.must
        return UrgentView(
            row=_row(case, person, rules, region),
            source=_title(rules.sources.choices, case.source) or case.source,
            informant=case.informant,
            person=_title(rules.statuses.choices if rules.statuses else (), case.person),
            warning=not _entitled(rules, case),
            lines=tuple(_line(one) for one in case.lines),
            missing=tuple(
                one for one in must if one.code not in have and one.code != rules.signature
            ),
            drawn_on=case.drawn_on,
            paper_id=case.paper_id,
            signed_on=case.signed_on,
            signer=case.signer,
            file_id=case.file_id,
            version=case.version,
        )


def urgent_desk(actor: Actor, recipient_id: int, region: Region, today: date) -> UrgentDesk:
    """What a new case of a recipient chooses from; raises NotFound."""
    rules = region.rules.urgent_rules.on(today)
    with reading() as session:
        person = own(session, Recipient, recipient_id, actor.provider_id)
        provider = session.get_one(Provider, actor.provider_id)
        return UrgentDesk(
            recipient_id=person.id,
            recipient=person.full_name,
            rendered=rules.rendering is None or provider.renders_urgent,
            rules=rules,
            persons=rules.statuses.choices if rules.statuses else (),
        )


def urgent_signers(actor: Actor, urgent_id: int, region: Region, today: date) -> UrgentSigners:
    """Who may sign the act of a case on the day."""
    rules = region.rules.contract_rules.on(today)
    with reading() as session:
        case = _case(session, actor, urgent_id)
        person = own(session, Recipient, case.recipient_id, actor.provider_id)
        people = session.scalars(
            select(Representative)
            .where(Representative.recipient_id == person.id)
            .order_by(Representative.id)
        ).all()
        signing = signing_on(person, people, today)
        return UrgentSigners(
            recipient=signing.side is not Side.REPRESENTATIVE,
            representatives=tuple(
                (one.id, full_name(one.surname, one.name, one.patronymic))
                for one in eligible_representatives(signing, rules)
            ),
        )


def get_urgent_scan(actor: Actor, urgent_id: int) -> ScanView:
    """The scan of an act; raises NotFound without one."""
    with reading() as session:
        return scan_where(
            session,
            StoredFile.id == UrgentCase.file_id,
            UrgentCase.provider_id == actor.provider_id,
            UrgentCase.id == urgent_id,
        )


def urgent_setting(actor: Actor, region: Region, today: date) -> tuple[Citation, bool] | None:
    """The clause by which the form must be switched on, and whether it is; None without one."""
    rendering = region.rules.urgent_rules.on(today).rendering
    if rendering is None:
        return None
    with reading() as session:
        return rendering, session.get_one(Provider, actor.provider_id).renders_urgent


def _case(session: Session, actor: Actor, urgent_id: int) -> UrgentCase:
    lines = selectinload(UrgentCase.lines)
    found: UrgentCase = own(session, UrgentCase, urgent_id, actor.provider_id, lines)
    return found


def _row(case: UrgentCase, person: Recipient, rules: UrgentRules, region: Region) -> UrgentRow:
    standing = act_standing(rules, filled_fields(case))
    # Nobody is asked to sign an act that is not printed yet.
    state = "draft" if case.drawn_on is None else standing.state
    return UrgentRow(
        id=case.id,
        recipient_id=person.id,
        recipient=person.full_name,
        number=case.number,
        reported_at=region.local(case.reported_at),
        services=tuple(one.title for one in given_lines(case)),
        state=state,
        counts=standing.counts,
    )


def _line(one: UrgentLine) -> UrgentLineRow:
    return UrgentLineRow(
        code=one.code,
        title=one.title,
        description=one.description,
        given_on=one.given_on,
        given_until=one.given_until,
        conditions=one.conditions,
        refused_on=one.refused_on,
    )


def _title(choices: tuple[Choice, ...], code: str | None) -> str | None:
    return next((one.title for one in choices if one.code == code), None)


def _entitled(rules: UrgentRules, case: UrgentCase) -> bool:
    """Whether the law names the person; where it asks nothing, everybody is."""
    if rules.statuses is None or case.person is None:
        return True
    found = next((one for one in rules.statuses.choices if one.code == case.person), None)
    return found is not None and (found.needs is None or case.resident)
