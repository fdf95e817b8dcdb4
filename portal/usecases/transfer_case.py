"""A move as its procedures hold it: whose it is, the arrow that is taken, what is written down.

Every procedure of a transfer takes its arrows here, so that each leaves a line with its actor, its
day and the day it was due. Rules: AST-TRN-07 (the path), FED-TRN-02.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from portal.domain.demands import Facts
from portal.domain.transfer import AGREEMENT, NOTICE, REGISTRATION, TransferRules, take_step
from portal.domain.violations import NotAllowed, NotFound, Violation, refuse
from portal.domain.workflow import WorkflowStep, open_steps
from portal.models import (
    Contract,
    HoldState,
    Provider,
    Role,
    Transfer,
    TransferOffer,
    TransferStep,
    VacancyHold,
)
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.transaction import demand_version
from portal.usecases.way_over import demand_not_over

PREPARES = (Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT, Role.SOCIAL_WORKER)
AUTHORITY, RECIPIENT, REPRESENTATIVE = "authority", "recipient", "representative"
CITIZENS = (RECIPIENT, REPRESENTATIVE)
CHOSEN = "provider_chosen"
NOTIFIED = "notified"
SHOWN_TO_RECEIVER = (NOTIFIED, CHOSEN, "completed")
NOTHING_CAME = ("refused", "withdrawn")
FEWEST_LETTERS = 3
"""Different ones in the name of a provider: «Дом» is one, «ъ» names nobody."""
LONGEST = 300


@dataclass(frozen=True, slots=True)
class TransferDone:
    """Where a move stands after a step; days are None where nobody sets them.

    ``warnings`` are what the portal says without refusing.
    """

    id: int
    state: str
    register_due: date | None = None
    agreement_due: date | None = None
    notice_due: date | None = None
    warnings: tuple[Violation, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """How an arrow was taken: in whose role, on which day, on which facts, with what words."""

    role: str
    on: date
    facts: Facts = frozenset()
    note: str = ""


def rules_of(row: Transfer, region: Region) -> TransferRules:
    """The rules of the day the application was made: a move keeps the path it began on."""
    return region.rules.transfer_rules.on(row.applied_on)


def case_of(session: Session, transfer_id: int, actor: Actor, *, lock: bool = True) -> Transfer:
    """The move of the actor's own provider, which the recipient leaves."""
    return own(session, Transfer, transfer_id, actor.provider_id, lock=lock)


def case_for_authority(session: Session, transfer_id: int, actor: Actor) -> Transfer:
    """A move that was sent to the actor's authority; raises NotFound for any other."""
    if actor.role is not Role.OFFICER:
        raise NotAllowed
    return _found(
        session, select(Transfer).where(Transfer.authority_id == actor.provider_id), transfer_id
    )


def case_for_receiver(session: Session, transfer_id: int, actor: Actor) -> Transfer:
    """A move to the actor's provider, from the notification on; raises NotFound for any other."""
    row = _found(session, select(Transfer), transfer_id)
    if not is_receiver(session, row, actor.provider_id):
        raise NotFound
    return row


def is_receiver(session: Session, row: Transfer, provider_id: int) -> bool:
    """Whether the provider may know of the move: chosen, or until then wished and recommended.

    Nobody but the two providers and the authority knows of it, and the receiver only from the
    notification on.
    """
    if row.state not in SHOWN_TO_RECEIVER or row.provider_id == provider_id:
        return False
    if row.state != NOTIFIED:
        return row.chosen_provider_id == provider_id
    if row.wish_provider_id != provider_id:
        return False
    offered = select(TransferOffer.id).where(
        TransferOffer.transfer_id == row.id, TransferOffer.offered_id == provider_id
    )
    return session.scalar(offered.limit(1)) is not None


