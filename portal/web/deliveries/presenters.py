"""Words for the sheet: why a day takes no entry, what a cell holds, what a row comes to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby

from portal.domain.calendar import SATURDAY, WorkCalendar, days_of, last_day, month_of
from portal.domain.suspension import is_suspended
from portal.domain.violations import RulesBroken, Violation
from portal.regions.registry import Region
from portal.usecases.queries.month_sheets import MonthSheet, SheetService
from portal.web.clock import work_calendar
from portal.web.filters import WEEKDAYS, day_words, quantity

WEEKDAYS_SHORT = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
NOTHING = Decimal(0)
ONCE = Decimal(1)


def plain(amount: Decimal) -> str:
    """A quantity for an address or a hidden field: «1.5»."""
    return f"{amount.normalize():f}"


def closed_because(sheet: MonthSheet, service: SheetService | None, day: date, today: date) -> str:
    """Why a day takes no entry, in words; empty when it does."""
    reasons = (
        (sheet.closed, "месяц закрыт"),
        (day < sheet.first, "до начала договора"),
        (day > sheet.last, "после конца договора"),
        (day > today, "ещё не наступило"),
        (sheet.course_last is not None and day > sheet.course_last, "курс закончился"),
        (is_suspended(day, sheet.pauses), "приостановлено"),
        (service is not None and not _in_period(service, day), "вне срока услуги"),
        (service is not None and not is_agreed(service, day), "в этот день услуги нет в договоре"),
    )
    return next((words for holds, words in reasons if holds), "")


@dataclass(frozen=True, slots=True)
class Outside:
    """Why a month has no services of the contract, and the nearest month that has."""

    text: str
    nearest: date


def outside(sheet: MonthSheet) -> Outside | None:
    """What a month wholly before the contract or after its end says; None for the others."""
    number = f"договору №\u00a0{sheet.number}"
    if sheet.last < sheet.first:
        return None
    if last_day(sheet.month) < sheet.first:
        begins = day_words(sheet.first, year=True)
        text = f"По {number} услуги оказывают с {begins}. В этом месяце договора ещё не было."
        return Outside(text, month_of(sheet.first))
    if sheet.month > sheet.last:
        ends = day_words(sheet.last, year=True)
        text = f"По {number} последний день услуг — {ends}. В этом месяце договора уже нет."
        return Outside(text, month_of(sheet.last))
    return None


def is_agreed(service: SheetService, day: date) -> bool:
    """Whether the contract holds the service on the day; an additional one needs no line in it."""
    return service.additional or any(days.holds(day) for days in service.agreed)


def _in_period(service: SheetService, day: date) -> bool:
    return (service.since or date.min) <= day <= (service.until or date.max)


@dataclass(frozen=True, slots=True)
class Column:
    """A day of the month as the head of a column; ``rest`` marks weekends and holidays."""

    day: date
    weekday: str
    rest: bool
    today: bool
    closed: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A service on a day: its number, or in words why there can be none; planned or not."""

    day: date
    value: Decimal
    closed: str
    planned: bool = False

    @property
    def text(self) -> str:
        """What is written in the cell."""
        return quantity(self.value) if self.value else ""

    @property
    def mark(self) -> str:
        """What a tap asks for: an empty cell becomes one, a one becomes empty."""
        wanted = NOTHING if self.value else ONCE
        return f"{self.day.day}:{plain(wanted)}:{plain(self.value)}"

    @property
    def more(self) -> str:
        """One time more than now."""
        return f"{self.day.day}:{plain(self.value + ONCE)}:{plain(self.value)}"

    @property
    def less(self) -> str:
        """One time less, down to nothing."""
        wanted = max(self.value - ONCE, NOTHING)
        return f"{self.day.day}:{plain(wanted)}:{plain(self.value)}"

    @property
    def tappable(self) -> bool:
        """Whether a tap is enough: other numbers than one are changed on the day's own page."""
        return not self.closed and self.value in (NOTHING, ONCE)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an entry was refused, in the row it was meant for."""

    violations: tuple[Violation, ...]
    day: date

    @property
    def text(self) -> str:
        """The first sentence, for the line that is read aloud."""
        return self.violations[0].text


@dataclass(frozen=True, slots=True)
class Row:
    """A service of the sheet with its cells and its totals."""

    code: str
    title: str
    unit_title: str
    additional: bool
    allowed: Decimal | None
    done: Decimal
    cells: tuple[Cell, ...]
    refusal: Refusal | None = None
    fractional: bool = False
    dropped_on: date | None = None

    @property
    def id(self) -> str:
        """The row's id on the page."""
        return f"row-{'x' if self.additional else 'q'}-{self.code}"

    @property
    def left(self) -> Decimal | None:
        """What the month's volume still allows."""
        return None if self.allowed is None else max(self.allowed - self.done, NOTHING)

    @property
    def totals(self) -> str:
        """«5 из 8, осталось 3»: done, plan and limit in one line."""
        if self.allowed is None:
            return f"{quantity(self.done)} сверх программы"
        rest = f"осталось {quantity(self.left or NOTHING)}" if self.left else "всё выполнено"
        if self.dropped_on is not None:
            rest = f"с {day_words(self.dropped_on, year=False)} не оказывается"
        return f"{quantity(self.done)} из {quantity(self.allowed)}, {rest}"

    def cell(self, day: date) -> Cell:
        """The cell of a day."""
        return next(cell for cell in self.cells if cell.day == day)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole sheet: its days, its rows, and the closed days in words."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]

    def row(self, code: str, *, additional: bool) -> Row:
        """The row of a service."""
        return next(row for row in self.rows if (row.code, row.additional) == (code, additional))


