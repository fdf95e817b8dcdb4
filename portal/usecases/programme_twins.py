"""Whether a programme is presented a second time, or beside another one of the same days.

Rules: MSK-IPP-04 (a duplicate starts no new term), FED-MIN-03 and MSK-MIN-01 (one recipient).
"""

from datetime import date

from sqlalchemy import Row, and_, or_, select
from sqlalchemy.orm import Session

from portal.domain.representation import check_recipients
from portal.domain.violations import refuse
from portal.models import Programme, Recipient
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.awaited_review import awaited_review
from portal.usecases.programme_details import PresentProgramme


def demand_unknown(
    session: Session, command: PresentProgramme, actor: Actor, region: Region, today: date
) -> None:
    """One number of one day is one programme of one person; its duplicate starts no new term.

    Raises duplicate. Rules: MSK-IPP-04; FED-MIN-03 and MSK-MIN-01: of a family each has an own one.
    """
    loss = region.rules.programme_rules.on(today).loss
    same = session.execute(
        select(Programme.id, Programme.recipient_id).where(
            Programme.provider_id == actor.provider_id,
            Programme.number == command.number.strip(),
            Programme.issued_on == command.issued_on,
            Programme.withdrawn_at.is_(None),
        )
    ).one_or_none()
    if same is not None:
        if same.recipient_id != command.recipient_id:
            _refuse_shared(command, region, today, same.id)
        also = " Дубликат взамен утраченной записывают на её странице: договор и его срок прежние."
        refuse(
            "duplicate",
            f"Программа № {command.number.strip()} от {command.issued_on:%d.%m.%Y} уже принята. "
            f"Откройте её или проверьте номер. Вторая запись не создана.{also if loss else ''}",
            field="number",
            citation=loss.on_loss.citation if loss else None,
            subject=f"programme:{same.id}",
        )


def _refuse_shared(
    command: PresentProgramme, region: Region, today: date, standing_id: int
) -> None:
    """Refuse the paper of one person for another: duplicate, with the law of one recipient."""
    rules = region.rules.representation_rules.on(today)
    for one in check_recipients(rules, programme=2):
        refuse(
            "duplicate",
            f"Программа № {command.number.strip()} от {command.issued_on:%d.%m.%Y} уже принята у "
            f"другого получателя. {one.text}",
            field="number",
            citation=one.citation,
            subject=f"programme:{standing_id}",
        )


def demand_alone(session: Session, command: PresentProgramme, recipient: Recipient) -> None:
    """One of the same days or number may be entered twice: raises duplicate unless on purpose."""
    other = session.execute(
        select(
            Programme.id,
            Programme.number,
            Programme.issued_on,
            Programme.valid_from,
            Programme.valid_until,
        )
        .where(
            Programme.provider_id == recipient.provider_id,
            Programme.recipient_id == recipient.id,
            Programme.withdrawn_at.is_(None),
            # A new programme takes the place of one from another region (FED-IPP-07).
            Programme.issued_elsewhere == "",
            or_(
                Programme.number == command.number.strip(),
                and_(
                    Programme.form == command.form,
                    Programme.valid_from <= command.valid_until,
                    Programme.valid_until >= command.valid_from,
                ),
            ),
        )
        .order_by(Programme.presented_at.desc(), Programme.id.desc())
        .limit(1)
    ).one_or_none()
    if other is not None:
        separate = "Если новая выдана отдельно, отметьте это ниже."
        review = awaited_review(session, recipient.provider_id, other.id)
        if review is not None and review.asked_on <= command.issued_on:
            separate = (
                f"О её пересмотре просили {review.asked_on:%d.%m.%Y}. Если новая выдана по нему "
                "или отдельно, отметьте это ниже, а исход пересмотра запишите, когда примете её."
            )
        refuse(
            "duplicate",
            f"У получателя уже есть программа № {other.number} от {other.issued_on:%d.%m.%Y}: "
            f"{_shared(command, other)}. {separate}",
            field="another",
            subject=f"programme:{other.id}",
        )


def _shared(command: PresentProgramme, other: Row[int, str, date, date, date]) -> str:
    """What the two have in common: the number, the very days, or only some of them."""
    if other.number == command.number.strip():
        return "номер тот же, день другой"
    if (other.valid_from, other.valid_until) == (command.valid_from, command.valid_until):
        return "форма и срок те же"
    return (
        "форма та же, сроки пересекаются: прежняя действует с "
        f"{other.valid_from:%d.%m.%Y} по {other.valid_until:%d.%m.%Y}"
    )
