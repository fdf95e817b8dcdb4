"""The two signatures of an issued act, the provider's first (FED-ACT-01).

A director signs only a text in the own name: what is drawn in another's is drawn anew first.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from portal.documents.press import Press
from portal.domain.acts import ActRules, demand_turn
from portal.domain.contract import Party
from portal.domain.people import full_name
from portal.domain.printed_forms import ACT
from portal.domain.violations import Conflict, NotAllowed, NotFound, refuse
from portal.models import (
    Act,
    ActState,
    Paper,
    Representative,
    Role,
    Signature,
    SignatureMethod,
)
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.act_hands import act_representative
from portal.usecases.act_sheets import (
    ActCase,
    act_case,
    demand_own_name,
    drawn_paper,
    fresh_sheet,
    keep_fresh,
)
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.meanwhile import demand_act_seen
from portal.usecases.own_signature import demand_own_signature
from portal.usecases.paper_signatures import Put, record_signature
from portal.usecases.sealing import Sealer, seal_paper
from portal.usecases.signatories import demand_alive, demand_may_represent, signing_on
from portal.usecases.transaction import EDITED_MEANWHILE, reading, transaction
from portal.usecases.uploads import Upload


@dataclass(frozen=True, slots=True)
class SignAct:
    """A party's signature on an act: the provider's by password, others on paper or by code.

    ``version`` and ``paper_sha256`` are what the page showed; given, they must still hold.
    """

    act_id: int
    party: Party
    signed_on: date
    scan: Upload | None = None
    version: int | None = None
    by_code: bool = False
    paper_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class ActSigned:
    """The act's state and who has signed by now."""

    state: ActState
    parties: tuple[Party, ...]


def sign_act(
    command: SignAct,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
    press: Press,
    sealer: Sealer | None = None,
) -> ActSigned:
    """Record a party's signature on the act's frozen paper, the provider's first.

    With a ``sealer`` the director's password also seals the file. A code signs only through
    ``confirm_by_code``, which has it in hand.
    """
    if actor.role is Role.RECIPIENT or command.by_code:
        raise NotAllowed
    with reading() as session:
        # Asked before the paper is drawn too: a refused signature must leave nothing behind.
        _signable(session, command, region=region, actor=actor, now=now)
    fresh = None
    if command.party is Party.PROVIDER:
        fresh = fresh_sheet(command.act_id, region=region, actor=actor, now=now, press=press)
    else:
        drawn_paper(command.act_id, ACT, region=region, actor=actor, now=now, press=press)
    with transaction() as session:
        if fresh is not None:
            keep_fresh(session, fresh, region=region, actor=actor, now=now)
        return put_act_signature(
            session, command, region=region, actor=actor, now=now, sealer=sealer
        )


def put_act_signature(
    session: Session,
    command: SignAct,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
    sealer: Sealer | None = None,
) -> ActSigned:
    """What every way of signing does within its transaction; the paper is drawn already."""
    case, earlier = _signable(session, command, region=region, actor=actor, now=now)
    act = case.act
    if act.paper_id is None:
        refuse("signature_missing", "У акта ещё нет бумаги. Откройте его заново.")
    paper = own(session, Paper, act.paper_id, actor.provider_id)
    if command.paper_sha256 not in (None, paper.sha256):
        raise Conflict(replace(EDITED_MEANWHILE, field="paper_sha256"))
    if command.party is Party.PROVIDER:
        demand_own_name(session, paper, region=region, actor=actor, now=now)
    method = _method(command)
    put = Put(
        command.party, _signer(command.party, case, actor), method, command.signed_on, command.scan
    )
    record_signature(session, Signature(act_id=act.id), put, paper.id, actor=actor, now=now)
    before = act.state
    if command.party is not Party.PROVIDER:
        act.state = ActState.SIGNED
    # A signature is news to whoever holds the act open, so its version moves on.
    flag_modified(act, "state")
    session.flush()
    if method is SignatureMethod.PASSWORD:
        seal_paper(session, paper, sealer, f"Акт № {act.number}", actor=actor, now=now)
    after = {
        "state": act.state,
        "party": command.party,
        "method": method,
        "signed_on": command.signed_on,
    }
    audit.record(session, actor, now, "act_signed", "act", act.id, {"state": before}, after)
    return ActSigned(act.state, (*(row.party for row in earlier), command.party))