def sheet_of(
    sheet: MonthSheet,
    region: Region,
    today: date,
    refusals: Mapping[tuple[str, bool], Refusal] | None = None,
) -> Sheet:
    """The sheet as a page shows it."""
    calendar = work_calendar()
    columns = tuple(
        Column(
            day=day,
            weekday=WEEKDAYS_SHORT[day.weekday()],
            rest=not _works(calendar, day),
            today=day == today,
            closed=closed_because(sheet, None, day, today),
        )
        for day in days_of(sheet.month)
    )
    titles = additional_titles(sheet, region)
    split = fractional_codes(region, today)
    rows = tuple(
        replace(
            row_of(sheet, service, today, titles, (refusals or {}).get(_key(service))),
            fractional=service.code in split,
        )
        for service in sheet.services
    )
    return Sheet(columns, rows, tuple(_notes(columns)))


def _key(service: SheetService) -> tuple[str, bool]:
    return service.code, service.additional


def row_of(
    sheet: MonthSheet,
    service: SheetService,
    today: date,
    titles: Mapping[str, str],
    refusal: Refusal | None = None,
) -> Row:
    """One row of the sheet."""
    planned = () if service.additional else sheet.planned_days.get(service.code, ())
    return Row(
        code=service.code,
        title=service.title or titles.get(service.code, service.code),
        unit_title=service.unit_title,
        additional=service.additional,
        allowed=service.allowed,
        done=service.done,
        cells=tuple(
            Cell(
                day,
                service.entries.get(day, NOTHING),
                closed_because(sheet, service, day, today),
                planned=day in planned,
            )
            for day in days_of(sheet.month)
        ),
        refusal=refusal,
        dropped_on=_dropped_on(service, last_day(sheet.month)),
    )


def _dropped_on(service: SheetService, last: date) -> date | None:
    """The first day of the month from which the contract does not hold the service any more."""
    until = service.agreed[-1].until if service.agreed else None
    return until if until is not None and until <= last else None


def additional_titles(sheet: MonthSheet, region: Region) -> dict[str, str]:
    """Titles of the services recorded beyond the programme, out of the region's list."""
    codes = {service.code for service in sheet.services if service.additional}
    if not codes:
        return {}
    items = region.rules.service_catalogue.on(sheet.month).items
    return {item.code: item.title for item in items if item.code in codes}


def fractional_codes(region: Region, day: date) -> frozenset[str]:
    """The services whose units can be split: an hour can, a visit cannot."""
    items = region.rules.service_catalogue.on(day).items
    return frozenset(item.code for item in items if item.fractional)


def _works(calendar: WorkCalendar, day: date) -> bool:
    try:
        return calendar.is_working(day)
    except RulesBroken:
        # A year without a calendar still has its weekends.
        return day.weekday() < SATURDAY


def _notes(columns: Iterable[Column]) -> Iterable[str]:
    """«10–15 марта: приостановлено»: runs of closed days with their reason."""
    for reason, run in groupby(columns, key=lambda column: column.closed):
        if reason:
            days = [column.day for column in run]
            yield f"{_span(days[0], days[-1])}: {reason}"


def _span(first: date, last: date) -> str:
    if first == last:
        return day_words(first, year=False)
    return f"{first.day}–{day_words(last, year=False)}"


@dataclass(frozen=True, slots=True)
class DayState:
    """How far a person's day has come: the words on the folded line, their colour."""

    text: str
    kind: str
    finished: bool


def day_state(rows: Iterable[tuple[Row, Cell]]) -> DayState:
    """Finished is a day on which something is recorded or nothing can be."""
    pairs = list(rows)
    done = sum((cell.value for _row, cell in pairs), NOTHING)
    if done:
        return DayState(f"Записано {quantity(done)}", "ok", finished=True)
    if any(not cell.closed and (row.additional or row.left) for row, cell in pairs):
        return DayState("Не записано", "warn", finished=False)
    return DayState("Записывать нечего", "", finished=True)


def day_anchor(month: date, day: date) -> str | None:
    """The grid's column of a day, for an address; None when the month has no such day."""
    return f"d-{day.day}" if (month.year, month.month) == (day.year, day.month) else None


def day_heading(day: date) -> str:
    """«3 марта, вторник»."""
    return f"{day_words(day)}, {WEEKDAYS[day.weekday()]}"


def cell_label(row: Row, cell: Cell) -> str:
    """What a button of the grid says to those who do not see it."""
    day = day_words(cell.day, year=False)
    if cell.value:
        return f"{row.title}, {day}: записано {cell.text}. Убрать"
    expected = "запланировано" if cell.planned else "пусто"
    return f"{row.title}, {day}: {expected}. Записать один раз"


def announced(row: Row, cell: Cell) -> str:
    """What is said after an entry: the cell and what the row comes to."""
    done = f"записано {cell.text}" if cell.value else "запись убрана"
    return f"{row.title}, {day_words(cell.day, year=False)}: {done}. За месяц {row.totals}."
