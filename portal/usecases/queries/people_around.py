"""What the page about the people around a recipient reads: who acts, and why others do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.domain.authorities import AuthorityEnd, Capacity
from portal.domain.choices import ChoiceList
from portal.domain.contract import WHO_SIGNS
from portal.domain.law import Citation
from portal.domain.people import MAJORITY, full_name
from portal.domain.violations import NotFound
from portal.models import (
    AuthorityScan,
    Recipient,
    RelativeAccess,
    Representative,
    RepresentativeKind,
    StoredFile,
)
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.authority import authority_end_of
from portal.usecases.facts import own
from portal.usecases.missing_people import missing_since
from portal.usecases.paper_parties import identity_on_record
from portal.usecases.queries.scans import ScanView
from portal.usecases.queries.signed_alone import SignedAlone, signed_alone
from portal.usecases.recipient_details import IdentityDetails
from portal.usecases.signatories import (
    Side,
    Signing,
    eligible_representatives,
    signing_on,
    who_signs,
)
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class PersonAround:
    """Somebody recorded to act for the recipient; ``end`` is the day it ends or has ended.

    ``may_sign``: a contract of today could name this person; ``body`` acts in a parent's place.
    Nobody acts who is not ``capable``.
    """

    id: int
    kind: RepresentativeKind
    full_name: str
    basis: str
    paper: str
    since: date
    acts: bool
    end: AuthorityEnd | None
    reason: str
    may_sign: bool
    body: str
    scan: bool
    has_access: bool
    identity: IdentityDetails | None
    address: str
    capable: bool = True

    @property
    def lacks(self) -> tuple[str, ...]:
        """What a contract in this person's name would leave blank."""
        wanted = (("документ, удостоверяющий личность", self.identity), ("адрес", self.address))
        return tuple(words for words, held in wanted if not held)

    @property
    def last_day(self) -> date | None:
        """The last day of the authority; None while nothing ends it."""
        return None if self.end is None else self.end.day - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PeopleAround:
    """The recipient, the court's word, everybody who acts or acted, and who signs today.

    ``nobody`` says what an empty list of those who act means; ``signed_alone`` are papers that the
    recipient signed after the court's day; ``version`` is the card's.
    """

    recipient_id: int
    version: int
    recipient: str
    capacity: Capacity
    told: Capacity | None
    capacity_since: date | None
    capacity_basis: str | None
    died_on: date | None
    death_basis: str | None
    missing_since: date | None
    missing_basis: str | None
    returned_on: date | None
    return_basis: str | None
    who_signs: str
    citation: Citation
    acting: tuple[PersonAround, ...]
    former: tuple[PersonAround, ...]
    bodies: ChoiceList | None
    nobody: str = ""
    signed_alone: tuple[SignedAlone, ...] = ()


def _who_signs(signing: Signing) -> str:
    if not signing.alive:
        return "Никто не подписывает."
    if missing_since(signing.recipient, signing.day) is not None:
        return "Никто не подписывает, пока не записано возвращение."
    return who_signs(signing)


def people_around(actor: Actor, recipient_id: int, region: Region, day: date) -> PeopleAround:
    """Everybody around a recipient of the reader's provider on a day; raises NotFound."""
    with reading() as session:
        row = own(
            session,
            Recipient,
            recipient_id,
            actor.provider_id,
            selectinload(Recipient.representatives),
        )
        signing = signing_on(row, row.representatives, day)
        bodies = region.rules.representation_rules.on(day).orphan_signers
        people = _people(session, signing, region)
        return PeopleAround(
            recipient_id=row.id,
            version=row.version,
            recipient=row.full_name,
            capacity=signing.capacity,
            told=row.capacity,
            capacity_since=row.capacity_since,
            capacity_basis=row.capacity_basis,
            died_on=row.died_on,
            death_basis=row.death_basis,
            missing_since=row.missing_since,
            missing_basis=row.missing_basis,
            returned_on=row.returned_on,
            return_basis=row.return_basis,
            who_signs=_who_signs(signing),
            citation=WHO_SIGNS,
            acting=tuple(one for one in people if one.acts),
            former=tuple(one for one in people if not one.acts),
            bodies=bodies,
            nobody=_nobody(signing),
            signed_alone=signed_alone(session, row, day),
        )


