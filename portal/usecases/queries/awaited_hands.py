"""Whose signatures a paper still waits for, and whether a code can be given for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.domain.authorities import AuthorityEnd
from portal.domain.contract import Party
from portal.domain.e_signatures import Signer
from portal.domain.people import full_name
from portal.domain.violations import RulesBroken
from portal.models import Representative
from portal.regions.registry import Region
from portal.usecases.act_hands import act_representative
from portal.usecases.actor import Actor
from portal.usecases.code_hands import demand_ready
from portal.usecases.missing_people import missing_since
from portal.usecases.paper_signatures import signing_of
from portal.usecases.queries.signing_codes import AgreementView, agreement_view
from portal.usecases.signables import Signable, SignedKey, SignedKind, find_signable
from portal.usecases.signatories import Side, Signing, standing_hands
from portal.usecases.signing_agreements import standing_agreement
from portal.usecases.transaction import reading

NOBODY = "законный представитель, в карточке он не записан"


@dataclass(frozen=True, slots=True)
class AwaitedHand:
    """Somebody of the recipient's side who has not signed.

    ``refusal`` says why no code can be given for it now, "" where one can.
    """

    signer: Signer
    name: str
    agreement: AgreementView | None
    refusal: str


@dataclass(frozen=True, slots=True)
class PaperHands:
    """Whose signatures a paper needs on the recipient's side.

    ``ended``: the first day without the authority of whom the paper names, once it has come: from
    it on nobody signs, and only what was signed before is recorded (FED-MIN-01). An act never has
    one: it follows who acts on the day, whomever the contract names. ``missing_since``: a court has
    found the recipient missing, and nobody signs until the return is recorded (FED-TER-07).
    """

    side: Side
    ended: date | None
    missing_since: date | None = None


def paper_hands(actor: Actor, key: SignedKey, day: date) -> PaperHands:
    """Whose hands may stand under a paper, as things are on the day."""
    with reading() as session:
        thing = find_signable(session, key, actor.provider_id)
        signing = signing_of(session, thing.contract, day)
        standing, end = _standing(thing, signing)
        gone = missing_since(signing.recipient, day)
        return PaperHands(standing.side, end.day if end else None, gone)


def missing_signatures(actor: Actor, key: SignedKey, region: Region, day: date) -> str:
    """Who has still to sign, in words; "" where the paper waits for nobody."""
    with reading() as session:
        thing = find_signable(session, key, actor.provider_id)
        if not thing.waits:
            return ""
        signing = signing_of(session, thing.contract, day)
        if not signing.alive or missing_since(signing.recipient, day) is not None:
            return ""
        people = _people(thing, signing, region)
        _, end = _standing(thing, signing)
        words = [NOBODY if one is None else _who(one, signing, end) for one in people]
    either = thing.key.kind is SignedKind.ACT and signing.side is Side.BOTH
    told = (" или " if either else ", затем ").join(words)
    return ", затем ".join(part for part in (_director(thing), told) if part)


def _director(thing: Signable) -> str:
    return "" if thing.provider_signed else "директор"


def awaited_hands(
    actor: Actor, key: SignedKey, region: Region, now: datetime
) -> tuple[AwaitedHand, ...]:
    """Everybody of the recipient's side whose signature is missing, in their order."""
    with reading() as session:
        thing = find_signable(session, key, actor.provider_id)
        signing = signing_of(session, thing.contract, region.today(now))
        whole = thing.contract.recipient_id
        signers = [
            (Signer(whole, one.id if isinstance(one, Representative) else None), one)
            for one in _people(thing, signing, region)
            if one is not None
        ]
        return tuple(
            AwaitedHand(
                signer=signer,
                name=_name(one, signing),
                agreement=_agreement(session, actor, signer, signing.day),
                refusal=_refusal(session, thing, signer, region, now),
            )
            for signer, one in signers
        )


def code_refusal_of(actor: Actor, key: SignedKey, region: Region, now: datetime) -> str:
    """Why the reader of a cabinet gets no code for a paper now; "" where one can be had."""
    with reading() as session:
        thing = find_signable(session, key, actor.provider_id)
        signer = Signer(thing.contract.recipient_id, actor.relative)
        return _refusal(session, thing, signer, region, now)


def _standing(thing: Signable, signing: Signing) -> tuple[Signing, AuthorityEnd | None]:
    if thing.key.kind is SignedKind.ACT:
        return signing, None
    return standing_hands(signing, thing.representative_id)


def _people(
    thing: Signable, signing: Signing, region: Region
) -> tuple[Representative | Side | None, ...]:
    """Representatives, ``Side.RECIPIENT`` for the recipient, None where nobody is recorded."""
    named = _named(thing, signing, region)
    if thing.key.kind is SignedKind.ACT and thing.customer_signed:
        return ()
    # Whoever is left of two is told of, though the other one's authority is over.
    side = _standing(thing, signing)[0].side
    if side is Side.BOTH:
        both = ((Party.REPRESENTATIVE, named), (Party.RECIPIENT, Side.RECIPIENT))
        return tuple(who for party, who in both if party not in thing.signed)
    if thing.customer_signed:
        return ()
    if side is Side.RECIPIENT and thing.representative_id is None:
        return (Side.RECIPIENT,)
    return (named,)


def _named(thing: Signable, signing: Signing, region: Region) -> Representative | None:
    people = (*signing.representatives, *signing.former)
    found = next((one for one in people if one.id == thing.representative_id), None)
    if thing.key.kind is not SignedKind.ACT:
        return found
    try:
        return act_representative(found, signing, region.rules.contract_rules.on(thing.rules_day))
    except RulesBroken:
        return found


def _name(one: Representative | Side, signing: Signing) -> str:
    if isinstance(one, Representative):
        return full_name(one.surname, one.name, one.patronymic)
    return signing.recipient.full_name


def _who(one: Representative | Side, signing: Signing, end: AuthorityEnd | None) -> str:
    if not isinstance(one, Representative):
        only = f" (подписью, поставленной до {end.day:%d.%m.%Y})" if end else ""
        return f"{_name(one, signing)}, получатель{only}"
    acts = "" if one in signing.representatives else ", уже не действует: составьте бумагу заново"
    return f"{_name(one, signing)}, {one.kind.label}{acts}"


def _agreement(session: Session, actor: Actor, signer: Signer, day: date) -> AgreementView | None:
    row = standing_agreement(session, actor.provider_id, signer)
    return None if row is None else agreement_view(session, row, actor, day)


def _refusal(
    session: Session, thing: Signable, signer: Signer, region: Region, now: datetime
) -> str:
    try:
        demand_ready(session, thing, signer, region, now)
    except RulesBroken as broken:
        return broken.violations[0].text
    return ""
