"""A contract that is not concluded: on the lawful grounds only, with a numbered paper of refusal.

Rules: FED-TER-02 (no free place), FED-TER-03 (medical conclusion), FED-CON-09, FED-REC-04 (not
being recommended is no ground). The clock of the programme stops; a refusal for a while is lifted,
and the programme can be drawn up again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.changes import ContractRefusalFacts
from portal.documents.press import Press
from portal.domain.admission import check_choice_of_provider
from portal.domain.documents import names_document
from portal.domain.endings import Handover
from portal.domain.grounds import LegalGround
from portal.domain.printed_forms import CONTRACT_REFUSAL
from portal.domain.termination import may_refuse_contract
from portal.domain.violations import NotAllowed, RulesBroken, refuse
from portal.models import (
    ContractRefusal,
    Programme,
    Provider,
    Recipient,
    Role,
)
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.ending_text import (
    BasisPaper,
    basis_data,
    basis_lines,
    entered,
    paper_violations,
)
from portal.usecases.facts import load_case, own
from portal.usecases.medical_conclusions import demand_conclusions
from portal.usecases.name_forms import kept_genitives
from portal.usecases.numbering import take_number
from portal.usecases.paper_parties import (
    customer,
    customer_representative,
    programme_details,
    provider_details,
    provider_signatory,
)
from portal.usecases.papers import freeze_for
from portal.usecases.places import department_of, open_room
from portal.usecases.refusal_receivers import acting_for, demand_fits, nobody_takes_it, told_of
from portal.usecases.reviewed_programmes import followed_contracts
from portal.usecases.signatories import Side, signing_on
from portal.usecases.standing_contracts import standing_contract
from portal.usecases.transaction import demand_version, transaction

REFUSALS = "contract_refusal"
NO_PLACE = "no_free_place"
NOT_RECOMMENDED = "not_recommended"
"""What a provider outside of the programme's list might refuse for."""
LONGEST = 300


