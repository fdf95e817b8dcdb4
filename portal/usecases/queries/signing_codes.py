"""What the pages of signing by codes read: agreements, what stands behind a signature by a code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.domain.contract import Party
from portal.domain.e_signatures import PRINTED_CODE_LIFE, Signer
from portal.models import CodeChannel, Membership, Recipient, SigningAgreement, SigningCode
from portal.usecases.actor import Actor
from portal.usecases.agreement_sheet import AgreementStop, agreement_stop
from portal.usecases.facts import own
from portal.usecases.one_time_codes import of_signer
from portal.usecases.queries.issued_papers import member_name, representative_name
from portal.usecases.separate_hands import gave_login
from portal.usecases.signables import SignedKind
from portal.usecases.signatories import signing_on
from portal.usecases.signing_agreements import (
    covers_all,
    covers_applications,
    printed_code_life,
    standing_agreement,
)
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class AgreementView:
    """Somebody's standing agreement; ``signed_on`` is None while it is only printed.

    ``covers_all`` is False for an older text, which names contracts only, ``covers_applications``
    for one that does not name applications about a move;
    ``printed_for_a_day`` is False where a code on paper holds for ten minutes. ``proved``: a scan
    or a second person stands behind the signature; ``may_confirm``: the reader could be that one.
    ``stop``: since when and why no code signs by it; ``consenter`` is who agreed to a minor's.
    """

    id: int
    recipient_id: int
    email: str
    paper_id: int
    drafted_at: datetime
    signed_on: date | None
    covers_all: bool
    covers_applications: bool
    printed_for_a_day: bool
    proved: bool
    recorded_by: str
    confirmed_by: str
    scan: bool
    may_confirm: bool
    stop: AgreementStop | None = None
    consenter: str = ""

    def signs(self, kind: SignedKind) -> bool:
        """Whether a code signs papers of this kind by it."""
        return (
            self.proved
            and self.stop is None
            and (self.covers_all or kind is SignedKind.CONTRACT)
            and (self.covers_applications or kind is not SignedKind.MOVE)
        )


def get_agreement(
    actor: Actor, recipient_id: int, day: date, representative_id: int | None = None
) -> AgreementView | None:
    """The person's standing agreement with the reader's provider, as it is on a day."""
    with reading() as session:
        signer = Signer(recipient_id, representative_id)
        row = standing_agreement(session, actor.provider_id, signer)
        return None if row is None else agreement_view(session, row, actor, day)


def agreements_of_others(actor: Actor, recipient_id: int) -> Mapping[int, date | None]:
    """By representative, the standing agreements of those who act for the recipient.

    The value is the day it was signed, None while it is only printed.
    """
    with reading() as session:
        rows = session.execute(
            select(SigningAgreement.representative_id, SigningAgreement.signed_on).where(
                SigningAgreement.provider_id == actor.provider_id,
                SigningAgreement.recipient_id == recipient_id,
                SigningAgreement.representative_id.is_not(None),
                SigningAgreement.ended_on.is_(None),
            )
        )
        return {acts: signed_on for acts, signed_on in rows if acts is not None}


def agreement_view(
    session: Session, row: SigningAgreement, actor: Actor, day: date
) -> AgreementView:
    """An agreement with what stands behind it, and what has stopped it by the day."""
    people = selectinload(Recipient.representatives)
    recipient = own(session, Recipient, row.recipient_id, actor.provider_id, people)
    return AgreementView(
        id=row.id,
        recipient_id=row.recipient_id,
        email=row.email,
        paper_id=row.paper_id,
        drafted_at=row.drafted_at,
        signed_on=row.signed_on,
        covers_all=covers_all(session, row),
        covers_applications=covers_applications(session, row),
        printed_for_a_day=printed_code_life(session, row) == PRINTED_CODE_LIFE,
        proved=row.proved,
        recorded_by=_name_of(session, row.recorded_by_id),
        confirmed_by=_name_of(session, row.confirmed_by_id),
        scan=row.file_id is not None,
        may_confirm=_user_of(session, row.recorded_by_id) not in (None, actor.user_id),
        stop=agreement_stop(row, signing_on(recipient, recipient.representatives, day)),
        consenter=representative_name(session, row.consenter_id) or "",
    )


def _name_of(session: Session, membership_id: int | None) -> str:
    return member_name(session, membership_id) if membership_id is not None else ""


def _user_of(session: Session, membership_id: int | None) -> int | None:
    return session.scalar(select(Membership.user_id).where(Membership.id == membership_id))


@dataclass(frozen=True, slots=True)
class CodeProof:
    """What stands behind a signature by a code: how it came, and the agreement it rests on.

    ``login_by_another``: whoever printed the code had not given out the login; ``confirmed_by`` is
    the second person who has seen the signed agreement, "" without one.
    """

    channel: CodeChannel
    issued_by: str
    login_by_another: bool
    agreement_scan: bool
    confirmed_by: str


def code_proofs(actor: Actor, paper_id: int) -> Mapping[Party, CodeProof]:
    """The proof of each code that signed a paper, by whose place it signed in."""
    with reading() as session:
        found = session.execute(
            select(SigningCode, SigningAgreement)
            .join(SigningAgreement, SigningAgreement.id == SigningCode.agreement_id)
            .where(
                SigningCode.provider_id == actor.provider_id,
                SigningCode.paper_id == paper_id,
                SigningCode.used_at.is_not(None),
            )
            .limit(2)
        ).all()
        return {
            Signer(code.recipient_id, code.representative_id).party: _proof(
                session, actor, code, agreement
            )
            for code, agreement in found
        }


def _proof(
    session: Session, actor: Actor, code: SigningCode, agreement: SigningAgreement
) -> CodeProof:
    printer = _user_of(session, code.issued_by_id) or 0
    person = Signer(code.recipient_id, code.representative_id)
    until = code.used_at or code.issued_at
    return CodeProof(
        channel=code.channel,
        issued_by=_name_of(session, code.issued_by_id),
        login_by_another=not gave_login(session, actor.provider_id, person, printer, until),
        agreement_scan=agreement.file_id is not None,
        confirmed_by=_name_of(session, agreement.confirmed_by_id),
    )


def has_live_code(actor: Actor, signer: Signer, sha256: str, now: datetime) -> bool:
    """Whether a code waits to be typed by this person for these bytes."""
    with reading() as session:
        found = session.scalar(
            select(SigningCode.id)
            .where(
                SigningCode.provider_id == actor.provider_id,
                *of_signer(signer),
                SigningCode.sha256 == sha256,
                SigningCode.used_at.is_(None),
                SigningCode.replaced_at.is_(None),
                SigningCode.expires_at > now,
            )
            .limit(1)
        )
    return found is not None