def _signable(
    session: Session, command: SignAct, *, region: Region, actor: Actor, now: datetime
) -> tuple[ActCase, list[Signature]]:
    """The act and its signatures so far, when this party may sign it on this day."""
    case = act_case(session, command.act_id, actor)
    earlier = _signatures(session, case.act)
    rules = region.rules.act_rules.on(case.act.rules_day)
    _demand_turn(command.party, earlier, actor, rules)
    demand_act_seen(session, case.act, command.version)
    if command.party is not Party.PROVIDER:
        _demand_undisputed(case.act)
        case = _demand_signer(session, command, case, region)
    _demand_signing_day(command, case.act, earlier, region=region, now=now)
    return case, earlier


def _demand_undisputed(act: Act) -> None:
    if act.state is ActState.DISPUTED:
        refuse(
            "transition_not_allowed",
            "По акту есть возражения. Сначала ответьте на них: исправьте акт или отклоните "
            "требование, потом записывайте подпись.",
            field="party",
        )


def _signatures(session: Session, act: Act) -> list[Signature]:
    return list(
        session.scalars(
            select(Signature)
            .where(Signature.act_id == act.id, Signature.paper_id == act.paper_id)
            .order_by(Signature.id)
        )
    )


def _demand_turn(party: Party, earlier: list[Signature], actor: Actor, rules: ActRules) -> None:
    signed = {row.party for row in earlier}
    if party in signed or (party is not Party.PROVIDER and signed - {Party.PROVIDER}):
        refuse(
            "duplicate", "Эта сторона уже подписала акт. Вторая подпись не нужна.", field="party"
        )
    if party is Party.PROVIDER and actor.role is not Role.DIRECTOR:
        refuse(
            "not_authorised",
            "За поставщика акт подписывает директор. Передайте акт ему на подпись.",
            field="party",
            citation=rules.signing,
        )
    demand_turn(rules, provider=party is Party.PROVIDER, provider_signed=Party.PROVIDER in signed)


def _demand_signer(session: Session, command: SignAct, case: ActCase, region: Region) -> ActCase:
    """Whether this person may sign for the recipient, by the rules a contract is signed by.

    Where another guardian or trustee has followed the contract's, the new one signs.
    """
    rules = region.rules.contract_rules.on(case.act.rules_day)
    people = session.scalars(
        select(Representative)
        .where(Representative.recipient_id == case.recipient.id)
        .order_by(Representative.id)
    ).all()
    signing = signing_on(case.recipient, people, command.signed_on)
    demand_alive(signing, field="party")
    if command.party is Party.REPRESENTATIVE:
        person = act_representative(case.representative, signing, rules)
        demand_may_represent(signing, person, rules, field="party")
        case = replace(case, representative=person)
    else:
        # Who represents a minor has agreed to the contract, and with it to its acts.
        agreed = case.representative in signing.representatives
        demand_own_signature(signing, region, consent=agreed)
    return case


def _demand_signing_day(
    command: SignAct, act: Act, earlier: list[Signature], *, region: Region, now: datetime
) -> None:
    first = max((region.today(act.issued_at), *(row.signed_on for row in earlier)))
    if first <= command.signed_on <= region.today(now):
        return
    refuse(
        "value_invalid",
        f"Акт можно подписать не раньше {first:%d.%m.%Y} и не позже сегодняшнего дня. Проверьте "
        "день подписи.",
        field="signed_on",
    )


def _signer(party: Party, case: ActCase, actor: Actor) -> str:
    if party is Party.PROVIDER:
        return actor.name
    person = case.representative if party is Party.REPRESENTATIVE else case.recipient
    if person is None:
        raise NotFound
    return full_name(person.surname, person.name, person.patronymic)


def _method(command: SignAct) -> SignatureMethod:
    if command.party is Party.PROVIDER:
        return SignatureMethod.PASSWORD
    return SignatureMethod.CODE if command.by_code else SignatureMethod.PAPER
