"""What the end of a contract does: terms and breaks close, records after it are refused (TER).

Nothing that was issued changes: acts, papers and payments stay readable for whoever read them.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.authorities import BY_DEATH
from portal.domain.contract_life import LifeStep, state_after
from portal.domain.law import Citation
from portal.domain.termination import served_after
from portal.domain.violations import refuse
from portal.models import (
    Contract,
    ContractTerms,
    Delivery,
    Membership,
    Recipient,
    Suspension,
)
from portal.usecases.facts import own
from portal.usecases.sessions import end_sessions_of

MOST_DAYS = 10
_DAY = timedelta(days=1)


def demand_within(contract: Contract, last: date, citation: Citation | None) -> None:
    """Refuse a last day before the contract began or after it ends by itself."""
    first = contract.in_force_from or contract.concluded_on
    if first - _DAY <= last <= contract.valid_until and last >= contract.concluded_on:
        return
    refuse(
        "value_invalid",
        f"Договор действует с {first:%d.%m.%Y} по {contract.valid_until:%d.%m.%Y}. Последний день "
        "услуг должен быть в этих пределах. Проверьте дату.",
        field="day",
        citation=citation,
    )


def demand_nothing_after(
    session: Session,
    contract: Contract,
    last: date,
    citation: Citation | None,
    remedy: str = "проверьте последний день",
) -> None:
    """Refuse an end while services are recorded after it; the refusal lists their days."""
    # The last day itself too: where the border runs is the law's to say.
    recorded = session.scalars(
        select(Delivery.day)
        .where(
            Delivery.provider_id == contract.provider_id,
            Delivery.contract_id == contract.id,
            Delivery.day >= last,
        )
        .group_by(Delivery.day)
        .order_by(Delivery.day)
        .limit(MOST_DAYS + 2)
    )
    days = served_after(last, recorded)
    if not days:
        return
    listed = ", ".join(f"{day:%d.%m.%Y}" for day in days[:MOST_DAYS])
    more = " и позже" if len(days) > MOST_DAYS else ""
    refuse(
        "overlap",
        f"После {last:%d.%m.%Y} записаны услуги: {listed}{more}. Уберите эти записи в услугах "
        f"месяца или {remedy}.",
        field="day",
        citation=citation,
        subject=f"contract:{contract.id}",
    )


def end_contract(session: Session, contract: Contract, last: date) -> None:
    """Close the contract after ``last``: its terms and a running break end with that day."""
    after = last + _DAY
    for row in session.scalars(
        select(ContractTerms).where(
            ContractTerms.contract_id == contract.id,
            ContractTerms.since <= last,
            ContractTerms.until.is_(None) | (ContractTerms.until > after),
        )
    ):
        row.until = after
    for pause in session.scalars(
        select(Suspension).where(
            Suspension.contract_id == contract.id,
            Suspension.since <= last,
            Suspension.until.is_(None) | (Suspension.until > after),
        )
    ):
        pause.until = after
    contract.ended_on = last
    contract.state = state_after(contract.state, LifeStep.END)
    session.flush()


def enter_death(
    session: Session, contract: Contract, died_on: date, basis: str, now: datetime
) -> None:
    """Note the death on the recipient's card, if nobody has, and end the sessions about her.

    From that day logins about a dead person open nothing. Refused where the card has another day.
    """
    recipient = own(session, Recipient, contract.recipient_id, contract.provider_id, lock=True)
    if recipient.died_on is not None and recipient.died_on != died_on:
        refuse(
            "value_invalid",
            f"В карточке записан другой день смерти: {recipient.died_on:%d.%m.%Y}. Сверьте день со "
            "свидетельством и исправьте его там, где он неверен.",
            field="day",
            citation=BY_DEATH,
            subject=f"recipient:{recipient.id}",
        )
    if recipient.died_on is None:
        recipient.died_on, recipient.death_basis = died_on, basis
    session.flush()
    for user_id in session.scalars(
        select(Membership.user_id).where(
            Membership.provider_id == contract.provider_id,
            Membership.recipient_id == recipient.id,
        )
    ):
        end_sessions_of(session, user_id, now)