def _found(session: Session, wanted: Select[Transfer], transfer_id: int) -> Transfer:
    found = session.scalars(
        wanted.where(Transfer.id == transfer_id).with_for_update()
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def take(  # noqa: PLR0913 - the move, the arrow, and who takes it by which rules
    session: Session,
    row: Transfer,
    step_code: str,
    taken: Taken,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
) -> None:
    """Take an arrow and write it down; raises what the region's path refuses.

    Raises value_invalid for a day to come or before the step before, transition_not_allowed for a
    move that is over.
    """
    demand_not_over(session, row)
    rules = rules_of(row, region)
    before = row.state
    after = take_step(rules, before, step_code, taken.role, taken.facts)
    step = step_of(rules, before, step_code)
    _demand_day(session, row, taken.on, region.today(now))
    row.state = after
    if rules.workflow.state(after).final:
        row.closed_on = taken.on
    session.add(
        TransferStep(
            provider_id=row.provider_id,
            transfer_id=row.id,
            step=step.code,
            title=step.title,
            source=before,
            target=after,
            rule=step.citation.rule,
            taken_on=taken.on,
            due_on=due_of(row, step),
            note=taken.note,
            taken_at=now,
            taken_by=actor.name,
            by_provider_id=actor.provider_id,
        )
    )
    session.flush()
    subject = ("transfer_step", "transfer", row.id)
    change = ({"state": before}, {"state": after, "step": step.code, "on": taken.on})
    audit.record(session, actor, now, *subject, *change, reason=taken.note)


def step_of(rules: TransferRules, state: str, code: str) -> WorkflowStep:
    """The arrow of that name out of a state, which ``take_step`` has found to be there."""
    return next(step for step in open_steps(rules.workflow, state) if step.code == code)


def due_of(row: Transfer, step: WorkflowStep) -> date | None:
    """The last day of an arrow's term, as it was counted for this move."""
    days = {
        REGISTRATION: row.register_due,
        AGREEMENT: row.agreement_due,
        NOTICE: row.notice_due,
    }
    return days.get(step.within.code) if step.within else None


def _demand_day(session: Session, row: Transfer, on: date, today: date) -> None:
    last = session.scalars(
        select(TransferStep.taken_on)
        .where(TransferStep.provider_id == row.provider_id, TransferStep.transfer_id == row.id)
        .order_by(TransferStep.id.desc())
        .limit(1)
    ).one_or_none()
    first = last or row.applied_on
    if not first <= on <= today:
        refuse(
            "value_invalid",
            f"Введите день с {first:%d.%m.%Y} (прежний шаг) по {today:%d.%m.%Y} (сегодня).",
            field="on",
        )


def demand_role(actor: Actor, *roles: Role) -> None:
    """Refuse a reader whose work this is not."""
    if actor.role not in roles:
        raise NotAllowed


def contract_of(session: Session, row: Transfer) -> Contract:
    """The contract that the recipient leaves."""
    return own(session, Contract, row.contract_id, row.provider_id)


def provider_named(
    session: Session, region: Region, provider_id: int | None, name: str, *, field: str
) -> tuple[int | None, str]:
    """A provider of the region by its row, or by its name alone when it does not work here.

    A name that is written in as that of a provider of the portal means that provider. Raises
    value_invalid for two that differ.
    """
    if provider_id is None:
        if len({sign for sign in "".join(_words(name)) if sign.isalpha()}) < FEWEST_LETTERS:
            text = "Назовите поставщика: выберите его из списка или впишите название целиком."
            refuse("value_invalid", text, field=field)
        known = _written_as(session, region, name)
        return known or (None, name.strip()[:LONGEST])
    found = providers_named(session, region, (provider_id,))
    if provider_id not in found:
        text = "Такого поставщика в регионе нет. Выберите из списка или впишите название."
        refuse("value_invalid", text, field=field)
    written = _written_as(session, region, name) if name.strip() else None
    if name.strip() and (written is None or written[0] != provider_id):
        text = (
            f"Из списка выбрано: {found[provider_id]}, а вписано: {name.strip()}. Оставьте одно из "
            "двух."
        )
        refuse("value_invalid", text, field=field)
    return provider_id, found[provider_id]


def _written_as(session: Session, region: Region, name: str) -> tuple[int, str] | None:
    rows = session.execute(
        select(Provider.id, Provider.short_name, Provider.name).where(
            Provider.region_code == region.code, Provider.is_authority.is_(False)
        )
    )
    return next(
        ((found, short) for found, short, full in rows if same_name(name, (short, full))), None
    )


def same_name(name: str, names: Iterable[str]) -> bool:
    """Whether a provider's name written by somebody is one of its names."""
    return _words(name) in [_words(one) for one in names]


def _words(name: str) -> tuple[str, ...]:
    """The words of a name without its quotation marks, as two writers would both put them."""
    return tuple(re.findall(r"\w+", name.casefold().replace("ё", "е")))


def providers_named(session: Session, region: Region, ids: Iterable[int]) -> Mapping[int, str]:
    """The names of those of the providers that serve people in the region."""
    rows = session.execute(
        select(Provider.id, Provider.short_name).where(
            Provider.id.in_(tuple(ids)),
            Provider.region_code == region.code,
            Provider.is_authority.is_(False),
        )
    )
    return dict(rows.all())


def authority_of(session: Session, region: Region) -> int | None:
    """The authority of the region, when its officers work in this portal."""
    return session.scalar(
        select(Provider.id)
        .where(Provider.region_code == region.code, Provider.is_authority.is_(True))
        .order_by(Provider.id)
        .limit(1)
    )


def done(row: Transfer, warnings: Iterable[Violation] = ()) -> TransferDone:
    """What a procedure returns."""
    return TransferDone(
        row.id,
        row.state,
        row.register_due,
        row.agreement_due,
        row.notice_due,
        tuple(warnings),
    )


def release_holds(session: Session, row: Transfer, *, but: int | None = None) -> None:
    """Free the places that other providers keep for the move, one with a contract drawn as well."""
    session.execute(
        update(VacancyHold)
        .where(
            VacancyHold.transfer_id == row.id,
            VacancyHold.state != HoldState.RELEASED,
            VacancyHold.provider_id != (but or 0),
        )
        .values(state=HoldState.RELEASED)
    )


def demand_seen(session: Session, row: Transfer, seen: int | None) -> None:
    """Raise Conflict unless the reader saw the move as it is now.

    A move that is over meanwhile is refused with what became of it.
    """
    if seen is not None and seen != row.version:
        demand_not_over(session, row)
        demand_version(row.version, seen)
