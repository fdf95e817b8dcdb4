"""Reference values: what a region ships, and the newer rows an administrator adds."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.calendar import month_of
from portal.domain.law import Citation
from portal.domain.money import rubles
from portal.domain.people import PopulationGroup
from portal.domain.reference import (
    SUBSISTENCE_MINIMUM,
    TARIFF,
    TARIFFS_ARE_DATED,
    THRESHOLD_FLOOR,
    THRESHOLD_MULTIPLIER,
    TIME_NORM,
    ReferenceBook,
    check_multiplier,
)
from portal.domain.reference import ReferenceValue as Value
from portal.domain.violations import refuse
from portal.models import Act, ActLine, Provider, ReferenceValue
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.entered import ENTERED, LONGEST_ACT
from portal.usecases.publications import tariffs_changed
from portal.usecases.reference_corrections import (
    changes_what_stands,
    counted_since,
    demand_reason,
)
from portal.usecases.transaction import transaction

LARGEST_MULTIPLIER = Decimal(10)
LONGEST_NORM = 24 * 60
LARGEST_STEP = Decimal(50)
"""Per cent: a larger step is more often a slip than an act."""
_THOUSANDTH = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class SetReferenceValue:
    """A value from a day on.

    ``key`` is ``subsistence_minimum`` (of a group), ``threshold_multiplier``, ``tariff.CODE`` or
    ``time_norm.CODE`` in minutes, where the region measures visits by norms (MSK-SCH-04);
    ``act`` names the act that sets it, as a reader would look it up; ``reason`` says why a
    threshold by which contracts were counted is corrected.
    """

    key: str
    group: PopulationGroup | None
    amount: Decimal
    since: date
    act: str
    reason: str = ""


def set_reference_value(
    command: SetReferenceValue, *, region: Region, actor: Actor, now: datetime
) -> int:
    """Add a dated value to the region's book; one of the same day is replaced, none erased.

    Raises month_closed for a tariff that acts have used, reason_required for a threshold by which
    contracts or acts were counted.
    """
    check_value(command, region)
    with transaction() as session:
        kind, _, code = command.key.partition(".")
        if kind == TARIFF:
            demand_not_charged(session, [code], command.since, region)
        before = reference_book(session, region).find(command.key, command.group, command.since)
        _demand_reason(session, command, before, region, actor)
        row = _row(command, region)
        row.checked_on = region.today(now)
        row.entered_by_id, row.entered_at = actor.user_id, now
        session.add(row)
        session.flush()
        if kind == TARIFF:
            tariffs_changed(session, region, command.since, now)
        was = {"amount": str(before.amount), "since": before.since.isoformat()} if before else None
        after = {
            "key": command.key,
            "group": command.group.value if command.group else None,
            "amount": str(command.amount),
            "since": command.since.isoformat(),
            "act": row.act,
        }
        subject = ("reference_value_set", "reference_value", row.id)
        reason = " ".join(command.reason.split())
        audit.record(session, actor, now, *subject, was, after, reason)
        return row.id


def _row(command: SetReferenceValue, region: Region) -> ReferenceValue:
    return ReferenceValue(
        region_code=region.code,
        key=command.key,
        group=command.group,
        amount=command.amount,
        since=command.since,
        citation_rule=_rule_behind(command, region).rule,
        act=command.act.strip()[:LONGEST_ACT],
    )


def _demand_reason(
    session: Session, command: SetReferenceValue, before: Value | None, region: Region, actor: Actor
) -> None:
    if changes_what_stands(command.key, command.amount, before):
        counted = counted_since(session, region.code, command.since, actor.provider_id)
        if counted is not None:
            demand_reason(counted, command.reason, command.since)


def check_value(command: SetReferenceValue, region: Region) -> None:
    """Refuse a value that no book may hold: an unknown key, an odd sum, no act behind it."""
    _check_day(command, region)
    _check_key(command, region)
    _check_amount(command)
    if not command.act.strip():
        refuse(
            "value_invalid",
            "Назовите акт, которым установлено значение: вид, дату и номер.",
            field="act",
        )


def reference_book(session: Session, region: Region, draft: Iterable[Value] = ()) -> ReferenceBook:
    """The region's values with the administrator's rows on top; the newest of a day wins.

    ``draft`` stands above all: values that are only being rehearsed.
    """
    rows = session.scalars(
        select(ReferenceValue)
        .where(ReferenceValue.region_code == region.code)
        .order_by(ReferenceValue.id)
    )
    entered = tuple(
        Value(
            key=row.key,
            group=row.group,
            amount=row.amount,
            since=row.since,
            citation=Citation(
                row.citation_rule or rule_behind(row.key).rule,
                ENTERED,
                row.act,
                edition=f"{row.act}; внесён администратором; сверено {row.checked_on:%d.%m.%Y}",
            ),
            checked_on=row.checked_on,
        )
        for row in rows
    )
    return ReferenceBook((*region.reference_values, *entered, *draft), region.service_titles)


def rule_behind(key: str) -> Citation:
    """The rule that makes an entered value count: that of tariffs, or of the threshold."""
    return TARIFFS_ARE_DATED if key.startswith(f"{TARIFF}.") else THRESHOLD_FLOOR


def is_large_step(before: Decimal, after: Decimal) -> bool:
    """Whether a value is so far from the last known one that it is asked about."""
    return abs(after - before) * 100 > before * LARGEST_STEP


def _check_day(command: SetReferenceValue, region: Region) -> None:
    """A value before the law counts nothing; its own rule says so, not the first one asked."""
    first = region.rules.fee_rules.versions[0].since
    if command.since < first:
        refuse(
            "not_in_force",
            f"Портал считает с {first:%d.%m.%Y}, с начала действия нормы: более раннее значение ни "
            "на что не влияет. Введите этот день или более поздний.",
            field="since",
            citation=rule_behind(command.key),
        )


def _check_key(command: SetReferenceValue, region: Region) -> None:
    if command.key == SUBSISTENCE_MINIMUM:
        if command.group is None:
            refuse(
                "value_invalid",
                "Прожиточный минимум задают по группе населения. Выберите группу.",
                field="group",
                citation=THRESHOLD_FLOOR,
            )
        return
    if command.group is not None:
        refuse(
            "value_invalid",
            "Группу населения указывают только для прожиточного минимума. Уберите её.",
            field="group",
        )
    kind, _, code = command.key.partition(".")
    norms = region.rules.schedule_rules.on(command.since).norms
    if code and (kind == TARIFF or (kind == TIME_NORM and norms is not None)):
        region.rules.service_catalogue.on(command.since).item(code, field="key")
    elif command.key != THRESHOLD_MULTIPLIER:
        refuse(
            "value_invalid",
            "Такого справочника нет. Выберите прожиточный минимум, его кратность или тариф услуги.",
            field="key",
        )


def _check_amount(command: SetReferenceValue) -> None:
    amount = command.amount
    if not isinstance(amount, Decimal) or not amount.is_finite() or amount <= 0:
        refuse(
            "value_invalid",
            "Прожиточный минимум, его кратность и тариф всегда больше нуля. Введите значение из "
            "акта, например 18971,00.",
            field="amount",
            citation=rule_behind(command.key),
        )
    if command.key.startswith(f"{TIME_NORM}."):
        _check_minutes(amount)
        return
    if command.key != THRESHOLD_MULTIPLIER:
        rubles(amount, field="amount")
        return
    if amount != amount.quantize(_THOUSANDTH):
        refuse(
            "value_invalid",
            "Введите кратность не более чем с тремя знаками после запятой, например 1,5.",
            field="amount",
        )
    if amount > LARGEST_MULTIPLIER:
        refuse(
            "value_invalid",
            f"Кратность больше {LARGEST_MULTIPLIER} не бывает. Проверьте запятую, например 1,5.",
            field="amount",
        )
    check_multiplier(
        Value(command.key, None, amount, command.since, THRESHOLD_FLOOR, command.since)
    )


def _check_minutes(amount: Decimal) -> None:
    """A norm is a whole number of minutes of one day."""
    if amount != amount.to_integral_value() or amount > LONGEST_NORM:
        refuse(
            "value_invalid",
            f"Норму времени вводят целыми минутами, от 1 до {LONGEST_NORM}, например 25.",
            field="amount",
        )


def _rule_behind(command: SetReferenceValue, region: Region) -> Citation:
    """The same with a region's own clause: that of its time norms (MSK-SCH-04)."""
    norms = region.rules.schedule_rules.on(command.since).norms
    is_norm = command.key.startswith(f"{TIME_NORM}.")
    return norms if is_norm and norms is not None else rule_behind(command.key)


def demand_not_charged(
    session: Session, codes: Collection[str], since: date, region: Region
) -> None:
    """A tariff that issued acts have used stays as it was (FED-FEE-15)."""
    last = session.scalar(
        select(Act.month)
        .join(ActLine, ActLine.act_id == Act.id)
        .join(Provider, Provider.id == Act.provider_id)
        .where(
            Provider.region_code == region.code,
            ActLine.code.in_(codes),
            Act.month >= month_of(since),
        )
        .order_by(Act.month.desc())
        .limit(1)
    )
    if last is not None:
        refuse(
            "month_closed",
            f"За {last:%m.%Y} уже выданы акты с этим тарифом. Введите день позже этого месяца; "
            "перерасчёт за прошлое делают отдельно.",
            field="since",
            citation=TARIFFS_ARE_DATED,
        )
