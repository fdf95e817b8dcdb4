"""The draft of a tariff day: made of the values in force or of a table, edited, thrown away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from portal.domain.calendar import month_of
from portal.domain.law import Citation
from portal.domain.people import PopulationGroup
from portal.domain.reference import (
    SUBSISTENCE_MINIMUM,
    TARIFFS_ARE_DATED,
    ReferenceBook,
    ReferenceValue,
)
from portal.domain.tariff_day import THOUSANDTH, scaled
from portal.domain.violations import RulesBroken, refuse
from portal.models import Act, TariffDay, TariffDayContract, TariffDayState, TariffDayValue
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.entered import ENTERED, LONGEST_ACT, demand_named_act
from portal.usecases.facts import own
from portal.usecases.reference import reference_book, rule_behind
from portal.usecases.tariff_doubts import doubt, table_doubts
from portal.usecases.tariff_tables import Key, keys_on, value_faults, values_of_table
from portal.usecases.transaction import demand_version, transaction

LARGEST_FACTOR = Decimal(10)
YEARS_AHEAD = 1
"""Values are set to the end of the next calendar year at most."""


@dataclass(frozen=True, slots=True)
class CreateTariffDay:
    """A draft for a day: the values in force with those of ``table`` on top.

    Tariffs are multiplied by ``factor``; minimums, set by an act of their own, only when
    ``scale_minimums`` asks for it. ``sure`` tells that rows of the table far from the last known
    values were compared with the act.
    """

    since: date
    act: str
    factor: Decimal = Decimal(1)
    table: str | None = None
    scale_minimums: bool = False
    sure: bool = False


@dataclass(frozen=True, slots=True)
class ChangeTariffDayValues:
    """New amounts of values of the draft, by their ids; ``version`` is what the reader saw.

    ``minimums`` are those that neither the draft nor the book has for the day, by group; ``sure``
    tells that values far from the last known ones were compared with the act.
    """

    tariff_day_id: int
    version: int
    amounts: Mapping[int, Decimal]
    minimums: Mapping[PopulationGroup, Decimal] = field(default_factory=dict)
    sure: bool = False


@dataclass(frozen=True, slots=True)
class DeleteTariffDay:
    """Throw a draft away; ``version`` is what the reader saw."""

    tariff_day_id: int
    version: int


def create_tariff_day(
    command: CreateTariffDay, *, region: Region, actor: Actor, now: datetime
) -> int:
    """Start a draft. Nothing in force changes before the day is set.

    A day that could never be set is refused at once: month_closed, overlap, value_invalid.
    """
    demand_named_act(command.act)
    _check_factor(command.factor)
    with transaction() as session:
        _demand_day_to_come(session, command.since, region.today(now), actor)
        book = reference_book(session, region)
        amounts = _in_force(book, region, command)
        if command.table is not None:
            rows = values_of_table(command.table, command.since, region)
            if not command.sure and (odd := table_doubts(book, rows, command.since, region)):
                raise RulesBroken(*odd)
            amounts |= {key: row.amount for key, row in rows.items()}
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
        session.add_all(_value(row, key, amount) for key, amount in amounts.items())
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
        typed = _typed(command, rows)
        _demand_sound(typed, day.since, region, reference_book(session, region), sure=command.sure)
        after = {"values": {one.name: [one.before, str(one.amount)] for one in typed}}
        for one in typed:
            if one.row is None:
                session.add(_value(day, one.key, one.amount))
            else:
                one.row.amount = one.amount
        if typed:
            forget_rehearsal(session, day)
            subject = ("tariff_day_changed", "tariff_day", day.id)
            audit.record(session, actor, now, *subject, after=after)


@dataclass(frozen=True, slots=True)
class _Typed:
    """A new amount under its field; ``row`` is the value it changes, None for a new one."""

    key: Key
    amount: Decimal
    field: str
    row: TariffDayValue | None = None

    @property
    def name(self) -> str:
        """The value as the journal names it."""
        key, group = self.key
        return f"{key}.{group.value}" if group else key

    @property
    def before(self) -> str:
        """What stands there, "" for a new value."""
        return str(self.row.amount) if self.row else ""


def _typed(
    command: ChangeTariffDayValues, rows: Mapping[int, TariffDayValue]
) -> tuple[_Typed, ...]:
    """The amounts that differ from those of the draft, and the minimums it did not have."""
    changed = (
        _Typed((row.key, row.group), amount, f"value-{row_id}", row)
        for row_id, amount in command.amounts.items()
        if (row := rows.get(row_id)) is not None and row.amount != amount
    )
    added = (
        _Typed((SUBSISTENCE_MINIMUM, group), amount, f"minimum-{group.value}")
        for group, amount in command.minimums.items()
    )
    return (*changed, *added)


def _demand_sound(
    typed: Sequence[_Typed], since: date, region: Region, book: ReferenceBook, *, sure: bool
) -> None:
    """Refuse what cannot stand in a book, and what is far from the last value and not compared."""
    found = [
        fault
        for one in typed
        for fault in value_faults(one.key, one.amount, since, region, one.field)
    ]
    if not found and not sure:
        found = [
            strange
            for one in typed
            for strange in doubt(book, one.key, one.amount, since, one.field)
        ]
    if found:
        raise RulesBroken(*found)


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


def new_values(
    session: Session, day: TariffDay, region: Region, today: date
) -> tuple[ReferenceValue, ...]:
    """The draft's values that differ from those in force on its day; the rest keep their own act.

    A tariff act sets no minimum that it leaves as it was (FED-FEE-03, MSK-FEE-04).
    """
    book = reference_book(session, region)
    return tuple(
        value
        for value in _draft_values(session, day, today)
        if (present := book.find(value.key, value.group, day.since)) is None
        or present.amount != value.amount
    )


def _draft_values(session: Session, day: TariffDay, today: date) -> tuple[ReferenceValue, ...]:
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


def _check_factor(factor: Decimal) -> None:
    if not factor.is_finite() or not 0 < factor <= LARGEST_FACTOR:
        text = "Введите индекс больше 0 и не больше 10, например 1,064."
        refuse("value_invalid", text, field="factor")
    if factor != factor.quantize(THOUSANDTH):
        text = "Введите индекс не более чем с тремя знаками после запятой, например 1,064."
        refuse("value_invalid", text, field="factor")


def _demand_day_to_come(session: Session, since: date, today: date, actor: Actor) -> None:
    """A day that can be set: no acts from its month on, not set yet, not years ahead."""
    latest = date(today.year + YEARS_AHEAD, 12, 31)
    if since > latest:
        refuse(
            "value_invalid",
            f"Значения назначают не дальше {latest:%d.%m.%Y}: на более поздний день актов ещё нет. "
            "Проверьте год.",
            field="since",
        )
    demand_no_acts(session, actor.provider_id, since)
    present = session.scalar(
        select(TariffDay.id)
        .where(
            TariffDay.provider_id == actor.provider_id,
            TariffDay.since == since,
            TariffDay.state == TariffDayState.SET,
        )
        .limit(1)
    )
    if present is not None:
        refuse(
            "overlap",
            f"День {since:%d.%m.%Y} уже назначен, второй раз он ничего не изменит. Выберите другой "
            "день.",
            field="since",
        )


def demand_no_acts(session: Session, provider_id: int, since: date) -> None:
    """Refuse a day whose month, or a later one, has acts: they charge by what was in force."""
    last = session.scalar(
        select(func.max(Act.month)).where(
            Act.provider_id == provider_id, Act.month >= month_of(since)
        )
    )
    if last is not None:
        refuse(
            "month_closed",
            f"За {last:%m.%Y} уже выданы акты. Назначьте день позже этого месяца; перерасчёт за "
            "прошлое делают отдельно.",
            field="since",
            citation=TARIFFS_ARE_DATED,
        )


def _value(day: TariffDay, key: Key, amount: Decimal) -> TariffDayValue:
    name, group = key
    return TariffDayValue(
        provider_id=day.provider_id, tariff_day_id=day.id, key=name, group=group, amount=amount
    )


def _in_force(book: ReferenceBook, region: Region, command: CreateTariffDay) -> dict[Key, Decimal]:
    """Every value in force on the day, with the index on what it is for."""
    found = ((key, book.find(*key, command.since)) for key in keys_on(region, command.since))
    return {key: _scaled(value, command) for key, value in found if value is not None}


def _scaled(value: ReferenceValue, command: CreateTariffDay) -> Decimal:
    if value.key == SUBSISTENCE_MINIMUM and not command.scale_minimums:
        return value.amount
    return scaled(value, command.factor)
