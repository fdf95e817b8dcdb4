"""A signature with a one-time code, the recipient's own or a representative's, on any paper.

A code that is refused says why and leaves a trace: the attempt is counted and audited even though
nothing is signed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from sqlalchemy.orm import Session

from portal.domain.e_signatures import CodeVerdict, IssuedCode, Signer, code_refusal, judge_code
from portal.domain.violations import NotAllowed, RulesBroken, refuse
from portal.models import Paper, Role, SignatureMethod, SigningCode
from portal.regions.registry import Region
from portal.signing.vault import Vault
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.acts import ActSigned, SignAct, put_act_signature
from portal.usecases.amendments import AmendmentSigned, SignAmendment, put_amendment_signature
from portal.usecases.code_hands import demand_ready, signer_of_code
from portal.usecases.contract_signing import ContractSigned, SignContract, put_signature
from portal.usecases.ending_steps import TerminationDone
from portal.usecases.move_request_signing import (
    RequestSigned,
    SignRequest,
    put_request_signature,
)
from portal.usecases.one_time_codes import (
    codes_of,
    readers_thing,
    secret_of,
)
from portal.usecases.signables import Signable, SignedKey, SignedKind
from portal.usecases.termination_papers import (
    SignTermination,
    put_termination_signature,
)
from portal.usecases.transaction import transaction

SignedByCode = ContractSigned | AmendmentSigned | ActSigned | TerminationDone | RequestSigned

_COUNTED = (CodeVerdict.WRONG, CodeVerdict.OF_ANOTHER_PAPER, CodeVerdict.OF_ANOTHER_PERSON)
"""Refusals that use up an attempt: somebody is trying."""


@dataclass(frozen=True, slots=True)
class ConfirmByCode:
    """The code as the person typed it, under the bytes that were shown."""

    key: SignedKey
    code: str
    paper_sha256: str


def confirm_by_code(
    command: ConfirmByCode, *, vault: Vault, region: Region, actor: Actor, now: datetime
) -> SignedByCode:
    """The person of the cabinet signs with the code: a simple electronic signature on those bytes.

    A representative signs in the own name, while the authority holds on the day. Refused with its
    reason, counted and audited: a wrong, expired, used or replaced code, one of another document,
    one of another person, and any after ``CODE_ATTEMPTS`` wrong ones.
    """
    if actor.role is not Role.RECIPIENT:
        raise NotAllowed
    digest = vault.digest(secret_of(actor, "".join(command.code.split())))
    with transaction() as session:
        thing = readers_thing(session, command.key, actor)
        signer = signer_of_code(actor, thing, None)
        _demand_ready(session, thing, signer, region, now)
        paper = thing.paper(session)
        codes = codes_of(session, thing, signer, paper, digest=digest)
        verdict = judge_code(
            digest,
            person=signer,
            sha256=paper.sha256,
            issued=[_plain(one) for one in codes],
            now=now,
        )
        live = _live(codes, signer, paper)
        if verdict is CodeVerdict.ACCEPTED and live is not None:
            live.used_at = now
            session.flush()
            return _put(session, command, signer, region, actor, now)
        if verdict in _COUNTED and live is not None:
            live.attempts += 1
        subject = ("signing_code_refused", *thing.subject)
        audit.record(session, actor, now, *subject, after={"reason": verdict.value})
    raise RulesBroken(code_refusal(verdict))


def _demand_ready(
    session: Session, thing: Signable, signer: Signer, region: Region, now: datetime
) -> None:
    """The same in the words of the person, whom no instruction for the office helps."""
    try:
        demand_ready(session, thing, signer, region, now)
    except RulesBroken as broken:
        if broken.code != "agreement_missing":
            raise
        refuse(
            "agreement_missing",
            "Подпись кодом сейчас не действует: для неё нужно подписанное вами соглашение. Код не "
            "принят. Подпишите бумажный экземпляр или попросите учреждение составить соглашение.",
            citation=broken.violations[0].citation,
        )


def _plain(row: SigningCode) -> IssuedCode:
    return IssuedCode(
        person=_person(row),
        sha256=row.sha256,
        digest=row.digest,
        expires_at=row.expires_at,
        attempts=row.attempts,
        used_at=row.used_at,
        replaced_at=row.replaced_at,
    )


def _person(row: SigningCode) -> Signer:
    return Signer(row.recipient_id, row.representative_id)


class _By(TypedDict):
    """Under whose rules, by whom and when."""

    region: Region
    actor: Actor
    now: datetime


def _put(
    session: Session,
    command: ConfirmByCode,
    signer: Signer,
    region: Region,
    actor: Actor,
    now: datetime,
) -> SignedByCode:
    """The signature of today, by the code, under the shown bytes, whatever they are."""
    day, number, seen = region.today(now), command.key.id, command.paper_sha256
    by = _By(region=region, actor=actor, now=now)
    code, person = SignatureMethod.CODE, signer.party
    match command.key.kind:
        case SignedKind.CONTRACT:
            contract = SignContract(number, person, code, day, paper_sha256=seen)
            return put_signature(session, contract, **by)
        case SignedKind.AMENDMENT:
            change = SignAmendment(number, person, code, day, paper_sha256=seen)
            return put_amendment_signature(session, change, **by)
        case SignedKind.ACT:
            act = SignAct(number, person, day, by_code=True, paper_sha256=seen)
            return put_act_signature(session, act, **by)
        case SignedKind.ENDING:
            end = SignTermination(number, person, day, method=code, paper_sha256=seen)
            return put_termination_signature(session, end, **by)
        case SignedKind.MOVE:
            return put_request_signature(session, SignRequest(number, seen), **by)
    # An order: nobody but the director signs one, so no code is ever issued for it.
    raise NotAllowed


def _live(codes: Sequence[SigningCode], signer: Signer, paper: Paper) -> SigningCode | None:
    """The one code of this person and these bytes that is neither used nor replaced."""
    return next(
        (
            row
            for row in codes
            if _person(row) == signer
            and row.sha256 == paper.sha256
            and row.used_at is None
            and row.replaced_at is None
        ),
        None,
    )
