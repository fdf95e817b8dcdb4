"""A child's mother who signs by codes: her login, her agreement, and an act that waits for her."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from portal.demo.staffing import Office, let_parent_in
from portal.documents.press import Press
from portal.domain.contract import Party
from portal.models import Act, ActState, Contract, Representative, Role
from portal.usecases.acts import SignAct, sign_act
from portal.usecases.signing_agreements import (
    DraftAgreement,
    RecordAgreement,
    confirm_agreement,
    draft_agreement,
    record_agreement,
)
from portal.usecases.transaction import reading

_EARLIER = timedelta(days=2)
_NEXT = timedelta(minutes=10)


def let_parent_sign(office: Office, contract_id: int, press: Press, now: datetime) -> None:
    """Open the cabinet to who acts for a child, agree on codes, leave an act for the code."""
    with reading() as session:
        named = Contract.representative_id == Representative.id
        wanted = select(Representative).join(Contract, named).where(Contract.id == contract_id)
        person = session.scalars(wanted).one()
        waiting = select(Act.id).where(Act.contract_id == contract_id)
        act_id = session.scalar(waiting.where(Act.state == ActState.ISSUED).limit(1))
    at = now - _EARLIER
    let_parent_in(office, person, at)
    region, worker = office.region, office.actor(Role.SOCIAL_WORKER)
    agreement_id = draft_agreement(
        DraftAgreement(person.recipient_id, "", person.id),
        region=region,
        actor=worker,
        now=at,
        press=press,
    )
    signed = RecordAgreement(agreement_id, region.today(at))
    record_agreement(signed, region=region, actor=worker, now=at + _NEXT)
    director = office.actor(Role.DIRECTOR)
    confirm_agreement(agreement_id, actor=director, now=at + 2 * _NEXT)
    if act_id is not None:
        command = SignAct(act_id, Party.PROVIDER, region.today(at))
        sign_act(command, region=region, actor=director, now=at + 3 * _NEXT, press=press)
