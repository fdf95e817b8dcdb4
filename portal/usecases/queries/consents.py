"""What the page of consents reads: sheets printed, given, withdrawn, and what stays afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.domain.choices import ChoiceList
from portal.domain.people import full_name
from portal.domain.personal_data import CONSENT, check_listed
from portal.domain.violations import Violation
from portal.models import DataConsent, Recipient, Representative, SubmittedDocument
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.facts import load_case, own
from portal.usecases.missing_people import missing_since
from portal.usecases.signatories import Side, signing_on
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class ConsentView:
    """A sheet of consent as it stands on the day."""

    id: int
    purpose: str
    term: str
    signer: str
    given_on: date | None
    withdrawn_on: date | None
    destroy_by: date | None
    destroyed_on: date | None

    @property
    def stands(self) -> bool:
        """Whether it is given and not withdrawn."""
        return self.given_on is not None and self.withdrawn_on is None


@dataclass(frozen=True, slots=True)
class ConsentsView:
    """A recipient's consents; ``absent`` is what follows while none is given.

    ``kept`` stays after a withdrawal; ``signers`` may sign for the recipient, ``own_hand`` says
    whether the recipient may. ``missing_since``: a court's finding stands, nobody signs.
    """

    recipient_id: int
    recipient: str
    consents: tuple[ConsentView, ...]
    absent: tuple[Violation, ...]
    kept: ChoiceList
    days: int
    signers: tuple[tuple[int, str], ...]
    own_hand: bool
    missing_since: date | None = None


def list_consents(actor: Actor, recipient_id: int, region: Region, day: date) -> ConsentsView:
    """The consents of a recipient of the reader's provider, the newest first; raises NotFound."""
    with reading() as session:
        recipient = own(
            session,
            Recipient,
            recipient_id,
            actor.provider_id,
            selectinload(Recipient.representatives),
        )
        rows = session.execute(
            select(DataConsent, Representative)
            .outerjoin(Representative, Representative.id == DataConsent.representative_id)
            .where(
                DataConsent.provider_id == actor.provider_id,
                DataConsent.recipient_id == recipient_id,
            )
            .order_by(DataConsent.id.desc())
        ).all()
    signing = signing_on(recipient, recipient.representatives, day)
    rules = region.rules.personal_data_rules.on(day)
    return ConsentsView(
        recipient_id=recipient.id,
        recipient=recipient.full_name,
        consents=tuple(
            _view(row, recipient if row.representative_id is None else person)
            for row, person in rows
        ),
        absent=consent_absent(actor, recipient_id, region, day),
        kept=rules.kept,
        days=rules.withdrawal.amount,
        signers=tuple(
            (one.id, full_name(one.surname, one.name, one.patronymic))
            for one in signing.representatives
        ),
        own_hand=signing.side is not Side.REPRESENTATIVE,
        missing_since=missing_since(recipient, day),
    )


def consent_absent(
    actor: Actor, recipient_id: int, region: Region, day: date
) -> tuple[Violation, ...]:
    """What the department's list of papers says while no consent stands (VLA-PDP-01, -03)."""
    with reading() as session:
        case = load_case(session, actor.provider_id, recipient_id, day=day)
        given = any(_stands(row, day) for row in case.documents)
        unit = case.programme.unit_code if case.programme else None
        unit = unit or (case.department.unit_code if case.department else None)
    return check_listed(region.rules.personal_data_rules.on(day), unit, given=given)


def _stands(row: SubmittedDocument, day: date) -> bool:
    return row.code == CONSENT and (row.expires_on is None or day <= row.expires_on)


def _view(row: DataConsent, signer: Recipient | Representative) -> ConsentView:
    return ConsentView(
        id=row.id,
        purpose=row.purpose,
        term=row.term,
        signer=full_name(signer.surname, signer.name, signer.patronymic),
        given_on=row.given_on,
        withdrawn_on=row.withdrawn_on,
        destroy_by=row.destroy_by,
        destroyed_on=row.destroyed_on,
    )