@dataclass(frozen=True, slots=True)
class RefuseContract:
    """No contract on a programme, on a ground; ``papers`` prove it, ``note`` is printed."""

    programme_id: int
    ground: str
    papers: tuple[BasisPaper, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class ContractRefused:
    """The line of the register."""

    id: int
    number: str
    ground: str


@dataclass(frozen=True, slots=True)
class HandOverRefusal:
    """When and how the paper came to the person."""

    refusal_id: int
    handed_on: date
    handed: Handover = Handover.IN_PERSON


@dataclass(frozen=True, slots=True)
class LiftRefusal:
    """The ground is gone: the programme waits for its contract again."""

    refusal_id: int
    reason: str
    version: int | None = None


def refuse_contract(
    command: RefuseContract, *, region: Region, actor: Actor, now: datetime, press: Press
) -> ContractRefused:
    """Refuse to conclude a contract; the number, the line and the paper are fixed at once.

    Raises RulesBroken for a ground that is none, for a place that is free, and without the medical
    conclusion the ground asks for, with all that its form holds.
    """
    if actor.role is not Role.DIRECTOR:
        raise NotAllowed
    today = region.today(now)
    with transaction() as session:
        programme = own(session, Programme, command.programme_id, actor.provider_id, lock=True)
        _demand_waiting(session, programme, today)
        papers = entered(command.papers)
        ground = lawful_refusal(session, programme, command.ground, papers, region, today)
        if found := paper_violations(papers, today, ground.citation):
            raise RulesBroken(*found)
        demand_conclusions(papers, region, today)
        row = _numbered(session, programme, ground, papers, today)
        row.note = command.note.strip()[:LONGEST]
        row.refused_at, row.refused_by_id = now, actor.membership_id
        session.add(row)
        session.flush()
        paper = freeze_for(
            session,
            programme,
            press,
            region.printed_form(CONTRACT_REFUSAL, today),
            region,
            _facts(session, row, programme, today),
            rules_day=today,
            now=now,
        )
        row.paper_id = paper.id
        session.flush()
        after = {"number": row.number, "ground": row.ground, "basis": basis_lines(row.basis)}
        subject = ("contract_refused", "programme", programme.id)
        audit.record(session, actor, now, *subject, None, after, reason=row.note)
        return ContractRefused(row.id, row.number, row.ground)


def _numbered(
    session: Session,
    programme: Programme,
    ground: LegalGround,
    papers: Sequence[BasisPaper],
    today: date,
) -> ContractRefusal:
    """The refusal of today under the next number of the year, with its ground and the proof."""
    sequence = take_number(session, programme.provider_id, REFUSALS, today.year)
    return ContractRefusal(
        provider_id=programme.provider_id,
        programme_id=programme.id,
        recipient_id=programme.recipient_id,
        number=f"{sequence}/{today.year}",
        year=today.year,
        sequence=sequence,
        refused_on=today,
        ground=ground.code,
        ground_title=ground.title,
        rule=ground.citation.rule,
        clause=ground.citation.text,
        basis=basis_data(papers),
    )


def hand_over_refusal(
    command: HandOverRefusal, *, region: Region, actor: Actor, now: datetime
) -> None:
    """Record how and when the paper of a refusal was handed over.

    Raises value_invalid for a day outside of its own and today, transition_not_allowed for a second
    time or a lifted refusal, and not_authorised for a way that does not fit the addressee on that
    day (FED-MIN-01).
    """
    if actor.role is Role.RECIPIENT:
        raise NotAllowed
    with transaction() as session:
        row = own(session, ContractRefusal, command.refusal_id, actor.provider_id, lock=True)
        if row.handed_on is not None:
            text = "Вручение этого отказа уже записано. Второй раз не нужно."
            refuse("transition_not_allowed", text, field="handed_on")
        if row.lifted_at is not None:
            text = f"Отказ № {row.number} снят: договору он не мешает, вручать его не нужно."
            refuse("transition_not_allowed", text)
        if not row.refused_on <= command.handed_on <= region.today(now):
            refuse(
                "value_invalid",
                f"Отказ составлен {row.refused_on:%d.%m.%Y}: его вручают не раньше этого дня и не "
                "позже сегодняшнего. Проверьте дату.",
                field="handed_on",
            )
        signing = told_of(session, row.recipient_id, row.provider_id, command.handed_on)
        demand_fits(signing, command.handed)
        row.handed_on, row.handed = command.handed_on, command.handed
        session.flush()
        after = {"handed_on": row.handed_on, "handed": row.handed.value}
        subject = ("contract_refusal_handed_over", "programme", row.programme_id)
        audit.record(session, actor, now, *subject, None, after)


def lift_refusal(command: LiftRefusal, *, region: Region, actor: Actor, now: datetime) -> None:
    """Let the programme wait for its contract again; the refusal's line and paper stay."""
    del region
    if actor.role is not Role.DIRECTOR:
        raise NotAllowed
    with transaction() as session:
        row = own(session, ContractRefusal, command.refusal_id, actor.provider_id, lock=True)
        if command.version is not None:
            demand_version(row.version, command.version)
        if row.lifted_at is not None:
            refuse("transition_not_allowed", "Этот отказ уже снят. Откройте программу заново.")
        if not names_document(command.reason):
            text = "Напишите, почему отказ снимают: например, место освободилось."
            refuse("value_invalid", text, field="reason")
        row.lifted_at, row.lifted_by_id = now, actor.membership_id
        row.lifted_reason = command.reason.strip()[:LONGEST]
        session.flush()
        subject = ("contract_refusal_lifted", "programme", row.programme_id)
        audit.record(session, actor, now, *subject, reason=row.lifted_reason)


def lawful_refusal(
    session: Session,
    programme: Programme,
    ground: str,
    papers: tuple[BasisPaper, ...],
    region: Region,
    today: date,
) -> LegalGround:
    """The ground as the law has it; refused where it is none or not proved."""
    if ground == NOT_RECOMMENDED:
        demand_choice(region, today)
    facts = {one.code for one in papers}
    if no_free_place(session, programme, region, today):
        facts.add(NO_PLACE)
    rules = region.rules.termination_rules.on(today)
    return may_refuse_contract(rules, ground, programme.form, today, frozenset(facts))


def demand_choice(region: Region, day: date) -> None:
    """The citizen's choice outweighs the programme's list of providers (FED-REC-04).

    Raises ground_unknown where a provider may not refuse for not being recommended.
    """
    rules = region.rules.admission_rules.on(day)
    check_choice_of_provider(rules, in_register=True, recommended=False, refused=True)


def no_free_place(session: Session, programme: Programme, region: Region, today: date) -> bool:
    """Whether every place of the department that would admit is taken; false without a limit."""
    case = load_case(
        session, programme.provider_id, programme.recipient_id, day=today, programme_id=programme.id
    )
    department = department_of(session, case)
    if department is None:
        return False
    followed = followed_contracts(session, programme)
    own_turn = case.recipient.id
    room = open_room(session, department, region, today, without=own_turn, besides=followed)
    return room.free is not None and room.free <= 0


def refusal_of(session: Session, programme: Programme) -> ContractRefusal | None:
    """The refusal that a programme stands under; None without one or once it is lifted."""
    return session.scalars(
        select(ContractRefusal).where(
            ContractRefusal.provider_id == programme.provider_id,
            ContractRefusal.programme_id == programme.id,
            ContractRefusal.lifted_at.is_(None),
        )
    ).one_or_none()


def demand_not_refused(session: Session, programme: Programme) -> None:
    """Refuse a contract on a programme that a contract was refused on."""
    found = refusal_of(session, programme)
    if found is not None:
        refuse(
            "transition_not_allowed",
            f"По этой программе {found.refused_on:%d.%m.%Y} отказано (отказ № {found.number}). "
            "Если основание отпало, директор снимает отказ на странице программы.",
            field="programme_id",
            subject=f"programme:{programme.id}",
        )


def _demand_waiting(session: Session, programme: Programme, today: date) -> None:
    """A programme in force without a contract and without a refusal."""
    if programme.withdrawn_at is not None or programme.valid_until < today:
        refuse(
            "programme_expired",
            "Программа уже не действует: отказывать по ней не нужно.",
            field="programme_id",
        )
    demand_not_refused(session, programme)
    standing = standing_contract(session, programme)
    if standing is not None:
        refuse(
            "overlap",
            f"По этой программе уже есть договор № {standing.number}. Отказать в нём нельзя, его "
            "можно только прекратить.",
            field="programme_id",
            subject=f"contract:{standing.id}",
        )


def _facts(
    session: Session, row: ContractRefusal, programme: Programme, today: date
) -> ContractRefusalFacts:
    provider = session.get_one(Provider, row.provider_id)
    case = load_case(
        session, row.provider_id, programme.recipient_id, day=today, programme_id=programme.id
    )
    recipient: Recipient = case.recipient
    signing = signing_on(recipient, case.representatives, today)
    return ContractRefusalFacts(
        number=row.number,
        drawn_on=today,
        place=provider.city,
        provider=provider_details(provider),
        signatory=provider_signatory(session, row.provider_id, today, row.refused_by_id),
        customer=customer(recipient, recipient.identity_papers),
        representative=customer_representative(
            acting_for(signing),
            kept_genitives(session, row.provider_id),
            beside=signing.side is Side.BOTH,
        ),
        programme=programme_details(programme),
        form_title=programme.form.label,
        ground=row.ground_title,
        clause=row.clause,
        basis=basis_lines(row.basis),
        note=row.note,
        unrepresented=nobody_takes_it(signing),
    )
