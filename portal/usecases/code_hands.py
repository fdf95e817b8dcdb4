"""Who signs by a code: the recipient's own hand, or whoever acts for the recipient.

Asked before a code is made and again before it signs, so that no code is handed over in vain, and
an authority that has ended stops a code that is on its way. Rules: FED-MIN-01, FED-CON-02.
"""

from __future__ import annotations

from datetime import datetime
from typing import NoReturn

from sqlalchemy.orm import Session

from portal.domain.contract import Party
from portal.domain.e_signatures import Signer
from portal.domain.people import full_name
from portal.domain.violations import refuse
from portal.models import Representative, Role, SigningAgreement
from portal.regions.registry import Region
from portal.usecases.act_hands import act_representative
from portal.usecases.actor import Actor
from portal.usecases.agreement_sheet import AGREEMENT_FORM, agreement_stop
from portal.usecases.own_signature import demand_own_signature
from portal.usecases.paper_signatures import demand_customer, demand_not_signed, signing_of
from portal.usecases.signables import Signable, SignedKind
from portal.usecases.signatories import Side, Signing, demand_alive, demand_may_represent
from portal.usecases.signing_agreements import (
    covers_all,
    covers_applications,
    standing_agreement,
)


def signer_of_code(actor: Actor, thing: Signable, asked: int | None) -> Signer:
    """Whose code is spoken of: in a cabinet the reader's, at the office whom it names."""
    mine = actor.relative if actor.role is Role.RECIPIENT else asked
    return Signer(thing.contract.recipient_id, mine)


def demand_ready(
    session: Session, thing: Signable, signer: Signer, region: Region, now: datetime
) -> SigningAgreement:
    """The agreement a code rests on; refused unless the paper waits for this person's hand."""
    if not thing.waits:
        refuse("transition_not_allowed", f"{thing.title} подписи не ждёт: {thing.state}.")
    if not thing.provider_signed:
        refuse(
            "signature_missing",
            f"{thing.title}: первым подписывает директор. Код можно получить после его подписи.",
        )
    today = region.today(now)
    signing = signing_of(session, thing.contract, today)
    demand_hand(thing, signer, signing, region)
    return _demand_agreement(session, thing, signer, signing)


def demand_hand(thing: Signable, signer: Signer, signing: Signing, region: Region) -> None:
    """Refuse whoever may not sign this paper on the day, or not yet (FED-MIN-01).

    A minor of fourteen or more signs after the representative; a paper in somebody's name is
    signed by nobody else.
    """
    demand_not_signed(signer.party, thing.signed)
    if thing.key.kind is SignedKind.ACT:
        _demand_hand_of_act(thing, signer, signing, region)
        return
    demand_customer(
        signer.party,
        named_id=thing.representative_id,
        signed=thing.signed,
        signing=signing,
        rules=region.rules.contract_rules.on(thing.rules_day),
        region=region,
    )
    if signer.representative_id not in (None, thing.representative_id):
        _refuse_another(_named(thing, signing))


def _demand_hand_of_act(thing: Signable, signer: Signer, signing: Signing, region: Region) -> None:
    """An act follows who acts on the day; who agreed to the contract has agreed to its acts."""
    demand_alive(signing, field="party")
    rules = region.rules.contract_rules.on(thing.rules_day)
    named = _named(thing, signing)
    if signer.party is Party.REPRESENTATIVE:
        person = act_representative(_known(thing, signing), signing, rules)
        if person.id != signer.representative_id:
            _refuse_another(person)
        demand_may_represent(signing, person, rules, field="party")
        return
    if named is not None and signing.side is Side.RECIPIENT:
        _refuse_another(named)
    demand_own_signature(signing, region, consent=named is not None)


def _named(thing: Signable, signing: Signing) -> Representative | None:
    """The representative of the paper, while the authority holds."""
    people = signing.representatives
    return next((one for one in people if one.id == thing.representative_id), None)


def _known(thing: Signable, signing: Signing) -> Representative | None:
    people = (*signing.representatives, *signing.former)
    return next((one for one in people if one.id == thing.representative_id), None)


def _refuse_another(person: Representative | None) -> NoReturn:
    name = full_name(person.surname, person.name, person.patronymic) if person else "другой человек"
    refuse(
        "not_authorised",
        f"Эту бумагу подписывает представитель: {name}. Код выдают ему, или он подписывает "
        "бумажный экземпляр.",
        field="party",
    )


def _demand_agreement(
    session: Session, thing: Signable, signer: Signer, signing: Signing
) -> SigningAgreement:
    """The person's own agreement, signed, proved, and about papers of this kind."""
    agreement = standing_agreement(session, thing.contract.provider_id, signer)
    if agreement is None or agreement.signed_on is None:
        refuse(
            "agreement_missing",
            "Нет подписанного соглашения о простой электронной подписи. Напечатайте его "
            f"{_where(signer)}, дайте подписать и запишите день подписи.",
        )
    if stop := agreement_stop(agreement, signing):
        refuse(
            "agreement_missing",
            f"Соглашение о простой электронной подписи с {stop.day:%d.%m.%Y} не действует: "
            f"{stop.why}. Составьте новое {_where(signer)}.",
            citation=AGREEMENT_FORM.citation,
        )
    if not agreement.proved:
        refuse(
            "agreement_missing",
            "Соглашение о простой электронной подписи записано одним сотрудником и без скана. "
            "Приложите скан подписанного соглашения или попросите другого сотрудника подтвердить, "
            f"что видел его: страница соглашения есть {_where(signer)}.",
            citation=AGREEMENT_FORM.citation,
        )
    if thing.key.kind is not SignedKind.CONTRACT and not covers_all(session, agreement):
        refuse(
            "agreement_missing",
            "Подписанное соглашение о простой электронной подписи говорит только о договорах. "
            "Составьте новое в карточке получателя, дайте подписать и запишите день подписи.",
        )
    if thing.key.kind is SignedKind.MOVE and not covers_applications(session, agreement):
        refuse(
            "agreement_missing",
            "Подписанное соглашение о простой электронной подписи не говорит о заявлениях. "
            f"Составьте новое {_where(signer)} или подпишите заявление на бумаге.",
        )
    return agreement


def _where(signer: Signer) -> str:
    if signer.representative_id is None:
        return "в карточке получателя"
    return "на странице «Кто действует за получателя»"
