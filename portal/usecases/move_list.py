"""What the list of a way says of services and money: given, accepted, marked, left to pay.

The same figures as the programme's own marks, since both papers go into the same hands (FED-IPP-08,
FED-TRN-01).
"""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from portal.domain.calendar import month_title
from portal.domain.money import ZERO, quantity_text, rubles_text
from portal.models import Contract, Delivery, Move, Programme
from portal.regions.registry import Region
from portal.usecases.facts import own
from portal.usecases.move_case import unbilled_months
from portal.usecases.queries.payments_state import Balance, balance_of
from portal.usecases.queries.programme_marks import marks_of

SERVED = ("Код", "Услуга", "Оказано всего", "Из них принято", "По программе", "Отметка")


def services_given(
    session: Session, row: Move, region: Region, today: date
) -> tuple[tuple[str, ...], ...]:
    """Each service of the programme: how much was given in all, what the marks rest on, the mark.

    Empty before the marks are recorded. Accepted and planned are of the same months, as beside the
    marks; the last deliveries may have no signed act yet.
    """
    services = selectinload(Programme.services)
    programme = own(session, Programme, row.programme_id, row.provider_id, services)
    marks, recorded = marks_of(session, programme, region, today)
    if not recorded:
        return ()
    given = dict(
        session.execute(
            select(Delivery.code, func.sum(Delivery.quantity))
            .where(Delivery.provider_id == row.provider_id, Delivery.contract_id == row.contract_id)
            .group_by(Delivery.code)
        ).all()
    )
    words = {one.code: one.title for one in region.rules.programme_rules.on(today).marks.choices}
    return tuple(
        (
            one.code,
            one.title,
            quantity_text(given.get(one.code) or ZERO),
            quantity_text(one.accepted),
            quantity_text(one.planned),
            words.get(one.mark, one.mark),
        )
        for one in marks
    )


def debt_words(session: Session, contract: Contract, last_day: date, today: date) -> str:
    """What is left to pay, due or not yet, and the months that nothing is charged for yet."""
    owed = owed_words(balance_of(session, contract.id, today))
    months = unbilled_months(session, contract, min(last_day, today))
    if not months:
        return owed
    return f"{owed}; ещё не начислено за {', '.join(month_title(one) for one in months)}"


def owed_words(balance: Balance) -> str:
    """The account as a line of a paper: what is to be paid, overdue or by when."""
    if balance.balance <= ZERO:
        return f"нет, переплата {rubles_text(-balance.balance)}" if balance.balance else "нет"
    said = f"к оплате {rubles_text(balance.balance)}"
    if balance.debt:
        return f"{said}, из них просрочено {rubles_text(balance.debt)}"
    due = max((one.due_on for one in balance.by_month if one.unpaid), default=None)
    return f"{said}, срок до {due:%d.%m.%Y}" if due else said
