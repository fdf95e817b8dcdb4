"""A guardian in the installation that is looked at: a contract waits for her code."""

from __future__ import annotations

from datetime import datetime

from flask import current_app
from sqlalchemy import select

from portal.domain.cabinet import EVERYTHING
from portal.domain.contract import Party
from portal.models import (
    CodeChannel,
    Representative,
    RepresentativeKind,
    SignatureMethod,
    SigningAgreement,
)
from portal.signing.channels import CodeChannels
from portal.signing.vault import Vault
from portal.usecases.accounts import ChangePassword, change_password
from portal.usecases.contracts import SignContract, sign_contract
from portal.usecases.one_time_codes import IssueCode, issue_code
from portal.usecases.recipients import RepresentativeDetails
from portal.usecases.relatives import GrantRelativeAccess, grant_relative_access
from portal.usecases.sessions import SignIn, open_session
from portal.usecases.signables import SignedKey, SignedKind
from portal.usecases.signing_agreements import (
    DraftAgreement,
    RecordAgreement,
    confirm_agreement,
    draft_agreement,
    record_agreement,
)
from tests.support.factories import PASSWORD
from tests.usecases.procedures import BlankPress, House

GUARDIAN = RepresentativeDetails(
    kind=RepresentativeKind.GUARDIAN,
    surname="Лескова",
    name="Вера",
    patronymic="Павловна",
    basis="постановление об опеке от 12.01.2026 № 6",
)


def let_guardian_sign(
    house: House, ward_id: int, contract_id: int, now: datetime
) -> dict[str, object]:
    """The director has signed; the guardian has a login, an agreement on codes and a slip."""
    session, region = house.session, house.region
    session.rollback()
    whose = Representative.recipient_id == ward_id
    guardian_id = session.scalars(select(Representative.id).where(whose)).one()
    director, worker, day = house.director, house.worker, region.today(now)
    command = SignContract(contract_id, Party.PROVIDER, SignatureMethod.PASSWORD, day)
    sign_contract(command, region=region, actor=director, now=now)
    draft = DraftAgreement(ward_id, "", guardian_id)
    agreement_id = draft_agreement(draft, region=region, actor=worker, now=now, press=BlankPress())
    signed = RecordAgreement(agreement_id, day)
    record_agreement(signed, region=region, actor=worker, now=now)
    confirm_agreement(agreement_id, actor=director, now=now)
    opened = GrantRelativeAccess(guardian_id, EVERYTHING)
    granted = grant_relative_access(opened, region=region, actor=worker, now=now)
    entered = open_session(SignIn(granted.login, granted.code, "127.0.0.1"), now=now)
    change_password(ChangePassword(None, PASSWORD), region=region, actor=entered.actor, now=now)
    slip = issue_code(
        IssueCode(SignedKey(SignedKind.CONTRACT, contract_id), CodeChannel.PAPER, guardian_id),
        vault=Vault(current_app.extensions["settings"].secret_key),
        channels=CodeChannels([]),
        region=region,
        actor=director,
        now=now,
    )
    return {"guardian_login": granted.login, "guardian_code": slip.code}


def agree_for(house: House, recipient_id: int, representative_id: int, now: datetime) -> None:
    """A printed agreement of somebody who acts for a recipient, beside the recipient's own."""
    session = house.session
    session.rollback()
    own = select(SigningAgreement).where(SigningAgreement.recipient_id == recipient_id)
    session.add(
        SigningAgreement(
            provider_id=house.provider_id,
            recipient_id=recipient_id,
            representative_id=representative_id,
            email="",
            paper_id=session.scalars(own).one().paper_id,
            drafted_at=now,
            drafted_by_id=house.worker.membership_id,
        )
    )
    session.commit()