def _people(session: Session, signing: Signing, region: Region) -> tuple[PersonAround, ...]:
    """Everybody recorded to act for the recipient, the newest first."""
    row, day = signing.recipient, signing.day
    ids = [one.id for one in row.representatives]
    scans = set(
        session.scalars(
            select(AuthorityScan.representative_id).where(AuthorityScan.representative_id.in_(ids))
        )
    )
    logins = _logins(session, ids, day)
    able = eligible_representatives(signing, region.rules.contract_rules.on(day))
    return tuple(
        _person(row, one, scans=scans, logins=logins, able=able, signing=signing.representatives)
        for one in reversed(row.representatives)
    )


def _nobody(signing: Signing) -> str:
    """What it means that nobody is recorded to act; a sentence for people."""
    if not signing.alive:
        return "Никто: получатель умер, за него больше никто не действует."
    if missing_since(signing.recipient, signing.day) is not None:
        return "Никто: суд признал получателя безвестно отсутствующим."
    match signing.side:
        case Side.RECIPIENT:
            return "Никто. Получатель действует лично."
        case Side.REPRESENTATIVE:
            who = "опекуна" if signing.incapable else "родителя или опекуна"
            return f"Никто не записан, а сам получатель не подписывает. Запишите {who}."
        case Side.BOTH:
            who = "родителя или попечителя" if signing.age < MAJORITY else "попечителя"
            return (
                "Никто не записан. Получатель подписывает сам, но только с согласия: запишите "
                f"{who}."
            )


def _logins(session: Session, ids: Sequence[int], day: date) -> set[int]:
    """Representatives with a login of their own on the day, whatever their authority."""
    return set(
        session.scalars(
            select(RelativeAccess.representative_id).where(
                RelativeAccess.representative_id.in_(ids),
                RelativeAccess.since <= day,
                RelativeAccess.until.is_(None) | (RelativeAccess.until > day),
            )
        )
    )


def _person(
    recipient: Recipient,
    row: Representative,
    *,
    scans: set[int],
    logins: set[int],
    able: Sequence[Representative],
    signing: Sequence[Representative],
) -> PersonAround:
    return PersonAround(
        id=row.id,
        kind=row.kind,
        full_name=full_name(row.surname, row.name, row.patronymic),
        basis=row.basis,
        paper=_paper(row),
        since=row.since,
        acts=row in signing,
        end=authority_end_of(recipient, row),
        reason=row.revoked_for or "",
        may_sign=row in able,
        body=row.body_name or "",
        scan=row.id in scans,
        has_access=row in signing and row.id in logins,
        identity=identity_on_record(row),
        address=row.address,
        capable=row.capable,
    )


def _paper(row: Representative) -> str:
    """«№ 5 от 12.01.2026, выдан нотариусом …, до 12.01.2027»."""
    parts = (
        f"№ {row.paper_number}" if row.paper_number else "",
        f"от {row.paper_issued_on:%d.%m.%Y}" if row.paper_issued_on else "",
    )
    first = " ".join(part for part in parts if part)
    last = f"действует по {row.paper_until:%d.%m.%Y}" if row.paper_until else ""
    return ", ".join(part for part in (first, row.paper_issued_by or "", last) if part)


def authority_scan(actor: Actor, recipient_id: int, representative_id: int) -> ScanView:
    """The scan of a paper of authority; NotFound where the reader's provider has none."""
    with reading() as session:
        found = session.execute(
            select(StoredFile.original_name, StoredFile.media_type, StoredFile.content)
            .join(AuthorityScan, AuthorityScan.file_id == StoredFile.id)
            .join(Representative, Representative.id == AuthorityScan.representative_id)
            .where(
                StoredFile.provider_id == actor.provider_id,
                Representative.provider_id == actor.provider_id,
                Representative.recipient_id == recipient_id,
                Representative.id == representative_id,
            )
            .order_by(AuthorityScan.id.desc())
            .limit(1)
        ).one_or_none()
    if found is None:
        raise NotFound
    return ScanView(*found)
