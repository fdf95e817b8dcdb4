"""What the days and words of a break must be like, whatever its ground."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.documents import names_document
from portal.domain.law import Citation
from portal.domain.suspension import Ground, names_breach
from portal.domain.violations import Violation, refuse
from portal.models import Contract, Suspension
from portal.regions.registry import Region

LONGEST_REASON = 300
_DAY = timedelta(days=1)


def day_violations(
    since: date, until: date | None, first: date, last: date, term: Citation
) -> tuple[Violation, ...]:
    """What is wrong with the days of a break in a contract that runs from first to last.

    ``term`` is the clause by which the contract runs so long (FED-CON-06).
    """
    found: list[Violation] = []
    if not first <= since <= last:
        text = (
            f"Договор действует с {first:%d.%m.%Y} по {last:%d.%m.%Y}. Укажите первый день "
            "перерыва в этих пределах."
        )
        found.append(Violation("contract_not_active", text, "since", term))
    if until is not None and until <= since:
        text = "Первый день услуг после перерыва должен быть позже его начала. Проверьте даты."
        found.append(Violation("value_invalid", text, "until"))
    elif until is not None and last < date.max and until > last + _DAY:
        text = (
            f"Договор действует по {last:%d.%m.%Y}, после него услуг по нему нет. Укажите первый "
            "день услуг в этих пределах или оставьте его пустым."
        )
        found.append(Violation("value_invalid", text, "until", term))
    return tuple(found)


def term_of(contract: Contract, region: Region) -> Citation:
    """The clause behind the term of a contract."""
    return region.rules.contract_rules.on(contract.rules_day).term


def reason_violations(reason: str) -> tuple[Violation, ...]:
    """A reason is printed whole or not at all."""
    length = len(reason.strip())
    if length <= LONGEST_REASON:
        return ()
    text = (
        f"Введено {length} знаков, в приказ помещается {LONGEST_REASON}. Сократите текст, "
        "подробности приложите документом."
    )
    return (Violation("value_invalid", text, "reason"),)


def breach_violations(ground: Ground, words: str, *, field: str) -> tuple[Violation, ...]:
    """What has to be put right is named: nobody remedies a breach that is told to nobody."""
    if not names_breach(ground) or names_document(words):
        return ()
    text = (
        "Напишите, какое условие договора нарушено и что надо исправить: это печатают, и до этого "
        "длится перерыв."
    )
    return (Violation("value_invalid", text, field, ground.citation),)


def notice_violations(
    notified_on: date | None, concluded_on: date, today: date
) -> tuple[Violation, ...]:
    """The day on which somebody was told has come, and the contract was there already."""
    if notified_on is None or concluded_on <= notified_on <= today:
        return ()
    if notified_on > today:
        text = (
            f"{notified_on:%d.%m.%Y} ещё не наступил, а приказ говорит о случившемся. Укажите "
            "день, когда получателя известили, или оставьте поле пустым."
        )
    else:
        text = (
            f"Договор заключён {concluded_on:%d.%m.%Y}: {notified_on:%d.%m.%Y} извещать о перерыве "
            "было не по чему. Проверьте дату."
        )
    return (Violation("value_invalid", text, "notified_on"),)


def demand_reason(reason: str, question: str) -> str:
    """The reason as an order prints it; raises value_invalid without one or for one too long."""
    if not names_document(reason):
        refuse("value_invalid", question, field="reason")
    for one in reason_violations(reason):
        refuse(one.code, one.text, field=one.field)
    return reason.strip()


def breaks_ahead(
    session: Session, contract: Contract, today: date, *, apart_from: int | None = None
) -> bool:
    """Whether a break of the contract, but for that one, is not over yet."""
    wanted = select(Suspension.id).where(
        Suspension.provider_id == contract.provider_id,
        Suspension.contract_id == contract.id,
        Suspension.id != (apart_from or 0),
        Suspension.until.is_(None)
        | ((Suspension.until > today) & (Suspension.until > Suspension.since)),
    )
    return session.scalar(wanted.limit(1)) is not None
