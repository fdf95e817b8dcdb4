"""The days of an end: its event, the papers that prove it, the birthday, the way it belongs to.

Rules: FED-TER-*, VLA-TER-08, VLA-TER-11, AST-TER-01.
"""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.endings import BY_COURT, DEATH, DEBT_STATEMENT, paper_title
from portal.domain.law import Citation
from portal.domain.people import MAJORITY, birthday
from portal.domain.termination import Ending, LastDay, TerminationGround, fits_term, is_over
from portal.domain.violations import refuse
from portal.models import Contract, Recipient, Transfer
from portal.regions.registry import Region
from portal.usecases.ending_text import BasisPaper
from portal.usecases.facts import own
from portal.usecases.refusal_authors import BY_RECIPIENT

WARNING = "written_warning"
ASKED, TOLD = "transfer_application", "ministry_notification"
OF_THE_SERVICE = BY_RECIPIENT | {WARNING, DEBT_STATEMENT, "breach_record", ASKED, TOLD}
"""Papers that arise under the contract itself."""
HAPPENED = frozenset({DEATH, "missing_or_declared_dead", "imprisonment"})
"""Grounds that are events: their day has come."""
ANEW = "Отмените прекращение и подготовьте его заново, с днём не раньше вручения."
_DAY = timedelta(days=1)


def demand_days(contract: Contract, ending: Ending, day: date | None, today: date) -> None:
    """Refuse a day that cannot be: an event to come, a term that is not over, no day at all."""
    ground, last = ending.ground, ending.last_day
    if ground.code in HAPPENED and day is not None and day > today:
        text = "Этот день ещё не наступил. Введите день, который стоит в документе."
        refuse("value_invalid", text, field="day", citation=ground.citation)
    if last is not None and not fits_term(ground, contract.valid_until, last):
        refuse(
            "transition_not_allowed",
            f"Программа действует до {last:%d.%m.%Y}, а договор кончается раньше, "
            f"{contract.valid_until:%d.%m.%Y}: её срок договор не прекращает. Выберите основание, "
            "по которому кончается сам договор, например завершение курса.",
            field="ground",
            citation=ground.citation,
        )
    if ground.automatic and not is_over(ending, today):
        until = last or contract.valid_until
        refuse(
            "transition_not_allowed",
            f"Срок ещё не закончился: последний день услуг — {until:%d.%m.%Y}. Оформите "
            "прекращение на следующий день или выберите другое основание.",
            field="ground",
            citation=ground.citation,
        )
    if ground.last_day is LastDay.NOTICE:
        demand_not_told_late(last, today, "Введите день не раньше сегодня.", ground.citation)
    elif last is None:
        text = "Введите день: без него не посчитать последний день услуг."
        refuse("value_invalid", text, field="day", citation=ground.citation)


def demand_not_told_late(
    last: date | None, told: date, remedy: str, citation: Citation, field: str = "day"
) -> None:
    """Refuse a last day before the notice that ends the contract (FED-TER-06)."""
    if last is None or told <= last:
        return
    text = (
        f"Последний день услуг {last:%d.%m.%Y} раньше уведомления ({told:%d.%m.%Y}), а договор "
        f"прекращает оно. {remedy}"
    )
    refuse("value_invalid", text, field=field, citation=citation)


def demand_age(session: Session, contract: Contract, ending: Ending) -> None:
    """Refuse an end by age before the eve of the eighteenth birthday (VLA-TER-11)."""
    ground, last = ending.ground, ending.last_day
    if not ground.at_majority or last is None:
        return
    born = own(session, Recipient, contract.recipient_id, contract.provider_id).born
    grown = birthday(born, MAJORITY)
    if last < grown - _DAY:
        refuse(
            "value_invalid",
            f"Получателю исполнится 18 лет {grown:%d.%m.%Y}: по возрасту обслуживание раньше не "
            "прекращают. Введите день не раньше кануна или выберите другое основание.",
            field="day",
            citation=ground.citation,
        )


def demand_paper_days(
    contract: Contract,
    ground: TerminationGround,
    papers: tuple[BasisPaper, ...],
    day: date | None,
    stop_on: date | None,
) -> None:
    """A paper about the service is not older than the contract, nor a death's than the death."""
    asked = next((one.issued_on for one in papers if one.code == ASKED), None)
    for one in papers:
        if one.issued_on is None:
            continue
        wrong = _too_old(contract, ground, one.code, one.issued_on, day, asked) or _too_late(
            one.code, one.issued_on, day, stop_on
        )
        if wrong is not None:
            text = f"{paper_title(one.code)} от {one.issued_on:%d.%m.%Y}: {wrong}"
            refuse("value_invalid", text, field=f"papers.{one.code}", citation=ground.citation)


def _too_old(
    contract: Contract,
    ground: TerminationGround,
    code: str,
    issued: date,
    day: date | None,
    asked: date | None,
) -> str | None:
    if code in OF_THE_SERVICE and issued < contract.concluded_on:
        return (
            f"договор заключён {contract.concluded_on:%d.%m.%Y}, бумага не может быть старше. "
            "Введите день, который стоит на документе."
        )
    if ground.code == DEATH and day is not None and issued < day:
        return "раньше дня смерти. Проверьте оба дня."
    if code == TOLD and asked is not None and issued < asked:
        return "раньше заявления о переводе. Проверьте оба дня."
    return None


def _too_late(code: str, issued: date, day: date | None, stop_on: date | None) -> str | None:
    if code in BY_COURT and day is not None and issued > day:
        return "позже дня, когда оно вступило в силу. Проверьте дни."
    if code in BY_RECIPIENT and stop_on is not None and stop_on < issued:
        return "первый день без услуг не может быть раньше. Введите день, который в нём назван."
    if code in (ASKED, TOLD) and day is not None and issued > day:
        return "позже дня перевода. Проверьте оба дня."
    return None


def demand_no_way(
    session: Session, contract: Contract, code: str, region: Region, today: date
) -> None:
    """A contract whose transfer runs ends with the transfer, not beside it (AST-TER-01)."""
    grounds = region.rules.termination_rules.on(today).on(today).grounds
    ground = next((one for one in grounds if one.code == code), None)
    if ground is None or ground.last_day is not LastDay.BEFORE_TRANSFER:
        return
    running = session.scalar(
        select(Transfer.id).where(
            Transfer.provider_id == contract.provider_id,
            Transfer.contract_id == contract.id,
            Transfer.closed_on.is_(None),
        )
    )
    if running is not None:
        refuse(
            "transition_not_allowed",
            "По этому договору идёт перевод: договор закончится накануне переезда сам, когда вы "
            "завершите перевод после уведомления министерства. Откройте перевод.",
            field="ground",
            citation=ground.citation,
            subject=f"transfer:{running}",
        )
