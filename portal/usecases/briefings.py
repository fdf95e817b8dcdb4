"""Information before a contract: each point told is recorded, with the day and the person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.domain.information import Briefing, check_briefing
from portal.domain.people import full_name
from portal.domain.violations import RulesBroken, Violation, refuse
from portal.models import BriefingItem, Programme, Recipient
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.signatories import Side, signing_on
from portal.usecases.standing_contracts import standing_contract
from portal.usecases.transaction import demand_version, transaction


@dataclass(frozen=True, slots=True)
class RecordBriefing:
    """The points made known, on which day and to whom: no representative = to the recipient.

    ``signed_on`` is the day the sheet was signed; ``version`` the programme's, as it was seen.
    """

    programme_id: int
    told: tuple[str, ...]
    told_on: date
    representative_id: int | None = None
    signed_on: date | None = None
    version: int | None = None


def record_briefing(
    command: RecordBriefing, *, region: Region, actor: Actor, now: datetime
) -> tuple[Violation, ...]:
    """Record what was told before the contract; returns what is still to be done, if anything.

    Rules: FED-RGT-02, MSK-RGT-02, VLA-RGT-01. A point recorded earlier keeps its day. While no
    contract is drawn up a mark made by mistake is taken back by leaving it out, and the day of the
    signature is corrected; with a contract both stay. Raises RulesBroken("value_invalid") on days
    that cannot be true and on a day without any point.
    """
    with transaction() as session:
        programme = own(session, Programme, command.programme_id, actor.provider_id, lock=True)
        if command.version is not None:
            demand_version(programme.version, command.version)
        _demand_points(session, programme, command)
        tell(session, programme, command, region=region, actor=actor, now=now)
        return still_untold(session, programme, region, region.today(now))


def tell(
    session: Session,
    programme: Programme,
    command: RecordBriefing,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
) -> None:
    """Record the points within the caller's transaction; the programme is locked there."""
    today = region.today(now)
    briefing = briefing_of(programme, region, today)
    told = told_items(session, programme)
    _check(command, briefing, programme, today)
    _check_signature(command, briefing, _last_told(told, command), today)
    before = _summary(told, programme)
    told_to = _listener(session, programme, command, briefing)
    _take_back(session, programme, told, command)
    known = {item.code for item in told}
    session.add_all(
        BriefingItem(
            provider_id=actor.provider_id,
            programme_id=programme.id,
            code=code,
            title=briefing.items.choice(code, field="told").title,
            told_on=command.told_on,
            told_to=told_to,
            recorded_at=now,
            recorded_by_id=actor.membership_id,
        )
        for code in dict.fromkeys(command.told)
        if code not in known
    )
    programme.informed_signed_on = command.signed_on
    session.flush()
    after = _summary(told_items(session, programme), programme)
    subject = ("briefing_recorded", "programme", programme.id)
    audit.record(session, actor, now, *subject, before, after)


def briefing_of(programme: Programme, region: Region, day: date) -> Briefing:
    """What must be told before a contract on the programme."""
    return region.rules.information_rules.on(day).briefing(programme.unit_code)


def told_items(session: Session, programme: Programme) -> Sequence[BriefingItem]:
    """The points recorded, in the order they were told."""
    return session.scalars(
        select(BriefingItem)
        .where(
            BriefingItem.provider_id == programme.provider_id,
            BriefingItem.programme_id == programme.id,
        )
        .order_by(BriefingItem.told_on, BriefingItem.id)
    ).all()


def still_untold(
    session: Session, programme: Programme, region: Region, day: date
) -> tuple[Violation, ...]:
    """What has not been told or not been signed for; empty when all is done."""
    codes = tuple(item.code for item in told_items(session, programme))
    signed = programme.informed_signed_on is not None
    return check_briefing(briefing_of(programme, region, day), codes, signed=signed)


def demand_briefing(session: Session, programme: Programme, region: Region, day: date) -> None:
    """Refuse a contract while the region demands information that was not given.

    Raises RulesBroken("information_not_confirmed"); where it is only recommended, nothing.
    """
    if not briefing_of(programme, region, day).demanded:
        return
    if found := still_untold(session, programme, region, day):
        raise RulesBroken(*found)


