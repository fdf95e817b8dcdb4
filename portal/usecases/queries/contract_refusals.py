"""What the pages about contracts that were not concluded read: grounds, one refusal, the list."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select

from portal.domain.demands import Demand
from portal.domain.endings import Handover
from portal.domain.grounds import LegalGround
from portal.domain.law import Citation
from portal.domain.people import full_name
from portal.domain.violations import NotFound, RulesBroken, Violation
from portal.models import ContractRefusal, Programme, Recipient
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.contract_refusals import NO_PLACE, demand_choice, no_free_place
from portal.usecases.ending_text import basis_lines
from portal.usecases.facts import own
from portal.usecases.queries.paging import Page, paged
from portal.usecases.queries.scope import own_people
from portal.usecases.refusal_receivers import fits, nobody_takes_it, told_of
from portal.usecases.role_access import told_papers
from portal.usecases.transaction import reading

CONFINED = "основание видит только директор"
"""What stands for a ground of health before those who need not know it (FED-PDP-04)."""


@dataclass(frozen=True, slots=True)
class RefusalDesk:
    """The lawful grounds for a programme; ``full`` tells whether every place is taken.

    ``unlawful`` says why not being among the recommended providers is none (FED-REC-04);
    ``unrepresented``: only a representative may take the paper, none is recorded (FED-MIN-01).
    """

    programme_id: int
    recipient_id: int
    number: str
    recipient: str
    grounds: tuple[LegalGround, ...]
    full: bool
    source: Citation
    unlawful: tuple[Violation, ...] = ()
    unrepresented: bool = False

    def offers(self, ground: LegalGround) -> bool:
        """Whether the ground may be taken: one of places stands only while all are taken."""
        return self.full or all(one.code != NO_PLACE for one in ground.demands)

    def asked(self, ground: LegalGround) -> tuple[Demand, ...]:
        """The papers a ground asks for; places are counted by the portal itself."""
        return tuple(one for one in ground.demands if one.code != NO_PLACE)


@dataclass(frozen=True, slots=True)
class RefusalRow:
    """A line of the register of refusals.

    ``told``: the reader may know the ground. One proved by a paper about health is the director's
    alone, so is every word written about it (FED-PDP-04).
    """

    id: int
    programme_id: int
    recipient_id: int
    programme_number: str
    recipient: str
    number: str
    refused_on: date
    ground_title: str
    clause: str
    basis: tuple[str, ...]
    note: str
    paper_id: int | None
    handed_on: date | None
    handed: Handover | None
    lifted: bool
    lifted_reason: str
    version: int
    told: bool


@dataclass(frozen=True, slots=True)
class Receiver:
    """The ways of handing a refusal over that fit its addressee (FED-MIN-01).

    ``unrepresented``: today only a representative may take it, and the card names none.
    """

    ways: tuple[Handover, ...]
    unrepresented: bool


def refusal_desk(actor: Actor, programme_id: int, region: Region, today: date) -> RefusalDesk:
    """The grounds on which no contract need be concluded on a programme; raises NotFound."""
    with reading() as session:
        programme = own(session, Programme, programme_id, actor.provider_id)
        person = own(session, Recipient, programme.recipient_id, actor.provider_id)
        rules = region.rules.termination_rules.on(today).on(today)
        return RefusalDesk(
            programme_id=programme.id,
            recipient_id=person.id,
            number=programme.number,
            recipient=full_name(person.surname, person.name, person.patronymic),
            grounds=tuple(one for one in rules.before_contract if one.is_for(programme.form, None)),
            full=no_free_place(session, programme, region, today),
            source=rules.source,
            unlawful=_unlawful(region, today),
            unrepresented=nobody_takes_it(told_of(session, person.id, actor.provider_id, today)),
        )


def _unlawful(region: Region, today: date) -> tuple[Violation, ...]:
    try:
        demand_choice(region, today)
    except RulesBroken as broken:
        return broken.violations
    return ()


def get_refusal(actor: Actor, refusal_id: int) -> RefusalRow:
    """One line of the register; NotFound for another provider's."""
    with reading() as session:
        found = session.execute(_rows(actor).where(ContractRefusal.id == refusal_id)).one_or_none()
    if found is None:
        raise NotFound
    return _row(actor, *found)


def refusal_receiver(actor: Actor, row: RefusalRow, today: date) -> Receiver:
    """To whom a refusal may be handed, on its own day or today."""
    with reading() as session:
        days = [
            told_of(session, row.recipient_id, actor.provider_id, day)
            for day in (row.refused_on, today)
        ]
    return Receiver(
        ways=tuple(way for way in Handover if any(fits(one, way) for one in days)),
        unrepresented=nobody_takes_it(days[-1]),
    )


def standing_refusal(actor: Actor, programme_id: int) -> RefusalRow | None:
    """The refusal a programme stands under, None without one."""
    with reading() as session:
        found = session.execute(
            _rows(actor).where(
                ContractRefusal.programme_id == programme_id, ContractRefusal.lifted_at.is_(None)
            )
        ).one_or_none()
    return _row(actor, *found) if found else None


def list_refusals(actor: Actor, *, page: int = 1) -> Page[RefusalRow]:
    """The register of refusals, the newest number first (FED-TER-02)."""
    ordered = _rows(actor).order_by(ContractRefusal.year.desc(), ContractRefusal.sequence.desc())
    counting = _rows(actor).with_only_columns(func.count())
    with reading() as session:
        total = session.scalar(counting) or 0
        rows = session.execute(paged(ordered, page)).all()
    return Page(rows=tuple(_row(actor, *one) for one in rows), total=total, number=page)


def _rows(actor: Actor) -> Select[ContractRefusal, str, Recipient]:
    return (
        select(ContractRefusal, Programme.number, Recipient)
        .join(Programme, Programme.id == ContractRefusal.programme_id)
        .join(Recipient, Recipient.id == ContractRefusal.recipient_id)
        .where(ContractRefusal.provider_id == actor.provider_id, *own_people(actor))
    )


def _row(actor: Actor, row: ContractRefusal, number: str, person: Recipient) -> RefusalRow:
    told = told_papers(actor, row.basis) == row.basis
    return RefusalRow(
        id=row.id,
        programme_id=row.programme_id,
        recipient_id=row.recipient_id,
        programme_number=number,
        recipient=full_name(person.surname, person.name, person.patronymic),
        number=row.number,
        refused_on=row.refused_on,
        ground_title=row.ground_title if told else CONFINED,
        clause=row.clause if told else "",
        basis=basis_lines(row.basis) if told else (),
        note=row.note if told else "",
        paper_id=row.paper_id,
        handed_on=row.handed_on,
        handed=row.handed,
        lifted=row.lifted_at is not None,
        lifted_reason=row.lifted_reason if told else "",
        version=row.version,
        told=told,
    )
