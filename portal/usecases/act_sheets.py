"""The papers of an issued act: drawn on first need and the same ever after, unless nobody signed.

A paper is drawn outside the transaction, because drawing takes longer than anybody should hold the
write lock, and kept inside it; who comes second gets the first one's. A director who signs what was
drawn in another director's name gets it drawn anew first: the bytes before stay, as replaced.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import cast

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.documents.facts import ActPaperFacts, PaperFacts, ReceiptFacts
from portal.documents.parts import Signatory
from portal.documents.press import Press
from portal.domain.printed_forms import ACT, RECEIPT, PrintedForm
from portal.domain.violations import Conflict, NotFound, refuse
from portal.models import (
    Act,
    Contract,
    Membership,
    Paper,
    Recipient,
    Representative,
    Role,
    Signature,
)
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.act_papers import named_signer, read_facts
from portal.usecases.actor import Actor
from portal.usecases.paper_parties import provider_signatory
from portal.usecases.papers import (
    DrawnPress,
    PaperSubject,
    Unmarked,
    drawn_by,
    freeze,
    marks_of,
    paper_bytes,
)
from portal.usecases.queries.corrected_acts import payable_of_corrected
from portal.usecases.transaction import EDITED_MEANWHILE, reading, transaction


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
    def subject(self) -> PaperSubject:
        """What its papers are about."""
        return PaperSubject(
            recipient_id=self.recipient_id,
            contract_id=self.contract_id,
            act_id=self.id,
            month=self.month,
        )

    @property
    def unmarked(self) -> Unmarked:
        """What its mark will speak of."""
        return Unmarked(self.form, self.facts, self.rules_day)


@dataclass(frozen=True, slots=True)
class FreshSheet:
    """An act drawn in the name of who signs it, not kept yet; ``stored`` knows the one before."""

    stored: StoredAct
    drawn: DrawnPress


@dataclass(frozen=True, slots=True)
class ActCase:
    """An act with the people it concerns."""

    act: Act
    contract: Contract
    recipient: Recipient
    representative: Representative | None


def act_paper(act_id: int, *, region: Region, actor: Actor, now: datetime, press: Press) -> bytes:
    """The act as a PDF: drawn on first need, the same bytes ever after."""
    paper_id = drawn_paper(act_id, ACT, region=region, actor=actor, now=now, press=press)
    return paper_bytes(actor.provider_id, paper_id)


def receipt_paper(
    act_id: int, *, region: Region, actor: Actor, now: datetime, press: Press
) -> bytes:
    """The receipt of an act as a PDF; refused when there is nothing to tell a payer."""
    paper_id = drawn_paper(act_id, RECEIPT, region=region, actor=actor, now=now, press=press)
    return paper_bytes(actor.provider_id, paper_id)


def stored_act(
    session: Session, act_id: int, form_code: str, region: Region, actor: Actor
) -> StoredAct:
    """An act of the reader's with the facts of one of its papers, as frozen when it was issued."""
    case = act_case(session, act_id, actor)
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


def keep_paper(  # noqa: PLR0913 - what was drawn, whose, and in the place of what
    session: Session,
    stored: StoredAct,
    drawn: DrawnPress,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
    instead_of: int | None = None,
) -> int:
    """Freeze a drawn paper within the caller's transaction; the first one kept stays.

    Only the paper named by ``instead_of`` is replaced by this one.
    """
    column = Act.receipt_paper_id if stored.form.code == RECEIPT else Act.paper_id
    kept = session.scalar(select(column).where(Act.id == stored.id).with_for_update())
    if kept not in (None, instead_of):
        return kept
    paper = freeze(
        session,
        drawn,
        stored.form,
        region,
        stored.facts,
        provider_id=actor.provider_id,
        subject=stored.subject,
        rules_day=stored.rules_day,
        now=now,
    )
    # Not through the mapped object: a paper is no edit that another reader could collide with.
    session.execute(update(Act).where(Act.id == stored.id).values({column: paper.id}))
    return paper.id


