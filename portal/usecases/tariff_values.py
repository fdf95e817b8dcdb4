"""The draft of a tariff day: made of the values in force or of a table, edited, thrown away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from portal.domain.law import Citation
from portal.domain.reference import (
    ReferenceBook,
    ReferenceValue,
)
from portal.domain.tariff_day import THOUSANDTH, scaled
from portal.domain.violations import RulesBroken, Violation, refuse
from portal.models import TariffDay, TariffDayContract, TariffDayState, TariffDayValue
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.reference import (
    ENTERED,
    LONGEST_ACT,
    reference_book,
    rule_behind,
)
from portal.usecases.tariff_tables import Key, keys_on, value_faults, values_of_table
from portal.usecases.transaction import demand_version, transaction

LARGEST_FACTOR = Decimal(10)


@dataclass(frozen=True, slots=True)
class CreateTariffDay:
    """A draft for a day: the values in force times ``factor``, with those of ``table`` on top."""

    since: date
    act: str
    factor: Decimal = Decimal(1)
    table: str | None = None


@dataclass(frozen=True, slots=True)
class ChangeTariffDayValues:
    """New amounts of values of the draft, by their ids; ``version`` is what the reader saw."""

    tariff_day_id: int
    version: int
    amounts: Mapping[int, Decimal]


@dataclass(frozen=True, slots=True)
class DeleteTariffDay:
    """Throw a draft away; ``version`` is what the reader saw."""

    tariff_day_id: int
    version: int


def create_tariff_day(
    command: CreateTariffDay, *, region: Region, actor: Actor, now: datetime
) -> int:
    """Start a draft. Nothing in force changes before the day is set."""
    _check_act(command.act)
    _check_factor(command.factor)
    with transaction() as session:
        book = reference_book(session, region)
        amounts = _in_force(book, region, command.since, command.factor)
        if command.table is not None:
            amounts |= values_of_table(command.table, command.since, region)
        if not amounts:
            refuse("reference_missing", "В справочниках ещё нет значений. Загрузите таблицу.")
        row = TariffDay(
            provider_id=actor.provider_id,
            since=command.since,
            act=command.act.strip()[:LONGEST_ACT],
            factor=command.factor,
            state=TariffDayState.DRAFT,
            created_at=now,
            created_by_id=actor.membership_id,
        )
        session.add(row)
        session.flush()
        session.add_all(
            TariffDayValue(
                provider_id=actor.provider_id,
                tariff_day_id=row.id,
                key=key,
                group=group,
                amount=amount,
            )
            for (key, group), amount in amounts.items()
        )
        after = {"since": row.since.isoformat(), "act": row.act, "values": len(amounts)}
        audit.record(session, actor, now, "tariff_day_drafted", "tariff_day", row.id, None, after)
        return row.id


def change_tariff_day_values(
    command: ChangeTariffDayValues, *, region: Region, actor: Actor, now: datetime
) -> None:
    """Edit the draft; its rehearsal is out of date then and must be made anew."""
    with transaction() as session:
        day = demand_draft(session, command.tariff_day_id, actor)
        demand_version(day.version, command.version)
        rows = {
            row.id: row
            for row in session.scalars(
                select(TariffDayValue).where(
                    TariffDayValue.provider_id == actor.provider_id,
                    TariffDayValue.tariff_day_id == day.id,
                )
            )
        }
        changed: dict[str, list[str]] = {}
        faults: list[Violation] = []
        for row_id, amount in command.amounts.items():
            row = rows.get(row_id)
            if row is None or row.amount == amount:
                continue
            faults.extend(
                value_faults((row.key, row.group), amount, day.since, region, f"value-{row_id}")
            )
            name = f"{row.key}.{row.group.value}" if row.group else row.key
            changed[name] = [str(row.amount), str(amount)]
            row.amount = amount
        if faults:
            raise RulesBroken(*faults)
        if changed:
            forget_rehearsal(session, day)
            audit.record(
                session,
                actor,
                now,
                "tariff_day_changed",
                "tariff_day",
                day.id,
                None,
                {"values": changed},
            )


def delete_tariff_day(command: DeleteTariffDay, *, actor: Actor, now: datetime) -> None:
    """Throw a draft away with its values and its rehearsal; a day that is set stays."""
    with transaction() as session:
        day = demand_draft(session, command.tariff_day_id, actor)
        demand_version(day.version, command.version)
        before = {"since": day.since.isoformat(), "act": day.act}
        for kind in (TariffDayContract, TariffDayValue):
            session.execute(
                delete(kind).where(
                    kind.provider_id == actor.provider_id, kind.tariff_day_id == day.id
                )
            )
        session.delete(day)
        audit.record(session, actor, now, "tariff_day_deleted", "tariff_day", day.id, before, None)


def demand_draft(session: Session, tariff_day_id: int, actor: Actor) -> TariffDay:
    """The provider's draft, locked; refused when its day has been set."""
    day = own(session, TariffDay, tariff_day_id, actor.provider_id, lock=True)
    if day.state is TariffDayState.SET:
        refuse(
            "transition_not_allowed",
            f"День {day.since:%d.%m.%Y} уже назначен, его значения не меняются. Подготовьте новый "
            "день.",
        )
    return day


def forget_rehearsal(session: Session, day: TariffDay) -> None:
    """Drop what was rehearsed with other values."""
    session.execute(
        delete(TariffDayContract).where(
            TariffDayContract.provider_id == day.provider_id,
            TariffDayContract.tariff_day_id == day.id,
        )
    )
    # The version moves on even when nothing had been rehearsed: the values are other ones now.
    day.rehearsed_at = None
    flag_modified(day, "rehearsed_at")


def draft_values(session: Session, day: TariffDay, today: date) -> tuple[ReferenceValue, ...]:
    """The draft as values of the reference book from its day on."""
    rows = session.scalars(
        select(TariffDayValue)
        .where(
            TariffDayValue.provider_id == day.provider_id, TariffDayValue.tariff_day_id == day.id
        )
        .order_by(TariffDayValue.id)
    )
    return tuple(
        ReferenceValue(
            row.key,
            row.group,
            row.amount,
            day.since,
            Citation(rule_behind(row.key).rule, ENTERED, day.act),
            today,
        )
        for row in rows
    )


def _check_act(act: str) -> None:
    if not act.strip():
        refuse(
            "value_invalid",
            "Назовите акт, которым меняются тарифы: вид, дату и номер.",
            field="act",
        )


def _check_factor(factor: Decimal) -> None:
    if not factor.is_finite() or not 0 < factor <= LARGEST_FACTOR:
        text = "Введите индекс больше 0 и не больше 10, например 1,064."
        refuse("value_invalid", text, field="factor")
    if factor != factor.quantize(THOUSANDTH):
        text = "Введите индекс не более чем с тремя знаками после запятой, например 1,064."
        refuse("value_invalid", text, field="factor")


def _in_force(
    book: ReferenceBook, region: Region, since: date, factor: Decimal
) -> dict[Key, Decimal]:
    """Every value in force on the day, times the index."""
    found = ((key, book.find(*key, since)) for key in keys_on(region, since))
    return {key: scaled(value, factor) for key, value in found if value is not None}
