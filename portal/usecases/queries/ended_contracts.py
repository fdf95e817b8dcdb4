"""The contract by which somebody was served on a programme, and that has ended.

The programme's term for a contract is kept then, and a new one waits for a new request.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.contract import ContractState
from portal.domain.endings import EndingState
from portal.domain.violations import Violation
from portal.models import Contract, Programme, Termination
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.refusal_scopes import ended_programme
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class EndedContract:
    """The last one that was in force, and where its recipient moves to ("" = nowhere).

    ``barred`` says why no new contract stands on the programme (MSK-IPP-05); empty where one may.
    """

    contract_id: int
    number: str
    last_day: date
    moved_to: str
    barred: tuple[Violation, ...]

    @property
    def text(self) -> str:
        """When services ended by it, and on what a new contract waits."""
        last = f"последний день услуг — {self.last_day:%d.%m.%Y}."
        if self.moved_to:
            return f"{last} Выезжает: {self.moved_to}. Выдайте программу с отметками о выполнении."
        again = " ".join(one.text for one in self.barred)
        return f"{last} {again or 'Новый составляют, если получатель снова обратился.'}"


def ended_contract(actor: Actor, programme_id: int, region: Region) -> EndedContract | None:
    """None while a contract stands on the programme, and where none has ever been in force."""
    with reading() as session:
        programme = own(session, Programme, programme_id, actor.provider_id)
        rows = session.execute(
            select(Contract.id, Contract.number, Contract.state, Contract.ended_on)
            .where(Contract.provider_id == actor.provider_id, Contract.programme_id == programme.id)
            .order_by(Contract.ended_on.desc(), Contract.id.desc())
        ).all()
        if any(one.state is not ContractState.TERMINATED for one in rows):
            return None
        last = next((one for one in rows if one.ended_on is not None), None)
        if last is None:
            return None
        region_of = _moved_to(session, last.id)
        barred = ended_programme(session, programme, region)
        return EndedContract(last.id, last.number, last.ended_on, region_of, barred)


def _moved_to(session: Session, contract_id: int) -> str:
    found = session.scalar(
        select(Termination.moved_to).where(
            Termination.contract_id == contract_id, Termination.state == EndingState.TERMINATED
        )
    )
    return found or ""