def fresh_sheet(
    act_id: int, *, region: Region, actor: Actor, now: datetime, press: Press
) -> FreshSheet | None:
    """The act in the name of the director who is about to sign; None where it is kept so already.

    One that the recipient has signed is never drawn anew: not_authorised (FED-FRM-03, FED-ACT-01).
    """
    with reading() as session:
        stored = stored_act(session, act_id, ACT, region, actor)
        signer = _signatory(session, region, actor, now)
        named = _named_in(session, stored.paper_id)
        if named is not None and named.name == signer.name:
            return None
        _demand_unsigned(session, stored, named, region)
        facts = replace(cast("ActPaperFacts", stored.facts), signatory=signer)
        stored = replace(stored, facts=facts)
        (mark,) = marks_of(session, press, actor.provider_id, (stored.unmarked,))
    return FreshSheet(stored, drawn_by(press, region, stored.unmarked, mark))


def keep_fresh(
    session: Session, fresh: FreshSheet, *, region: Region, actor: Actor, now: datetime
) -> None:
    """Put the sheet in the place of the one before, within the transaction that signs it.

    Raises Conflict where somebody has drawn or signed the act meanwhile.
    """
    stored = fresh.stored
    before = _named_in(session, stored.paper_id)
    kept = keep_paper(
        session,
        stored,
        fresh.drawn,
        region=region,
        actor=actor,
        now=now,
        instead_of=stored.paper_id,
    )
    _demand_unsigned(session, stored, before, region)
    if stored.paper_id is not None and before is not None:
        after = {"paper": kept, "named": actor.name}
        earlier = {"paper": stored.paper_id, "named": before.short_name}
        audit.record(session, actor, now, "act_redrawn", "act", stored.id, earlier, after)


def demand_own_name(
    session: Session, paper: Paper, *, region: Region, actor: Actor, now: datetime
) -> None:
    """Raise Conflict unless the paper names the director who signs it (FED-FRM-03)."""
    named = read_facts(ActPaperFacts, paper.inputs).signatory
    if named.name != _signatory(session, region, actor, now).name:
        raise Conflict(EDITED_MEANWHILE)


def _signatory(session: Session, region: Region, actor: Actor, now: datetime) -> Signatory:
    today = region.today(now)
    return provider_signatory(session, actor.provider_id, today, actor.membership_id)


def _named_in(session: Session, paper_id: int | None) -> Signatory | None:
    if paper_id is None:
        return None
    return read_facts(ActPaperFacts, session.get_one(Paper, paper_id).inputs).signatory


def _demand_unsigned(
    session: Session, stored: StoredAct, named: Signatory | None, region: Region
) -> None:
    """Refuse another paper for one that somebody has signed."""
    if named is None or not session.scalar(
        select(Signature.id)
        .where(Signature.act_id == stored.id, Signature.paper_id == stored.paper_id)
        .limit(1)
    ):
        return
    refuse(
        "not_authorised",
        f"Акт уже подписан, а за учреждение в нём действует {named.short_name}: подписанную бумагу "
        f"не меняют, её подписывает {named.short_name}.",
        field="party",
        citation=region.rules.act_rules.on(stored.rules_day).signing,
    )


def drawn_paper(
    act_id: int, form_code: str, *, region: Region, actor: Actor, now: datetime, press: Press
) -> int:
    """The id of the act's paper or receipt, drawn and kept on first need."""
    with reading() as session:
        stored = stored_act(session, act_id, form_code, region, actor)
        if stored.paper_id is not None:
            return stored.paper_id
        (mark,) = marks_of(session, press, actor.provider_id, (stored.unmarked,))
        corrected = form_code == RECEIPT and bool(payable_of_corrected(session, [act_id]))
    if corrected:
        text = (
            "Акт исправлен, по нему к оплате другая сумма: квитанцию на прежнюю не печатают. "
            "Возьмите квитанцию на остаток по договору."
        )
        refuse("value_invalid", text)
    if isinstance(stored.facts, ReceiptFacts) and not has_receipt(stored.facts):
        refuse("value_invalid", "За этот месяц платить нечего, квитанция не нужна.")
    drawn = drawn_by(press, region, stored.unmarked, mark)
    with transaction() as session:
        return keep_paper(session, stored, drawn, region=region, actor=actor, now=now)


def act_case(session: Session, act_id: int, actor: Actor) -> ActCase:
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
    return ActCase(*found)