def _demand_points(session: Session, programme: Programme, command: RecordBriefing) -> None:
    if command.told or told_items(session, programme):
        return
    text = "День есть, а что сообщили, не отмечено. Отметьте хотя бы один пункт."
    refuse("value_invalid", text, field="told")


def _check(command: RecordBriefing, briefing: Briefing, programme: Programme, today: date) -> None:
    if programme.withdrawn_at is not None:
        refuse("value_invalid", "Эту программу отозвали как внесённую по ошибке.", field="told")
    for code in command.told:
        briefing.items.choice(code, field="told")
    if command.told_on > today:
        text = "Этот день ещё не наступил. Введите день, когда сведения сообщили."
        refuse("value_invalid", text, field="told_on")
    if command.told_on < programme.issued_on:
        refuse(
            "value_invalid",
            f"Программу составили {programme.issued_on:%d.%m.%Y}: раньше этого дня знакомить с её "
            "услугами было нельзя. Исправьте день.",
            field="told_on",
        )


def _last_told(told: Sequence[BriefingItem], command: RecordBriefing) -> date:
    """The day of the last point that stands after the command."""
    kept = [item for item in told if item.code in command.told]
    fresh = set(command.told) - {item.code for item in kept}
    days = [item.told_on for item in kept] + ([command.told_on] if fresh else [])
    return max(days, default=command.told_on)


def _check_signature(
    command: RecordBriefing, briefing: Briefing, last_told: date, today: date
) -> None:
    if command.signed_on is None:
        return
    if command.signed_on > today:
        text = "Этот день ещё не наступил. Введите день, когда лист подписан."
        refuse("value_invalid", text, field="signed_on")
    if missing := briefing.items.without(command.told):
        words = ", ".join(item.title for item in missing)
        text = f"Подпись стоит под всем листом, а не отмечено: {words}. Сначала отметьте всё."
        refuse("value_invalid", text, field="signed_on", citation=briefing.items.citation)
    if command.signed_on < last_told:
        refuse(
            "value_invalid",
            f"Последний пункт листа сообщили {last_told:%d.%m.%Y}: подписать лист раньше этого дня "
            "не могли. Исправьте день подписи.",
            field="signed_on",
            citation=briefing.items.citation,
        )


def _take_back(
    session: Session,
    programme: Programme,
    told: Sequence[BriefingItem],
    command: RecordBriefing,
) -> None:
    dropped = [item for item in told if item.code not in command.told]
    signed_on = programme.informed_signed_on
    moved = signed_on is not None and command.signed_on != signed_on
    if not (dropped or moved):
        return
    if (standing := standing_contract(session, programme)) is not None:
        refuse(
            "transition_not_allowed",
            f"По программе уже составлен договор № {standing.number}: отметки об ознакомлении и "
            "день подписи листа больше не меняют. Верните их на место.",
            field="told" if dropped else "signed_on",
        )
    for item in dropped:
        session.delete(item)
    session.flush()


def _listener(
    session: Session, programme: Programme, command: RecordBriefing, briefing: Briefing
) -> str:
    """Who was told: the recipient where the law lets her sign, or who acts for her on the day."""
    recipient = own(
        session,
        Recipient,
        programme.recipient_id,
        programme.provider_id,
        selectinload(Recipient.representatives),
    )
    signing = signing_on(recipient, recipient.representatives, command.told_on)
    if command.representative_id is None:
        if signing.side is not Side.REPRESENTATIVE:
            return recipient.full_name
        text = "Договор за получателя подписывает законный представитель: сведения до договора "
        text += "сообщают ему. Выберите его, а если его нет, внесите в карточку."
        refuse("not_authorised", text, field="told_to", citation=briefing.items.citation)
    for person in signing.representatives:
        if person.id == command.representative_id:
            return full_name(person.surname, person.name, person.patronymic)
    text = f"На {command.told_on:%d.%m.%Y} этот человек получателя не представляет. Выберите из "
    text += "списка того, кому сообщили, или исправьте день."
    refuse("value_invalid", text, field="told_to")


def _summary(told: Sequence[BriefingItem], programme: Programme) -> dict[str, object]:
    return {
        "told": {item.code: item.told_on.isoformat() for item in told},
        "signed_on": programme.informed_signed_on,
    }
