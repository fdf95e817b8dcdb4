"""A move as the recipient's own cabinet opens it: whose it is, and who may decide there alone.

A representative decides for whom the law lets nobody else, a grown-up for himself; where two must
speak, they do it in the office. Rules: AST-MIN-02, FED-MIN-01, AST-TRN-13.
"""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.domain.people import age_on, age_words, is_minor
from portal.domain.representation import RepresentationRules, check_signatures, signers_of
from portal.domain.violations import NotAllowed, NotFound, RulesBroken, Violation, refuse
from portal.models import Membership, Move, Recipient, Role, Transfer
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.authority import acting_on, capacity_of
from portal.usecases.facts import own
from portal.usecases.transfer_case import RECIPIENT, REPRESENTATIVE

ACTS_FOR = ("representative", "guardian")
"""As whom somebody speaks who has a representative's login: never by a consent alone."""
_ALONE = "Взрослый получатель решает сам. Его выбор запишут и в учреждении."
_WITH_YOUR_CONSENT = (
    "Получатель решает сам, с вашего письменного согласия. Его выбор и ваше согласие запишут в "
    "учреждении."
)
_WITH_A_REPRESENTATIVE = (
    "По возрасту или решению суда вы решаете вместе с представителем или он решает за вас. Скажите "
    "о решении в учреждении: его там запишут."
)


def newest_move(session: Session, actor: Actor, *, lock: bool = False) -> Transfer | None:
    """The newest move of the person whose cabinet it is; raises NotAllowed for the staff."""
    if actor.role is not Role.RECIPIENT:
        raise NotAllowed
    wanted = (
        select(Transfer)
        .join(Membership, Membership.recipient_id == Transfer.recipient_id)
        .where(
            Membership.id == actor.membership_id,
            Membership.provider_id == actor.provider_id,
            Transfer.provider_id == actor.provider_id,
        )
        .order_by(Transfer.id.desc())
        .limit(1)
    )
    return session.scalars(wanted.with_for_update(of=Transfer) if lock else wanted).one_or_none()


def own_case(session: Session, actor: Actor, *, lock: bool = False) -> Transfer:
    """The newest move of the reader; raises NotFound when there was none."""
    found = newest_move(session, actor, lock=lock)
    if found is None:
        raise NotFound
    return found


def not_alone(
    session: Session, recipient_id: int, region: Region, actor: Actor, today: date
) -> Violation | None:
    """Why the reader may not decide alone; None for who may."""
    person = own(
        session,
        Recipient,
        recipient_id,
        actor.provider_id,
        selectinload(Recipient.representatives),
    )
    rules = region.rules.representation_rules.on(today)
    capacity = capacity_of(person, person.representatives, today)
    speaks = (RECIPIENT,) if actor.relative is None else ACTS_FOR
    if not check_signatures(rules, person.born, today, speaks, capacity.value):
        return None
    text = _WITH_A_REPRESENTATIVE
    if actor.relative is not None:
        agreed = RECIPIENT in signers_of(rules, person.born, today, capacity.value)
        alone = not check_signatures(rules, person.born, today, (RECIPIENT,), capacity.value)
        text = _WITH_YOUR_CONSENT if agreed and not alone else _ALONE
    return Violation("not_authorised", text, None, rules.signing_citation)


def agent_unrecorded(
    person: Recipient, on: date, rules: RepresentationRules, *, field: str, how: str = "Сначала"
) -> Violation | None:
    """Why a representative's signature or consent does not count: nobody on record may act.

    ``how`` begins the remedy, where something else may be ticked. Rule: AST-MIN-02.
    """
    if acting_on(person, person.representatives, on):
        return None
    text = (
        f"На {on:%d.%m.%Y} в карточке получателя нет представителя, который вправе решать за "
        f"него. {how} запишите представителя в карточке."
    )
    subject = f"recipient:{person.id}"
    return Violation("not_authorised", text, field, rules.signing_citation, subject=subject)


def consent_asked(session: Session, row: Transfer, on: date, region: Region) -> bool:
    """Whether the recipient's own word needs somebody's written consent on that day.

    From fourteen to eighteen, and with limited capacity (AST-MIN-02, FED-MIN-01).
    """
    person = _person(session, row)
    rules = region.rules.representation_rules.on(on)
    capacity = capacity_of(person, person.representatives, on)
    return bool(check_signatures(rules, person.born, on, (RECIPIENT,), capacity.value)) and (
        RECIPIENT in signers_of(rules, person.born, on, capacity.value)
    )


def _why_with_consent(person: Recipient, on: date) -> str:
    """An age between childhood and majority, or a court's word on an adult (FED-MIN-01)."""
    if is_minor(person.born, on):
        return f"Получателю {age_words(age_on(person.born, on))}"
    return "Суд ограничил дееспособность получателя"


def demand_consent(
    session: Session, row: Transfer, by: str, on: date, region: Region, *, consented: bool
) -> None:
    """The recipient's own word with the consent that the age or the capacity asks for.

    Raises the region's refusal for a missing consent, not_authorised for one of nobody on record
    and for a representative who decides where the recipient does;
    for a child without parents the body in their place gives it (AST-MIN-02).
    """
    if not consent_asked(session, row, on, region):
        return
    person = _person(session, row)
    rules = region.rules.representation_rules.on(on)
    if by != RECIPIENT:
        text = (
            f"{_why_with_consent(person, on)}: решает он сам, а представитель соглашается "
            "письменно. Отметьте «Получатель» и согласие представителя."
        )
        refuse("not_authorised", text, field="by", citation=rules.signing_citation)
    if not consented:
        text = (
            f"{_why_with_consent(person, on)}: решает он сам, но с письменного согласия "
            "представителя. Получите согласие и отметьте его."
        )
        refuse(rules.consent_refusal, text, field="consented", citation=rules.signing_citation)
    statuses = rules.placement.statuses.codes if rules.placement else ()
    if set(statuses) & set(row.marks):
        return
    found = agent_unrecorded(person, on, rules, field="consented")
    if found is not None:
        raise RulesBroken(found)


def _person(session: Session, row: Transfer | Move) -> Recipient:
    return own(
        session,
        Recipient,
        row.recipient_id,
        row.provider_id,
        selectinload(Recipient.representatives),
    )


def demand_agent(session: Session, row: Transfer | Move, by: str, on: date, region: Region) -> None:
    """A representative's word counts from who may act for the recipient on that day only.

    The recipient's own word does not count where the law asks for another's (under fourteen, no
    capacity). Raises not_authorised (AST-MIN-02).
    """
    person = _person(session, row)
    rules = region.rules.representation_rules.on(on)
    capacity = capacity_of(person, person.representatives, on)
    if by == RECIPIENT and RECIPIENT not in signers_of(rules, person.born, on, capacity.value):
        text = "По возрасту или решению суда за получателя решает представитель: отметьте его."
        refuse("not_authorised", text, field="by", citation=rules.signing_citation)
    if by == REPRESENTATIVE:
        how = "Отметьте «Получатель» или сначала"
        found = agent_unrecorded(person, on, rules, field="by", how=how)
        if found is not None:
            raise RulesBroken(found)


def demand_speaker(
    session: Session, recipient_id: int, region: Region, actor: Actor, today: date
) -> str:
    """In whose role the reader decides; raises not_authorised for who may not alone."""
    found = not_alone(session, recipient_id, region, actor, today)
    if found is not None:
        refuse(found.code, found.text, citation=found.citation)
    return RECIPIENT if actor.relative is None else REPRESENTATIVE
