"""What every step towards the end of a contract shares: its papers, its journal, its completion."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.documents.changes import EndingFacts
from portal.documents.press import Press
from portal.domain.contract import Party
from portal.domain.endings import EndingState, Need
from portal.domain.violations import RulesBroken, refuse
from portal.models import Contract, Paper, Role, Termination
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.act_papers import read_facts
from portal.usecases.actor import Actor
from portal.usecases.ending_effects import demand_nothing_after, demand_within, end_contract
from portal.usecases.papers import (
    freeze_for,
)
from portal.usecases.signatories import Signing, side_has_signed
from portal.usecases.terminations import needs_of


@dataclass(frozen=True, slots=True)
class TerminationDone:
    """Where the end stands; ``terminated_on`` is the last day once it is complete."""

    state: EndingState
    terminated_on: date | None
    order_number: str | None
    needs: tuple[Need, ...]


def complete_if_ready(  # noqa: PLR0913 - the end, and who has just done what
    session: Session,
    row: Termination,
    contract: Contract,
    *,
    actor: Actor,
    now: datetime,
    signing: Signing | None = None,
    party: Party | None = None,
) -> TerminationDone:
    """End the contract when order, signatures and notice are there.

    Raises overlap for services recorded after the last day while the end waited.
    """
    parties = frozenset(one.party for one in row.signatures) | ({party} if party else set())
    customer = signing is not None and side_has_signed(signing, parties)
    needs = needs_of(row, customer_signed=customer)
    if row.state is EndingState.PENDING and not needs and row.last_day is not None:
        _demand_nothing_later(session, contract, row, actor)
        before = {"state": contract.state.value}
        end_contract(session, contract, row.last_day)
        row.state, row.completed_at = EndingState.TERMINATED, now
        session.flush()
        audit.record(
            session,
            actor,
            now,
            "contract_terminated",
            "contract",
            contract.id,
            before,
            {
                "state": contract.state.value,
                "ground": row.ground,
                "terminated_on": row.last_day,
                "order": row.order_number,
            },
        )
    ended = row.last_day if row.state is EndingState.TERMINATED else None
    return TerminationDone(row.state, ended, row.order_number, needs)


def demand_last_day(session: Session, contract: Contract, row: Termination) -> None:
    """Refuse a last day outside of the contract, or with services recorded after it."""
    if row.last_day is not None:
        demand_within(contract, row.last_day, None)
        remedy = "отмените прекращение и подготовьте его с другим последним днём"
        demand_nothing_after(session, contract, row.last_day, None, remedy)


def _demand_nothing_later(
    session: Session, contract: Contract, row: Termination, actor: Actor
) -> None:
    """The same at the last step; whoever signs the own end reads what to ask the office for."""
    try:
        demand_last_day(session, contract, row)
    except RulesBroken:
        if actor.role is not Role.RECIPIENT:
            raise
        refuse(
            "overlap",
            "После дня, с которым документ прекращает договор, вам ещё записаны услуги. Подпись не "
            "записана. Попросите учреждение проверить записи или составить документ заново.",
        )


def draw_paper(  # noqa: PLR0913 - what is printed, by which rules
    session: Session,
    row: Termination,
    contract: Contract,
    code: str,
    *,
    region: Region,
    now: datetime,
    press: Press,
) -> Paper:
    """Order, agreement or notice, drawn from what the end keeps and frozen."""
    return freeze_for(
        session,
        contract,
        press,
        region.printed_form(code, row.confirmed_on or region.today(now)),
        region,
        read_facts(EndingFacts, row.inputs),
        rules_day=row.rules_day,
        now=now,
    )


def tell_journal(
    session: Session, row: Termination, what: str, *, actor: Actor, now: datetime
) -> None:
    """One entry about the end, with where it stands now."""
    audit.record(
        session,
        actor,
        now,
        what,
        "termination",
        row.id,
        after={
            "state": row.state.value,
            "order": row.order_number,
            "last_day": row.last_day,
            "notice_handed_on": row.notice_handed_on,
        },
    )
