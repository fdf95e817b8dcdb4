"""Issued acts: their papers, drawn on first need and the same ever after, and their two signatures.

The provider signs first (FED-ACT-01). A paper is drawn outside the transaction, because drawing
takes longer than anybody should hold the write lock, and kept inside it; who comes second gets the
first one's.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from portal.documents.facts import ActPaperFacts, PaperFacts, ReceiptFacts
from portal.documents.press import Press
from portal.domain.acts import ActRules, demand_turn
from portal.domain.contract import Party
from portal.domain.people import full_name
from portal.domain.printed_forms import ACT, RECEIPT, PrintedForm
from portal.domain.violations import Conflict, NotAllowed, NotFound, refuse
from portal.models import (
    Act,
    ActState,
    Contract,
    Membership,
    Paper,
    Recipient,
    Representative,
    Role,
    Signature,
    SignatureMethod,
)
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.act_hands import act_representative
from portal.usecases.act_papers import named_signer, read_facts
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.own_signature import demand_own_signature
from portal.usecases.paper_signatures import Put, record_signature
from portal.usecases.papers import (
    DrawnPress,
    PaperSubject,
    Unmarked,
    drawn_by,
    freeze,
    marks_of,
    paper_bytes,
)
from portal.usecases.sealing import Sealer, seal_paper
from portal.usecases.signatories import demand_alive, demand_may_represent, signing_on
from portal.usecases.transaction import EDITED_MEANWHILE, demand_version, reading, transaction
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


@dataclass(frozen=True, slots=True)
class StoredAct:
    """An issued act with what its papers print; ``paper_id`` when the paper is drawn already."""

    id: int
    contract_id: int
    recipient_id: int
    month: date
    rules_day: date
    form: PrintedForm
    facts: PaperFacts
    paper_id: int | None

    @property
    def unmarked(self) -> Unmarked:
        """What its mark will speak of."""
        return Unmarked(self.form, self.facts, self.rules_day)


@dataclass(frozen=True, slots=True)
class _Case:
    """An act with the people it concerns."""

    act: Act
    contract: Contract
    recipient: Recipient
    representative: Representative | None


def act_paper(act_id: int, *, region: Region, actor: Actor, now: datetime, press: Press) -> bytes:
    """The act as a PDF: drawn on first need, the same bytes ever after."""
    paper_id = _drawn_paper(act_id, ACT, region=region, actor=actor, now=now, press=press)
    return paper_bytes(actor.provider_id, paper_id)


def receipt_paper(
    act_id: int, *, region: Region, actor: Actor, now: datetime, press: Press
) -> bytes:
    """The receipt of an act as a PDF; refused when there is nothing to tell a payer."""
    paper_id = _drawn_paper(act_id, RECEIPT, region=region, actor=actor, now=now, press=press)
    return paper_bytes(actor.provider_id, paper_id)


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
    _drawn_paper(command.act_id, ACT, region=region, actor=actor, now=now, press=press)
    with transaction() as session:
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


def stored_act(
    session: Session, act_id: int, form_code: str, region: Region, actor: Actor
) -> StoredAct:
    """An act of the reader's with the facts of one of its papers, as frozen when it was issued."""
    case = _case(session, act_id, actor)
    act = case.act
    facts: PaperFacts
    if form_code == RECEIPT:
        facts = read_facts(ReceiptFacts, act.inputs[RECEIPT])
    else:
        facts = read_facts(ActPaperFacts, act.inputs[ACT])
        facts = facts if act.paper_id else named_signer(session, facts, actor)
    return StoredAct(
        id=act.id,
        contract_id=act.contract_id,
        recipient_id=case.contract.recipient_id,
        month=act.month,
        rules_day=act.rules_day,
        form=region.printed_form(form_code, act.rules_day),
        facts=facts,
        paper_id=act.receipt_paper_id if form_code == RECEIPT else act.paper_id,
    )


def has_receipt(facts: ReceiptFacts) -> bool:
    """Whether a receipt is printed: not for a zero sum (FED-FRM-04).

    A month that an overpayment covers is printed without a code: its reader wants to see why
    nothing is to be paid.
    """
    return facts.accrued > 0 or facts.total_due > 0


def keep_paper(
    session: Session,
    stored: StoredAct,
    drawn: DrawnPress,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
) -> int:
    """Freeze a drawn paper within the caller's transaction; the first one kept stays."""
    column = Act.receipt_paper_id if stored.form.code == RECEIPT else Act.paper_id
    kept = session.scalar(select(column).where(Act.id == stored.id).with_for_update())
    if kept is not None:
        return kept
    paper = freeze(
        session,
        drawn,
        stored.form,
        region,
        stored.facts,
        provider_id=actor.provider_id,
        subject=PaperSubject(
            recipient_id=stored.recipient_id,
            contract_id=stored.contract_id,
            act_id=stored.id,
            month=stored.month,
        ),
        rules_day=stored.rules_day,
        now=now,
    )
    # Not through the mapped object: a paper is no edit that another reader could collide with.
    session.execute(update(Act).where(Act.id == stored.id).values({column: paper.id}))
    return paper.id


def _signable(
    session: Session, command: SignAct, *, region: Region, actor: Actor, now: datetime
) -> tuple[_Case, list[Signature]]:
    """The act and its signatures so far, when this party may sign it on this day."""
    case = _case(session, command.act_id, actor)
    earlier = _signatures(session, case.act)
    rules = region.rules.act_rules.on(case.act.rules_day)
    _demand_turn(command.party, earlier, actor, rules)
    if command.version is not None:
        demand_version(case.act.version, command.version)
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


def _drawn_paper(
    act_id: int, form_code: str, *, region: Region, actor: Actor, now: datetime, press: Press
) -> int:
    with reading() as session:
        stored = stored_act(session, act_id, form_code, region, actor)
        if stored.paper_id is not None:
            return stored.paper_id
        (mark,) = marks_of(session, press, actor.provider_id, (stored.unmarked,))
    if isinstance(stored.facts, ReceiptFacts) and not has_receipt(stored.facts):
        refuse("value_invalid", "За этот месяц платить нечего, квитанция не нужна.")
    drawn = drawn_by(press, region, stored.unmarked, mark)
    with transaction() as session:
        return keep_paper(session, stored, drawn, region=region, actor=actor, now=now)


def _case(session: Session, act_id: int, actor: Actor) -> _Case:
    """The act when it is the reader's: of the provider, and for a recipient of that person."""
    statement = (
        select(Act, Contract, Recipient, Representative)
        .join(Contract, Contract.id == Act.contract_id)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .outerjoin(Representative, Representative.id == Contract.representative_id)
        .where(Act.provider_id == actor.provider_id, Act.id == act_id)
        .execution_options(populate_existing=True)
    )
    if actor.role is Role.RECIPIENT:
        statement = statement.where(
            Contract.recipient_id
            == select(Membership.recipient_id)
            .where(Membership.id == actor.membership_id)
            .scalar_subquery()
        )
    found = session.execute(statement).one_or_none()
    if found is None:
        raise NotFound
    return _Case(*found)


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


def _demand_signer(session: Session, command: SignAct, case: _Case, region: Region) -> _Case:
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


def _signer(party: Party, case: _Case, actor: Actor) -> str:
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
