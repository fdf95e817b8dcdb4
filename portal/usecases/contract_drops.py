"""A contract that was drawn up and never came into force: death, a change of mind, taken back.

Nothing was served under it, so there is no ground of an end, no order and no settlement
(FED-CON-01): the row is closed, its paper and number stay. What the director alone has signed binds
nobody yet, so the provider may take it back.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.domain.contract import ContractState, DropReason
from portal.domain.contract_life import LifeStep, state_after
from portal.domain.violations import NotAllowed, refuse
from portal.models import Contract, Programme, Recipient, Role
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.meanwhile import demand_contract_seen
from portal.usecases.queries.gone_elsewhere import gone_with
from portal.usecases.signing_returns import open_return, settle
from portal.usecases.transaction import reading, transaction
from portal.usecases.transfer_places import give_place_back

LONGEST = 300


_TELL = {
    DropReason.WITHDRAWN: "Напишите, когда и как получатель отказался подписать.",
    DropReason.TAKEN_BACK: "Напишите, почему договор отзывают: эти слова останутся при договоре.",
}


@dataclass(frozen=True, slots=True)
class DropContract:
    """A contract that waits for a signature and will not get it; ``words`` go into the log."""

    contract_id: int
    reason: DropReason
    words: str = ""
    version: int | None = None


@dataclass(frozen=True, slots=True)
class ContractDropped:
    """A contract that was closed; ``another`` may be drawn up on its programme."""

    another: bool


def drop_contract(
    command: DropContract, *, region: Region, actor: Actor, now: datetime
) -> ContractDropped:
    """Close a contract that never came into force.

    Another may follow on a programme in force, unless the person died or went elsewhere with it.

    Raises transition_not_allowed for one that has, value_invalid for a death that the card does not
    know and for any other reason without words.
    """
    if actor.role is not Role.DIRECTOR:
        raise NotAllowed
    today = region.today(now)
    with transaction() as session:
        contract = own(session, Contract, command.contract_id, actor.provider_id, lock=True)
        demand_contract_seen(session, contract, command.version)
        person = own(session, Recipient, contract.recipient_id, actor.provider_id)
        words = " ".join(command.words.split())[:LONGEST]
        _demand_ground(command, contract, person, words, today)
        # No last day: it never came into force, so a new one may follow the same day.
        contract.state = state_after(contract.state, LifeStep.DROP)
        contract.drop_reason, contract.drop_words = command.reason, words
        give_place_back(session, contract)
        returned = open_return(session, contract)
        if returned is not None:
            settle(session, returned, actor=actor, now=now)
        session.flush()
        subject = ("contract_dropped", "contract", contract.id)
        after = {"state": contract.state, "reason": command.reason.value}
        said = f"{command.reason.label}. {words}".strip()
        audit.record(session, actor, now, *subject, None, after, said)
        return ContractDropped(another=_another(session, contract, person, region, today))


def another_may_follow(actor: Actor, contract_id: int, region: Region, day: date) -> bool:
    """Whether another contract may be drawn up on the programme once this one is closed."""
    with reading() as session:
        contract = own(session, Contract, contract_id, actor.provider_id)
        person = own(session, Recipient, contract.recipient_id, actor.provider_id)
        return _another(session, contract, person, region, day)


def _another(
    session: Session, contract: Contract, person: Recipient, region: Region, day: date
) -> bool:
    programme = own(session, Programme, contract.programme_id, contract.provider_id)
    if person.died_on is not None or programme.valid_until < day:
        return False
    return gone_with(session, programme, region, day) is None


def _demand_ground(
    command: DropContract, contract: Contract, person: Recipient, words: str, today: date
) -> None:
    if contract.state is not ContractState.AWAITING_SIGNATURE:
        refuse(
            "transition_not_allowed",
            f"Договор № {contract.number}: {contract.state.label.lower()}. Так закрывают только "
            "договор, который ждёт подписи; действующий прекращают по основанию.",
        )
    died = person.died_on is not None and person.died_on <= today
    if command.reason is DropReason.DEATH and not died:
        text = "В карточке нет дня смерти. Сначала внесите его по свидетельству."
        refuse("value_invalid", text, field="reason", subject=f"recipient:{person.id}")
    if command.reason in _TELL and not words:
        refuse("value_invalid", _TELL[command.reason], field="words")
